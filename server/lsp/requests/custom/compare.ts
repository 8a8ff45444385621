import { beyondChanges } from '../../../compare/beyond-changes';
import {
  addedPolicy,
  comparedPolicies,
  comparedWithText,
  incomparable,
  type Comparison,
  type NamedPolicy,
} from '../../../compare/compare';
import { analyse, type Analysis } from '../../../engine';
import { reducedRead, rememberingHost, type Host } from '../../../host';
import { readDump } from '../../../import/read';
import { routeActions, VPC } from '../../../model/actions';
import {
  type CompareChange,
  type CompareParams,
  type CompareResult,
  type CompareSide,
  type FileResult,
  readFileRequest,
  type ReadFileParams,
} from '../../../protocol';
import { countedAddresses } from '../../../lib/numbers';
import { formatRange } from '../../../net/prefix';
import type { BeyondRange } from '../../../render/onward';
import { diffEntries, actionName, type DiffEntry, type DiffSide } from '../../../render/diff';
import type { Session } from '../../session';
import { emptyText } from '../lib/dump-in';
import { failureResponse, type FailureResponse } from '../lib/failures';

type Named<Other> = Other & { readonly name: string };

/** `nbroute/compare`: compares the other side with the current policy. */
export async function handleCompare(
  session: Session,
  { uri, name, other }: CompareParams,
): Promise<CompareResult> {
  const { workspace, environment } = session;
  const policy = comparable(name, (await workspace.snapshot(uri))?.analysis);
  if ('problem' in policy) return policy;
  if (other === null) return compareResult(addedPolicy(policy), 'after');
  if ('text' in other && !/\.nbroute$/i.test(other.name)) return withText(policy, other);
  const analysis =
    'revision' in other
      ? await analysisAt(session, uri, other)
      : 'text' in other
        ? await analyse(environment.host, environment.pathOf(uri), other.text)
        : (await workspace.policy(other.uri))?.analysis;
  if (analysis && 'problem' in analysis) return analysis;
  const before = comparable(other.name, analysis);
  return 'problem' in before ? before : compareResult(comparedPolicies(before, policy), 'after');
}

/** Compares with routes, a script, a deployed lifecycle configuration, or a network file. */
async function withText(
  policy: NamedPolicy,
  { name, text: source }: Named<{ readonly text: string }>,
): Promise<CompareResult> {
  if (source.trim() === '') return failureResponse(`${name}: ${emptyText}`);
  const comparison = await comparedWithText(policy, { name, source, dump: readDump(source, 'auto') });
  return 'problem' in comparison
    ? failureResponse(`${name}: ${comparison.problem}`)
    : compareResult(comparison, 'before');
}

/** A policy and the files it reads at a revision, which the client provides. */
async function analysisAt(
  { connection, environment, client }: Session,
  uri: string,
  { name, revision }: Named<{ readonly revision: string }>,
): Promise<Analysis | FailureResponse> {
  if (!client.files) return failureResponse('this editor does not read files at a Git revision');
  const host: Host = rememberingHost({
    resolve: (from, to) => environment.host.resolve(from, to),
    read: async (path, as) => {
      const params: ReadFileParams = { uri: environment.uriOf(path), revision };
      return reducedRead(await connection.sendRequest<FileResult>(readFileRequest, params), as);
    },
    // Severities do not change how an address is routed.
    config: () => Promise.resolve(undefined),
  });
  const path = environment.pathOf(uri);
  const read = await host.read(path);
  if (read.kind === 'text') return analyse(host, path, read.text);
  return failureResponse(
    read.kind === 'unreadable' ? `${name} cannot be read: ${read.reason}` : `${name} does not have the file`,
  );
}

function comparable(name: string, analysis: Analysis | undefined): FailureResponse | NamedPolicy {
  if (!analysis) return failureResponse(`${name} cannot be read`);
  const policy = { name, analysis };
  const problem = incomparable(policy);
  return problem === undefined ? policy : failureResponse(problem);
}

/** `policy` is the side of the comparison that the policy is on. */
export function compareResult(comparison: Comparison, policy: 'before' | 'after'): CompareResult {
  const { before, after, missing, assumptions } = comparison;
  const changeOf = ({ family, first, last }: AddressSpan, from: EntrySide, to: EntrySide): CompareChange => {
    const [was, is] = [changeSide(from, first), changeSide(to, first)];
    return {
      range: formatRange(family, first, last),
      count: Number(last - first + 1n),
      addresses: countedAddresses(last - first + 1n),
      ...(policy === 'after' ? { before: was, after: is } : { before: is, after: was }),
    };
  };
  const changes = diffEntries(comparison).flatMap((entry): CompareChange[] => {
    const { family, last } = entry;
    const from = { action: entry.from, routes: entry.before, beyond: beyondOf(before, entry.from, entry) };
    const to = { action: entry.to, routes: entry.after, beyond: beyondOf(after, entry.to, entry) };
    const starts = [...new Set([entry, ...from.beyond, ...to.beyond].map(({ first }) => first))].sort(
      compareBigints,
    );
    return starts.map((first, i) =>
      changeOf({ family, first, last: i + 1 < starts.length ? starts[i + 1] - 1n : last }, from, to),
    );
  });
  const beyond = beyondChanges(comparison).map((change) => {
    const [from, to] = [change.before, change.after].map(({ beyond: range, route }) => ({
      action: VPC,
      routes: [route],
      beyond: [range],
    }));
    return changeOf(change, from, to);
  });
  return { ok: true, changes: [...changes, ...beyond], notes: { missing, assumptions } };
}

const compareBigints = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

type AddressSpan = Pick<DiffEntry, 'family' | 'first' | 'last'>;

interface EntrySide {
  readonly action: number;
  readonly routes: DiffEntry['before'];
  readonly beyond: readonly BeyondRange[];
}

function beyondOf(
  { beyond }: DiffSide,
  action: number,
  { family, first, last }: AddressSpan,
): readonly BeyondRange[] {
  return action === VPC ? beyond(family, first, last) : [];
}

/** One side of a change that begins at an address. */
function changeSide({ action, routes, beyond }: EntrySide, first: bigint): CompareSide {
  const next = beyond.find((range) => range.first <= first && first <= range.last);
  return {
    action: routeActions[action] ?? '',
    state: next?.state ?? 'ok',
    label: `${actionName(action)}${next?.text ?? ''}`,
    routes: routes.map(({ line, text }) => ({ line: line === undefined ? null : line - 1, text })),
  };
}
