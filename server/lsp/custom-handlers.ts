import { ErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';
import { comparedPolicies, comparedWithDump, incomparable, type Comparison } from '../compare/compare';
import { dumpFormats, type Dump } from '../import/dump';
import { formatOf, readDump } from '../import/read';
import { imported } from '../import/import-policy';
import { lookup } from '../model/lookup';
import type { Model } from '../model/model';
import { queried } from '../model/query';
import { diffEntries, diffMarkdown } from '../render/diff';
import { lookupText } from '../render/lookup';
import type {
  CheckParams,
  CheckResult,
  CompareParams,
  CompareResult,
  CompileParams,
  CompileResult,
  ExpectationsParams,
  ExpectationsResult,
  ExplainParams,
  ImportParams,
  ImportResult,
  LookupParams,
  PolicyExpectations,
  Preview,
  PreviewParams,
  Status,
  TableParams,
  TableResult,
  TextResult,
  VerifyParams,
  VerifyProgress,
  VerifyResult,
} from '../protocol';
import { noRule, ruleNamed } from '../rules/registry';
import { ruleSection } from '../rules/lib/page';
import {
  analyse,
  compile,
  exactFindings,
  exactSize,
  findings,
  routeCount,
  sizeFindings,
  sizeWhileTyping,
  type Analysis,
} from '../engine';
import type { Server } from './handlers';
import { textOf } from './text';
import type { Snapshot, Verify } from './workspace';

/** An answer for each request of `protocol.ts`. */
export function ownAnswersOf(server: Server) {
  const { features, workspace, host, pathOf, client, policies, sizeOf, checkedOf } = server;

  /** A text in place of an open document, or that document; undefined where there is neither. */
  const policyOf = async ({
    uri,
    source,
  }: CheckParams): Promise<Pick<Snapshot, 'text' | 'analysis'> | undefined> => {
    if (source === undefined) return workspace.snapshot(uri);
    const analysis = await analyse(host, pathOf(uri), source);
    return { text: textOf(uri, null, source, client().encoding), analysis };
  };
  const expectationsOf = ({ text, analysis: { model } }: Snapshot): PolicyExpectations => ({
    uri: text.uri,
    expectations: features.expected(model).map((each) => ({
      ...{ text: each.text, range: text.range(each), result: each.result },
      failures: each.failures.map(({ from, to, ...said }) => ({ ...said, range: text.range({ from, to }) })),
    })),
  });

  return {
    compile: ({ text, analysis }: Snapshot, { to, withNotebook }: CompileParams): CompileResult => {
      const compiled = compile(analysis, to, { withNotebook: withNotebook === true });
      if (compiled.ok) return { ...compiled, size: to === 'commands' ? null : exactSize(analysis.model) };
      const errors = compiled.errors.map(({ rule, message, from }) => {
        const { line } = text.position(from);
        return { rule, message, line };
      });
      return { ok: false, errors, count: compiled.count };
    },
    status: ({ analysis }: Snapshot): Status => {
      const { model, checked } = analysis;
      const ofSize = sizeFindings(model, new Map(), () => sizeOf(analysis));
      const results = features.expected(model).map(({ result }) => result);
      const count = (result: string): number => results.filter((each) => each === result).length;
      return {
        errors: checked.counts.error + ofSize.counts.error,
        routes: routeCount(model),
        size: checked.counts.error > 0 ? null : (sizeWhileTyping(model) ?? null),
        expectations: model.open ? null : { holding: count('holds'), failing: count('fails') },
      };
    },
    expectations: async (
      { uri }: ExpectationsParams,
      token: CancellationToken,
    ): Promise<ExpectationsResult> => {
      if (uri !== null) {
        const snapshot = await workspace.policy(uri);
        return snapshot ? [expectationsOf(snapshot)] : [];
      }
      const found: PolicyExpectations[] = [];
      for await (const snapshot of policies('Looking for expectations', token))
        found.push(expectationsOf(snapshot));
      return found;
    },
    check: async (params: CheckParams): Promise<CheckResult | null> => {
      const policy = await policyOf(params);
      if (!policy) return null;
      const { text, analysis } = policy;
      const { findings: found, counts } = exactFindings(analysis.model);
      return {
        counts,
        findings: found.map(({ rule, severity, message, from, to, fixes }) => ({
          ...{ rule, severity, message, range: text.range({ from, to }) },
          fixable: fixes.some(({ kind }) => kind !== 'suggestion'),
        })),
      };
    },
    lookup: async (params: LookupParams): Promise<TextResult> => {
      const policy = await policyOf(params);
      if (!policy) return notOpen;
      const { text, analysis } = policy;
      if (analysis.model.open || analysis.checked.counts.error > 0)
        return refused('the policy has errors, so where addresses go is not certain');
      const line = (offset: number): number => text.position(offset).line + 1;
      return lookedUp(analysis.model, params.queries, line);
    },
    explain: ({ rule: id }: ExplainParams): TextResult => {
      const rule = ruleNamed(id);
      return rule ? { ok: true, text: ruleSection(rule) } : refused(noRule(id));
    },
    compare: async ({ uri, name, other }: CompareParams): Promise<CompareResult> => {
      const policy = named(name, (await workspace.snapshot(uri))?.analysis);
      if ('problem' in policy) return policy;
      if ('text' in other) {
        const dump = dumpOf(other.text);
        return 'problem' in dump
          ? dump
          : compared(comparedWithDump(policy, { name: other.name, source: other.text, dump }));
      }
      if ('source' in other) {
        const older = named(other.name, await analyse(host, pathOf(uri), other.source));
        return 'problem' in older ? older : compared(comparedPolicies(older, policy));
      }
      const second = named(other.name, (await workspace.snapshot(other.uri))?.analysis);
      return 'problem' in second ? second : compared(comparedPolicies(policy, second));
    },
    import: ({ text }: ImportParams): ImportResult => {
      const dump = dumpOf(text);
      if ('problem' in dump) return dump;
      const { text: policy, missing, remarks } = imported(dump);
      const said = remarks.map(({ line, message }) =>
        line === undefined ? message : `Line ${line}: ${message}`,
      );
      return { ok: true, text: policy, notes: { missing, remarks: said } };
    },
    verify: async (
      { uri, progress }: VerifyParams,
      token: CancellationToken,
      verify: Verify,
      tell: (token: string, progress: VerifyProgress) => void,
    ): Promise<VerifyResult> => {
      const snapshot = await workspace.snapshot(uri);
      if (!snapshot) return { kind: 'errors', count: 0 };
      const count = snapshot.analysis.checked.counts.error;
      if (count > 0) return { kind: 'errors', count };
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return verify(snapshot.analysis.model, stop.signal, (done, all) => tell(progress, { done, all }));
    },
    preview: async (
      { text, path, analysis }: Snapshot,
      { subnet, source }: PreviewParams,
    ): Promise<Preview> => {
      const shown = source === undefined ? analysis : await analyse(host, path, source);
      const { rules } = server.settingsAt(path);
      const { findings: found } = shown === analysis ? checkedOf(analysis) : findings(shown.model, rules);
      const errors = shown.checked.counts.error;
      return features.preview(shown.model, text.version ?? 0, errors, { subnet, findings: found });
    },
    table: ({ analysis }: Snapshot, { format, subnet }: TableParams): TableResult => {
      const count = analysis.checked.counts.error;
      if (count > 0) return { ok: false, count };
      const written = features.tableText(analysis.model, format, subnet);
      if (written) return written;
      throw new ResponseError(ErrorCodes.InvalidParams, `no format ${String(format)}`);
    },
  };
}

interface Refused {
  readonly ok: false;
  readonly problem: string;
}

const refused = (problem: string): Refused => ({ ok: false, problem });
const notOpen = refused('the policy is not open');

function named(
  name: string,
  analysis: Analysis | undefined,
): Refused | { readonly name: string; readonly analysis: Analysis } {
  if (!analysis) return refused(`${name} is not open`);
  const policy = { name, analysis };
  const problem = incomparable(policy);
  return problem === undefined ? policy : refused(problem);
}

function dumpOf(text: string): Dump | Refused {
  const format = formatOf(text);
  if (format !== undefined) return readDump(text, format);
  return refused(
    text.trim() === ''
      ? 'there is nothing in it'
      : `it looks like none of ${dumpFormats.join(', ')}: routes are expected, as ip route or route -n show them`,
  );
}

function compared(comparison: Comparison): CompareResult {
  const { missing, remarks } = comparison;
  const markdown = diffMarkdown(comparison);
  return { ok: true, markdown, ranges: diffEntries(comparison).length, notes: { missing, remarks } };
}

function lookedUp(model: Model, queries: readonly string[], line: (offset: number) => number): TextResult {
  const texts: string[] = [];
  for (const query of queries) {
    const found = queried(model, query);
    if ('problem' in found) return refused(found.problem);
    const parts = found.flatMap((prefix) => lookup(model, prefix));
    texts.push(lookupText(query, parts, line));
  }
  return { ok: true, text: texts.join('\n') };
}
