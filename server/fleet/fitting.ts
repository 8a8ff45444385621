import type { NetworkFacts, NotebookFact, SubnetFact } from '../aws/facts';
import type { NetworkFile } from '../aws/read';
import { hasIPv6 } from '../model/network';
import { notebookDifferences } from '../model/network-difference';
import { selectedVpc } from '../model/network-file';
import type { NetworkView } from '../model/network-view';
import { isRetired } from '../model/platforms';
import { formatPrefix, type Prefix } from '../net/prefix';
import type { FleetDiagnostic } from '../render/fleet';
import { deadEnd } from '../rules/dead-end';
import { check } from '../rules/runner';
import type { NetworkStatement } from '../syntax/ast';
import type { IndexedPolicy } from './policies';

/** What AWS's answers show of a notebook that does not fit its policy. */
export interface Fit {
  readonly problemsOf: (
    notebook: NotebookFact,
    isDescribed: boolean,
    policy: IndexedPolicy | undefined,
  ) => FleetDiagnostic[];
}

/** Caches dead ends by policy and subnet, because many notebooks share both. */
export function fitOf(facts: NetworkFacts): Fit {
  const deadEnds = new Map<IndexedPolicy, Map<string, readonly FleetDiagnostic[]>>();
  const file: NetworkFile = { facts, diagnostics: [], spanOf: () => ({ from: 0, to: 0 }), structure: '' };
  const deadEndsOf = (
    policy: IndexedPolicy,
    notebook: NotebookFact,
    subnet: SubnetFact,
  ): readonly FleetDiagnostic[] => {
    // A public address belongs to a single notebook and changes what an internet gateway can do.
    const isPublic = facts.interfaces.get(notebook.networkInterface ?? '')?.isPublic === true;
    const key = isPublic ? notebook.id : subnet.id;
    const problemsByKey = deadEnds.get(policy) ?? new Map<string, readonly FleetDiagnostic[]>();
    deadEnds.set(policy, problemsByKey);
    const problems =
      problemsByKey.get(key) ?? deadEndsAt(policy, isPublic ? notebook : undefined, subnet, file);
    problemsByKey.set(key, problems);
    return problems;
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

function retiredProblems({ platform }: NotebookFact): FleetDiagnostic[] {
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
): FleetDiagnostic[] {
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

/** The subnet's blocks that the policy does not declare; IPv6 blocks count only if the policy uses IPv6. */
function missingBlocks({ analysis: { model } }: IndexedPolicy, { blocks = [] }: SubnetFact): Prefix[] {
  const declared = new Set(model.network.subnets.map(({ prefix }) => formatPrefix(prefix)));
  const six = hasIPv6(model.network);
  return blocks.filter((block) => (block.family === 4 || six) && !declared.has(formatPrefix(block)));
}

/** Destinations that the subnet's route table sends nowhere, as the rule `dead-end` reports them. */
function deadEndsAt(
  policy: IndexedPolicy,
  notebook: NotebookFact | undefined,
  { id, vpc: home, blocks = [] }: SubnetFact,
  file: NetworkFile,
): FleetDiagnostic[] {
  const { model } = policy.analysis;
  const selected = home === undefined ? undefined : { by: 'vpc' as const, name: home };
  if (!selected) return [];
  const { vpc } = selectedVpc(file.facts, { choice: selected, vpc: [], subnets: [] });
  if (!vpc) return [];
  const networkView: NetworkView = { statement: noStatement, file, path: id, selection: { vpc, notebook } };
  const subnetBlocks = new Set(blocks.map(formatPrefix));
  const subnets = model.network.subnets.filter(({ prefix }) => subnetBlocks.has(formatPrefix(prefix)));
  const modelInSubnet = { ...model, networkView, network: { ...model.network, subnets } };
  const keep = (severity: string): boolean => severity === 'error' || severity === 'warning';
  return check(modelInSubnet, [deadEnd], model.config.rules, mostDeadEnds, { keep }).diagnostics.map(
    ({ rule, message }) => ({ rule, message }),
  );
}

/** A placeholder, because the policy itself may have no `network` statement. */
const noStatement: NetworkStatement = {
  kind: 'network',
  from: 0,
  to: 0,
  keyword: { from: 0, to: 0, text: 'network' },
  words: [],
  broken: false,
};

/** At most this many dead ends are reported for each notebook. */
const mostDeadEnds = 5;
