import { equals, last, type Prefix } from '../../net/prefix';
import {
  isEqualToOuter,
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
import type { RouteVerdict } from '../../model/verdicts';
import { actionText } from '../../model/actions';
import type { Item, Span } from '../../syntax/ast';
import { linesOf } from '../../syntax/lines';
import { statementAt } from '../../syntax/parser';
import { quote } from '../../syntax/quote';
import { withoutLines } from './edits';
import type { RuleContext, Describe, Edit, Fix, Related, Row } from './rule';
import { lowest } from '../../lib/binary-search';

/** What rules about routes share: the rows of a verdict by the target that owns them, and how rows read in messages. */

/**
 * Reports every route target that owns rows of a verdict which the filter lets through: a list read from AWS has
 * thousands of prefixes nobody can edit, so a target has one finding, whatever it stands for.
 */
export function reportVerdict(
  context: RuleContext,
  verdict: RouteVerdict,
  describe: Describe,
  counts?: (table: Table, row: number) => boolean,
): void {
  reportDestinations(context, (table) => context.judged(table, verdict), describe, counts);
}

/** The same for some rows of each table, in its order; of a target with many those that count. */
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
      const its = many.get(owner);
      if (its) its.push({ table, row });
      else many.set(owner, [{ table, row }]);
    }
  }
  for (const [owner, rows] of many)
    report(destinationOffset(model, owner), () => describe(model, destinationAt(model, owner), rows));
}

/** Whether the row around this one is another target's: rows of one list are not judged against each other. */
export function betweenDestinations(table: Table, row: number): boolean {
  const outer = effectiveParent(table, row);
  return outer >= 0 && table.owner[outer] !== table.owner[row];
}

/** A row in a message: its prefix in backquotes, or what it is. */
export function rowText(model: Model, { table, row }: Row): string {
  if (systemRouteAt(model, table.owner[row])?.part === 'default') return "the instance's default route";
  return quote(prefixText(table, row));
}

/** A row with its action in a message. */
function routeText(model: Model, { table, row }: Row): string {
  const action = actionText(table.action[row]);
  if (systemRouteAt(model, table.owner[row])?.part === 'default')
    return `the instance's default route ${quote(action)}`;
  return quote(`${prefixText(table, row)} ${action}`);
}

/** Where a row comes from in the policy; undefined for most of the instance's own routes. */
export function rowPlace(model: Model, { table, row }: Row): Span | undefined {
  const owner = table.owner[row];
  return owner < model.system.length ? systemRouteAt(model, owner)?.place : destinationAt(model, owner).item;
}

/** " on line 4" for a row of the policy, " in the instance's own table" for another. */
export function lineText(model: Model, { table, row }: Row): string {
  const owner = table.owner[row];
  if (owner < model.system.length) return " in the instance's own table";
  return ` on line ${linesOf(model.unit.file).position(destinationOffset(model, owner)).line + 1}`;
}

/** The rows as related locations: at most three, the last one with the number of the rest. */
export function relatedRows(model: Model, rows: readonly Row[]): Related[] {
  const placed = rows.filter((each) => rowPlace(model, each) !== undefined);
  return placed.slice(0, 3).flatMap((each, i) => {
    const place = rowPlace(model, each);
    if (!place) return [];
    const more = i === 2 && placed.length > 3 ? `, and ${placed.length - 3} more` : '';
    const message = `${routeText(model, each)}${more}`;
    return [{ from: place.from, to: place.to, message }];
  });
}

/** "a", "a and b", "a, b and c", "a, b, c and 4 more". */
export function enumeration(parts: readonly string[], most = 3): string {
  if (parts.length > most) return `${parts.slice(0, most).join(', ')} and ${parts.length - most} more`;
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}

/** Rows of one target in a message: all by name while they are few, else how many of how many. */
export function rowsText(destination: RouteDestination, rows: readonly Row[]): string {
  const named = enumeration(rows.map(({ table, row }) => quote(prefixText(table, row))));
  const all = destination.prefixes.length;
  if (destination.item.kind === 'default')
    return rows.length === all ? 'the default route' : `half of the default route (${named})`;
  if (all <= 1) return named;
  return `${rows.length === all ? '' : `${rows.length} of the ${all} prefixes of `}${quote(destination.item.text)} (${named})`;
}

/** Takes a target out of its statement, or the statement away when it is the only one. */
export function removal(model: Model, destination: RouteDestination): Fix {
  return new Removal(model, destination.item);
}

/** A fix whose edits are made when they are asked for: of the many that are shown, few are. */
class Removal implements Fix {
  readonly kind = 'removal';
  readonly title: string;
  readonly #model: Model;
  readonly #item: Item;

  constructor(model: Model, item: Item) {
    this.title = `Remove \`${item.text}\``;
    this.#model = model;
    this.#item = item;
  }

  get edits(): Edit[] {
    return removalEdits(this.#model, [this.#item]);
  }
}

/** Takes targets of one statement away, in text order; the statement with them when none is left. */
export function removalEdits(model: Model, removed: readonly Span[]): Edit[] {
  const { file } = model.unit;
  const { source } = file;
  const statement = removed[0] && statementAt(file, removed[0].from);
  if (statement?.kind !== 'route') return [];
  const { destinations } = statement;
  if (removed.length === destinations.length) {
    return [withoutLines(source, statement)];
  }
  // A run of targets goes with the commas behind it; the last one with the comma before it.
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

/** Which of some spans in text order begins at an offset. */
function indexAt(spans: readonly Span[], from: number): number {
  return lowest(spans.length, (i) => spans[i].from >= from);
}

/** Taking a route away that does harm: a person has to say that it may go. */
export function removalSuggestions(model: Model, destination: RouteDestination): readonly Fix[] {
  if (!destination.literal || destination.prefixes.length !== 1) return [];
  return [
    {
      title: `Remove \`${destination.item.text}\``,
      kind: 'suggestion',
      edits: removalEdits(model, [destination.item]),
    },
  ];
}

/** Rows with the repetitions left out, in the order they come. */
export function distinct(rows: readonly Row[]): readonly Row[] {
  if (rows.length < 2) return rows;
  const seen = new Set<string>();
  return rows.filter(({ table, row }) => {
    const key = `${table.family} ${row}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** The rows that take addresses of a row away: the outermost ones inside it that are not redundant. */
export function* takers(table: Table, outer: number): Generator<number> {
  let covered = -1;
  for (let row = outer + 1; row < table.count && table.from[row] <= table.to[outer]; row++) {
    if (table.from[row] <= covered || isEqualToOuter(table, row) || table.verdict[row] === Verdict.redundant)
      continue;
    covered = table.to[row];
    yield row;
  }
}

/** A route target's way, without making the target. */
export function actionOfOwner(model: Model, owner: number): number {
  return destinationAt(model, owner).action;
}

export interface Nested {
  readonly outer: Row;
  readonly inner: Row;
}

/** The routes of the policy around the system's routes of one kind, by owner: each pair of an enclosing and a system's row. */
export function coveringRoutes(model: Model, part: 'vpc' | 'docker'): Map<number, Nested[]> {
  const found = new Map<number, Nested[]>();
  const fixed = model.system.length;
  for (const table of [model.tables[4], model.tables[6]]) {
    model.system.forEach(({ prefix, part: itsPart }) => {
      // A block equal to the subnet has only the subnet's own route.
      const isBlock =
        part === 'vpc'
          ? itsPart === 'vpc' ||
            (itsPart === 'subnet' && model.network.vpc.some((block) => equals(block.prefix, prefix)))
          : itsPart === part;
      if (!isBlock || prefix.family !== table.family) return;
      const inner = rowOf(table, prefix);
      for (let outer = inner < 0 ? -1 : table.outer[inner]; outer >= 0; outer = table.outer[outer]) {
        const owner = table.owner[outer];
        if (owner < fixed || isEqualToOuter(table, outer)) continue;
        const pairs = found.get(owner);
        const pair = { outer: { table, row: outer }, inner: { table, row: inner } };
        if (pairs) pairs.push(pair);
        else found.set(owner, [pair]);
      }
    });
  }
  return found;
}

/** The policy's rows strictly inside some prefixes, by owner. */
export function inside(model: Model, prefixes: readonly Prefix[]): Map<number, Row[]> {
  const found = new Map<number, Row[]>();
  for (const prefix of prefixes) {
    const table = model.tables[prefix.family];
    for (const row of rowsWithin(table, prefix.base, last(prefix))) {
      const owner = table.owner[row];
      if (owner < model.system.length || table.length[row] === prefix.length) continue;
      const rows = found.get(owner);
      if (rows) rows.push({ table, row });
      else found.set(owner, [{ table, row }]);
    }
  }
  return found;
}
