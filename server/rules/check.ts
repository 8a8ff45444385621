import type { Model } from '../model/model';
import type { Directive } from '../syntax/ast';
import type { Context, Details, Finding, Rule, Severity } from './rule';

/** How severe each rule's findings are where that differs from its default. */
export type Severities = ReadonlyMap<string, Severity | 'off'>;

export interface Checked {
  /** The first findings in text order, at most as many as asked for. */
  readonly findings: readonly Finding[];
  /** How many findings there are in all. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly total: number;
}

interface Found {
  readonly rule: Rule;
  readonly order: number;
  readonly severity: Severity;
  readonly from: number;
  readonly build: (row: number) => Details;
  readonly row: number;
}

/** Runs rules over a model. Findings are counted always and built only for the first `limit` places that are kept. */
export function check(
  model: Model,
  rules: readonly Rule[],
  severities: Severities,
  limit: number,
  keep: (severity: Severity) => boolean = () => true,
  scriptSize: Context['scriptSize'] = () => undefined,
): Checked {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  const kept: Found[] = [];
  let furthest = Infinity;
  const { directives } = model.unit.file;
  const silenced = silencer(directives);
  const keepFirst = (found: Found): void => {
    kept.push(found);
    // Twice the limit at most, and nothing behind what a full list ends with: however many there are, few are kept.
    if (kept.length < 2 * limit || kept.length < 64) return;
    kept.sort(inTextOrder).length = limit;
    furthest = kept[kept.length - 1]?.from ?? Infinity;
  };
  rules.forEach((rule, order) => {
    const base = severityOf(rule, severities);
    if (base === 'off') return;
    const isSilenced = (from: number): boolean => rule.firm !== true && silenced(rule.id, from);
    rule.check({
      model,
      scriptSize,
      report: (from, build, own) => {
        const severity = own && severities.get(rule.id) === undefined ? own : base;
        if (isSilenced(from)) return;
        counts[severity]++;
        if (from <= furthest && keep(severity)) keepFirst({ rule, order, severity, from, build, row: -1 });
      },
      reportRows: (rows, places, build) => {
        const shown = keep(base);
        const silences = directives.length > 0;
        let count = 0;
        for (let i = 0; i < rows.length; i++) {
          const from = places[i];
          if (silences && isSilenced(from)) continue;
          count++;
          if (from <= furthest && shown)
            keepFirst({ rule, order, severity: base, from, build, row: rows[i] });
        }
        counts[base] += count;
      },
    });
  });
  kept.sort(inTextOrder);
  if (kept.length > limit) kept.length = limit;
  const total = counts.error + counts.warning + counts.information + counts.hint;
  return { findings: kept.map(built), counts, total };
}

/** The severity a rule has under these settings. A firm rule keeps its own. */
export function severityOf(rule: Rule, severities: Severities): Severity | 'off' {
  return rule.firm ? rule.severity : (severities.get(rule.id) ?? rule.severity);
}

function built({ rule, severity, from, build, row }: Found): Finding {
  const { to, message, related = [], fixes = [] } = build(row);
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

function inTextOrder(a: Found, b: Found): number {
  return a.from - b.from || a.order - b.order;
}

/** Whether a directive of the file silences a rule at an offset. Directives are in text order and disjoint. */
export function silencer(directives: readonly Directive[]): (rule: string, at: number) => boolean {
  if (directives.length === 0) return () => false;
  return (rule, at) => {
    let low = 0;
    let high = directives.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (directives[middle].from <= at) low = middle + 1;
      else high = middle;
    }
    const directive = low > 0 ? directives[low - 1] : undefined;
    return directive !== undefined && at < directive.to && directive.rules.some(({ text }) => text === rule);
  };
}
