import { forEachChild, type ParsedScript, type SyntaxNode } from 'unbash';
import { setsRoute } from '../route-commands';
import { countUpTo } from '../../lib/binary-search';

/** Finds the comments of commands: those directly above, then the one at the end of the last line. */
export function commentsIn(
  text: string,
  tree: ParsedScript,
): (node: { readonly pos: number; readonly end: number }) => string[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const comments = commentStarts(text, tree, starts);
  const lineOf = (offset: number): number => countUpTo(starts, offset) - 1;
  const textAt = (line: number): string | undefined => {
    const at = comments.get(line);
    if (at === undefined) return undefined;
    return text
      .slice(at, (starts[line + 1] ?? text.length + 1) - 1)
      .replace(/^#+ ?/, '')
      .trimEnd();
  };
  const isAlone = (line: number): boolean => {
    const at = comments.get(line);
    return at !== undefined && text.slice(starts[line], at).trim() === '';
  };
  return ({ pos, end }) => {
    const texts: string[] = [];
    const first = lineOf(pos);
    const before = text.slice(starts[first], pos).trim();
    if (/^(?:(?:do|then|else|sudo|\{|\()\s*)*$/.test(before))
      for (let line = first - 1; line >= 0 && isAlone(line); line--) {
        if (line === 0 && text.startsWith('#!')) break;
        texts.unshift(textAt(line) ?? '');
      }
    const last = lineOf(Math.max(pos, end - 1));
    const at = comments.get(last);
    if (at !== undefined && at >= end && !setsRoute(text.slice(end, at))) texts.push(textAt(last) ?? '');
    return texts;
  };
}

/** Where each line's comment begins: a `#` at the start of a word, outside quotes and here-documents. */
function commentStarts(
  text: string,
  tree: ParsedScript,
  starts: readonly number[],
): ReadonlyMap<number, number> {
  const spans: (readonly [number, number])[] = [];
  const visit = (node: SyntaxNode): void => {
    if (
      node.type === 'Word' ||
      node.type === 'HereDocBody' ||
      node.type === 'Assignment' ||
      node.type === 'ArithmeticCommand'
    ) {
      spans.push([node.pos, node.end]);
      return;
    }
    if (node.type === 'HereDoc') spans.push([node.body.pos, node.body.end]);
    forEachChild(node, visit);
  };
  visit(tree);
  spans.sort(([a], [b]) => a - b);
  const byLine = new Map<number, number>();
  let span = 0;
  starts.forEach((start, line) => {
    const end = (starts[line + 1] ?? text.length + 1) - 1;
    for (let at = start; at < end; at++) {
      while (span < spans.length && spans[span][1] <= at) span++;
      const inside = spans[span];
      if (inside && inside[0] <= at) {
        at = Math.min(end, inside[1]) - 1;
        continue;
      }
      if (text[at] !== '#' || (at > start && !/[\s;&|(){}]/.test(text[at - 1]))) continue;
      byLine.set(line, at);
      break;
    }
  });
  return byLine;
}
