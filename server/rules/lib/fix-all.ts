import { destinationAt, type Model } from '../../model/model';
import { repeatedPrefixes, type RepeatedPrefix } from '../../model/repeated-prefixes';
import { RouteVerdict } from '../../model/verdicts';
import { respellingText } from '../../net/spelling';
import type { Entry, Span } from '../../syntax/ast';
import { hasInvisible, invisibleCharacters } from '../../syntax/invisible';
import { statementAt } from '../../syntax/parser';
import { entryRemovals } from './edits';
import type { Edit } from './rule';
import { betweenDestinations, removalEdits as targetRemovals } from './routing';

/** Whether a bulk fix may apply a rule's fixes at an offset. */
export type Applies = (rule: string, at: number) => boolean;

/** The unambiguous fixes of misspelled prefixes and invisible characters, in text order and disjoint. */
export function spellingEdits(model: Model, applies: Applies): Edit[] {
  const { file } = model.unit;
  const invisible = invisibleCharacters(file)
    .filter(({ from }) => applies('invisible-character', from))
    .map(({ from, to, replacement }) => ({ from, to, text: replacement }));
  return model.spellingErrors
    .filter(
      ({ path, entry, error: problem }) =>
        path === model.unit.path &&
        problem.isUnambiguous &&
        !hasInvisible(file, entry.from) &&
        applies(problem.rule, entry.from),
    )
    .flatMap(({ entry, error: problem }) =>
      problem.readings.map((reading) => ({ from: entry.from, to: entry.to, text: respellingText(reading) })),
    )
    .concat(invisible)
    .sort((a, b) => a.from - b.from);
}

const removable = new Map<number, string>([
  [RouteVerdict.duplicate, 'duplicate-route'],
  [RouteVerdict.redundant, 'redundant-route'],
  [RouteVerdict.shadowed, 'shadowed-route'],
]);

/**
 * Removes the duplicate, redundant and shadowed routes whose prefix is written in the policy, and duplicate entries of
 * other statements. Empty while the policy is unresolved. In text order, disjoint.
 */
export function allRemovalEdits(model: Model, applies: Applies): Edit[] {
  if (model.open) return [];
  const rowsLeft = new Map<number, number>();
  const removedEntries: Span[] = [];
  for (const table of [model.tables[4], model.tables[6]]) {
    for (let row = 0; row < table.count; row++) {
      const rule = removable.get(table.verdict[row]);
      if (
        rule === undefined ||
        (table.verdict[row] === RouteVerdict.redundant && !betweenDestinations(table, row))
      )
        continue;
      const destination = destinationAt(model, table.owner[row]);
      if (!destination.literal || !applies(rule, destination.entry.from)) continue;
      // A destination with several prefixes is removed only if all of them are removable.
      const rest = (rowsLeft.get(destination.ordinal) ?? destination.prefixes.length) - 1;
      rowsLeft.set(destination.ordinal, rest);
      if (rest === 0) removedEntries.push(destination.entry);
    }
  }
  const byStatement = new Map<number, Span[]>();
  for (const entry of removedEntries) {
    const start = statementAt(model.unit.file, entry.from)?.from ?? entry.from;
    const entries = byStatement.get(start);
    if (entries) entries.push(entry);
    else byStatement.set(start, [entry]);
  }
  const repeated = new Map<RepeatedPrefix['statement'], Set<Entry>>();
  for (const { statement, entry } of repeatedPrefixes(model)) {
    if (!applies('duplicate-route', entry.from)) continue;
    const entries = repeated.get(statement);
    if (entries) entries.add(entry);
    else repeated.set(statement, new Set([entry]));
  }
  return [...byStatement.values()]
    .flatMap((entries) =>
      targetRemovals(
        model,
        entries.sort((a, b) => a.from - b.from),
      ),
    )
    .concat(
      [...repeated].flatMap(([{ entries }, removed]) =>
        entryRemovals(model.unit.file.source, entries, removed),
      ),
    )
    .sort((a, b) => a.from - b.from);
}

/**
 * Applies edits, which must be in text order, to a text. V8 joins the parts of a long string when it is first read,
 * which is faster than an array's `join`.
 */
export function edited(source: string, edits: readonly Edit[]): string {
  let at = 0;
  let text = '';
  for (const edit of edits) {
    text += source.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return text + source.slice(at);
}
