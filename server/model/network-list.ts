import {
  nextHopKinds,
  type NextHop,
  type NetworkFacts,
  type RouteTableFact,
  type RowFact,
} from '../aws/facts';
import type { NetworkFile } from '../aws/read';
import { formatPrefix, type Prefix } from '../net/prefix';
import type { ListSource, Word } from '../syntax/ast';
import { nearest } from '../lib/nearest';
import { isFromNetwork } from './load';
import type { Sourced } from './list-source';
import { selectedVpc, subnetWith, type Declaration } from './network-file';
import { entriesCommand, tableOfSubnet } from './vpc-router';

/**
 * What a list reads from a network file: the entries of managed prefix lists, and the destinations that the route
 * tables of the policy's subnets send to a next hop.
 */
export function networkSourced(
  { facts, diagnostics: problems }: NetworkFile,
  source: ListSource,
  declaration: Declaration,
): Sourced {
  const wrong = (problem: string): Sourced => ({ ...nothing, problem: `the file ${problem}` });
  if (!isFromNetwork(source))
    return wrong('is a network file; select prefixes of it with `list` or `next-hop`');
  const unusable = problems.find(({ kind }) => kind !== 'other-resources' && kind !== 'nameless-entries');
  if (unusable) return wrong(unusable.message);
  if (source.services.length + source.regions.length > 0)
    return wrong('is a network file, without services and regions');
  const prefixes = new Map<string, Prefix>();
  const unknown: Sourced['unknown'][number][] = [];
  const add = (prefix: Prefix): void => void prefixes.set(formatPrefix(prefix), prefix);
  for (const word of source.lists) {
    const entries = managedList(facts, word);
    if (typeof entries === 'string') return wrong(entries);
    if ('word' in entries) unknown.push(entries);
    else entries.forEach(add);
  }
  if (source.nextHops.length > 0) {
    const tables = tablesOf(facts, declaration);
    if (typeof tables === 'string') return wrong(tables);
    for (const word of source.nextHops) {
      const rows = tables.flatMap(({ rows: all }) =>
        (all ?? []).filter(({ nextHop }) => isNextHop(nextHop, word.text)),
      );
      if (rows.length === 0 && !isKind(word.text)) unknown.push(unknownHop(tables, word));
      for (const row of rows) {
        if (row.state !== 'active') continue;
        const destinations = destinationsOf(facts, row);
        if (typeof destinations === 'string') return wrong(destinations);
        for (const prefix of destinations) if (prefix.length > 0) add(prefix);
      }
    }
  }
  return { ...nothing, prefixes: [...prefixes.values()], unknown };
}

// Like AWS's ranges, a network file has IPv4 and IPv6 whether a policy uses both or not.
const nothing: Sourced = {
  prefixes: [],
  isAws: true,
  createDate: undefined,
  problem: undefined,
  unknown: [],
};

/** Whether a word is a type of next hop that packets can be sent to. */
function isKind(word: string): boolean {
  return word !== 'local' && nextHopKinds.some((kind) => kind === word);
}

/** Whether a word of a policy names a next hop, by type or id. `local` is not a next hop to route to. */
function isNextHop({ kind, id, alias }: NextHop, word: string): boolean {
  return kind !== 'local' && (word === kind || word === id || word === alias);
}

function managedList(
  facts: NetworkFacts,
  word: Word,
): readonly Prefix[] | string | Sourced['unknown'][number] {
  const { text } = word;
  const all = [...facts.prefixLists.values()];
  const named = all.filter(({ id, name }) => id === text || name === text);
  const [list] = named;
  if (named.length > 1)
    return `has several prefix lists with the name \`${text}\`; write an id: ${named.map(({ id }) => `\`${id}\``).join(', ')}`;
  if (!list) {
    const names = all.flatMap(({ id, name }) => (name === undefined ? [id] : [id, name]));
    return { word, what: 'prefix list', meant: nearest(text, names) };
  }
  return (
    list.entries ??
    `does not have the entries of \`${list.id}\`; add the output of ${entriesCommand(list.id)}`
  );
}

function unknownHop(tables: readonly RouteTableFact[], word: Word): Sourced['unknown'][number] {
  const ids = tables.flatMap(({ rows }) =>
    (rows ?? []).flatMap(({ nextHop: { id, alias } }) => [id, alias ?? id]),
  );
  const candidates = [...nextHopKinds, ...ids].filter((each) => each !== 'local');
  return { word, what: 'next hop', meant: nearest(word.text, candidates) };
}

/** The tables of the policy's subnets, each once; or why they are not known. */
function tablesOf(facts: NetworkFacts, declaration: Declaration): readonly RouteTableFact[] | string {
  const selection = selectedVpc(facts, declaration);
  if (!selection.vpc) return selection.problem;
  const { vpc, notebook } = selection;
  const subnets = declaration.subnets.map((block) => subnetWith(facts, vpc, block) ?? block);
  const home = notebook?.subnet === undefined ? undefined : facts.subnets.get(notebook.subnet);
  const tables = new Set<RouteTableFact>();
  for (const subnet of subnets.length > 0 ? subnets : home ? [home] : []) {
    if (!('id' in subnet)) return `does not have the subnet ${formatPrefix(subnet)}`;
    const table = tableOfSubnet(facts, vpc, subnet);
    if (typeof table === 'string') return `does not have the subnet's routes: ${table}`;
    if (!table.rows) return `does not have the routes of \`${table.id}\``;
    if (table.incomplete !== undefined)
      return `does not have all routes of \`${table.id}\`: ${table.incomplete}`;
    tables.add(table);
  }
  return tables.size > 0 ? [...tables] : 'has no route table for a policy without a `subnet` statement';
}

function destinationsOf(
  facts: NetworkFacts,
  { destination, prefixList }: RowFact,
): readonly Prefix[] | string {
  if (destination) return [destination];
  if (prefixList === undefined) return 'has a route with an unknown destination';
  const entries = facts.prefixLists.get(prefixList)?.entries;
  return (
    entries ??
    `does not have the entries of \`${prefixList}\`; add the output of ${entriesCommand(prefixList)}`
  );
}
