import type { Severity, SeveritySetting } from '../../lib/severity';
import type { Model, RouteDestination } from '../../model/model';
import type { Table } from '../../net/table';
import type { Span } from '../../syntax/ast';

/** A check for one bad pattern, with its documentation. */
export interface Rule {
  /** Names the bad pattern, so that "allow <id>" reads naturally. */
  readonly id: string;
  readonly severity: SeveritySetting;
  /** One line without a final period. */
  readonly summary: string;
  /** A paragraph on why it matters. */
  readonly why: string;
  /** A policy that this rule reports exactly once. */
  readonly bad: string;
  /** The same policy corrected; the rule reports nothing. */
  readonly good: string;
  /**
   * Whether users cannot change its severity, because its diagnostics leave the policy unresolved or would break an
   * instance.
   */
  readonly fixedSeverity?: boolean;
  /** Whether the reported text can be removed without changing the policy's meaning; editors grey it out. */
  readonly unnecessary?: boolean;
  check(context: RuleContext): void;
}

/** A rule's view of a policy, and how it reports. */
export interface RuleContext {
  readonly model: Model;
  /** The registry, for rules about rules. */
  readonly allRules: readonly Rule[];
  /**
   * The script's size; undefined if it is unknown or far below the limit. A callback, because rules do not import
   * `emit`.
   */
  readonly scriptSize: () => SizeNotice | undefined;
  /**
   * Reports a diagnostic that begins at offset `from`. It is always counted, but `build` is called only if it is shown.
   */
  readonly report: (from: number, build: () => Details, severity?: Severity) => void;
  /** Reports a diagnostic at the destination of each row of a table. */
  readonly reportRows: (table: Table, rows: Uint32Array, describe: Describe) => void;
}

export interface Row {
  readonly table: Table;
  readonly row: number;
}

/** Describes some rows of one destination. */
export type Describe = (model: Model, destination: RouteDestination, rows: readonly Row[]) => Details;

/** The script's size as a share of AWS's limit, with the message to show. */
export interface SizeNotice {
  readonly share: number;
  readonly message: string;
}

/** A diagnostic apart from its start, rule and severity. */
export interface Details {
  readonly to: number;
  /** What is wrong and why, in the user's own names, without a final period. */
  readonly message: string;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

/** Another location that a diagnostic refers to; in the policy itself if `path` is undefined. */
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
   * `spelling` and `removal` are unambiguous and do not change how addresses are routed; `suggestion` needs the user's
   * choice and is never applied in bulk.
   */
  readonly kind: 'spelling' | 'removal' | 'suggestion';
  /** In text order, disjoint. */
  readonly edits: readonly Edit[];
}

/** A complete diagnostic. Offsets are UTF-16, `[from, to)`. */
export interface Diagnostic extends Span {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  readonly unnecessary: boolean;
}
