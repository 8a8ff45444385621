import { formatPrefix } from '../net/prefix';
import type { DeployedScript } from './deployed-script';
import type { IndexedPolicy, PolicyIndex } from './policies';

/** The policy of a script, and how it was found. */
export interface FoundPolicy {
  /** Undefined where none fits. */
  readonly policy: IndexedPolicy | undefined;
  /** What a compiled script calls its policy. */
  readonly name: string | undefined;
  readonly notes: readonly string[];
}

/** A script with what else leads to its policy. */
export interface ScriptSource {
  readonly script: DeployedScript;
  /** The name of its lifecycle configuration. */
  readonly configuration: string;
  /** The blocks of its notebook's subnet; undefined where they are not known. */
  readonly subnet: readonly string[] | undefined;
}

/** By the name that the script says, else by its configuration's, else by what it routes and where its notebook is. */
export function policyOfScript(index: PolicyIndex, source: ScriptSource): FoundPolicy {
  const { script, configuration } = source;
  const { policy: name } = script;
  const named = (name === undefined ? undefined : index.byName.get(name)) ?? index.byName.get(configuration);
  if (named) return { policy: bestOf(named, index, source), name, notes: [] };
  const { fitting, votes } = fittingPolicies(index, source);
  const [first, second] = fitting;
  const isCompiled = name !== undefined;
  if (!first || (isCompiled && (votes.get(first) ?? 0) === 0)) return { policy: undefined, name, notes: [] };
  if (second && (votes.get(first) ?? 0) === 0) {
    const names = fitting.slice(0, 3).map((policy) => `\`${policy.name}\``);
    const more = fitting.length > names.length ? ` and ${fitting.length - names.length} more` : '';
    const notes = [
      `several policies fit its subnet, and it routes nothing that they do: ${names.join(', ')}${more}`,
    ];
    return { policy: undefined, name, notes };
  }
  const notes = isCompiled
    ? [`compiled from \`${name}\`, which is not here: compared by what it routes`]
    : [];
  return { policy: first, name, notes };
}

/** Of policies with one name the one whose script it is, else the one in the notebook's subnet that it routes most of. */
function bestOf(
  named: readonly IndexedPolicy[],
  index: PolicyIndex,
  { script, subnet }: ScriptSource,
): IndexedPolicy {
  if (named.length === 1) return named[0];
  const exact = named.find((policy) => policy.script() === script.text);
  return exact ?? ranked(named, index, script, subnet).fitting[0];
}

/** The policies that may be a script's, the best first. */
function fittingPolicies(index: PolicyIndex, { script, subnet }: ScriptSource): Ranked {
  const there = subnet && new Set(subnet.flatMap((block) => index.bySubnet.get(block) ?? []));
  const result = ranked(there ?? index.all, index, script, undefined);
  // Without a subnet only what it routes says anything.
  return there ? result : { ...result, fitting: result.fitting.filter((policy) => result.votes.has(policy)) };
}

interface Ranked {
  readonly fitting: readonly IndexedPolicy[];
  /** How many of the script's prefixes each policy routes; absent for none. */
  readonly votes: ReadonlyMap<IndexedPolicy, number>;
}

/** By the script's prefixes: no pair of a script and a policy is compared for it. */
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
