import { targetAt, type Model } from '../../model/model';
import { RouteVerdict } from '../../model/verdicts';
import type { Span } from '../../syntax/ast';
import { statementAt } from '../../syntax/parser';
import type { Edit } from './rule';
import { betweenTargets, removalEdits as targetRemovals } from './routing';

/** Which rules' fixes a bulk fix may apply. */
export type Applies = (rule: string, at: number) => boolean;

/** The misspelled prefixes with one reading, written right. In text order, disjoint. */
export function spellingEdits(model: Model, applies: Applies): Edit[] {
  return model.misspellings
    .filter(
      ({ path, item, problem }) =>
        path === model.unit.path && problem.sure && applies(problem.rule, item.from),
    )
    .flatMap(({ item, problem }) =>
      problem.readings.map(({ text }) => ({ from: item.from, to: item.to, text })),
    )
    .sort((a, b) => a.from - b.from);
}

const removable = new Map<number, string>([
  [RouteVerdict.duplicate, 'duplicate-route'],
  [RouteVerdict.redundant, 'redundant-route'],
  [RouteVerdict.shadowed, 'shadowed-route'],
]);

/**
 * Takes away the duplicate, redundant and shadowed routes whose prefix stands literally in the policy. None while the meaning is open. In text order, disjoint.
 */
export function allRemovalEdits(model: Model, applies: Applies): Edit[] {
  if (model.open) return [];
  const rowsLeft = new Map<number, number>();
  const gone: Span[] = [];
  for (const table of [model.tables[4], model.tables[6]]) {
    for (let row = 0; row < table.count; row++) {
      const rule = removable.get(table.verdict[row]);
      if (
        rule === undefined ||
        (table.verdict[row] === RouteVerdict.redundant && !betweenTargets(table, row))
      )
        continue;
      const target = targetAt(model, table.owner[row]);
      if (!target.literal || !applies(rule, target.item.from)) continue;
      // A target of several prefixes goes only when all of them do.
      const left = (rowsLeft.get(target.ordinal) ?? target.prefixes.length) - 1;
      rowsLeft.set(target.ordinal, left);
      if (left === 0) gone.push(target.item);
    }
  }
  const byStatement = new Map<number, Span[]>();
  for (const item of gone) {
    const start = statementAt(model.unit.file, item.from)?.from ?? item.from;
    const items = byStatement.get(start);
    if (items) items.push(item);
    else byStatement.set(start, [item]);
  }
  return [...byStatement.values()]
    .flatMap((items) =>
      targetRemovals(
        model,
        items.sort((a, b) => a.from - b.from),
      ),
    )
    .sort((a, b) => a.from - b.from);
}

/** A text with edits in text order applied. */
export function edited(source: string, edits: readonly Edit[]): string {
  let at = 0;
  const parts: string[] = [];
  for (const { from, to, text } of edits) {
    parts.push(source.slice(at, from), text);
    at = to;
  }
  parts.push(source.slice(at));
  return parts.join('');
}
