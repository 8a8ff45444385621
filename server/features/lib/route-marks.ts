import { oncePer } from '../../lib/once-per';
import { betweenDestinations } from '../../rules/lib/routing';
import { destinationAt, destinationOffset, type Model } from '../../model/model';
import { RouteVerdict } from '../../model/verdicts';

export type RouteMark = 'duplicate' | 'redundant' | 'shadowed';

const marks = new Map<number, RouteMark>([
  [RouteVerdict.duplicate, 'duplicate'],
  [RouteVerdict.redundant, 'redundant'],
  [RouteVerdict.shadowed, 'shadowed'],
]);

/**
 * The destinations whose routes have no effect, by offset, each with the reason for the last of its prefixes. Empty
 * while the policy is unresolved. Cached for each model and linear in its rows, because editors ask on every scroll.
 */
export const routeMarks = oncePer((model: Model): ReadonlyMap<number, RouteMark> => {
  const markByOffset = new Map<number, RouteMark>();
  if (model.open) return markByOffset;
  const rowsLeft = new Map<number, number>();
  for (const table of [model.tables[4], model.tables[6]]) {
    for (let row = 0; row < table.count; row++) {
      const mark = marks.get(table.verdict[row]);
      if (!mark || (mark === 'redundant' && !betweenDestinations(table, row))) continue;
      const owner = table.owner[row];
      if (owner < model.system.length) continue;
      const rows = (rowsLeft.get(owner) ?? destinationAt(model, owner).prefixes.length) - 1;
      rowsLeft.set(owner, rows);
      if (rows === 0) markByOffset.set(destinationOffset(model, owner), mark);
    }
  }
  return markByOffset;
});
