import type { Model } from '../../model/model';
import { builtInLists } from '../../model/names';
import { defaultDocker } from '../../model/network';
import { formatPrefix, overlaps, parsePrefix, size, type Prefix } from '../../net/prefix';
import { counted, countedAddresses } from '../../lib/numbers';
import { allStatements } from '../../syntax/parser';
import type { Completion } from './completion-item';
import type { Context } from './context';
import { lastName } from '../lib/file-paths';
import { freePrefixes } from '../lib/free-prefixes';

/** Completions for the destinations of a route or an expectation, the most likely first. */
export function destinations(model: Model, context: Context, keyword: 'route' | 'expect'): Completion[] {
  const lists = listItems(model, context);
  if (keyword === 'route')
    return [
      ...lists,
      ...privatePrefixes(model),
      { label: 'default', kind: 'keyword', detail: 'the default route, set as its two halves' },
    ];
  const blocks = [...model.network.vpc, ...model.network.subnets].map((each) =>
    prefix(each.prefix, 'declared by this policy'),
  );
  return [...untested(model), ...lists, ...blocks, metadata];
}

/** Completions for the entries of a list. */
export function members(model: Model, context: Context): Completion[] {
  return [...listItems(model, context), ...privatePrefixes(model)];
}

/** Common VPC blocks that the policy does not use yet. */
export function vpcBlocks(model: Model): Completion[] {
  return unused(model, ['172.31.0.0/16', '10.0.0.0/16', '192.168.0.0/16'], 'a private block');
}

/** The next free subnets of common sizes in the VPC. */
export function freeSubnets(model: Model): Completion[] {
  const blocks = model.network.vpc.map((each) => each.prefix);
  const taken = model.network.subnets.map((each) => each.prefix);
  const four = blocks.filter(({ family }) => family === 4);
  const six = blocks.filter(({ family }) => family === 6);
  return [
    ...[20, 24, 28].flatMap((length) => freePrefixes(four, taken, length, 3)),
    ...freePrefixes(six, taken, 64, 3),
  ].map((free) => prefix(free, 'free in the VPC'));
}

/** Docker's default bridge, and the next free network that Docker would create. */
export function dockerNetworks(model: Model): Completion[] {
  const more = unused(
    model,
    ['172.18.0.0/16', '172.19.0.0/16', '172.20.0.0/16'],
    'the next network that Docker creates',
  );
  return [prefix(defaultDocker, "Docker's own default"), ...more.slice(0, 1)];
}

/**
 * The first of the policy's own destinations without an expectation, which the next expectation is most likely about.
 */
function untested(model: Model): Completion[] {
  const { file } = model.unit;
  const expected = new Set<string>();
  const completions: Completion[] = [];
  const tested = file.statements.flatMap((each) => (each.kind === 'expect' ? each.destinations : []));
  for (const destination of tested) expected.add(destination.text);
  let statementCount = 0;
  for (const each of allStatements(file)) {
    if (++statementCount > mostLooked || completions.length >= mostRoutes) break;
    if (each.kind !== 'route') continue;
    for (const destination of each.destinations) {
      const [only, other] = destination.kind === 'prefix' ? model.prefixesOf(destination) : [];
      if (!only || other || expected.has(destination.text)) continue;
      completions.push(prefix(only, 'routed by this policy'));
    }
  }
  return completions.slice(0, mostRoutes);
}

/** At most this many routes are offered, from the beginning of the policy. */
const mostRoutes = 20;
const mostLooked = 200;

function listItems(model: Model, { statement }: Context): Completion[] {
  const currentList = statement?.kind === 'prefix-list' ? statement.name?.text : undefined;
  return [...model.names.lists.values()]
    .filter(({ name }) => name !== currentList)
    .map(({ name, statement: defined, path }): Completion => {
      const members = builtInLists.get(name)?.length ?? defined?.entries.length ?? 0;
      const from = path === model.unit.path || path === '' ? '' : ` · ${lastName(path)}`;
      const detail = `${defined?.source ? 'from a file' : counted(members, 'entry', 'entries')}${from}`;
      return { label: name, kind: 'list', detail, topic: { about: 'list', name } };
    });
}

/** The private networks that overlap neither the VPC's blocks nor Docker's. */
function privatePrefixes(model: Model): Completion[] {
  return unused(model, ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'], 'outside the VPC');
}

function unused(model: Model, texts: readonly string[], detail: string): Completion[] {
  const declared = [...model.network.vpc, ...model.network.docker].map((each) => each.prefix);
  return texts
    .flatMap((text) => parsePrefix(text) ?? [])
    .filter((each) => !declared.some((other) => overlaps(each, other)))
    .map((each) => prefix(each, detail));
}

function prefix(of: Prefix, note: string): Completion {
  return { label: formatPrefix(of), kind: 'prefix', detail: `${countedAddresses(size(of))}, ${note}` };
}

/** The instance metadata service (EC2 user guide). */
const metadata: Completion = { label: '169.254.169.254', kind: 'value', detail: "the instance's metadata" };
