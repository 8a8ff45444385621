import { comparedWithDump } from '../compare/compare';
import { factsOf, scriptComment, type ScriptFacts } from '../model/script-comment';
import type { Compared } from '../render/diff';
import type { DeployedScript } from './deployed-script';
import type { IndexedPolicy } from './policies';

/** How a deployed script compares with the policy in Git. */
export interface Judgement {
  /** Meaningless for a script that nbroute did not compile; undefined if the two cannot be compared. */
  readonly state: 'current' | 'outdated' | undefined;
  /** From the deployed script to the policy. */
  readonly comparison: Compared | undefined;
  readonly notes: readonly string[];
}

/** Compares a deployed script with a policy: by its text, then by its routes, then by its other settings. */
export function judged(script: DeployedScript, policy: IndexedPolicy): Judgement {
  if (policy.problem() !== undefined) return { state: undefined, comparison: undefined, notes: [] };
  if (script.unreadable !== undefined)
    return { state: 'outdated', comparison: undefined, notes: [script.unreadable] };
  const comparison = toPolicy(script, policy);
  const notes = comparison.missing > 0 ? [`${comparison.missing} of its lines are not compared`] : [];
  if (policy.script() === script.text) return { state: 'current', comparison: comparison.compared, notes };
  if (script.policy === undefined || comparison.compared.ranges.length > 0)
    return { state: 'outdated', comparison: comparison.compared, notes };
  return { ...sameRoutes(script, policy), comparison: comparison.compared };
}

/** The result for a compiled script with the policy's routes but a different text. */
function sameRoutes(
  script: DeployedScript,
  policy: IndexedPolicy,
): { readonly state: 'current' | 'outdated'; readonly notes: readonly string[] } {
  if (script.isEdited)
    return { state: 'outdated', notes: ['the deployed script was edited after it was compiled'] };
  const deployed = script.dump.compiled?.facts;
  const policyFacts = factsOf(policy.analysis.model);
  const settings = deployed ? otherSettings(deployed, policyFacts) : [];
  if (settings.length > 0)
    return { state: 'outdated', notes: [`the policy has other settings: ${settings.join(', ')}`] };
  if (policyFacts.onStart !== undefined)
    return {
      state: 'outdated',
      notes: ['it routes the same, but is not what the policy compiles to: its on-start script may differ'],
    };
  return {
    state: 'current',
    notes: ['it routes the same, but another version of nbroute compiled it, or its comments differ'],
  };
}

/** The settings that differ between two policies, apart from those only templates use. */
function otherSettings(one: ScriptFacts, other: ScriptFacts): string[] {
  const [a, b] = [one, other].map((facts) => settingsOf(facts));
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((key) => a.get(key) !== b.get(key))
    .map((key) => `\`${key}\``);
}

function settingsOf(facts: ScriptFacts): ReadonlyMap<string, string> {
  const words = scriptComment(facts).split(' ').slice(3);
  const members = words.map((word): [string, string] => {
    const at = word.indexOf('=');
    return [word.slice(0, at), word.slice(at + 1)];
  });
  return new Map(members.filter(([key]) => key !== 'policy' && key !== 'platform'));
}

/** What the policy would route differently from the script. */
function toPolicy(
  { text, dump }: DeployedScript,
  { path, analysis }: IndexedPolicy,
): { readonly compared: Compared; readonly missing: number } {
  const namedPolicy = { name: path, analysis };
  const { before, after, ranges, missing } = comparedWithDump(namedPolicy, {
    name: 'the deployed script',
    source: text,
    dump,
  });
  const turned = ranges.map((change) => ({ ...change, from: change.to, to: change.from }));
  return {
    compared: { before: after, after: before, ranges: turned, kind: 'policies' },
    missing: missing.length,
  };
}
