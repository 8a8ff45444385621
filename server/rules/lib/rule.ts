import type { Severity, SeveritySetting } from '../../lib/severity';
import type { Model, RouteDestination } from '../../model/model';
import type { RouteVerdict } from '../../model/verdicts';
import type { Table } from '../../net/table';
import type { Span } from '../../syntax/ast';

/** A check of one bad pattern, with what it takes to explain it. */
export interface Rule {
  /** Names the bad pattern; reads as "allow <id>". */
  readonly id: string;
  readonly severity: SeveritySetting;
  /** One line, without a final period. */
  readonly summary: string;
  /** Why it matters, as a paragraph. */
  readonly why: string;
  /** A policy this rule reports exactly once. */
  readonly bad: string;
  /** The same policy put right: this rule reports nothing. */
  readonly good: string;
  /** Whether its severity stays as it is: what it finds leaves the meaning open or would break an instance. */
  readonly fixedSeverity?: boolean;
  /** Whether what it finds can be taken away without a change of meaning; editors grey it. */
  readonly unnecessary?: boolean;
  check(context: RuleContext): void;
}

/** What a rule sees of a policy, and how it reports. */
export interface RuleContext {
  readonly model: Model;
  /** Every rule there is, for those that are about rules. */
  readonly allRules: readonly Rule[];
  /** How large the script gets, undefined when it is far from the limit or not known: rules know no emitter. */
  readonly scriptSize: () => SizeNotice | undefined;
  /** Reports a finding that begins at offset `from`. Counted always; `build` is called only for what is shown. */
  readonly report: (from: number, build: () => Details, severity?: Severity) => void;
  /** Reports a finding for each of many rows of a table, at their targets. */
  readonly reportRows: (table: Table, rows: Uint32Array, describe: Describe) => void;
  /** The rows of a table that have a verdict, in its order. */
  readonly judged: (table: Table, verdict: RouteVerdict) => Uint32Array;
}

/** A row of one of the model's tables. */
export interface Row {
  readonly table: Table;
  readonly row: number;
}

/** What is said of some rows of one target. */
export type Describe = (model: Model, destination: RouteDestination, rows: readonly Row[]) => Details;

/** The script's size as a share of what AWS takes, and what is to be said of it. */
export interface SizeNotice {
  readonly share: number;
  readonly message: string;
}

/** What a finding says beyond where it begins. */
export interface Details {
  readonly to: number;
  /** What is wrong and why, in the user's own names; no final period. */
  readonly message: string;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

/** Another place a finding is about; in the policy itself when it names no path. */
export interface Related extends Span {
  readonly path?: string;
  readonly message: string;
}

export interface Edit extends Span {
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  /**
   * spelling: one reading only · removal: changes no address's way · suggestion: for a person to choose, never
   * applied in bulk.
   */
  readonly kind: 'spelling' | 'removal' | 'suggestion';
  /** In text order, disjoint. */
  readonly edits: readonly Edit[];
}

/** A finding, whole. Offsets are UTF-16, `[from, to)`. */
export interface Finding extends Span {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  readonly unnecessary: boolean;
}
