import { enumeration } from '../../lib/word-list';
import { equals, last, type Prefix } from '../../net/prefix';
import {
  isEqualToCovering,
  effectiveParent,
  prefixText,
  rowOf,
  rowsWithin,
  Verdict,
  type Table,
} from '../../net/table';
import {
  ownsMany,
  systemRouteAt,
  destinationAt,
  destinationOffset,
  type Model,
  type RouteDestination,
} from '../../model/model';
import { rowsWithVerdict, type RouteVerdict } from '../../model/verdicts';
import { actionText } from '../../model/actions';
import type { Span } from '../../syntax/ast';
import { linesOf } from '../../syntax/lines';
import { statementAt } from '../../syntax/parser';
import { quote } from '../../lib/quote';
import { withoutLines } from './edits';
import type { RuleContext, Describe, Edit, Fix, Related, Row } from './rule';
import { lowest } from '../../lib/binary-search';

/**
 * Reports every destination that owns rows with a verdict, if the filter accepts one. A destination gets a single
 * diagnostic, however many prefixes it has, because the thousands in a list read from AWS cannot be edited.
 */
export function reportVerdict(
  context: RuleContext,
  verdict: RouteVerdict,
  describe: Describe,
  counts?: (table: Table, row: number) => boolean,
): void {
  reportDestinations(context, (table) => rowsWithVerdict(table, verdict), describe, counts);
}

/**
 * Reports the destinations of some rows of each table, in table order; of a destination with several rows only those
 * that `counts` accepts.
 */
export function reportDestinations(
  { model, report, reportRows }: RuleContext,
  rowsOf: (table: Table) => Uint32Array,
  describe: Describe,
  counts: (table: Table, row: number) => boolean = () => true,
): void {
  const many = new Map<number, Row[]>();
  const anyHasMany = model.destinations.some(({ prefixes }) => prefixes.length > 1);
  for (const table of [model.tables[4], model.tables[6]]) {
    const rows = rowsOf(table);
    if (rows.length === 0) continue;
    const alone = anyHasMany ? rows.filter((row) => !ownsMany(model, table.owner[row])) : rows;
    reportRows(table, alone, describe);
    if (!anyHasMany) continue;
    for (const row of rows) {
      const owner = table.owner[row];
      if (!ownsMany(model, owner) || !counts(table, row)) continue;
      const ownRows = many.get(owner);
      if (ownRows) ownRows.push({ table, row });
      else many.set(owner, [{ table, row }]);
    }
  }
  for (const [owner, rows] of many)
    report(destinationOffset(model, owner), () => describe(model, destinationAt(model, owner), rows));
}

/** Whether the covering row belongs to another destination; rows of the same list are not compared. */
export function betweenDestinations(table: Table, row: number): boolean {
  const coveringRow = effectiveParent(table, row);
  return coveringRow >= 0 && table.owner[coveringRow] !== table.owner[row];
}

/** A row in a message: its prefix in backquotes, or "the instance's default route". */
export function rowText(model: Model, { table, row }: Row): string {
  if (systemRouteAt(model, table.owner[row])?.part === 'default') return "the instance's default route";
  return quote(prefixText(table, row));
}

/** A row with its action, as a message names it. */
function routeText(model: Model, { table, row }: Row): string {
  const action = actionText(table.action[row]);
  if (systemRouteAt(model, table.owner[row])?.part === 'default')
    return `the instance's default route ${quote(action)}`;
  return quote(`${prefixText(table, row)} ${action}`);
}

/** The policy location that a row comes from; undefined for most of the instance's own routes. */
export function rowSpan(model: Model, { table, row }: Row): Span | undefined {
  const owner = table.owner[row];
  return owner < model.system.length ? systemRouteAt(model, owner)?.span : destinationAt(model, owner).entry;
}

/** " on line 4" for a row of the policy, " in the instance's own table" for another. */
export function lineText(model: Model, { table, row }: Row): string {
  const owner = table.owner[row];
  if (owner < model.system.length) return " in the instance's own table";
  return ` on line ${linesOf(model.unit.file).position(destinationOffset(model, owner)).line + 1}`;
}

/** Up to three rows as related locations; the third also gives the number of further rows. */
export function relatedRows(model: Model, rows: readonly Row[]): Related[] {
  const related: Related[] = [];
  let placed = 0;
  for (const row of rows) {
    const span = rowSpan(model, row);
    if (!span) continue;
    placed++;
    if (placed <= 3) related.push({ from: span.from, to: span.to, message: routeText(model, row) });
  }
  const third = related[2];
  if (placed > 3) related[2] = { ...third, message: `${third.message}, and ${placed - 3} more` };
  return related;
}

/** A destination's rows in a message: all of them if they are few, otherwise a count. */
export function rowsText(destination: RouteDestination, rows: readonly Row[]): string {
  const prefixesText = enumeration(rows.map(({ table, row }) => quote(prefixText(table, row))));
  const total = destination.prefixes.length;
  if (destination.entry.kind === 'default')
    return rows.length === total ? 'the default route' : `half of the default route (${prefixesText})`;
  if (total <= 1) return prefixesText;
  return `${rows.length === total ? '' : `${rows.length} of the ${total} prefixes of `}${quote(destination.entry.text)} (${prefixesText})`;
}

/** Removes a destination, or the whole statement if it is the only one. */
export function removal(model: Model, destination: RouteDestination): Fix {
  return removalOf('removal', model, destination);
}

/** Suggests removing a harmful route; never applied in bulk because its effect changes. */
export function removalSuggestions(model: Model, destination: RouteDestination): readonly Fix[] {
  if (!destination.literal || destination.prefixes.length !== 1) return [];
  return [removalOf('suggestion', model, destination)];
}

function removalOf(kind: Fix['kind'], model: Model, { entry }: RouteDestination): Fix {
  return new LazyFix(kind, `Remove \`${entry.text}\``, () => removalEdits(model, [entry]));
}

/** Computes its edits only when they are read, because few of the many fixes ever are. */
export class LazyFix implements Fix {
  /**
   * Keeps the class in use: without an instance, V8's garbage collector drops its shape, and then the code that was
   * compiled for it and for all callers, again and again. A check of 1,000 routes took a third longer.
   */
  static readonly empty: Fix = new LazyFix('removal', '', () => []);

  readonly #edits: () => readonly Edit[];

  constructor(
    readonly kind: Fix['kind'],
    readonly title: string,
    edits: () => readonly Edit[],
  ) {
    this.#edits = edits;
  }

  get edits(): readonly Edit[] {
    return this.#edits();
  }
}

/** Removes destinations of one statement, in text order, or the whole statement if none would be left. */
export function removalEdits(model: Model, removed: readonly Span[]): Edit[] {
  const { file } = model.unit;
  const statement = removed[0] && statementAt(file, removed[0].from);
  if (statement?.kind !== 'route') return [];
  const { destinations } = statement;
  if (removed.length === destinations.length) {
    return [withoutLines(file.source, statement)];
  }
  // A run of destinations is removed with the following commas, the last one with the preceding comma.
  const edits: Edit[] = [];
  for (let i = 0; i < removed.length;) {
    const first = indexAt(destinations, removed[i].from);
    let next = first + 1;
    for (i++; i < removed.length && destinations[next]?.from === removed[i].from; i++) next++;
    edits.push(
      next < destinations.length
        ? { from: destinations[first].from, to: destinations[next].from, text: '' }
        : { from: destinations[first - 1].to, to: destinations[next - 1].to, text: '' },
    );
  }
  return edits;
}

/** The index of the span that begins at an offset, among spans in text order. */
function indexAt(spans: readonly Span[], from: number): number {
  return lowest(spans.length, (i) => spans[i].from >= from);
}

/** Removes duplicate rows, keeping the order. */
export function distinct(rows: readonly Row[]): readonly Row[] {
  if (rows.length < 2) return rows;
  const keys = new Set<string>();
  return rows.filter(({ table, row }) => {
    const key = `${table.family} ${row}`;
    return !keys.has(key) && keys.add(key);
  });
}

/** The more specific rows that override part of a row: the outermost ones that are not redundant. */
export function* moreSpecificRows(table: Table, coveringRow: number): Generator<number> {
  let coveredTo = -1;
  for (let row = coveringRow + 1; row < table.count && table.from[row] <= table.to[coveringRow]; row++) {
    if (
      table.from[row] <= coveredTo ||
      isEqualToCovering(table, row) ||
      table.verdict[row] === Verdict.redundant
    )
      continue;
    coveredTo = table.to[row];
    yield row;
  }
}

/** The action of the row's destination. */
export function actionOfOwner(model: Model, owner: number): number {
  return destinationAt(model, owner).action;
}

export interface Nested {
  readonly covering: Row;
  readonly covered: Row;
}

/**
 * By owner, the policy's routes that cover the system's VPC or Docker routes: each pair of covering and covered row.
 */
export function coveringRoutes(model: Model, part: 'vpc' | 'docker'): Map<number, Nested[]> {
  const pairsByOwner = new Map<number, Nested[]>();
  const fixed = model.system.length;
  for (const table of [model.tables[4], model.tables[6]]) {
    model.system.forEach(({ prefix, part: itsPart }) => {
      // A VPC block equal to the subnet appears only as the subnet's route.
      const isBlock =
        part === 'vpc'
          ? itsPart === 'vpc' ||
            (itsPart === 'subnet' && model.network.vpc.some((block) => equals(block.prefix, prefix)))
          : itsPart === part;
      if (!isBlock || prefix.family !== table.family) return;
      const covered = rowOf(table, prefix);
      let row = covered < 0 ? -1 : table.coveringRow[covered];
      for (; row >= 0; row = table.coveringRow[row]) {
        const owner = table.owner[row];
        if (owner < fixed || isEqualToCovering(table, row)) continue;
        const pairs = pairsByOwner.get(owner);
        const pair = { covering: { table, row }, covered: { table, row: covered } };
        if (pairs) pairs.push(pair);
        else pairsByOwner.set(owner, [pair]);
      }
    });
  }
  return pairsByOwner;
}

/** The policy's rows strictly inside some prefixes, by owner. */
export function inside(model: Model, prefixes: readonly Prefix[]): Map<number, Row[]> {
  const rowsByOwner = new Map<number, Row[]>();
  for (const prefix of prefixes) {
    const table = model.tables[prefix.family];
    for (const row of rowsWithin(table, prefix.base, last(prefix))) {
      const owner = table.owner[row];
      if (owner < model.system.length || table.length[row] === prefix.length) continue;
      const rows = rowsByOwner.get(owner);
      if (rows) rows.push({ table, row });
      else rowsByOwner.set(owner, [{ table, row }]);
    }
  }
  return rowsByOwner;
}
