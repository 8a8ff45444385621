import { formatPrefix } from '../net/prefix';
import type { DeployedScript } from './deployed-script';
import type { IndexedPolicy, PolicyIndex } from './policies';

/** The policy matched to a script, and how it was matched. */
export interface PolicyMatch {
  /** Undefined if no policy fits. */
  readonly policy: IndexedPolicy | undefined;
  /** The policy's name according to the compiled script. */
  readonly name: string | undefined;
  readonly notes: readonly string[];
}

/** A script with the other clues to its policy. */
export interface ScriptSource {
  readonly script: DeployedScript;
  readonly configuration: string;
  /** The blocks of its notebook's subnet; undefined if unknown. */
  readonly subnet: readonly string[] | undefined;
}

/**
 * Matches a script to a policy: by the name in the script, then by its configuration's name, then by routes and subnet.
 */
export function policyOfScript(index: PolicyIndex, source: ScriptSource): PolicyMatch {
  const { script, configuration } = source;
  const { policy: name } = script;
  const sameName =
    (name === undefined ? undefined : index.byName.get(name)) ?? index.byName.get(configuration);
  if (sameName) return { policy: bestOf(sameName, index, source), name, notes: [] };
  const { fitting, votes } = fittingPolicies(index, source);
  const [first, second] = fitting;
  const isCompiled = name !== undefined;
  if (!first || (isCompiled && (votes.get(first) ?? 0) === 0)) return { policy: undefined, name, notes: [] };
  if (second && (votes.get(first) ?? 0) === 0) {
    const names = fitting.slice(0, 3).map((policy) => `\`${policy.name}\``);
    const more = fitting.length > names.length ? ` and ${fitting.length - names.length} more` : '';
    const notes = [
      `several policies fit its subnet, and it sets no route that one of them has: ${names.join(', ')}${more}`,
    ];
    return { policy: undefined, name, notes };
  }
  const notes = isCompiled ? [`compiled from \`${name}\`, which is not here: compared by its routes`] : [];
  return { policy: first, name, notes };
}

/**
 * Among policies of the same name, the one that compiles to the script, or else the best match by subnet and routes.
 */
function bestOf(
  sameName: readonly IndexedPolicy[],
  index: PolicyIndex,
  { script, subnet }: ScriptSource,
): IndexedPolicy {
  if (sameName.length === 1) return sameName[0];
  const exact = sameName.find((policy) => policy.script() === script.text);
  return exact ?? ranked(sameName, index, script, subnet).fitting[0];
}

/** The policies that fit a script, best first. */
function fittingPolicies(index: PolicyIndex, { script, subnet }: ScriptSource): Ranked {
  const inSubnet = subnet && new Set(subnet.flatMap((block) => index.bySubnet.get(block) ?? []));
  const result = ranked(inSubnet ?? index.all, index, script, undefined);
  // Without a subnet, a policy must share routes with the script.
  return inSubnet
    ? result
    : { ...result, fitting: result.fitting.filter((policy) => result.votes.has(policy)) };
}

interface Ranked {
  readonly fitting: readonly IndexedPolicy[];
  /** How many of the script's prefixes each policy routes; policies with none are absent. */
  readonly votes: ReadonlyMap<IndexedPolicy, number>;
}

/** Ranks policies by the prefixes they share with a script, using the index instead of comparing each pair. */
function ranked(
  policies: Iterable<IndexedPolicy>,
  index: PolicyIndex,
  { dump }: DeployedScript,
  subnet: readonly string[] | undefined,
): Ranked {
  const votes = new Map<IndexedPolicy, number>();
  const byRoute = index.byRoute();
  for (const prefix of new Set(dump.routes.map((route) => formatPrefix(route.prefix))))
    for (const policy of byRoute.get(prefix) ?? []) votes.set(policy, (votes.get(policy) ?? 0) + 1);
  const isThere = ({ analysis: { model } }: IndexedPolicy): boolean =>
    subnet !== undefined && model.network.subnets.some(({ prefix }) => subnet.includes(formatPrefix(prefix)));
  const score = new Map(
    [...policies].map((policy) => [policy, (isThere(policy) ? 1e6 : 0) + (votes.get(policy) ?? 0)]),
  );
  const fitting = [...score.keys()].sort((a, b) => (score.get(b) ?? 0) - (score.get(a) ?? 0));
  return { fitting, votes };
}
