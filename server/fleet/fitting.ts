import type { NetworkFacts, NotebookFact, SubnetFact } from '../aws/facts';
import type { NetworkFile } from '../aws/read';
import { hasIPv6 } from '../model/network';
import { notebookDifferences } from '../model/network-difference';
import { selectedVpc } from '../model/network-file';
import type { NetworkView } from '../model/network-view';
import { isRetired } from '../model/platforms';
import { formatPrefix, type Prefix } from '../net/prefix';
import type { FleetProblem } from '../render/fleet';
import { deadEnd } from '../rules/dead-end';
import { check } from '../rules/runner';
import type { NetworkStatement } from '../syntax/ast';
import type { IndexedPolicy } from './policies';

/** What of a notebook does not fit, by what AWS says about it. */
export interface Fit {
  readonly problemsOf: (
    notebook: NotebookFact,
    isDescribed: boolean,
    policy: IndexedPolicy | undefined,
  ) => FleetProblem[];
}

/** Dead ends are looked for once for each policy and subnet. */
export function fitOf(facts: NetworkFacts): Fit {
  const deadEnds = new Map<IndexedPolicy, Map<string, readonly FleetProblem[]>>();
  const file: NetworkFile = { facts, problems: [], spanOf: () => ({ from: 0, to: 0 }), structure: '' };
  const deadEndsOf = (
    policy: IndexedPolicy,
    notebook: NotebookFact,
    subnet: SubnetFact,
  ): readonly FleetProblem[] => {
    // A public address is the notebook's own, and decides about internet gateways.
    const isPublic = facts.interfaces.get(notebook.networkInterface ?? '')?.isPublic === true;
    const key = isPublic ? notebook.id : subnet.id;
    const known = deadEnds.get(policy) ?? new Map<string, readonly FleetProblem[]>();
    deadEnds.set(policy, known);
    const found = known.get(key) ?? deadEndsAt(policy, isPublic ? notebook : undefined, subnet, file);
    known.set(key, found);
    return found;
  };
  return {
    problemsOf: (notebook, isDescribed, policy) => {
      const subnet = facts.subnets.get(notebook.subnet ?? '');
      const isThere =
        policy !== undefined && subnet !== undefined && missingBlocks(policy, subnet).length === 0;
      return [
        ...retiredProblems(notebook),
        ...(policy ? networkProblems(policy, notebook, isDescribed, subnet) : []),
        ...(isThere && policy.problem() === undefined ? deadEndsOf(policy, notebook, subnet) : []),
      ];
    },
  };
}

function retiredProblems({ platform }: NotebookFact): FleetProblem[] {
  if (platform === undefined || !isRetired(platform)) return [];
  return [
    {
      rule: 'retired-platform',
      message: `retired platform \`${platform}\`: AWS no longer creates notebooks on it`,
    },
  ];
}

function networkProblems(
  policy: IndexedPolicy,
  notebook: NotebookFact,
  isDescribed: boolean,
  subnet: SubnetFact | undefined,
): FleetProblem[] {
  const { model } = policy.analysis;
  if (model.config.rules.get('network-differs') === 'off') return [];
  const problems = notebookDifferences(model, notebook).map(({ message }) => message);
  const missing = subnet ? missingBlocks(policy, subnet) : [];
  if (missing.length > 0) {
    const blocks = missing.map((block) => `\`${formatPrefix(block)}\``).join(', ');
    problems.unshift(`the notebook instance is in ${blocks}, which is not a subnet of the policy`);
  } else if (isDescribed && notebook.subnet === undefined && model.network.vpc.length > 0)
    problems.unshift('the notebook instance is in no VPC, and the policy has one');
  return problems.map((message) => ({ rule: 'network-differs', message }));
}

/** The blocks of a subnet that the policy does not have; of IPv6 only where the policy has any. */
function missingBlocks({ analysis: { model } }: IndexedPolicy, { blocks = [] }: SubnetFact): Prefix[] {
  const declared = new Set(model.network.subnets.map(({ prefix }) => formatPrefix(prefix)));
  const six = hasIPv6(model.network);
  return blocks.filter((block) => (block.family === 4 || six) && !declared.has(formatPrefix(block)));
}

/** Destinations of a policy that the route table of a subnet sends nowhere, as the rule reports them. */
function deadEndsAt(
  policy: IndexedPolicy,
  notebook: NotebookFact | undefined,
  { id, vpc: home, blocks = [] }: SubnetFact,
  file: NetworkFile,
): FleetProblem[] {
  const { model } = policy.analysis;
  const selected = home === undefined ? undefined : { by: 'vpc' as const, name: home };
  if (!selected) return [];
  const { vpc } = selectedVpc(file.facts, { choice: selected, vpc: [], subnets: [] });
  if (!vpc) return [];
  const networkView: NetworkView = { statement: noStatement, file, path: id, selection: { vpc, notebook } };
  const own = new Set(blocks.map(formatPrefix));
  const subnets = model.network.subnets.filter(({ prefix }) => own.has(formatPrefix(prefix)));
  const there = { ...model, networkView, network: { ...model.network, subnets } };
  const keep = (severity: string): boolean => severity === 'error' || severity === 'warning';
  return check(there, [deadEnd], model.config.rules, mostDeadEnds, { keep }).findings.map(
    ({ rule, message }) => ({ rule, message }),
  );
}

/** The policy need not name the files. */
const noStatement: NetworkStatement = {
  ...{
    kind: 'network',
    from: 0,
    to: 0,
    keyword: { from: 0, to: 0, text: 'network' },
    words: [],
    broken: false,
  },
};

/** More for one notebook help nobody. */
const mostDeadEnds = 5;
