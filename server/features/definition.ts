import { lookup } from '../model/lookup';
import { quotedPaths } from '../model/load';
import type { Model } from '../model/model';
import type { JsonPath } from '../aws/json-documents';
import { namesNextHop, siteRouters } from '../model/onward';
import type { Entry, Span, Statement, Word } from '../syntax/ast';
import { firstOnes } from '../model/network';
import type { NameLocation } from './lib/list-name';
import { nodeAt } from './lib/node-at';

/** The locations that the word at an offset is defined in. */
export interface Definition {
  /** The word at the offset. */
  readonly origin: Span;
  readonly locations: readonly (NameLocation | FileStart)[];
}

/** The beginning of another file, which does not have to be read. */
export interface FileStart {
  readonly path: string;
  readonly source: undefined;
}

/** At most this many routes are listed for one expectation. */
const mostRoutes = 20;

/**
 * Where the word at an offset is defined: a list's definition, the file at a path, the statement that declares an
 * interface, or the routes that decide an expected destination.
 */
export function definition(model: Model, offset: number): Definition | undefined {
  const { file, path } = model.unit;
  const here = ({ from, to }: Span): NameLocation => ({ path, source: file.source, from, to });
  const node = nodeAt(file, offset);
  switch (node?.kind) {
    case 'entry': {
      const { entry, statement } = node;
      if (entry.kind === 'name') return listDefinition(model, entry.text, entry);
      if (statement.kind !== 'expect') return undefined;
      return { origin: entry, locations: decidingRoutes(model, entry).map(here) };
    }
    case 'action': {
      const { action } = node;
      const first = firstOnes(file);
      const declared =
        action.name === 'vpc'
          ? (first.get('interface vpc') ?? first.get('vpc'))
          : (first.get(`interface ${action.name}`) ?? first.get(action.name));
      return declared && { origin: action, locations: [here(declared)] };
    }
    case 'word': {
      const { word, statement } = node;
      if (statement.kind === 'prefix-list' && word === statement.name)
        return listDefinition(model, word.text, word);
      const facts = factLocations(model, statement, word);
      if (facts.length > 0) return { origin: word, locations: facts };
      const quoted = quotedPaths(file).find((each) => each.quoted === word)?.quoted;
      const target = quoted && model.unit.resolve(path, quoted.text);
      return target === undefined
        ? undefined
        : { origin: word, locations: [{ path: target, source: undefined }] };
    }
    default:
      return undefined;
  }
}

/** The locations in the network file of a next hop, VPC, notebook or prefix list that a statement names. */
function factLocations(model: Model, statement: Statement, word: Word): NameLocation[] {
  const view = model.networkView;
  if (!view) return [];
  const { facts, spanOf, structure } = view.file;
  const isNamed = ({ id, name }: { readonly id: string; readonly name?: string | undefined }): boolean =>
    id === word.text || name === word.text;
  const rows = (): readonly { readonly jsonPath: JsonPath }[] =>
    siteRouters(model).flatMap(({ router }) =>
      router.rows.map(({ row }) => row).filter(({ nextHop }) => namesNextHop(word.text, nextHop)),
    );
  const namedFacts = (): readonly { readonly jsonPath: JsonPath }[] => {
    switch (statement.kind) {
      case 'expect':
        return word === statement.nextHop ? rows() : [];
      case 'network':
        return word === statement.choice?.name
          ? [...facts.vpcs.values(), ...facts.notebooks.values()].filter(isNamed)
          : [];
      case 'prefix-list':
        if (statement.source?.nextHops.includes(word)) return rows();
        return statement.source?.lists.includes(word) ? [...facts.prefixLists.values()].filter(isNamed) : [];
      default:
        return [];
    }
  };
  return [...new Set(namedFacts().map(({ jsonPath }) => jsonPath))]
    .slice(0, mostRoutes)
    .map((jsonPath) => ({ path: view.path, source: structure, ...spanOf(jsonPath) }));
}

function listDefinition(model: Model, name: string, origin: Span): Definition | undefined {
  const list = model.names.lists.get(name);
  const at = list?.statement?.name;
  if (!list || !at) return undefined;
  const included = model.unit.included.get(list.path);
  const file = included?.kind === 'file' ? included.file : model.unit.file;
  return { origin, locations: [{ path: list.path, source: file.source, from: at.from, to: at.to }] };
}

/** The destinations of the routes that decide a destination's addresses, each once, in address order. */
function decidingRoutes(model: Model, destination: Entry): Entry[] {
  const offsets = new Set<number>();
  const entries: Entry[] = [];
  for (const prefix of model.prefixesOf(destination)) {
    for (const { route } of lookup(model, prefix)) {
      const entry = route?.destination?.entry;
      if (!entry || offsets.has(entry.from)) continue;
      offsets.add(entry.from);
      entries.push(entry);
      if (entries.length === mostRoutes) return entries;
    }
  }
  return entries;
}
