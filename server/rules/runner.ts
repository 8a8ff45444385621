import { destinationAt, destinationOffset, type Model } from '../model/model';
import type { Table } from '../net/table';
import type { Directive } from '../syntax/ast';
import { rules as allRules } from './registry';
import type { RuleContext, Describe, Details, Diagnostic, Row, Rule } from './lib/rule';
import { sumOfCounts, type Severity, type SeverityCounts, type SeveritySetting } from '../lib/severity';
import { lowest } from '../lib/binary-search';

/** The severities that differ from the rules' defaults, by rule id. */
export type Severities = ReadonlyMap<string, SeveritySetting>;

export interface Checked {
  /** The first diagnostics in text order, up to the limit. */
  readonly diagnostics: readonly Diagnostic[];
  /** The number of all diagnostics by severity. */
  readonly counts: SeverityCounts;
  readonly total: number;
}

interface PendingDiagnostic {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly from: number;
  readonly build: (() => Details) | RowOf;
}

/** A diagnostic at a row's destination, described only if it is shown. */
interface RowOf extends Row {
  readonly describe: Describe;
}

/** All diagnostics counted so far, and those that may still be among the first: of one offset in the rules' order. */
interface Collected {
  readonly model: Model;
  readonly limit: number;
  readonly counts: Record<Severity, number>;
  kept: PendingDiagnostic[];
  /** Diagnostics after this offset cannot be among the first any more. */
  furthest: number;
}

export interface CheckOptions {
  /** The severities whose diagnostics are built; all by default. */
  readonly keep?: ((severity: Severity) => boolean) | undefined;
  readonly scriptSize?: RuleContext['scriptSize'];
}

/**
 * Runs rules over a model. All diagnostics are counted, but only the first `limit` of the kept severities are built.
 */
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
  for (const rule of rules) {
    const base = severityOf(rule, severities);
    if (base === 'off') continue;
    const isSilenced = (from: number): boolean => rule.fixedSeverity !== true && silenced(rule.id, from);
    rule.check({
      model,
      allRules,
      scriptSize,
      report: (from, build, reportSeverity) => {
        const severity = reportSeverity && severities.get(rule.id) === undefined ? reportSeverity : base;
        if (isSilenced(from)) return;
        counts[severity]++;
        if (keep(severity)) collect(collected, { rule, severity, from, build });
      },
      reportRows: (table, rows, describe) => {
        const heard =
          directives.length > 0
            ? rows.filter((row) => !isSilenced(destinationOffset(model, table.owner[row])))
            : rows;
        counts[base] += heard.length;
        if (keep(base)) collectRows(collected, { rule, severity: base }, table, heard, describe);
      },
    });
  }
  const total = counts.error + counts.warning + counts.information + counts.hint;
  return { diagnostics: firstOf(collected).map((pending) => built(model, pending)), counts, total };
}

const fixedRules = allRules.filter(({ fixedSeverity }) => fixedSeverity === true);

/**
 * Whether a policy's table is certain: it is resolved, and has no error of fixed severity, such as conflicting routes.
 * Other errors, such as a failed expectation, leave the table valid.
 */
export function isCertain(model: Model): boolean {
  return !model.open && check(model, fixedRules, new Map(), 0).counts.error === 0;
}

// Declared at module level, like the rules' descriptions of rows: V8 would discard and rebuild the code of closures
// that every check makes anew.

function collect(collected: Collected, pending: PendingDiagnostic): void {
  const { kept, limit } = collected;
  if (pending.from > collected.furthest) return;
  kept.push(pending);
  // Trim only at twice the limit, so that the cost stays low however many diagnostics there are.
  if (kept.length < 2 * limit || kept.length < 64) return;
  collected.furthest = firstOf(collected).at(-1)?.from ?? Infinity;
}

function collectRows(
  collected: Collected,
  { rule, severity }: Pick<PendingDiagnostic, 'rule' | 'severity'>,
  table: Table,
  rows: Uint32Array,
  describe: Describe,
): void {
  const { model, limit } = collected;
  const owners = model.system.length + model.unit.file.plain.count + model.destinations.length;
  for (const row of firstInText(table, rows, owners, limit)) {
    const from = destinationOffset(model, table.owner[row]);
    collect(collected, { rule, severity, from, build: { table, row, describe } });
  }
}

/** The first diagnostics in text order, up to the limit; the rest are dropped. */
function firstOf(collected: Collected): readonly PendingDiagnostic[] {
  const { kept, limit } = collected;
  // Numbers are sorted much faster than objects. The index is part of the number, because diagnostics at one offset
  // stay in the rules' order.
  const count = kept.length;
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) keys[i] = kept[i].from * count + i;
  keys.sort();
  const first: PendingDiagnostic[] = [];
  for (let i = 0; i < count && i < limit; i++)
    first.push(kept[keys[i] - Math.floor(keys[i] / count) * count]);
  return (collected.kept = first);
}

/**
 * The first `least` rows in text order, or a few more. Owners are in text order, so rows are counted in buckets of
 * owners and the first buckets that hold enough are returned.
 */
function firstInText({ owner }: Table, rows: Uint32Array, owners: number, least: number): Uint32Array {
  if (rows.length <= least) return rows;
  const shift = Math.max(0, 32 - Math.clz32(owners) - 12);
  const buckets = new Uint32Array((owners >>> shift) + 1);
  for (let i = 0; i < rows.length; i++) buckets[owner[rows[i]] >>> shift]++;
  let count = 0;
  let end = 0;
  while (count < least) count += buckets[end++];
  const first = new Uint32Array(count);
  count = 0;
  for (let i = 0; i < rows.length; i++) if (owner[rows[i]] >>> shift < end) first[count++] = rows[i];
  return first;
}

/** A rule's severity under these settings, which do not affect rules of fixed severity. */
export function severityOf(rule: Rule, severities: Severities): SeveritySetting {
  return rule.fixedSeverity ? rule.severity : (severities.get(rule.id) ?? rule.severity);
}

function built(model: Model, { rule, severity, from, build }: PendingDiagnostic): Diagnostic {
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

/** A predicate for whether a directive silences a rule at an offset; directives must be in text order and disjoint. */
export function silencer(directives: readonly Directive[]): (rule: string, at: number) => boolean {
  if (directives.length === 0) return () => false;
  return (rule, at) => {
    const next = lowest(directives.length, (i) => directives[i].from > at);
    const directive = next > 0 ? directives[next - 1] : undefined;
    return directive !== undefined && at < directive.to && directive.rules.some(({ text }) => text === rule);
  };
}
