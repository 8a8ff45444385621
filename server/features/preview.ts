import { effectiveTable, siteIn, sites, systemTable, type Site } from '../model/effective';
import type { Model } from '../model/model';
import { factsOf } from '../model/script-comment';
import { parsePrefix } from '../net/prefix';
import type { Preview, PreviewFinding, PreviewRow, TableResult } from '../protocol';
import { unpinnedNote } from '../render/html';
import { pictureNetwork, subnetOf, subnetsOf, tableRows } from '../render/rows';
import { tableFileEndings, tableFormats } from '../render/table-formats';
import type { Finding } from '../rules/lib/rule';
import { ruleNamed } from '../rules/lib/rule-named';
import type { Checked } from '../rules/runner';
import { linesOf } from '../syntax/lines';
import { lowest } from '../lib/binary-search';
import { renderedTable } from '../render/rendered-table';

/** What the preview shows beyond what every preview does. */
export interface PreviewOptions {
  /** One of the policy's subnets; another text, or none, means the first. */
  readonly subnet?: string | undefined;
  /** Shown on the rows of the route targets they are about, and counted. */
  readonly checked?: Checked;
}

/** How many errors the preview lists. */
const mostProblems = 50;

/** What the preview of a policy shows. */
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
  const shown = subnetOf(site);
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
    // What is resolved so far has no verdicts.
    rows: withFindings(model, site, errors > 0 ? [] : (checked?.findings ?? [])),
    system: tableRows(model, systemTable(model, site)),
    network,
    onLoss: factsOf(model).onLoss,
    note: unpinnedNote(network),
    subnets,
    otherSubnets: subnets.filter((each) => each !== shown),
  };
}

/**
 * The errors that leave a policy unresolved or would break an instance: those whose severity is fixed. Any other, as an
 * expectation that fails, takes nothing from the table.
 */
function unresolvedErrors({ findings }: Checked): Finding[] {
  return findings.filter(
    ({ rule, severity }) => severity === 'error' && ruleNamed(rule)?.fixedSeverity === true,
  );
}

/** The site of a subnet written as text; the first one for anything that is none of the policy's. */
export function siteNamed(model: Model, subnet: string | undefined): Site {
  const prefix = subnet === undefined ? undefined : parsePrefix(subnet);
  return (prefix && siteIn(model, prefix)) ?? sites(model)[0];
}

/** The table as a text, for a policy without errors; undefined for a format that there is not. */
export function tableText(model: Model, format: string, subnet: string | undefined): TableResult | undefined {
  const known = tableFormats.find((each) => each === format);
  if (!known) return undefined;
  const text = renderedTable(model, siteNamed(model, subnet), known, false);
  return { ok: true, text, fileName: `${model.name}.${tableFileEndings[known]}` };
}

/** How many findings a row shows before it only counts; a list's target may have a thousand. */
const mostFindings = 5;

function withFindings(model: Model, site: Site, findings: readonly Finding[]): PreviewRow[] {
  const routes = effectiveTable(model, site);
  const rows: PreviewRow[] = tableRows(model, routes);
  // Findings are in text order and so is what they are about: one look-up a row.
  return rows.map((row, i) => {
    const item = routes[i].destination?.item;
    if (!item) return row;
    const its: PreviewFinding[] = [];
    for (
      let at = lowest(findings.length, (j) => findings[j].from >= item.from);
      at < findings.length && its.length < mostFindings;
      at++
    ) {
      const { from, severity, rule, message } = findings[at];
      if (from >= item.to) break;
      its.push({ severity, rule, message });
    }
    return its.length > 0 ? { ...row, findings: its } : row;
  });
}
