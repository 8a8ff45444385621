import { effectiveTable, siteIn, sites, systemTable, type Site } from '../model/effective';
import type { Model } from '../model/model';
import { factsOf } from '../model/script-comment';
import { parsePrefix } from '../net/prefix';
import type { Preview, PreviewDiagnostic, PreviewRow, TableResult } from '../protocol';
import { unpinnedNote } from '../render/html';
import { routerView } from '../render/onward';
import { pictureNetwork, subnetOf, subnetsOf, tableRows } from '../render/rows';
import { tableFileEndings, tableFormats } from '../render/table-formats';
import type { Diagnostic } from '../rules/lib/rule';
import { ruleNamed } from '../rules/lib/rule-named';
import type { Checked } from '../rules/runner';
import { linesOf } from '../syntax/lines';
import { lowest } from '../lib/binary-search';
import { renderedTable } from '../render/rendered-table';

export interface PreviewOptions {
  /** One of the policy's subnets; undefined or anything else means the first. */
  readonly subnet?: string | undefined;
  /** Diagnostics to count and to show on the rows of their destinations. */
  readonly checked?: Checked;
}

/** At most this many errors are listed. */
const mostProblems = 50;

export function preview(
  model: Model,
  version: number,
  uncertain: Checked,
  { subnet, checked }: PreviewOptions = {},
): Preview {
  const unresolved = unresolvedErrors(uncertain);
  const errors = unresolved.length;
  const lines = linesOf(model.unit.file);
  const site = siteNamed(model, subnet);
  const shownSubnet = subnetOf(site);
  const subnets = subnetsOf(model);
  const network = pictureNetwork(model, site);
  return {
    policy: model.name,
    version,
    errors,
    problems: unresolved
      .slice(0, mostProblems)
      .map(({ from, rule, message }) => ({ line: lines.position(from).line, rule, message })),
    counts: (checked ?? uncertain).counts,
    // The routes of an unresolved policy have no verdicts yet.
    rows: withDiagnostics(model, site, errors > 0 ? [] : (checked?.diagnostics ?? [])),
    system: tableRows(model, systemTable(model, site)),
    network,
    router: routerView(model, site),
    onLoss: factsOf(model).onLoss,
    note: unpinnedNote(network),
    subnets,
    otherSubnets: subnets.filter((each) => each !== shownSubnet),
  };
}

/**
 * The errors with a fixed severity, which leave a policy unresolved or would break an instance. Others, such as a
 * failing expectation, leave the table valid.
 */
function unresolvedErrors({ diagnostics }: Checked): Diagnostic[] {
  return diagnostics.filter(
    ({ rule, severity }) => severity === 'error' && ruleNamed(rule)?.fixedSeverity === true,
  );
}

/** The site of a subnet given as text, or the first site if the policy has no such subnet. */
export function siteNamed(model: Model, subnet: string | undefined): Site {
  const prefix = subnet === undefined ? undefined : parsePrefix(subnet);
  return (prefix && siteIn(model, prefix)) ?? sites(model)[0];
}

/** The table in one of the text formats, for a policy without errors; undefined for an unknown format. */
export function tableText(model: Model, format: string, subnet: string | undefined): TableResult | undefined {
  const tableFormat = tableFormats.find((each) => each === format);
  if (!tableFormat) return undefined;
  const text = renderedTable(model, siteNamed(model, subnet), tableFormat, false);
  return { ok: true, text, fileName: `${model.name}.${tableFileEndings[tableFormat]}` };
}

/** A row shows at most this many diagnostics; one list can have a thousand. */
const mostDiagnostics = 5;

function withDiagnostics(model: Model, site: Site, diagnostics: readonly Diagnostic[]): PreviewRow[] {
  const routes = effectiveTable(model, site);
  const rows: PreviewRow[] = tableRows(model, routes);
  // Diagnostics and destinations are both in text order, so one search per row is enough.
  return rows.map((row, i) => {
    const entry = routes[i].destination?.entry;
    if (!entry) return row;
    const rowDiagnostics: PreviewDiagnostic[] = [];
    for (
      let at = lowest(diagnostics.length, (j) => diagnostics[j].from >= entry.from);
      at < diagnostics.length && rowDiagnostics.length < mostDiagnostics;
      at++
    ) {
      const { from, severity, rule, message } = diagnostics[at];
      if (from >= entry.to) break;
      rowDiagnostics.push({ severity, rule, message });
    }
    return rowDiagnostics.length > 0 ? { ...row, findings: rowDiagnostics } : row;
  });
}
