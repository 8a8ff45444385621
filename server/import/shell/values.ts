/** Why something is not known before a run: a clause that completes "skipped line: …". */
export interface Unknown {
  readonly reason: string;
  /** The possible values and the tests that decide, if nothing else is unknown. */
  /** The pattern of file names that it is. */
  readonly glob?: string;
  readonly choice?: { readonly values: readonly string[]; readonly tests: readonly string[] };
}

/** A string, or the reason why it is not known before a run. */
export type ShellText = string | Unknown;

export function isKnown(text: ShellText): text is string {
  return typeof text === 'string';
}

/** A known text; empty for an unknown one. */
export function knownText(text: ShellText | undefined): string {
  return typeof text === 'string' ? text : '';
}

/** The concatenated texts; the first reason if one of them is unknown. */
export function joinedTexts(texts: readonly ShellText[], separator = ''): ShellText {
  let result = '';
  for (const [i, text] of texts.entries()) {
    if (!isKnown(text)) return text;
    result += i === 0 ? text : separator + text;
    // Variables that contain each other would double with every line.
    if (result.length > mostCharacters) return tooLong;
  }
  return result;
}

const mostCharacters = 1_000_000;
const tooLong: Unknown = { reason: 'a value is longer than a million characters' };

/** The content of a variable: one text under "0", the elements of an array, or the entries of a map, in order. */
export interface Values {
  readonly kind: 'text' | 'list' | 'map';
  readonly items: ReadonlyMap<string, ShellText>;
}

export interface Variable {
  readonly value: Values | Unknown;
  /** Where it was assigned, from 1. */
  readonly line: number;
  /** The variable that a name reference (`declare -n`) refers to. */
  readonly target?: string;
  /** The comment at the assignment. */
  readonly comment: readonly string[];
  /** Whether programs inherit it. */
  readonly exported?: boolean | Unknown | undefined;
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

/** The value of a plain `$NAME`: the first element; undefined if there is none. */
export function firstText(value: Values | Unknown): ShellText | undefined {
  return isUnknownValue(value) ? value : value.items.get('0');
}

/** Whether a variable is known to have no value. */
export function isUnset(variable: Variable | undefined): boolean {
  return (
    variable !== undefined &&
    'items' in variable.value &&
    variable.value.kind === 'text' &&
    variable.value.items.size === 0
  );
}

/** A variable without a value. */
export const unsetValue: Values = { kind: 'text', items: new Map() };

/** Whether both have the same content, with the same certainty. */
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
    const valueText = isKnown(text) ? text : 'unknown';
    return value.kind === 'map' ? `[${key}]=${valueText}` : valueText;
  });
  return value.kind === 'text' ? `\`${items[0] ?? ''}\`` : `(${items.join(' ')})`;
}

/** A test that only a run decides. */
export interface Condition {
  /** The test's source, shortened. */
  readonly text: string;
  readonly line: number;
  /** Whether the test is true on the path that is followed. */
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

/** Part of a command's output, with the line of the command. */
export interface Chunk {
  readonly text: ShellText;
  readonly line: number;
  /** The undecided tests that it depends on. */
  readonly conditions: readonly Condition[];
}

/** A line of a stream. */
export interface StreamLine {
  readonly text: ShellText;
  readonly line: number;
  readonly conditions: readonly Condition[];
  /** Whether a line feed ends it; only the last line may lack one. */
  readonly isEnded: boolean;
}

/** A line as it is in its stream. */
export function streamText({ text, isEnded }: StreamLine): ShellText {
  return isKnown(text) && isEnded ? `${text}\n` : text;
}

/** The output as lines. */
export function streamLines(chunks: readonly Chunk[]): StreamLine[] {
  const lines: StreamLine[] = [];
  let current: ShellText[] = [];
  let line = chunks[0]?.line ?? 1;
  let conditions: readonly Condition[] = [];
  const end = (hasLineFeed: boolean): void => {
    if (current.length === 0) return;
    const text = joinedTexts(current);
    // An unknown text may be any number of lines.
    lines.push({ text, line, conditions, isEnded: hasLineFeed || !isKnown(text) });
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
      if (!isLast) end(true);
    });
  }
  end(false);
  return lines;
}

/** All output as one text, unknown if a part of it is. */
export function wholeText(chunks: readonly Chunk[]): ShellText {
  const unsure = chunks.find(({ conditions }) => conditions.length > 0);
  if (unsure) return { reason: `the value depends on whether ${conditionText(unsure.conditions[0])}` };
  return joinedTexts(chunks.map(({ text }) => text));
}
