import { quotedPath } from '../syntax/quoted-path';
import type { NetworkFacts, NextHopKind, NotebookFact, SubnetFact, VpcFact } from '../aws/facts';
import type { NetworkFile } from '../aws/read';
import { formatted } from '../model/formatting';
import { load } from '../model/load';
import { modelOf, type Model } from '../model/model';
import { serviceNetwork } from '../model/network';
import { routerAt } from '../model/network-file';
import { onwardOf, type Router, type RouterRow } from '../model/vpc-router';
import { isRetired, platforms } from '../model/platforms';
import { contains, formatAddress, formatPrefix, last, type Prefix } from '../net/prefix';
import { privateHops } from '../rules/bypasses-vpc';
import { check } from '../rules/runner';
import { ruleNamed } from '../rules/lib/rule-named';
import { rules } from '../rules/registry';
import { linesOf } from '../syntax/lines';
import { parse } from '../syntax/parser';

/** A policy from a network file, or why there is none. */
export type NetworkPolicy =
  | { readonly text: string; readonly model: Model; readonly leftOut: readonly string[] }
  | { readonly problem: string };

/** The types of next hops that a policy has routes for: those that a rule knows, and AWS's rarer ones. */
const routedHops: readonly NextHopKind[] = [...privateHops, 'core-network', 'local-gateway', 'odb-network'];

/** Where a policy of a network file can be for: a subnet, and the notebook that is in it. */
export interface PolicyHome {
  readonly vpc: VpcFact;
  readonly subnet: SubnetFact;
  readonly notebook: NotebookFact | undefined;
}

/** What a policy can be made for: the notebooks, then the other subnets. */
export function policyHomes({ vpcs, subnets, notebooks }: NetworkFacts): PolicyHome[] {
  const homeOf = (id: string, notebook: NotebookFact | undefined): PolicyHome[] => {
    const subnet = subnets.get(id);
    const vpc = subnet?.vpc === undefined ? undefined : vpcs.get(subnet.vpc);
    return subnet?.blocks && vpc?.blocks ? [{ vpc, subnet, notebook }] : [];
  };
  const inNotebooks = [...notebooks.values()].flatMap((notebook) =>
    notebook.subnet === undefined ? [] : homeOf(notebook.subnet, notebook),
  );
  const taken = new Set(inNotebooks.map(({ subnet }) => subnet.id));
  return [
    ...inNotebooks,
    ...[...subnets.keys()].flatMap((id) => (taken.has(id) ? [] : homeOf(id, undefined))),
  ];
}

/**
 * The policy of a network file's notebook, or of the subnet with this id: its blocks, the routes that the subnet's
 * route table sends to private next hops, and one expectation for each of them. It has no diagnostics: a route that
 * would have one is allowed if the table has it, and left out if no policy may have it. `path` is the path in the
 * policy.
 */
export async function networkPolicy(
  file: NetworkFile,
  path: string,
  subnetId: string | undefined,
  { name, notebook: chosen }: { readonly name?: string; readonly notebook?: string | null } = {},
): Promise<NetworkPolicy> {
  const home = homeIn(file.facts, subnetId, chosen);
  if ('problem' in home) return home;
  const { vpc, subnet, notebook } = home;
  const subnetBlocks = subnet.blocks ?? [];
  const site = {
    four: subnetBlocks.find(({ family }) => family === 4),
    six: subnetBlocks.find(({ family }) => family === 6),
  };
  const router = routerAt(file.facts, { vpc, notebook }, site);
  if (!router.table)
    return { problem: router.unknown ?? 'the file does not have the route table of the subnet' };
  const [about, ...network] = networkLines(file.facts, home, path);
  const named = name === undefined ? [] : ['', `policy ${name}`];
  const lines = [about, ...named, ...network, ...routeLines(home, router)];
  return clean(file, path, lines);
}

/** The home in a subnet, of the notebook of that name; null for none, undefined for the first one. */
function homeIn(
  facts: NetworkFacts,
  subnetId: string | undefined,
  chosen?: string | null,
): PolicyHome | { readonly problem: string } {
  const notebooks = [...facts.notebooks.values()].filter(({ subnet }) => subnet !== undefined);
  const [notebook] = notebooks;
  const only = facts.subnets.size === 1 ? [...facts.subnets.keys()][0] : undefined;
  const id = subnetId ?? (notebooks.length === 1 ? notebook?.subnet : only);
  if (id === undefined) {
    const ids = [...facts.subnets.keys()];
    const named = notebooks.map(({ name, subnet }) => `${subnet} of ${name}`);
    const choices = (named.length > 0 ? named : ids).slice(0, 10).join(', ');
    return { problem: `name the notebook's subnet with --subnet${choices === '' ? '' : `: ${choices}`}` };
  }
  const subnet = facts.subnets.get(id);
  const vpc = subnet?.vpc === undefined ? undefined : facts.vpcs.get(subnet.vpc);
  if (!subnet) return { problem: `the file does not have the subnet ${id}` };
  if (!vpc?.blocks) return { problem: `the file does not have the VPC of the subnet ${id}` };
  const isMeant = ({ subnet: notebookSubnet, name }: NotebookFact): boolean =>
    notebookSubnet === id && (chosen === undefined || name === chosen);
  return { vpc, subnet, notebook: notebooks.find(isMeant) };
}

function networkLines(facts: NetworkFacts, { vpc, subnet, notebook }: PolicyHome, path: string): string[] {
  const list = (prefixes: readonly Prefix[]): string =>
    prefixes
      .filter(({ family }) => family === 4 || notebook?.dualStack === true)
      .map(formatPrefix)
      .join(', ');
  const several = [...facts.notebooks.values()].filter((each) => each.subnet !== undefined).length > 1;
  const chosen =
    several && notebook ? ` notebook ${notebook.name}` : facts.vpcs.size > 1 ? ` vpc ${vpc.id}` : '';
  const platform = notebook?.platform;
  return [
    `# ${subnet.id} of ${vpc.id}${notebook ? `, for the notebook ${notebook.name}` : ''}`,
    '',
    `vpc ${list(vpc.blocks ?? [])}`,
    `subnet ${list(subnet.blocks ?? [])}`,
    ...(notebook?.directInternet === false ? ['direct-internet disabled'] : []),
    ...(platform !== undefined && platforms.includes(platform) && !isRetired(platform)
      ? [`platform ${platform}`]
      : []),
    `network from ${quotedPath(path)}${chosen}`,
    '',
  ];
}

function routeLines({ vpc, notebook }: PolicyHome, router: Router): string[] {
  const privateRows = router.rows.filter(
    ({ prefix, row }) =>
      row.state === 'active' &&
      prefix.length > 0 &&
      routedHops.includes(row.nextHop.kind) &&
      (prefix.family === 4 || notebook?.dualStack === true) &&
      !(vpc.blocks ?? []).some((block) => contains(block, prefix)),
  );
  const hops = new Map<string, RouterRow[]>();
  for (const each of privateRows) {
    const rows = hops.get(each.row.nextHop.id) ?? [];
    rows.push(each);
    hops.set(each.row.nextHop.id, rows);
  }
  const routes = [...hops].map(([id, rows]) => {
    const prefixes = [...new Set(rows.map(({ prefix }) => formatPrefix(prefix)))];
    return prefixes.map((prefix) => `route ${prefix} via vpc # ${id}`);
  });
  const coversService =
    notebook?.directInternet !== false && privateRows.some(({ prefix }) => contains(prefix, serviceNetwork));
  const expectations = [...hops].flatMap(([id, rows]) => expectationOf(router, id, rows));
  return [
    ...routes.flat(),
    ...(coversService ? [`route ${formatPrefix(serviceNetwork)} via direct # SageMaker's own`] : []),
    '',
    ...expectations,
  ];
}

/** An expectation of the first range with a next hop: its prefix if the next hop has all of it. */
function expectationOf(router: Router, id: string, rows: readonly RouterRow[]): string[] {
  for (const { prefix } of rows)
    for (const { first, last: end, row, state } of onwardOf(
      router,
      prefix.family,
      prefix.base,
      last(prefix),
    )) {
      if (state !== 'ok' || row?.row.nextHop.id !== id) continue;
      const whole = first === prefix.base && end === last(prefix);
      const address = formatAddress(prefix.family, end > first ? first + 1n : first);
      return [`expect ${whole ? formatPrefix(prefix) : address} via vpc to ${id}`];
    }
  return [];
}

/** The most rounds of amendments; each changes at least one line. */
const mostRounds = 20;

/** Lines as a policy without diagnostics, and what was left out. */
async function clean(
  file: NetworkFile,
  path: string,
  from: readonly string[],
): Promise<Exclude<NetworkPolicy, { readonly problem: string }>> {
  const host = {
    resolve: (_: string, to: string): string => to,
    read: (name: string) =>
      Promise.resolve(
        name === path
          ? ({ kind: 'network', file, text: file.structure } as const)
          : ({ kind: 'missing' } as const),
      ),
    config: () => Promise.resolve(undefined),
  };
  const lines = [...from];
  const leftOut: string[] = [];
  for (let round = 0; ; round++) {
    const parsed = parse(`${lines.join('\n')}\n`);
    const model = modelOf(await load(host, 'policy.nbroute', parsed));
    const { diagnostics } = check(model, rules, new Map(), 1000);
    const at = linesOf(parsed);
    const amended = new Set<number>();
    for (const { rule, from: offset, message, severity } of diagnostics) {
      const line = at.position(offset).line;
      const text = lines[line] ?? '';
      if (severity === 'hint' || amended.has(line) || !/^(?:route|expect) /.test(text)) continue;
      amended.add(line);
      const allowable =
        ruleNamed(rule)?.fixedSeverity !== true && rule !== 'dead-end' && text.startsWith('route ');
      if (!allowable) leftOut.push(`${text.replace(/ #.*/, '')}: ${message}`);
      lines[line] = !allowable
        ? ''
        : / # allow /.test(text)
          ? `${text}, ${rule}`
          : `${text.replace(/ # .*/, '')} # allow ${rule}`;
    }
    if (amended.size > 0 && round < mostRounds) continue;
    const text = lines.join('\n').replace(/\n{3,}/g, '\n\n');
    return { text: formatted(`${text.trimEnd()}\n`), model, leftOut };
  }
}
