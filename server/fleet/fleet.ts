import { accountRegionOf, type AccountRegion, type ConfigurationFact } from '../aws/fleet-responses';
import type { NotebookFact } from '../aws/facts';
import type { FleetFacts } from '../aws/read-fleet';
import { formatPrefix } from '../net/prefix';
import type { FleetNotebook, FleetReport, UnusedPolicy } from '../render/fleet';
import { deployedScript, isStartOf, type DeployedScript } from './deployed-script';
import { fitOf, type Fit } from './fitting';
import { lastStart, type LastStart } from './last-start';
import { startLogs, type StartLogs } from './logs';
import { policyOfScript, type PolicyMatch } from './matching';
import { policyIndex, type FleetPolicy, type IndexedPolicy, type PolicyIndex } from './policies';
import { judged, type Judgement } from './judgement';

/** A fleet's report, with notices and a count of the work done. */
export interface Fleet {
  readonly report: FleetReport;
  /** Answers that could not be attributed to a notebook, a sentence each without its period. */
  readonly notices: readonly string[];
  readonly work: FleetWork;
}

/** Counts that performance tests check: distinct scripts read, and scripts compared with a policy. */
export interface FleetWork {
  scripts: number;
  comparisons: number;
}

/** What all notebooks of a fleet share, including caches. */
interface Context {
  readonly facts: FleetFacts;
  readonly index: PolicyIndex;
  readonly fit: Fit;
  readonly work: FleetWork;
  readonly scripts: Map<string, DeployedScript | undefined>;
  readonly judgements: Map<DeployedScript, Map<IndexedPolicy, Judgement>>;
  readonly used: Set<IndexedPolicy>;
}

/** Reports which notebook runs which policy. */
export function fleetOf(facts: FleetFacts, policies: readonly FleetPolicy[]): Fleet {
  const context: Context = {
    facts,
    index: policyIndex(policies),
    fit: fitOf(facts.network),
    work: { scripts: 0, comparisons: 0 },
    scripts: new Map(),
    judgements: new Map(),
    used: new Set(),
  };
  const notices: string[] = [];
  const notebooks = [...facts.network.notebooks.values()].map((fact) => ({
    fact,
    home: homeOf(facts, fact),
  }));
  const several = new Set(notebooks.map(({ home }) => home)).size > 1;
  const running = notebooks.map(({ fact, home }) => {
    const configuration = configurationOf(facts, fact, home);
    return { fact, home, configuration, script: scriptOf(context, configuration) };
  });
  const logs = startLogs(facts.logs, running, notices);
  const states = running.map((each) => notebookState(context, each, logs));
  states.sort((a, b) => compareText(a.home, b.home) || compareText(a.name, b.name));
  const withHomes = states.map((each) => ({ ...each, home: several ? shownHome(each.home) : '' }));
  return {
    report: { notebooks: withHomes, unused: unusedPolicies(context, running) },
    notices,
    work: context.work,
  };
}

/** A notebook with its lifecycle configuration and script. */
export interface RunningNotebook {
  readonly fact: NotebookFact;
  readonly home: AccountRegion | undefined;
  readonly configuration: ConfigurationFact | 'missing' | 'ambiguous' | undefined;
  readonly script: DeployedScript | undefined;
}

function homeOf({ homes }: FleetFacts, { id, name }: NotebookFact): AccountRegion | undefined {
  return id === name ? homes.get(name) : accountRegionOf(id);
}

function shownHome(home: string): string {
  return home.split(':').slice(1).reverse().join(' ');
}

/** A notebook's lifecycle configuration in its account and region; undefined if it has none. */
function configurationOf(
  { configurations }: FleetFacts,
  { configuration: name }: NotebookFact,
  home: AccountRegion | undefined,
): RunningNotebook['configuration'] {
  if (name === undefined) return undefined;
  const candidates = configurations.get(name) ?? [];
  const exact = candidates.find((each) => each.home === home);
  if (exact) return exact;
  const possible = home === undefined ? candidates : candidates.filter((each) => each.home === undefined);
  if (possible.length > 1) return 'ambiguous';
  return possible[0] ?? 'missing';
}

/** A configuration's script, read once even if many notebooks share it. */
function scriptOf(
  { scripts, work }: Context,
  configuration: RunningNotebook['configuration'],
): DeployedScript | undefined {
  if (typeof configuration !== 'object' || configuration.onStart === undefined) return undefined;
  const { onStart } = configuration;
  if (!scripts.has(onStart)) {
    work.scripts++;
    scripts.set(onStart, deployedScript(onStart));
  }
  return scripts.get(onStart);
}

type NotebookResult = Omit<FleetNotebook, 'home'> & { readonly home: string };

function notebookState(context: Context, running: RunningNotebook, logs: StartLogs): NotebookResult {
  const { fact, home, configuration, script } = running;
  const { facts, fit, index } = context;
  const base = {
    name: fact.name,
    arn: fact.id === fact.name ? undefined : fact.id,
    home: home ?? '',
    configuration: fact.configuration,
    policy: undefined,
    path: undefined,
    comparison: undefined,
  };
  const status = facts.statuses.get(fact.id);
  const isDescribed = status?.isDescribed === true;
  const problems = fit.problemsOf(fact, isDescribed, undefined);
  if (configuration === undefined) return { ...base, state: 'none', notes: [], problems };
  if (typeof configuration === 'string') {
    const message =
      configuration === 'missing'
        ? `the files do not have the lifecycle configuration \`${fact.configuration ?? ''}\`; add the output of \`aws sagemaker describe-notebook-instance-lifecycle-config\``
        : `the files have several lifecycle configurations \`${fact.configuration ?? ''}\`, and no ARN says which is the notebook's`;
    problems.unshift({ rule: 'network-file', message });
    return { ...base, state: undefined, notes: [], problems };
  }
  if (configuration.onStart === undefined)
    return { ...base, state: 'none', notes: ['its lifecycle configuration has no OnStart script'], problems };
  if (!script) {
    problems.unshift({ rule: 'network-file', message: 'the OnStart script is not base64 of a text' });
    return { ...base, state: 'foreign', notes: [], problems };
  }
  const subnet = facts.network.subnets.get(fact.subnet ?? '')?.blocks?.map(formatPrefix);
  const match = policyOfScript(index, { script, configuration: configuration.name, subnet });
  const { policy } = match;
  if (policy && script.policy !== undefined) context.used.add(policy);
  const start = lastStart(logs.of(running));
  return {
    ...base,
    policy: policy?.name ?? match.name,
    path: policy?.path,
    ...stateOf(context, script, match, start, status?.status === 'Failed' ? status.failureReason : undefined),
    problems: [...fit.problemsOf(fact, isDescribed, policy), ...policyProblems(match)],
  };
}

function policyProblems({ policy, name }: PolicyMatch): FleetNotebook['problems'] {
  const problem = policy?.problem();
  if (problem !== undefined) return [{ rule: 'unresolved-policy', message: problem }];
  if (policy || name === undefined) return [];
  return [{ rule: 'missing-policy', message: `no policy here is named \`${name}\`` }];
}

/** A notebook's state, from its script's routes, its log and its status. */
function stateOf(
  context: Context,
  script: DeployedScript,
  { policy, notes: foundBy }: PolicyMatch,
  start: LastStart | undefined,
  failureReason: string | undefined,
): Pick<FleetNotebook, 'state' | 'comparison' | 'notes'> {
  const judgement = policy && judgementOf(context, script, policy);
  const comparison = judgement?.comparison;
  const notes = [...foundBy, ...(judgement?.notes ?? [])];
  if (script.policy === undefined) return { state: 'foreign', comparison, notes };
  const failure = start?.failure ?? failureReason;
  if (failure !== undefined)
    return { state: 'failed', comparison, notes: [`the last start failed: ${failure}`, ...notes] };
  const isOther = start?.start !== undefined && !isStartOf(script, start.start);
  if (isOther && context.facts.truncated.logs && judgement?.state === 'current')
    return {
      state: undefined,
      comparison,
      notes: ['the log is truncated: a later start may have run this script', ...notes],
    };
  if (isOther) notes.unshift('not restarted since this script was deployed: the last start ran another one');
  return {
    comparison,
    notes,
    state: judgement?.state === 'current' && isOther ? 'restart' : judgement?.state,
  };
}

/** Compares a script with a policy, once for all notebooks that run it. */
function judgementOf(
  { judgements, work }: Context,
  script: DeployedScript,
  policy: IndexedPolicy,
): Judgement {
  const byPolicy = judgements.get(script) ?? new Map<IndexedPolicy, Judgement>();
  judgements.set(script, byPolicy);
  let judgement = byPolicy.get(policy);
  if (!judgement) {
    work.comparisons++;
    byPolicy.set(policy, (judgement = judged(script, policy)));
  }
  return judgement;
}

/** The policies that no notebook runs; undefined if there may be other notebooks, or if a script is unknown. */
function unusedPolicies(
  { facts, index, used }: Context,
  running: readonly RunningNotebook[],
): UnusedPolicy[] | undefined {
  if (facts.truncated.notebooks || running.some(isScriptUnknown)) return undefined;
  return index.all.filter((policy) => !used.has(policy)).map(({ name, path }) => ({ policy: name, path }));
}

function isScriptUnknown({ configuration, script }: RunningNotebook): boolean {
  if (typeof configuration === 'string') return true;
  return configuration?.onStart !== undefined && script === undefined;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
