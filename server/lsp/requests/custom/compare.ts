import {
  comparedPolicies,
  comparedWithDump,
  incomparable,
  type Comparison,
  type NamedPolicy,
} from '../../../compare/compare';
import { analyse, type Analysis } from '../../../engine';
import type { CompareParams, CompareResult } from '../../../protocol';
import { diffEntries, diffMarkdown } from '../../../render/diff';
import type { Session } from '../../session';
import { dumpIn } from '../lib/dump-in';
import { failureResponse, type FailureResponse } from '../lib/failures';

/** `nbroute/compare`: with another policy, an earlier text, or the routes of a notebook. */
export async function handleCompare(
  { workspace, environment }: Session,
  { uri, name, other }: CompareParams,
): Promise<CompareResult> {
  const policy = comparable(name, (await workspace.snapshot(uri))?.analysis);
  if ('problem' in policy) return policy;
  if ('text' in other) {
    const dump = dumpIn(other.text);
    if ('problem' in dump) return dump;
    return compareResult(comparedWithDump(policy, { name: other.name, source: other.text, dump }));
  }
  if ('source' in other) {
    const { host, pathOf } = environment;
    const older = comparable(other.name, await analyse(host, pathOf(uri), other.source));
    return 'problem' in older ? older : compareResult(comparedPolicies(older, policy));
  }
  const second = comparable(other.name, (await workspace.snapshot(other.uri))?.analysis);
  return 'problem' in second ? second : compareResult(comparedPolicies(policy, second));
}

function comparable(name: string, analysis: Analysis | undefined): FailureResponse | NamedPolicy {
  if (!analysis) return failureResponse(`${name} is not open`);
  const policy = { name, analysis };
  const problem = incomparable(policy);
  return problem === undefined ? policy : failureResponse(problem);
}

function compareResult(comparison: Comparison): CompareResult {
  const { missing, assumptions } = comparison;
  const markdown = diffMarkdown(comparison);
  return { ok: true, markdown, ranges: diffEntries(comparison).length, notes: { missing, assumptions } };
}
