import type { CancellationToken } from 'vscode-languageserver';
import { readFleetFiles } from '../../../aws/read-fleet';
import { compile, type Analysis } from '../../../engine';
import { fleetOf } from '../../../fleet/fleet';
import type { FleetPolicy } from '../../../fleet/policies';
import { fleetComparisonCommand, type FleetParams, type FleetResult } from '../../../protocol';
import { diffMarkdown, type Compared } from '../../../render/diff';
import { fleetHtml, themeColours } from '../../../render/fleet-html';
import { policiesOf, type Session } from '../../session';
import { failureResponse } from '../lib/failures';

/** `nbroute/fleet`: for all policies of the workspace, open or not. */
export async function handleFleet(
  session: Session,
  { texts }: FleetParams,
  token: CancellationToken,
): Promise<FleetResult> {
  const facts = readFleetFiles(texts);
  if (facts.network.notebooks.size === 0)
    return failureResponse(facts.diagnostics[0]?.message ?? 'the files have no notebook instances');
  const analyses = new Map<string, Analysis>();
  for await (const { text, analysis } of policiesOf(session, 'Comparing notebooks', token))
    analyses.set(text.uri, analysis);
  const policies = policiesByName(analyses);
  if (policies.length === 0) return failureResponse('the workspace has no policies');
  const { report, notices } = fleetOf(
    facts,
    policies.map(({ policy }) => policy),
  );
  const uriOfPath = new Map(policies.map(({ policy, uri }) => [policy.path, uri]));
  // One for each pair of script and policy, shared by all notebooks that run the script.
  const comparisons = new Map<Compared, number>();
  const documents: { readonly title: string; readonly markdown: string }[] = [];
  const comparisonLink = (comparison: Compared, title: string): string => {
    let index = comparisons.get(comparison);
    if (index === undefined) {
      comparisons.set(comparison, (index = documents.length));
      documents.push({ title, markdown: diffMarkdown(comparison) });
    }
    return commandUri(fleetComparisonCommand, index);
  };
  const policyLink = (path: string | undefined): string | undefined => {
    const uri = uriOfPath.get(path ?? '');
    return uri === undefined ? undefined : commandUri('vscode.open', uri);
  };
  const html = fleetHtml(
    report,
    {
      policy: ({ path }) => policyLink(path),
      comparison: ({ comparison, name, policy }) =>
        comparison && comparisonLink(comparison, `${name} and ${policy ?? ''}`),
      unused: policyLink,
    },
    themeColours,
  );
  const problems = [...facts.diagnostics.map(({ message }) => message), ...notices];
  return { ok: true, html, comparisons: documents, problems };
}

/** The policies by display name: the path below their common folder. */
function policiesByName(
  analyses: ReadonlyMap<string, Analysis>,
): { readonly policy: FleetPolicy; readonly uri: string }[] {
  const common = commonFolder([...analyses.keys()]);
  const byPath = [...analyses].sort(([a], [b]) => (a < b ? -1 : 1));
  return byPath.map(([uri, analysis]) => {
    const compiled = (): string | undefined => {
      const outcome = compile(analysis, 'script');
      return outcome.ok ? outcome.text : undefined;
    };
    return { policy: { path: decoded(uri.slice(common.length)), analysis, compiled }, uri };
  });
}

function commonFolder(uris: readonly string[]): string {
  let common = (uris[0] ?? '').replace(/[^/]*$/, '');
  while (common !== '' && !uris.every((uri) => uri.startsWith(common)))
    common = common.slice(0, -1).replace(/[^/]*$/, '');
  return common;
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function commandUri(command: string, argument: string | number): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}
