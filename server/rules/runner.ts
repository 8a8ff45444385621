import { destinationAt, destinationOffset, type Model } from '../model/model';
import { rowsByVerdict } from '../model/verdicts';
import type { Table } from '../net/table';
import type { Directive } from '../syntax/ast';
import { rules as allRules } from './registry';
import type { RuleContext, Describe, Details, Finding, Row, Rule } from './lib/rule';
import { sumOfCounts, type Severity, type SeverityCounts, type SeveritySetting } from '../lib/severity';
import { lowest } from '../lib/binary-search';

/** How severe each rule's findings are where that differs from its default. */
export type Severities = ReadonlyMap<string, SeveritySetting>;

export interface Checked {
  /** The first findings in text order, at most as many as asked for. */
  readonly findings: readonly Finding[];
  /** How many findings there are in all. */
  readonly counts: SeverityCounts;
  readonly total: number;
}

interface Found {
  readonly rule: Rule;
  readonly order: number;
  readonly severity: Severity;
  readonly from: number;
  readonly build: (() => Details) | RowOf;
}

/** A finding at a row's target; what it says is asked for when it is shown. */
interface RowOf extends Row {
  readonly describe: Describe;
}

/** What has been found so far: all of it counted, and of the places that are kept the first ones. */
interface Collected {
  readonly model: Model;
  readonly limit: number;
  readonly counts: Record<Severity, number>;
  readonly kept: Found[];
  /** Where the last one begins of so many that no later one can be among the first. */
  furthest: number;
}

export interface CheckOptions {
  /** Severities whose findings are built; all by default. */
  readonly keep?: ((severity: Severity) => boolean) | undefined;
  readonly scriptSize?: RuleContext['scriptSize'];
}

/** Runs rules over a model. Findings are counted always and built only for the first `limit` places that are kept. */
export function check(
  model: Model,
  rules: readonly Rule[],
  severities: Severities,
  limit: number,
  { keep = () => true, scriptSize = () => undefined }: CheckOptions = {},
): Checked {
  const counts = sumOfCounts([]);
  const collected: Collected = { model, limit, counts, kept: [], furthest: Infinity };
  const { directives } = model.unit.file;
  const silenced = silencer(directives);
  const byVerdict = new Map<Table, readonly Uint32Array[]>();
  const judged: RuleContext['judged'] = (table, verdict) => {
    const rows = byVerdict.get(table) ?? rowsByVerdict(table);
    byVerdict.set(table, rows);
    return rows[verdict];
  };
  rules.forEach((rule, order) => {
    const base = severityOf(rule, severities);
    if (base === 'off') return;
    const isSilenced = (from: number): boolean => rule.fixedSeverity !== true && silenced(rule.id, from);
    rule.check({
      model,
      allRules,
      scriptSize,
      judged,
      report: (from, build, own) => {
        const severity = own && severities.get(rule.id) === undefined ? own : base;
        if (isSilenced(from)) return;
        counts[severity]++;
        if (keep(severity)) collect(collected, { rule, order, severity, from, build });
      },
      reportRows: (table, rows, describe) => {
        const heard =
          directives.length > 0
            ? rows.filter((row) => !isSilenced(destinationOffset(model, table.owner[row])))
            : rows;
        counts[base] += heard.length;
        if (keep(base)) collectRows(collected, { rule, order, severity: base }, table, heard, describe);
      },
    });
  });
  const total = counts.error + counts.warning + counts.information + counts.hint;
  return { findings: firstOf(collected).map((found) => built(model, found)), counts, total };
}

// On the module's own level, and so are the rules' descriptions of rows: the code that V8 makes of a function goes with
// the last one made of it, and these would be made anew for every check.

function collect(collected: Collected, found: Found): void {
  const { kept, limit } = collected;
  if (found.from > collected.furthest) return;
  kept.push(found);
  // Twice the limit at most, and nothing behind what a full list ends with: however many there are, few are kept.
  if (kept.length < 2 * limit || kept.length < 64) return;
  collected.furthest = firstOf(collected).at(-1)?.from ?? Infinity;
}

function collectRows(
  collected: Collected,
  { rule, order, severity }: Pick<Found, 'rule' | 'order' | 'severity'>,
  table: Table,
  rows: Uint32Array,
  describe: Describe,
): void {
  const { model, limit } = collected;
  const owners = model.system.length + model.unit.file.plain.count + model.destinations.length;
  for (const row of firstInText(table, rows, owners, limit)) {
    const from = destinationOffset(model, table.owner[row]);
    collect(collected, { rule, order, severity, from, build: { table, row, describe } });
  }
}

/** The first in the text of what is kept, as many as asked for; the rest is let go. */
function firstOf({ kept, limit }: Collected): readonly Found[] {
  kept.sort(inTextOrder);
  if (kept.length > limit) kept.length = limit;
  return kept;
}

/**
 * The rows that stand first in the text, so many or a few more: owners are in text order. Each is counted in its
 * stretch of the owners; the first stretches that hold enough are taken.
 */
function firstInText({ owner }: Table, rows: Uint32Array, owners: number, least: number): Uint32Array {
  if (rows.length <= least) return rows;
  const shift = Math.max(0, 32 - Math.clz32(owners) - 12);
  const buckets = new Uint32Array((owners >>> shift) + 1);
  for (let i = 0; i < rows.length; i++) buckets[owner[rows[i]] >>> shift]++;
  let taken = 0;
  let end = 0;
  while (taken < least) taken += buckets[end++];
  const found = new Uint32Array(taken);
  taken = 0;
  for (let i = 0; i < rows.length; i++) if (owner[rows[i]] >>> shift < end) found[taken++] = rows[i];
  return found;
}

/** The severity a rule has under these settings. A firm rule keeps its own. */
export function severityOf(rule: Rule, severities: Severities): SeveritySetting {
  return rule.fixedSeverity ? rule.severity : (severities.get(rule.id) ?? rule.severity);
}

function built(model: Model, { rule, severity, from, build }: Found): Finding {
  const {
    to,
    message,
    related = [],
    fixes = [],
  } = typeof build === 'function' ? build() : described(model, build);
  return {
    rule: rule.id,
    severity,
    from,
    to,
    message,
    related,
    fixes,
    unnecessary: rule.unnecessary === true,
  };
}

function described(model: Model, { table, row, describe }: RowOf): Details {
  return describe(model, destinationAt(model, table.owner[row]), [{ table, row }]);
}

function inTextOrder(a: Found, b: Found): number {
  return a.from - b.from || a.order - b.order;
}

/** Whether a directive of the file silences a rule at an offset. Directives are in text order and disjoint. */
export function silencer(directives: readonly Directive[]): (rule: string, at: number) => boolean {
  if (directives.length === 0) return () => false;
  return (rule, at) => {
    const next = lowest(directives.length, (i) => directives[i].from > at);
    const directive = next > 0 ? directives[next - 1] : undefined;
    return directive !== undefined && at < directive.to && directive.rules.some(({ text }) => text === rule);
  };
}
