import type { Run } from './command';

/** An option as the command line, its help and shell completion describe it. */
export interface OptionDefinition {
  /** Without the leading dashes. */
  readonly name: string;
  readonly short?: string;
  /** The placeholder of its value; undefined for a switch. */
  readonly value?: string;
  /** The allowed values; undefined if any word is. */
  readonly words?: readonly string[];
  /** The default as help shows it. */
  readonly default?: string;
  readonly repeatable?: true;
  /** One clause in lower case without a final period, and comments on individual values. */
  readonly text: string;
  readonly note?: string;
}

/** What a command's operands are, for shell completion. */
export type Operand = 'policy' | 'file' | 'rule' | 'shell' | undefined;

/** A command as the command line and its documentation describe it; its code is loaded on demand. */
export interface CommandDefinition {
  readonly name: string;
  /** The operands as the usage line shows them; "" for none. */
  readonly operands: string;
  readonly operand: Operand;
  /** One line without a final period. */
  readonly summary: string;
  /** Further help, a paragraph each. */
  readonly notes: readonly string[];
  readonly options: readonly OptionDefinition[];
  /** Command lines without the leading `nbroute`, each with a description. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  readonly load: () => Promise<Run>;
}

/** A command's usage without the leading `nbroute`. */
export function usageOf({ name, operands, options }: CommandDefinition): string {
  const words = [name, operands].filter((word) => word !== '');
  const more = options.some((option) => !operands.includes(`--${option.name}`));
  return `${words.join(' ')}${more ? ' [OPTION]…' : ''}`;
}
