/** What a stream can display. */
export interface Terminal {
  readonly colour: boolean;
  /** The width in columns; undefined for no limit. */
  readonly width: number | undefined;
  /** Whether it can display more than ASCII. */
  readonly unicode: boolean;
}

/** The longest line of prose, in columns, that is comfortable to read. */
export const longestLine = 100;

type Environment = Readonly<Record<string, string | undefined>>;

/** Determines what a stream can display from its type and the user's environment variables. */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Environment,
  platform: string,
): Terminal {
  const isTerminal = stream.isTTY === true;
  return {
    colour: colourOf(isTerminal, environment),
    // A terminal that does not know its size reports 0.
    width: widthOf(environment) ?? (isTerminal ? stream.columns || undefined : undefined),
    // Files, pipes and the Windows terminal take UTF-8.
    unicode: !isTerminal || platform === 'win32' || isUtf8(environment),
  };
}

/** FORCE_COLOR as Node interprets it, then NO_COLOR (no-color.org), then TERM=dumb (terminfo(5)). */
function colourOf(isTerminal: boolean, { FORCE_COLOR, NO_COLOR, TERM }: Environment): boolean {
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

/** COLUMNS if it is a number (POSIX, environment variables). */
function widthOf({ COLUMNS }: Environment): number | undefined {
  return COLUMNS !== undefined && /^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : undefined;
}

/** The character set of the locale, from the first of the three variables that is set (locale(7)). */
function isUtf8({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  return /utf-?8/i.test([LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '') ?? '');
}
