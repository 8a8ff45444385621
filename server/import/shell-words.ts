/** One word of a shell command, before its variables have values. */
export interface ShellWord {
  readonly parts: readonly WordPart[];
  /** Whether any of it stood in quotes: then it is never split, and no reserved word. */
  readonly quoted: boolean;
}

export type WordPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `all`: each element of an array; `fallback`: the value where it has none, `${NAME:-fallback}`. */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly quoted: boolean;
      readonly all: boolean;
      readonly fallback: string | undefined;
    }
  /** What only a run tells: a command's output, arithmetic, a parameter's manipulation. */
  | { readonly kind: 'unknown'; readonly text: string };

/** A simple command: its words, and the texts it reads. Blocks are words too: `for`, `do`, `done`. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly documents: readonly HereDocument[];
  /** From 1: where it begins. */
  readonly line: number;
  /** Whether it runs only when the command before it succeeds: `&&`. */
  readonly follows: boolean;
  /** The comments right above it, then the one behind it. */
  readonly comment: readonly string[];
}

export interface HereDocument {
  readonly lines: readonly { readonly number: number; readonly text: string }[];
  /** Whether its variables are values. */
  readonly expands: boolean;
}

/**
 * The simple commands of a POSIX or bash script in text order: quotes, escapes, continued lines, comments, lists,
 * pipes, redirections and here-documents. Anything else is taken apart as if it were simple commands. Never fails.
 */
export function shellCommands(text: string): ShellCommand[] {
  const commands: Draft[] = [];
  const state: State = { text, at: 0, line: 1, pending: [] };
  let above: string[] = [];
  let lineHasCommand = false;
  let follows = false;
  let draft: Draft | undefined;
  const end = (): void => {
    if (draft && (draft.words.length > 0 || draft.documents.length > 0)) commands.push(draft);
    draft = undefined;
  };
  const current = (): Draft => {
    draft ??= {
      ...{ words: [], documents: [], line: state.line, follows },
      // Those above a line are its first command's.
      comment: lineHasCommand ? [] : above,
    };
    if (!lineHasCommand) above = [];
    lineHasCommand = true;
    follows = false;
    return draft;
  };
  while (state.at < text.length) {
    const char = text[state.at];
    if (char === '\n') {
      end();
      state.at++;
      state.line++;
      // A blank line parts a comment from what follows.
      if (!lineHasCommand && /^[ \t\r]*(?:\n|$)/.test(text.slice(state.at, state.at + 200))) above = [];
      lineHasCommand = false;
      readDocuments(state);
    } else if (char === '\\' && /^\\\r?\n/.test(text.slice(state.at, state.at + 3))) {
      state.at += text[state.at + 1] === '\r' ? 3 : 2;
      state.line++;
    } else if (char === ' ' || char === '\t' || char === '\r') state.at++;
    else if (char === '#') {
      const stop = lineStop(text, state.at);
      const said = text.slice(state.at, stop).replace(/^#+ ?/, '').trimEnd();
      const last = draft ?? (lineHasCommand ? commands[commands.length - 1] : undefined);
      // Behind a command it is about that one, alone on its line about what follows. `#!` names the interpreter.
      if (last) last.comment = [...last.comment, said];
      else if (!(state.line === 1 && text.startsWith('#!', state.at))) above.push(said);
      state.at = stop;
    } else if (char === ';' || char === '|' || char === '&' || char === '(' || char === ')') {
      if (char === '(' && draft?.words.length === 1 && isArrayStart(draft.words[0])) readArray(state, draft);
      else if (char === '&' && text[state.at + 1] === '>') {
        state.at += 2;
        readWord(state);
      } else {
        end();
        follows = char === '&' && text[state.at + 1] === '&';
        state.at += follows ? 2 : 1;
      }
    } else if (char === '<' || char === '>') redirection(state, current());
    else {
      const word = readWord(state);
      const next = text[state.at];
      // A descriptor's number belongs to the redirection: 2> file.
      const isNumber =
        word.parts.length === 1 && word.parts[0].kind === 'text' && /^\d$/.test(word.parts[0].text);
      if (!((next === '<' || next === '>') && isNumber && !word.quoted)) current().words.push(word);
    }
  }
  end();
  return commands;
}

/** Variables of a text that is a here-document: quotes mean nothing there. */
export function documentParts(text: string): ShellWord {
  const state: State = { text, at: 0, line: 1, pending: [] };
  const parts: WordPart[] = [];
  let plain = '';
  while (state.at < text.length) {
    const char = text[state.at];
    if (char === '\\' && /[\\$`\n]/.test(text[state.at + 1] ?? '')) {
      plain += text[state.at + 1];
      state.at += 2;
    } else if (char === '$' || char === '`') {
      if (plain !== '') parts.push({ kind: 'text', text: plain });
      plain = '';
      parts.push(readExpansion(state, true));
    } else {
      plain += char;
      state.at++;
    }
  }
  if (plain !== '') parts.push({ kind: 'text', text: plain });
  return { parts, quoted: true };
}

interface Draft {
  readonly words: ShellWord[];
  readonly documents: HereDocument[];
  readonly line: number;
  readonly follows: boolean;
  comment: readonly string[];
}

interface State {
  readonly text: string;
  at: number;
  line: number;
  /** Here-documents whose text begins behind this line. */
  pending: {
    readonly end: string;
    readonly tabs: boolean;
    readonly expands: boolean;
    readonly draft: Draft;
  }[];
}

function redirection(state: State, draft: Draft): void {
  const { text } = state;
  const operator =
    /^(?:<<<|<<-?|<>|<&|>>|>&|>\||<\(|>\(|<|>)/.exec(text.slice(state.at, state.at + 3))?.[0] ?? '<';
  state.at += operator.length;
  while (text[state.at] === ' ' || text[state.at] === '\t') state.at++;
  if (operator === '<<' || operator === '<<-') {
    const from = state.at;
    const word = readWord(state);
    const end = word.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    if (state.at > from) state.pending.push({ end, tabs: operator === '<<-', expands: !word.quoted, draft });
  } else if (operator === '<(' || operator === '>(') {
    // A process: its commands are read like any others.
  } else if (operator === '<<<') {
    const number = state.line;
    const word = readWord(state);
    const only = word.parts.every((part) => part.kind === 'text');
    const value = word.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    if (only)
      draft.documents.push({
        lines: value.split('\n').map((line, i) => ({ number: number + i, text: line })),
        expands: false,
      });
  } else readWord(state);
}

function readDocuments(state: State): void {
  const { text } = state;
  for (const { end, tabs, expands, draft } of state.pending) {
    const lines: { number: number; text: string }[] = [];
    while (state.at < text.length) {
      const stop = lineStop(text, state.at);
      const raw = text.slice(state.at, stop).replace(/\r$/, '');
      const line = tabs ? raw.replace(/^\t+/, '') : raw;
      state.at = Math.min(text.length, stop + 1);
      const number = state.line++;
      if (line === end) break;
      lines.push({ number, text: line });
    }
    draft.documents.push({ lines, expands });
  }
  state.pending = [];
}

function lineStop(text: string, at: number): number {
  const stop = text.indexOf('\n', at);
  return stop < 0 ? text.length : stop;
}

const ends = new Set([' ', '\t', '\r', '\n', ';', '|', '&', '(', ')', '<', '>']);

function readWord(state: State): ShellWord {
  const { text } = state;
  const parts: WordPart[] = [];
  let plain: string[] = [];
  let quoted = false;
  const flush = (): void => {
    if (plain.length > 0) parts.push({ kind: 'text', text: plain.join('') });
    plain = [];
  };
  while (state.at < text.length) {
    const char = text[state.at];
    if (ends.has(char)) break;
    if (char === '\\') {
      if (text[state.at + 1] === '\n') state.line++;
      else if (state.at + 1 < text.length) plain.push(text[state.at + 1]);
      state.at += 2;
    } else if (char === "'") {
      quoted = true;
      const close = text.indexOf("'", state.at + 1);
      const stop = close < 0 ? text.length : close;
      const inner = text.slice(state.at + 1, stop);
      state.line += breaks(inner);
      plain.push(inner);
      state.at = stop + 1;
    } else if (char === '"') {
      quoted = true;
      state.at++;
      while (state.at < text.length && text[state.at] !== '"') {
        const inner = text[state.at];
        if (inner === '\\' && /["\\$`\n]/.test(text[state.at + 1] ?? '')) {
          if (text[state.at + 1] === '\n') state.line++;
          else plain.push(text[state.at + 1]);
          state.at += 2;
        } else if (inner === '$' || inner === '`') {
          flush();
          parts.push(readExpansion(state, true));
        } else {
          if (inner === '\n') state.line++;
          plain.push(inner);
          state.at++;
        }
      }
      state.at++;
    } else if (char === '$' || char === '`') {
      flush();
      parts.push(readExpansion(state, false));
    } else {
      // What no word part begins with, at once.
      const from = state.at;
      while (state.at < text.length && !/[\s;|&()<>\\'"$`]/.test(text[state.at])) state.at++;
      if (state.at === from) state.at++;
      plain.push(text.slice(from, state.at));
    }
  }
  flush();
  return { parts, quoted };
}

function readExpansion(state: State, quoted: boolean): WordPart {
  const { text } = state;
  const from = state.at;
  if (text[from] === '`') {
    const close = text.indexOf('`', from + 1);
    return unknownUntil(state, close < 0 ? text.length : close + 1);
  }
  const next = text[from + 1] ?? '';
  if (next === '(') return unknownUntil(state, closing(text, from + 1, '(', ')'));
  if (next === '{') {
    const stop = closing(text, from + 1, '{', '}');
    const inner = text.slice(from + 2, stop - 1);
    const plain = /^([A-Za-z_]\w*)(\[[@*]\])?(?::?-([^${}`\\]*))?$/.exec(inner);
    if (!plain) return unknownUntil(state, stop);
    state.at = stop;
    return { kind: 'variable', name: plain[1], quoted, all: plain[2] !== undefined, fallback: plain[3] };
  }
  const name = /^[A-Za-z_]\w*/.exec(text.slice(from + 1, from + 65))?.[0];
  if (name !== undefined) {
    state.at = from + 1 + name.length;
    return { kind: 'variable', name, quoted, all: false, fallback: undefined };
  }
  if (/^[\d@*#?$!-]/.test(next)) return unknownUntil(state, from + 2);
  state.at = from + 1;
  return { kind: 'text', text: '$' };
}

function unknownUntil(state: State, stop: number): WordPart {
  const source = state.text.slice(state.at, stop);
  state.line += breaks(source);
  state.at = stop;
  return { kind: 'unknown', text: source };
}

/** Behind the bracket that closes the one at `at`; quotes and escapes inside are stepped over. */
function closing(text: string, at: number, open: string, close: string): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === "'") {
      const end = text.indexOf("'", i + 1);
      if (end > 0) i = end;
    } else if (char === open) depth++;
    else if (char === close && --depth === 0) return i + 1;
  }
  return text.length;
}

/** `NAME=(`: the words up to `)` are an array's elements. */
function isArrayStart(word: ShellWord): boolean {
  const [only] = word.parts;
  return word.parts.length === 1 && only.kind === 'text' && /^[A-Za-z_]\w*\+?=$/.test(only.text);
}

function readArray(state: State, draft: Draft): void {
  const { text } = state;
  state.at++;
  while (state.at < text.length && text[state.at] !== ')') {
    const char = text[state.at];
    if (char === '\n') {
      state.line++;
      state.at++;
    } else if (char === '#') state.at = lineStop(text, state.at);
    else if (ends.has(char) || (char === '\\' && text[state.at + 1] === '\n')) {
      if (char === '\\') state.line++;
      state.at += char === '\\' ? 2 : 1;
    } else draft.words.push(readWord(state));
  }
  state.at++;
}

function breaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
