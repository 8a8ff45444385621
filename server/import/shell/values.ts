/** Why something is known only when the script runs: a clause that completes "skipped line: …". */
export interface Unknown {
  readonly reason: string;
  /** The values it may have and the tests that decide, where that is all that is unknown. */
  readonly choice?: { readonly values: readonly string[]; readonly tests: readonly string[] };
}

/** A string, or the reason why a script does not tell it. */
export type ShellText = string | Unknown;

export function isKnown(text: ShellText): text is string {
  return typeof text === 'string';
}

/** A text that is known; empty for any other. */
export function knownText(text: ShellText | undefined): string {
  return typeof text === 'string' ? text : '';
}

/** The texts one after the other; the first reason where one of them is unknown. */
export function joinedTexts(texts: readonly ShellText[], separator = ''): ShellText {
  let result = '';
  for (const [i, text] of texts.entries()) {
    if (!isKnown(text)) return text;
    result += i === 0 ? text : separator + text;
    // Variables that hold each other would double with every line.
    if (result.length > mostCharacters) return tooLong;
  }
  return result;
}

const mostCharacters = 1_000_000;
const tooLong: Unknown = { reason: 'a value is longer than a million characters' };

/** What a variable holds: one text under "0", the elements of an array, or the entries of a map, in order. */
export interface Values {
  readonly kind: 'text' | 'list' | 'map';
  readonly items: ReadonlyMap<string, ShellText>;
}

export interface Variable {
  readonly value: Values | Unknown;
  /** Where it was assigned, from 1. */
  readonly line: number;
  /** The variable that a name reference (`declare -n`) stands for. */
  readonly target?: string;
  /** The comment at the assignment. */
  readonly comment: readonly string[];
}

export function textValue(text: ShellText): Values {
  return { kind: 'text', items: new Map([['0', text]]) };
}

export function listValue(texts: readonly ShellText[]): Values {
  return { kind: 'list', items: new Map(texts.map((text, i) => [String(i), text])) };
}

export function isUnknownValue(value: Values | Unknown): value is Unknown {
  return 'reason' in value;
}

/** What a plain `$NAME` is: the first element. Undefined where there is none. */
export function firstText(value: Values | Unknown): ShellText | undefined {
  return isUnknownValue(value) ? value : value.items.get('0');
}

/** Whether both hold the same, with the same certainty. */
export function sameValue(a: Variable | undefined, b: Variable | undefined): boolean {
  if (a === b || !a || !b) return a === b;
  return shownValue(a) === shownValue(b);
}

/** A variable's value for a message. */
export function shownValue(variable: Variable | undefined): string {
  if (!variable) return 'unset';
  const { value } = variable;
  if (isUnknownValue(value)) return 'unknown';
  const items = [...value.items].map(([key, text]) => {
    const shown = isKnown(text) ? text : 'unknown';
    return value.kind === 'map' ? `[${key}]=${shown}` : shown;
  });
  return value.kind === 'text' ? `\`${items[0] ?? ''}\`` : `(${items.join(' ')})`;
}

/** A test that only a run decides. */
export interface Condition {
  /** The test as written, shortened. */
  readonly text: string;
  readonly line: number;
  /** Whether the path that is followed is the one on which the test holds. */
  readonly holds: boolean;
}

/** An exit status, or the test that decides whether it is 0. */
export type ExitStatus = number | Condition;

export function negated(condition: Condition): Condition {
  return { ...condition, holds: !condition.holds };
}

/** "`[ -f x ]` (line 3) is true". */
export function conditionText({ text, line, holds }: Condition): string {
  return `\`${text}\` (line ${line}) ${holds ? 'succeeds' : 'fails'}`;
}

/** A part of what a command writes, with the line it is written in. */
export interface Chunk {
  readonly text: ShellText;
  readonly line: number;
  /** Where only a run decides whether it is written. */
  readonly conditions: readonly Condition[];
}

/** A line of a stream. */
export interface StreamLine {
  readonly text: ShellText;
  readonly line: number;
  readonly conditions: readonly Condition[];
  /** Whether it may be any number of lines. */
  readonly isOpen: boolean;
}

/** The lines of what was written. */
export function streamLines(chunks: readonly Chunk[]): StreamLine[] {
  const lines: StreamLine[] = [];
  let current: ShellText[] = [];
  let line = chunks[0]?.line ?? 1;
  let conditions: readonly Condition[] = [];
  const end = (): void => {
    if (current.length === 0) return;
    const text = joinedTexts(current);
    lines.push({ text, line, conditions, isOpen: !isKnown(text) });
    current = [];
  };
  for (const chunk of chunks) {
    if (!isKnown(chunk.text)) {
      if (current.length === 0) ({ line, conditions } = chunk);
      current.push(chunk.text);
      continue;
    }
    const pieces = chunk.text.split('\n');
    pieces.forEach((piece, i) => {
      if (current.length === 0) {
        line = chunk.line + i;
        conditions = chunk.conditions;
      }
      const isLast = i === pieces.length - 1;
      if (!isLast || piece !== '') current.push(piece);
      if (!isLast) end();
    });
  }
  end();
  return lines;
}

/** All that was written as one text, unknown where a part of it is. */
export function wholeText(chunks: readonly Chunk[]): ShellText {
  const unsure = chunks.find(({ conditions }) => conditions.length > 0);
  if (unsure) return { reason: `the value depends on whether ${conditionText(unsure.conditions[0])}` };
  return joinedTexts(chunks.map(({ text }) => text));
}
