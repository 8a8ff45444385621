import type { NetworkFacts, NotebookFact, SubnetFact, VpcFact } from '../aws/facts';
import { equals, formatPrefix, type Prefix } from '../net/prefix';
import type * as Ports from './ports';
import type { PortFilter } from './ports';
import { vpcRouter, type Router, type RouterSource } from './vpc-router';

declare const require: (file: './ports') => typeof Ports;

/** The VPC of a network file that a `network` statement selects. */
export interface VpcChoice {
  readonly by: 'vpc' | 'notebook';
  readonly name: string;
}

/** What a selection depends on, in addition to the file. */
export interface Declaration {
  readonly choice: VpcChoice | undefined;
  readonly vpc: readonly Prefix[];
  readonly subnets: readonly Prefix[];
}

/** The policy's VPC, or why it is not known. */
export type VpcSelection =
  | { readonly vpc: VpcFact; readonly notebook: NotebookFact | undefined }
  | { readonly vpc: undefined; readonly problem: string };

/**
 * The VPC that the policy names; else that of the only notebook; else the only one with all of its subnets; else the
 * only one with its blocks.
 */
export function selectedVpc(facts: NetworkFacts, { choice, vpc, subnets }: Declaration): VpcSelection {
  if (choice?.by === 'vpc') {
    const named = facts.vpcs.get(choice.name) ?? vpcOfParts(facts, choice.name);
    if (!named) return noVpc(`has no VPC \`${choice.name}\``, facts);
    return { vpc: named, notebook: onlyNotebook(facts, named) };
  }
  if (choice) return notebookVpc(facts, choice.name);
  const attached = [...facts.notebooks.values()].filter(({ subnet }) => subnet !== undefined);
  if (attached.length === 1) return vpcOfNotebook(facts, attached[0]);
  const all = vpcsOf(facts);
  const bySubnet = new Map<string, Set<string>>();
  for (const { vpc: home, blocks } of facts.subnets.values())
    for (const block of home === undefined ? [] : (blocks ?? [])) {
      const key = formatPrefix(block);
      const homes = bySubnet.get(key) ?? new Set();
      bySubnet.set(key, homes.add(home ?? ''));
    }
  const withSubnets = all.filter(({ id }) =>
    subnets.every((subnet) => bySubnet.get(formatPrefix(subnet))?.has(id)),
  );
  const candidates = withSubnets.length > 0 ? withSubnets : all;
  if (subnets.length > 0 && withSubnets.length === 1) return { vpc: withSubnets[0], notebook: undefined };
  const withBlocks = candidates.filter(
    ({ blocks }) => vpc.length > 0 && vpc.every((block) => blocks?.some((each) => equals(each, block))),
  );
  if (withBlocks.length === 1) return { vpc: withBlocks[0], notebook: undefined };
  // For a policy that does not declare its network yet, the only VPC.
  if (vpc.length === 0 && subnets.length === 0 && all.length === 1)
    return { vpc: all[0], notebook: undefined };
  if (withBlocks.length > 1)
    return { vpc: undefined, problem: `has several VPCs that fit the policy: ${choices(withBlocks)}` };
  const fitting = withSubnets.length > 1 && subnets.length > 0 ? withSubnets : all;
  return fitting.length > 1 && fitting === withSubnets
    ? { vpc: undefined, problem: `has several VPCs that fit the policy: ${choices(fitting)}` }
    : noVpc("has no VPC with the policy's blocks and subnets", facts);
}

function noVpc(problem: string, facts: NetworkFacts): VpcSelection {
  const all = vpcsOf(facts);
  return { vpc: undefined, problem: all.length === 0 ? problem : `${problem}; it has ${choices(all)}` };
}

/** The VPCs of a file, including those of which it only has subnets or a route table. */
function vpcsOf(facts: NetworkFacts): VpcFact[] {
  const vpcs = new Map(facts.vpcs);
  for (const { vpc } of [...facts.subnets.values(), ...facts.routeTables.values()])
    if (vpc !== undefined && !vpcs.has(vpc)) {
      const parts = vpcOfParts(facts, vpc);
      if (parts) vpcs.set(vpc, parts);
    }
  return [...vpcs.values()];
}

/** A VPC that only subnets and tables refer to. */
function vpcOfParts(facts: NetworkFacts, id: string): VpcFact | undefined {
  const part =
    [...facts.subnets.values()].find(({ vpc }) => vpc === id) ??
    [...facts.routeTables.values()].find(({ vpc }) => vpc === id);
  return (
    part && {
      id,
      jsonPath: part.jsonPath,
      blocks: undefined,
      mainRouteTable: undefined,
      publicAccess: undefined,
    }
  );
}

function choices(vpcs: readonly VpcFact[]): string {
  const named = vpcs.slice(0, 5).map(({ id, blocks }) => {
    const block = blocks?.[0];
    return block ? `\`${id}\` (${formatPrefix(block)})` : `\`${id}\``;
  });
  return `${named.join(', ')}${vpcs.length > named.length ? ` and ${vpcs.length - named.length} more` : ''}`;
}

function notebookVpc(facts: NetworkFacts, name: string): VpcSelection {
  const named = [...facts.notebooks.values()].filter((each) => each.name === name || each.id === name);
  const [notebook] = named;
  if (named.length === 1) return vpcOfNotebook(facts, notebook);
  const all = [...facts.notebooks.values()];
  if (named.length > 1)
    return {
      vpc: undefined,
      problem: `has several notebook instances with the name \`${name}\`; write its ARN: ${shownNotebooks(named)}`,
    };
  const available = all.length === 0 ? '' : `; it has ${shownNotebooks(all)}`;
  return { vpc: undefined, problem: `has no notebook instance \`${name}\`${available}` };
}

function shownNotebooks(notebooks: readonly NotebookFact[]): string {
  const named = notebooks
    .slice(0, 5)
    .map(
      ({ id, name }) => `\`${notebooks.some((each) => each.name === name && each.id !== id) ? id : name}\``,
    );
  return `${named.join(', ')}${notebooks.length > named.length ? ` and ${notebooks.length - named.length} more` : ''}`;
}

function vpcOfNotebook(facts: NetworkFacts, notebook: NotebookFact): VpcSelection {
  const { name, subnet } = notebook;
  if (subnet === undefined)
    return { vpc: undefined, problem: `says that the notebook instance \`${name}\` is in no VPC` };
  const home = facts.subnets.get(subnet)?.vpc;
  if (home === undefined)
    return {
      vpc: undefined,
      problem: `does not have \`${subnet}\`, the subnet of the notebook instance \`${name}\`; add the output of \`aws ec2 describe-subnets\``,
    };
  const vpc = facts.vpcs.get(home) ?? vpcOfParts(facts, home);
  return vpc ? { vpc, notebook } : { vpc: undefined, problem: `does not have \`${home}\`` };
}

/** The only notebook of a VPC; undefined if there are none or several. */
function onlyNotebook(facts: NetworkFacts, { id }: VpcFact): NotebookFact | undefined {
  const notebooks = [...facts.notebooks.values()].filter(
    ({ subnet }) => subnet !== undefined && facts.subnets.get(subnet)?.vpc === id,
  );
  return notebooks.length === 1 ? notebooks[0] : undefined;
}

/** The subnet of a VPC with a block. */
export function subnetWith(facts: NetworkFacts, vpc: VpcFact, block: Prefix): SubnetFact | undefined {
  return [...facts.subnets.values()].find(
    ({ vpc: home, blocks }) => home === vpc.id && blocks?.some((each) => equals(each, block)),
  );
}

type Selected = VpcSelection & { readonly vpc: VpcFact };

/** The notebook's subnet, with at most one block of each family. */
interface SiteBlocks {
  readonly four: Prefix | undefined;
  readonly six: Prefix | undefined;
}

type SiteCache<Value> = WeakMap<NetworkFacts, Map<string, Value>>;

/** A value for a file and a notebook's site, cached by both. */
function onceForSite<Value>(
  cache: SiteCache<Value>,
  facts: NetworkFacts,
  { vpc, notebook }: Selected,
  { four, six }: SiteBlocks,
  make: (source: RouterSource) => Value,
): Value {
  const blocks = [four, six].flatMap((each) => each ?? []);
  const key = [vpc.id, notebook?.id ?? '', ...blocks.map(formatPrefix)].join(' ');
  const bySite = cache.get(facts) ?? new Map<string, Value>();
  cache.set(facts, bySite);
  let value = bySite.get(key);
  if (value === undefined) {
    const subnet = blocks.map((block) => subnetWith(facts, vpc, block)).find((each) => each);
    value = make({ facts, vpc, subnet, notebook, own: [...blocks, ...(subnet?.blocks ?? [])] });
    bySite.set(key, value);
  }
  return value;
}

const routers: SiteCache<Router> = new WeakMap();

/** The VPC router for a notebook at a site. */
export function routerAt(facts: NetworkFacts, selected: Selected, site: SiteBlocks): Router {
  return onceForSite(routers, facts, selected, site, vpcRouter);
}

const filters: SiteCache<PortFilter> = new WeakMap();

/** The groups and ACLs between a notebook at a site and any address. */
export function portFilterAt(
  facts: NetworkFacts,
  selected: Selected,
  site: SiteBlocks,
  router: Router,
): PortFilter {
  return onceForSite(filters, facts, selected, site, (source) =>
    // The command line loads ports only where an expectation has one.
    require('./ports').portFilter({ ...source, router }),
  );
}
