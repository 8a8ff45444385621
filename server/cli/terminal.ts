/** How text is to be written to a stream. */
export interface Terminal {
  readonly colour: boolean;
  /** Columns; undefined for no limit. */
  readonly width: number | undefined;
  /** Whether it shows more than ASCII. */
  readonly unicode: boolean;
}

/** The longest line of text for reading, in columns: longer ones are hard to read. */
export const longestLine = 100;

type Environment = Readonly<Record<string, string | undefined>>;

/** What a stream can show, by what it is and what the user says in the environment. */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Environment,
  platform: string,
): Terminal {
  const isTerminal = stream.isTTY === true;
  return {
    colour: colourOf(isTerminal, environment),
    // A terminal that does not know its size says 0.
    width: widthOf(environment) ?? (isTerminal ? stream.columns || undefined : undefined),
    // A file or a pipe takes UTF-8, and so does Windows' terminal.
    unicode: !isTerminal || platform === 'win32' || isUtf8(environment),
  };
}

/** FORCE_COLOR as Node reads it, before NO_COLOR (no-color.org); TERM=dumb as in terminfo(5). */
function colourOf(isTerminal: boolean, { FORCE_COLOR, NO_COLOR, TERM }: Environment): boolean {
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

/** COLUMNS, where it is a number (POSIX, environment variables). */
function widthOf({ COLUMNS }: Environment): number | undefined {
  return COLUMNS !== undefined && /^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : undefined;
}

/** What the locale says of the characters: locale(7), the first of the three that is set. */
function isUtf8({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  return /utf-?8/i.test([LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '') ?? '');
}
