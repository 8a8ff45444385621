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
 * The route targets that change no address's way, by the offset they begin at, for the reason that holds for the
 * last of their prefixes. None while the meaning is open. Linear in the rows, once a model: an editor asks for every
 * screen it shows.
 */
export function routeMarks(model: Model): ReadonlyMap<number, RouteMark> {
  const marked = known.get(model) ?? marksOf(model);
  known.set(model, marked);
  return marked;
}

const known = new WeakMap<Model, ReadonlyMap<number, RouteMark>>();

function marksOf(model: Model): ReadonlyMap<number, RouteMark> {
  const found = new Map<number, RouteMark>();
  if (model.open) return found;
  const left = new Map<number, number>();
  for (const table of [model.tables[4], model.tables[6]]) {
    for (let row = 0; row < table.count; row++) {
      const mark = marks.get(table.verdict[row]);
      if (!mark || (mark === 'redundant' && !betweenDestinations(table, row))) continue;
      const owner = table.owner[row];
      if (owner < model.system.length) continue;
      const rows = (left.get(owner) ?? destinationAt(model, owner).prefixes.length) - 1;
      left.set(owner, rows);
      if (rows === 0) found.set(destinationOffset(model, owner), mark);
    }
  }
  return found;
}
