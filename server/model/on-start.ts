import { pathOf } from './load';
import type { Model } from './model';
import { firstOnes } from './network';

/** The text of the user's own script; undefined if the policy has none, or it was not read. */
export function onStartText({ unit }: Model): string | undefined {
  const statement = firstOnes(unit.file).get('on-start');
  if (statement?.kind !== 'on-start' || !statement.path) return undefined;
  const path = pathOf(unit, unit.path, statement.path);
  const read = path === undefined ? undefined : unit.data.get(path);
  return read?.kind === 'text' ? read.text : undefined;
}
