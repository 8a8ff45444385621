import { areEqual, halves, parseAddress, type Prefix } from '../net/prefix';
import { everything, readPrefix, type SpellingError } from '../net/spelling';
import { editedTable, type OwnerChange } from '../net/edited-table';
import { rowsOf, tableOf, type RowEntry, type Rows, type Table } from '../net/table';
import type { ExpectStatement, File, Entry, ListSource, ListStatement, Span, Word } from '../syntax/ast';
import { statementAt } from '../syntax/parser';
import { oncePer } from '../lib/once-per';
import { quote } from '../lib/quote';
import { changedOwners } from './changed-owners';
import { configOf, type Config } from './config';
import { sourced, type Sourced } from './list-source';
import { reducedRead } from '../host';
import { isFromNetwork, pathOf, quotedPaths, type Unit } from './load';
import { builtInLists, namesOf, reachable, unitFiles, type List, type Names } from './names';
import { networkSourced } from './network-list';
import { declarationOf, networkView, type NetworkView } from './network-view';
import { overrule } from './verdicts';
import {
  firstOnes,
  hasIPv6,
  networkOf,
  singleKey,
  systemRoutes,
  type Network,
  type SystemRoute,
} from './network';
import { lowest } from '../lib/binary-search';
import { actionNumber } from '../syntax/keywords';

/**
 * The meaning of a policy. Rows of the tables are owned by system routes (owners below `system.length`) or by
 * destinations, in text order: see `destinationAt`.
 */
export interface Model {
  readonly unit: Unit;
  /** The lifecycle configuration's name: from the policy statement, else from the file's name. */
  readonly name: string;
  readonly network: Network;
  readonly system: readonly SystemRoute[];
  readonly names: Names;
  /** Words that are invalid or not canonical prefixes, in the policy and in the lists of included files. */
  readonly spellingErrors: readonly {
    readonly path: string;
    readonly entry: Entry;
    readonly error: SpellingError;
  }[];
  /** The result of each `from` of a prefix-list; none if the file does not exist. */
  readonly sources: ReadonlyMap<ListSource, Sourced>;
  readonly config: Config;
  readonly tables: { readonly 4: Table; readonly 6: Table };
  /** The destinations that are not plain routes, in text order. */
  readonly destinations: readonly RouteDestination[];
  readonly expectations: readonly ExpectStatement[];
  /** Its network file; undefined without one. */
  readonly networkView: NetworkView | undefined;
  /** The prefixes of an entry in a statement of this policy; none if it has no possible meaning. */
  readonly prefixesOf: (entry: Entry) => readonly Prefix[];
  /** Whether anything is unresolved; then no diagnostic depends on the whole table. */
  readonly open: boolean;
}

/** One destination of a route statement: a prefix, an address, a list or `default`. */
export interface RouteDestination {
  /** Its index among all destinations, in text order. */
  readonly ordinal: number;
  readonly entry: Entry;
  readonly action: number;
  readonly prefixes: readonly Prefix[];
  /**
   * Whether the route has its prefix in valid notation, so that fixes can edit it: an ambiguous one must not be removed
   * because of its first meaning.
   */
  readonly literal: boolean;
}

/** Resolves a loaded policy. With the preceding model, tables are reused where possible. */
export function modelOf(unit: Unit, before?: Model): Model {
  const { file } = unit;
  const config = configOf(unit.config?.read);
  const names = namesOf(unit);
  const { spelled, spellingErrors, unreadable } = spellings(unit);
  const network = networkOf(file, (entry) => spelled.get(entry) ?? []);
  const sources = sourcesOf(unit, network);
  const prefixesOf = prefixResolver({ unit, names, sources, spelled, network });
  const system = systemRoutes(network, network.subnets);
  const misspelt = new Set(spellingErrors.map(({ entry }) => entry));
  const isLiteral = (entry: Entry): boolean => entry.kind !== 'name' && !misspelt.has(entry);
  const destinations = specialDestinations(unit, prefixesOf, isLiteral);
  const routed = { unit, network, system, destinations };
  const tables = before ? editedTables(before, routed) : tablesOf(routed);
  return {
    unit,
    name: policyName(unit),
    network,
    system,
    names,
    spellingErrors,
    sources,
    config,
    destinations,
    prefixesOf,
    tables,
    networkView: networkView(unit, network),
    expectations: file.statements.filter((statement) => statement.kind === 'expect'),
    open: unreadable || isOpen(unit, names, sources),
  };
}

/** How the prefixes of a unit are written. */
interface Spellings {
  readonly spelled: ReadonlyMap<Span, readonly Prefix[]>;
  readonly spellingErrors: readonly {
    readonly path: string;
    readonly entry: Entry;
    readonly error: SpellingError;
  }[];
  /** Whether a prefix or an address has no possible meaning. */
  readonly unreadable: boolean;
}

function spellings(unit: Unit): Spellings {
  const { file } = unit;
  const spellingErrors: { path: string; entry: Entry; error: SpellingError }[] = [];
  const spelled = new Map<Span, readonly Prefix[]>();
  let unreadable = false;
  const read = (path: string, entry: Entry): void => {
    const reading = readPrefix(entry.text);
    spelled.set(entry, reading.prefixes);
    if (reading.error) spellingErrors.push({ path, entry, error: reading.error });
    unreadable ||= reading.prefixes.length === 0;
  };
  const readAddress = (word: Word): void => {
    if (parseAddress(word.text)) return;
    const message = `invalid address ${quote(word.text)}; expected IPv4 as in \`172.31.64.1\` or IPv6 as in \`2001:db8::1\``;
    const error: SpellingError = { rule: 'invalid-prefix', message, readings: [], isUnambiguous: false };
    spellingErrors.push({ path: unit.path, entry: { ...word, kind: 'prefix' }, error });
    unreadable = true;
  };
  for (const statement of file.statements) {
    if (statement.kind === 'prefix-list')
      for (const entry of statement.entries) if (entry.kind === 'prefix') read(unit.path, entry);
    if (statement.kind === 'interface' && statement.gateway) readAddress(statement.gateway);
    if (statement.kind === 'route' || statement.kind === 'expect')
      for (const entry of statement.destinations) if (entry.kind === 'prefix') read(unit.path, entry);
    if (statement.kind === 'vpc' || statement.kind === 'subnet' || statement.kind === 'docker')
      for (const entry of statement.entries) read(unit.path, entry);
  }
  for (const { path, file: each } of unitFiles(unit)) {
    if (each === file) continue;
    const lists = listsIn(each);
    for (const spellingError of lists.spellingErrors) spellingErrors.push({ path, ...spellingError });
    unreadable ||= lists.unreadable;
  }
  return { spelled, spellingErrors, unreadable };
}

/** Resolves an entry to its prefixes, those of lists included. */
function prefixResolver({
  unit,
  names,
  sources,
  spelled,
  network,
}: Pick<Model, 'unit' | 'names' | 'sources' | 'network'> & Pick<Spellings, 'spelled'>): Model['prefixesOf'] {
  // Without IPv6 in the VPC, a notebook cannot reach AWS's IPv6 addresses at all.
  const taken = ({ isAws, prefixes }: Sourced): readonly Prefix[] =>
    isAws && network.vpc.length > 0 && !hasIPv6(network)
      ? prefixes.filter(({ family }) => family === 4)
      : prefixes;
  const listed = new Map<string, readonly Prefix[]>();
  const listPrefixes = (name: string): readonly Prefix[] => {
    let cached = listed.get(name);
    if (!cached) {
      const lists = reachable(names.lists, name);
      const prefixesIn = (list: List): readonly Prefix[] => {
        const source = list.statement?.source && sources.get(list.statement.source);
        if (source) return taken(source);
        const included = list.statement && list.path !== unit.path && includedListPrefixes(list.statement);
        if (included) return included;
        return (
          list.statement?.entries.flatMap((entry) => spelled.get(entry) ?? []) ??
          builtInLists.get(list.name) ??
          []
        );
      };
      cached = lists.length === 1 ? prefixesIn(lists[0]) : lists.flatMap(prefixesIn);
      listed.set(name, cached);
    }
    return cached;
  };
  return (entry) => {
    if (entry.kind === 'default') return halves(everything(4));
    // A plain route's entry is a new object for every caller, so caching it is useless.
    const prefixes =
      entry.kind === 'name'
        ? listPrefixes(entry.text)
        : (spelled.get(entry) ?? includedPrefixes.get(entry) ?? readPrefix(entry.text).prefixes);
    // The default route is installed as two halves, beside the system's own.
    return prefixes.some(({ length }) => length === 0)
      ? prefixes.flatMap((prefix) => (prefix.length === 0 ? halves(prefix) : [prefix]))
      : prefixes;
  };
}

/** The prefixes in an included file's lists. */
interface IncludedLists {
  readonly spellingErrors: readonly { readonly entry: Entry; readonly error: SpellingError }[];
  readonly unreadable: boolean;
}

const includedPrefixes = new WeakMap<Span, readonly Prefix[]>();

/** The prefixes in an included file's list, without those of the lists that it names. */
const includedListPrefixes = oncePer(({ entries }: ListStatement): readonly Prefix[] =>
  entries.flatMap((entry) => includedPrefixes.get(entry) ?? []),
);

// Many policies may include the same file.
const listsIn = oncePer((file: File): IncludedLists => {
  const spellingErrors: { entry: Entry; error: SpellingError }[] = [];
  let unreadable = false;
  for (const statement of file.statements) {
    if (statement.kind !== 'prefix-list') continue;
    for (const entry of statement.entries) {
      if (entry.kind !== 'prefix') continue;
      const { prefixes, error } = readPrefix(entry.text);
      includedPrefixes.set(entry, prefixes);
      if (error) spellingErrors.push({ entry, error });
      unreadable ||= prefixes.length === 0;
    }
  }
  return { spellingErrors, unreadable };
});

/** The system route that owns a row, or undefined for a row of the policy. */
export function systemRouteAt(model: Model, owner: number): SystemRoute | undefined {
  return model.system[owner];
}

/** The destination that owns a row of the policy. */
export function destinationAt(model: Routed, owner: number): RouteDestination {
  const ordinal = owner - model.system.length;
  const before = specialsBefore(model.destinations, ordinal + 1);
  return (
    specialOf(model.destinations, before, ordinal) ?? plainDestination(model.unit, ordinal, ordinal - before)
  );
}

/** Where a destination's word begins, without creating the destination: for sorting diagnostics. */
export function destinationOffset(model: Model, owner: number): number {
  const ordinal = owner - model.system.length;
  const before = specialsBefore(model.destinations, ordinal + 1);
  return (
    specialOf(model.destinations, before, ordinal)?.entry.from ?? model.unit.file.plain.at[ordinal - before]
  );
}

/** Whether the owner of a row may own others, too. */
export function ownsMany(model: Model, owner: number): boolean {
  const ordinal = owner - model.system.length;
  const special = specialOf(model.destinations, specialsBefore(model.destinations, ordinal + 1), ordinal);
  return special !== undefined && special.prefixes.length > 1;
}

/** Every destination of a route with its prefixes, in text order. */
export function* routeDestinations(model: Model): Generator<RouteDestination> {
  const count = model.unit.file.plain.count + model.destinations.length;
  for (let ordinal = 0; ordinal < count; ordinal++) yield destinationAt(model, model.system.length + ordinal);
}

/** The number of destinations before this one that are not plain routes. */
function specialsBefore(destinations: readonly RouteDestination[], ordinal: number): number {
  // Most policies have none, and this is asked for every row of a diagnostic.
  if (destinations.length === 0) return 0;
  return lowest(destinations.length, (i) => destinations[i].ordinal >= ordinal);
}

/** The last of the first `before` destinations if it has this ordinal; undefined for a plain route. */
function specialOf(
  destinations: readonly RouteDestination[],
  before: number,
  ordinal: number,
): RouteDestination | undefined {
  // An index of -1 would be looked up as a property name, which is much slower.
  const special = before > 0 ? destinations[before - 1] : undefined;
  return special?.ordinal === ordinal ? special : undefined;
}

function plainDestination(unit: Unit, ordinal: number, row: number): RouteDestination {
  const { source, plain } = unit.file;
  const from = plain.at[row];
  let to = from;
  while (isOfPrefix(source.charCodeAt(to))) to++;
  return {
    ordinal,
    entry: { kind: 'prefix', from, to, text: source.slice(from, to) },
    action: plain.action[row],
    prefixes: [{ family: 4, base: BigInt(plain.base[row]), length: plain.length[row] }],
    literal: true,
  };
}

/** Whether a character is a digit, `.` or `/`: those between 46 and 57. */
function isOfPrefix(code: number): boolean {
  return code >= 46 && code <= 57;
}

function specialDestinations(
  unit: Unit,
  prefixesOf: Model['prefixesOf'],
  isLiteral: (entry: Entry) => boolean,
): RouteDestination[] {
  const { plain, statements } = unit.file;
  const destinations: RouteDestination[] = [];
  for (const statement of statements) {
    if (statement.kind !== 'route' || !statement.action) continue;
    const row = lowest(plain.count, (i) => plain.at[i] >= statement.from);
    const action = actionNumber(statement.action.name);
    for (const entry of statement.destinations) {
      const ordinal = row + destinations.length;
      destinations.push({ ordinal, entry, action, prefixes: prefixesOf(entry), literal: isLiteral(entry) });
    }
  }
  return destinations;
}

/** What tables are computed from. */
type Routed = Pick<Model, 'unit' | 'network' | 'system' | 'destinations'>;

function tablesOf(routed: Routed): Model['tables'] {
  const { unit, system, destinations } = routed;
  const four = tableOf(rowsFour(unit, system, destinations), system.length);
  return overruledTables(four, routed);
}

/** Both tables with the network's verdicts. IPv6 routes are few, and are always swept. */
function overruledTables(four: Table, { network, system, destinations }: Routed): Model['tables'] {
  const six = tableOf(rowsSix(system, destinations), system.length);
  overrule(four, network, system.length);
  overrule(six, network, system.length);
  return { 4: four, 6: six };
}

/**
 * The tables after an edit. Most keystrokes change no route and keep them; most others change one, and then only the
 * IPv4 rows around it are swept again.
 */
function editedTables(before: Model, routed: Routed): Model['tables'] {
  if (!haveSameNetwork(before, routed)) return tablesOf(routed);
  const change = changedOwners(before, routed);
  if (!change) return before.tables;
  const four = editedTable(before.tables[4], change, () => rowsOf(4, addedEntries(routed, change)));
  return four ? overruledTables(four, routed) : tablesOf(routed);
}

/** The IPv4 entries of the owners that an edit added. */
function addedEntries(routed: Routed, { first, added }: OwnerChange): RowEntry[] {
  return Array.from({ length: added }, (_, i) => first + i).flatMap((owner) => {
    const { prefixes, action } = destinationAt(routed, owner);
    return prefixes.filter(({ family }) => family === 4).map((prefix) => ({ prefix, action, owner }));
  });
}

/** Whether the system routes, and the parts of the network that decide verdicts, are the same. */
function haveSameNetwork(one: Routed, other: Routed): boolean {
  return (
    areEqual(prefixesIn(one.network.vpc), prefixesIn(other.network.vpc)) &&
    areEqual(prefixesIn(one.network.subnets), prefixesIn(other.network.subnets)) &&
    areEqual(prefixesIn(one.network.docker), prefixesIn(other.network.docker)) &&
    areEqual(prefixesIn(one.system), prefixesIn(other.system)) &&
    one.system.every(({ action }, i) => action === other.system[i].action)
  );
}

const prefixesIn = (all: readonly { readonly prefix: Prefix }[]): Prefix[] => all.map(({ prefix }) => prefix);

/**
 * The IPv4 rows in the order of their owners: system routes, then plain routes and other destinations in text order.
 */
function rowsFour(
  unit: Unit,
  system: readonly SystemRoute[],
  destinations: readonly RouteDestination[],
): Rows {
  const { plain } = unit.file;
  const four = (prefixes: readonly Prefix[]) => prefixes.filter(({ family }) => family === 4);
  const fixed = system.length;
  const special = destinations.reduce((sum, { prefixes }) => sum + four(prefixes).length, 0);
  const count = four(system.map(({ prefix }) => prefix)).length + plain.count + special;
  const from = new Uint32Array(count);
  const length = new Uint8Array(count);
  const action = new Uint8Array(count);
  const owner = new Uint32Array(count);
  let row = 0;
  const push = (prefix: Prefix, parentAction: number, itsOwner: number): void => {
    if (prefix.family !== 4) return;
    from[row] = Number(prefix.base);
    length[row] = prefix.length;
    action[row] = parentAction;
    owner[row++] = itsOwner;
  };
  system.forEach((route, index) => push(route.prefix, route.action, index));
  let next = 0;
  const pushSpecials = (before: number): void => {
    for (; next < destinations.length && destinations[next].ordinal - next <= before; next++)
      for (const prefix of destinations[next].prefixes)
        push(prefix, destinations[next].action, fixed + destinations[next].ordinal);
  };
  for (let i = 0; i < plain.count;) {
    pushSpecials(i);
    const end =
      next < destinations.length ? Math.min(destinations[next].ordinal - next, plain.count) : plain.count;
    from.set(plain.base.subarray(i, end), row);
    length.set(plain.length.subarray(i, end), row);
    action.set(plain.action.subarray(i, end), row);
    for (; i < end; i++) owner[row++] = fixed + i + next;
  }
  pushSpecials(Infinity);
  return { family: 4, count, from, length, action, owner, points: undefined };
}

function rowsSix(system: readonly SystemRoute[], destinations: readonly RouteDestination[]): Rows {
  const six = ({ prefix }: { readonly prefix: Prefix }): boolean => prefix.family === 6;
  return rowsOf(6, [
    ...system.map(({ prefix, action }, owner) => ({ prefix, action, owner })).filter(six),
    ...destinations.flatMap(({ prefixes, action, ordinal }) =>
      prefixes.map((prefix) => ({ prefix, action, owner: system.length + ordinal })).filter(six),
    ),
  ]);
}

/** The policy's name: from its statement, or the file's name as AWS accepts it. */
function policyName(unit: Unit): string {
  const stated = firstOnes(unit.file).get('policy');
  if (stated?.kind === 'policy' && stated.value) return stated.value.text;
  return fittedName(unit.path.replace(/^.*[/\\]/, '').replace(/\.nbroute$/, ''));
}

/** A text as a name that AWS accepts for a lifecycle configuration. */
export function fittedName(text: string): string {
  const fitted = text
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
  return fitted === '' ? 'policy' : fitted;
}

/** What the lists of all files read from the files they name. */
function sourcesOf(unit: Unit, network: Network): Map<ListSource, Sourced> {
  const results = new Map<ListSource, Sourced>();
  for (const { path, file } of unitFiles(unit)) {
    for (const { quoted, source } of quotedPaths(file)) {
      const file = source && pathOf(unit, path, quoted);
      const read = file === undefined ? undefined : unit.data.get(file);
      if (!source || !read) continue;
      const data = isFromNetwork(source) ? reducedRead(read, 'network') : read;
      if (data.kind === 'network')
        results.set(source, networkSourced(data.file, source, declarationOf(unit, network)));
      else if (data.kind === 'text') results.set(source, sourced(data, source));
    }
  }
  return results;
}

function isOpen(unit: Unit, names: Names, sources: ReadonlyMap<ListSource, Sourced>): boolean {
  if (names.repeated.length + names.undefinedNames.length + names.circular.length > 0) return true;
  if (new Set(unit.file.statements.flatMap((statement) => singleKey(statement) ?? [])).size < singles(unit))
    return true;
  const internet = firstOnes(unit.file).get('direct-internet');
  if (internet?.kind === 'direct-internet' && !['enabled', 'disabled'].includes(internet.value?.text ?? ''))
    return true;
  return unitFiles(unit).some(
    ({ path, file }) =>
      file.errors.length > 0 ||
      quotedPaths(file).some(({ kind, quoted, source }) => {
        const resolved = pathOf(unit, path, quoted);
        // A network file only checks a policy.
        if (resolved === undefined) return kind !== 'script' && kind !== 'network';
        if (kind === 'include') return resolved !== unit.path && unit.included.get(resolved)?.kind !== 'file';
        if (!source) return false;
        const taken = sources.get(source);
        return !taken || taken.problem !== undefined || taken.unknown.length > 0;
      }),
  );
}

/** The number of statements of the kinds that may occur only once. */
function singles(unit: Unit): number {
  return unit.file.statements.filter((statement) => singleKey(statement) !== undefined).length;
}

/**
 * The key of a destination's comments (`documentation`): its statement, shared by all its destinations, or for a plain
 * route, whose statement does not exist as an object, the prefix.
 */
export function commentedSpan(model: Model, destination: RouteDestination): Span {
  const before = specialsBefore(model.destinations, destination.ordinal + 1);
  const isPlain = specialOf(model.destinations, before, destination.ordinal) === undefined;
  return isPlain
    ? destination.entry
    : (statementAt(model.unit.file, destination.entry.from) ?? destination.entry);
}
