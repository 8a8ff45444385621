import { forEachChild, type ArithmeticFor, type For, type Select, type SyntaxNode, type While } from 'unbash';
import { evaluate, type Integer } from './arithmetic';
import { expandWords, expansionAt } from './expand';
import { arithmeticWord } from './pieces';
import { either, isOver, joinVariables, next, refused, type Flow, type ShellRun } from './state';
import { elements, isInteger, isReadonly, reportReadonly, scope, setText, setVariable } from './variables';
import { conditionText, negated, type Condition, type ExitStatus, type ShellText } from './values';
import { shortText } from '../route-commands';

/** More turns than any script has routes. */
const mostTurns = 50_000;

/** `for NAME in WORDS`. */
export function forLoop(run: ShellRun, node: For): Flow {
  const line = run.source.line(node.pos);
  const expansion = expansionAt(run, line);
  const name = node.name.value;
  const all = node.wordlist ? expandWords(expansion, node.wordlist) : elements(run, '@');
  const values: readonly ShellText[] = 'reason' in all ? [all] : all;
  if (isReadonly(run, name) && values.length > 0) {
    reportReadonly(run, name, line);
    const flow = refused(run, line);
    return flow.to === 'exit' ? flow : next;
  }
  const outer = run.loop;
  run.loop = loopOf(run, node);
  let at = 0;
  run.state.status = 0;
  const flow = turns(run, node.body, () => {
    if (at >= values.length) return false;
    setText(run, name, values[at++], line);
    return true;
  });
  run.loop = outer;
  return flow;
}

/** What the routes of a loop have in common, for the name of a list and its comment. */
function loopOf(run: ShellRun, node: For): ShellRun['loop'] {
  const { loop: outer } = run;
  const [only] = node.wordlist ?? [];
  const variable =
    node.wordlist?.length === 1 ? /^"?\$\{?(\w+)(?:\[[@*]\])?\}?"?$/.exec(only?.text ?? '')?.[1] : undefined;
  const written = run.source.comments(node);
  const comment = written.length > 0 ? written : (run.state.variables.get(variable ?? '')?.comment ?? []);
  return {
    group: outer?.group ?? { name: variable ?? '' },
    comment: [...(outer?.comment ?? []), ...comment],
  };
}

/** `for ((…; …; …))`. */
export function arithmeticForLoop(run: ShellRun, node: ArithmeticFor): Flow {
  const line = run.source.line(node.pos);
  const expansion = expansionAt(run, line);
  const value = (expression: ArithmeticFor['test']): Integer =>
    expression
      ? evaluate(
          expression,
          scope(run, line, (word) => arithmeticWord(expansion, word)),
        )
      : 1n;
  value(node.initialize);
  const outer = run.loop;
  run.loop ??= { group: { name: '' }, comment: run.source.comments(node) };
  let isFirst = true;
  const test = shortText(run.source.text.slice(node.pos, node.body.pos).replace(/;?\s*(?:do|\{)\s*$/, ''));
  run.state.status = 0;
  const flow = turns(run, node.body, () => {
    if (!isFirst) value(node.update);
    isFirst = false;
    const holds = value(node.test);
    return isInteger(holds) ? holds !== 0n : { text: test, line, holds: true };
  });
  run.loop = outer;
  return flow;
}

/** `while` and `until`. */
export function whileLoop(run: ShellRun, node: While): Flow {
  const outer = run.loop;
  run.loop ??= { group: { name: '' }, comment: run.source.comments(node) };
  let leaves: Flow | undefined;
  let status: ExitStatus = 0;
  let isDone = false;
  run.state.status = 0;
  const flow = turns(
    run,
    node.body,
    () => {
      ({ status } = run.state);
      run.guarded++;
      const clause = run.commands.statements(run, node.clause.commands);
      run.guarded--;
      if (clause.to !== 'next') {
        leaves = clause;
        return false;
      }
      const { status: holds } = run.state;
      const isWhile = node.kind === 'while';
      if (typeof holds !== 'number') return isWhile ? holds : negated(holds);
      isDone = (holds === 0) !== isWhile;
      return !isDone;
    },
    node.clause,
  );
  run.loop = outer;
  if (!leaves && flow.to === 'next') run.state.status = isDone ? status : 0;
  return leaves ?? flow;
}

/** `select`: only a run decides the choice. */
export function selectLoop(run: ShellRun, node: Select): Flow {
  const line = run.source.line(node.pos);
  let isDone = false;
  return turns(run, node.body, () => {
    if (isDone) return false;
    isDone = true;
    setVariable(
      run,
      node.name.value,
      { reason: `\`$${node.name.value}\` is chosen when the script runs` },
      line,
    );
    return { text: `select ${node.name.value}`, line, holds: true };
  });
}

type Body = For['body'];

/** Runs a loop's body while `test` is true; once, with unknown variables, if only a run decides how often. */
function turns(run: ShellRun, body: Body, test: () => boolean | Condition, clause?: Body): Flow {
  const { left } = run;
  const { assumed } = run.state;
  run.left = [];
  let flow: Flow = next;
  for (let turn = 0; ; turn++) {
    run.steps++;
    if (isOver(run)) {
      flow = { to: 'exit' };
      break;
    }
    if (turn > mostTurns) {
      endless(run, body);
      flow = { to: 'exit' };
      break;
    }
    const holds = test();
    if (holds === false) break;
    if (holds !== true) {
      flow = openTurns(run, body, holds, clause);
      break;
    }
    const early = run.left.length;
    const { changes } = run;
    flow = loopFlow(run.commands.statements(run, body.commands));
    if (flow.to !== 'next') break;
    const [leave] = run.left.slice(early).filter(({ to }) => to === 'break');
    if (leave && clause) {
      // Only a run decides how many more turns there are.
      if (run.changes > changes)
        run.notes.assume(
          leave.condition.line,
          `the loop is assumed to end in its first iteration: ${conditionText(negated(leave.condition))}`,
        );
      forget(run, body, leave.condition.line);
      break;
    }
  }
  for (const { state, condition } of run.left.filter(({ to }) => to !== 'return'))
    joinVariables(run.state, state, conditionText({ ...condition, holds: true }));
  run.left = [...left, ...run.left.filter(({ to }) => to === 'return')];
  run.state.assumed = run.state.assumed.filter(
    (each) => assumed.includes(each) || !/\bloop\b/.test(each.otherwise),
  );
  if (flow.to === 'break') return flow.levels > 0 ? flow : next;
  return flow;
}

function endless(run: ShellRun, body: Body): void {
  const line = run.source.line(body.pos);
  run.notes.assume(line, `the loop makes more than ${mostTurns} iterations: what follows it is left out`);
  run.end ??= { line, reason: `the loop at line ${line} does not end` };
}

/** The flow after a loop, from that of its body: `break` with no level left only ends the loop. */
function loopFlow(flow: Flow): Flow {
  if (flow.to === 'break') return { to: 'break', levels: flow.levels - 1 };
  if (flow.to === 'continue') return flow.levels > 1 ? { to: 'continue', levels: flow.levels - 1 } : next;
  return flow;
}

/** A loop whose number of turns only a run decides. */
function openTurns(run: ShellRun, body: Body, condition: Condition, clause: Body | undefined): Flow {
  forget(run, body, condition.line);
  if (clause) forget(run, clause, condition.line);
  const flow = either(
    run,
    condition,
    () => {
      const inner = loopFlow(run.commands.statements(run, body.commands));
      return inner.to === 'break' && inner.levels === 0 ? next : inner;
    },
    () => next,
  );
  forget(run, body, condition.line);
  return flow;
}

/** Makes everything that a body assigns unknown. */
function forget(run: ShellRun, body: Body, line: number): void {
  for (const name of assignedNames(run, body)) {
    const before = run.state.variables.get(name);
    if ((before && 'reason' in before.value) || isReadonly(run, name)) continue;
    run.state.variables.set(name, {
      value: {
        reason: `\`$${name}\` changes in the loop of line ${line}, whose number of iterations is known only when the script runs`,
      },
      line: before?.line ?? line,
      comment: [],
      exported: before?.exported,
    });
  }
}

function assignedNames(run: ShellRun, node: SyntaxNode): Set<string> {
  const names = new Set<string>();
  const seen = new Set<string>();
  const visit = (each: SyntaxNode): void => {
    run.steps++;
    if (isOver(run)) return;
    if (each.type === 'Assignment') names.add(each.name);
    else if (each.type === 'For' || each.type === 'Select') names.add(each.name.value);
    else if (each.type === 'ArithmeticUnary' && each.operand.type === 'ArithmeticWord') {
      if (each.operator === '++' || each.operator === '--') names.add(each.operand.value);
    } else if (
      each.type === 'ArithmeticBinary' &&
      /[^=!<>]=$|^=$/.test(each.operator) &&
      each.left.type === 'ArithmeticWord'
    )
      names.add(each.left.value);
    else if (each.type === 'Command') {
      const name = each.name?.value ?? '';
      if (/^(?:read|mapfile|readarray|let|printf|getopts)$/.test(name))
        for (const { value } of each.suffix.flatMap((word) => (word.type === 'Word' ? [word] : [])))
          for (const [variable] of value.matchAll(/[A-Za-z_]\w*/g))
            if (run.state.variables.has(variable) || name === 'read') names.add(variable);
      const called = run.state.functions.get(name);
      if (called && !seen.has(name)) {
        seen.add(name);
        visit(called.body);
      }
    }
    forEachChild(each, visit);
  };
  visit(node);
  names.delete('');
  return names;
}
