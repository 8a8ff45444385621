import type { Run } from './command';

/** An option as the command line, its help and shell completion know it. */
export interface OptionDefinition {
  /** Without its dashes. */
  readonly name: string;
  readonly short?: string;
  /** The placeholder of its value; a switch takes none. */
  readonly value?: string;
  /** The words that its value is one of. */
  readonly words?: readonly string[];
  /** Its value where it is not given, as help shows it. */
  readonly default?: string;
  readonly repeatable?: true;
  /** One clause, the first letter small, without a final period; and what there is to know of some of the words. */
  readonly text: string;
  readonly note?: string;
}

/** What a command's operands are, for completion. */
export type Operand = 'policy' | 'file' | 'rule' | 'shell' | undefined;

/** A command as the command line and its documentation know it; its code is loaded when it is called. */
export interface CommandDefinition {
  readonly name: string;
  /** Its operands as usage shows them; "" for none. */
  readonly operands: string;
  readonly operand: Operand;
  /** One line, without a final period. */
  readonly summary: string;
  /** What the summary leaves out, paragraph by paragraph. */
  readonly notes: readonly string[];
  readonly options: readonly OptionDefinition[];
  /** Command lines without "nbroute", each with what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  readonly load: () => Promise<Run>;
}
