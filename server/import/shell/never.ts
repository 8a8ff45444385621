import { forEachChild, type ParsedScript, type SyntaxNode } from 'unbash';
import type { ShellRun, Source } from './state';
import { setsRoute } from '../route-commands';

/** Reports the commands that set routes but were never run, with the reason. */
export function reportNeverRun(run: ShellRun, source: Source, tree: ParsedScript): void {
  const functions = routeFunctions(source, tree);
  const visit = (node: SyntaxNode, inside: string | undefined): void => {
    run.steps++;
    if (node.type === 'Function') {
      const name = node.name.value;
      forEachChild(node.body, (child) => visit(child, run.executed.has(node.body) ? inside : name));
      return;
    }
    if (node.type === 'Command') {
      if (!run.executed.has(node) && setsRoutes(source, node, functions)) report(run, source, node, inside);
      return;
    }
    forEachChild(node, (child) => visit(child, inside));
  };
  visit(tree, undefined);
}

type CommandTree = Extract<SyntaxNode, { readonly type: 'Command' }>;

/** The functions whose bodies set routes, directly or through each other. */
function routeFunctions(source: Source, tree: ParsedScript): ReadonlySet<string> {
  const bodies: { readonly name: string; readonly text: string }[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Function')
      bodies.push({ name: node.name.value, text: source.text.slice(node.body.pos, node.body.end) });
    if (node.type !== 'Command') forEachChild(node, visit);
  };
  visit(tree);
  const names = new Set(bodies.filter(({ text }) => setsRoute(text)).map(({ name }) => name));
  for (let size = -1; size !== names.size;) {
    size = names.size;
    for (const { name, text } of bodies)
      if (
        [...names].some((each) =>
          new RegExp(`(?:^|[\\s;&|(])${each.replace(/[^\w-]/g, '.')}(?:$|[\\s;&|)])`).test(text),
        )
      )
        names.add(name);
  }
  return names;
}

function setsRoutes(source: Source, node: CommandTree, functions: ReadonlySet<string>): boolean {
  const name = node.name?.value ?? '';
  if (/^(?:echo|printf|logger|cat)$/.test(name)) return false;
  const text = source.text.slice(node.pos, node.end);
  return (
    functions.has(name) || setsRoute(text) || /\broute\s+(?:add|replace|append|change|prepend)\s/.test(text)
  );
}

function report(run: ShellRun, source: Source, node: CommandTree, inside: string | undefined): void {
  const line = source.line(node.pos);
  const ended = run.ends.find((each) => line >= each.line && line <= each.last);
  if (inside !== undefined) run.notes.skip(line, `never runs: nothing calls the function \`${inside}\``);
  else if (run.end && line > run.end.line) run.notes.skip(line, `never runs: ${run.end.reason}`);
  else if (ended) run.notes.assume(line, `never runs: ${ended.reason}`);
  else if (run.steps < Infinity)
    run.notes.assume(line, 'never runs: the result of its condition is known and selects another branch');
}
