import { literal, posixSource, regExp } from './patterns';

/** The output of a filter; undefined if it is not understood. `status` is 1 if grep finds nothing. */
export interface Filtered {
  readonly lines: readonly string[];
  readonly status: number;
  /** Whether the last line ends in a line feed. */
  readonly isEnded: boolean;
}

/** `isEnded`: whether the last line of the input ends in a line feed. Most filters add one. */
type Filter = (args: readonly string[], lines: readonly string[], isEnded: boolean) => Filtered | undefined;

const output = (lines: readonly string[], status = 0, isEnded = true): Filtered => ({
  lines,
  status,
  isEnded,
});

/** Filters that are evaluated if their input is known. The files among `args` have been read. */
export const filters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['cat', (_, lines, isEnded) => output(lines, 0, isEnded)],
  ['tee', (_, lines, isEnded) => output(lines, 0, isEnded)],
  ['tac', (_, lines, isEnded) => textOutput(endedLines(lines, isEnded).reverse().join(''))],
  [
    'rev',
    (_, lines, isEnded) =>
      output(
        lines.map((line) => [...line].reverse().join('')),
        0,
        isEnded,
      ),
  ],
  [
    'uniq',
    (args, lines) => (args.length > 0 ? undefined : output(lines.filter((line, i) => line !== lines[i - 1]))),
  ],
  ['sort', sort],
  ['head', (args, lines, isEnded) => head(args, endedLines(lines, isEnded))],
  ['tail', (args, lines, isEnded) => tail(args, endedLines(lines, isEnded))],
  ['tr', translate],
  ['cut', cut],
  ['grep', (args, lines) => grep(args, lines, false)],
  ['egrep', (args, lines) => grep(args, lines, true)],
  ['fgrep', (args, lines) => grep(['-F', ...args], lines, false)],
  ['sed', sed],
  ['awk', awk],
  [
    'wc',
    (args, lines, isEnded) =>
      args.length === 1 && args[0] === '-l'
        ? output([String(isEnded ? lines.length : Math.max(0, lines.length - 1))])
        : undefined,
  ],
  ['paste', paste],
]);

/** How many of a filter's words are options and patterns: the others are files. */
export function filterFiles(
  name: string,
  args: readonly string[],
): { readonly own: readonly string[]; readonly files: readonly string[] } {
  const options: string[] = [];
  const files: string[] = [];
  const takesValue: Readonly<Record<string, RegExp>> = {
    head: /^-[nc]$/,
    tail: /^-[nc]$/,
    cut: /^-[dfc]$/,
    grep: /^-[em]$/,
    egrep: /^-[em]$/,
    fgrep: /^-[em]$/,
    sed: /^-e$/,
    awk: /^-[Fv]$/,
    sort: /^-[kt]$/,
    paste: /^-d$/,
  };
  const needsScript = ['grep', 'egrep', 'fgrep', 'sed', 'awk'].includes(name);
  let hasScript = !needsScript;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (name === 'tr') options.push(arg);
    else if (arg.startsWith('-') && arg !== '-') {
      options.push(arg);
      if (takesValue[name]?.test(arg)) {
        options.push(args[++at] ?? '');
        if (arg === '-e') hasScript = true;
      }
    } else if (hasScript) files.push(arg);
    else {
      options.push(arg);
      hasScript = true;
    }
  }
  return { own: options, files };
}

function sort(args: readonly string[], lines: readonly string[]): Filtered | undefined {
  if (!args.every((arg) => /^-[urnV]+$/.test(arg))) return undefined;
  const flags = args.join('');
  const compare = (a: string, b: string): number => {
    if (flags.includes('n') || flags.includes('V')) {
      const difference = parseFloat(a) - parseFloat(b);
      if (difference !== 0 && !Number.isNaN(difference)) return difference;
    }
    return a < b ? -1 : a > b ? 1 : 0;
  };
  const sorted = [...lines].sort(compare);
  const unique = flags.includes('u') ? sorted.filter((line, i) => line !== sorted[i - 1]) : sorted;
  return output(flags.includes('r') ? unique.reverse() : unique);
}

/** Lines with their line feeds. */
function endedLines(lines: readonly string[], isEnded: boolean): string[] {
  return lines.map((line, i) => (isEnded || i < lines.length - 1 ? `${line}\n` : line));
}

function textOutput(text: string): Filtered {
  return output(textLines(text), 0, text.endsWith('\n'));
}

/** The number of `-n` and its sign. */
function lineCount(args: readonly string[]): { readonly sign: string; readonly count: number } | undefined {
  const [, sign = '', digits] = /^(?:-n ?|-)([-+]?)(\d+)$/.exec(args.join(' ')) ?? [];
  if (args.length > 0 && digits === undefined) return undefined;
  return { sign, count: Number(digits ?? 10) };
}

function head(args: readonly string[], lines: readonly string[]): Filtered | undefined {
  const number = lineCount(args);
  if (!number) return undefined;
  const { sign, count } = number;
  return textOutput(lines.slice(0, sign === '-' ? Math.max(0, lines.length - count) : count).join(''));
}

function tail(args: readonly string[], lines: readonly string[]): Filtered | undefined {
  const number = lineCount(args);
  if (!number) return undefined;
  const { sign, count } = number;
  const from = sign === '+' ? count - 1 : lines.length - count;
  return textOutput(lines.slice(Math.max(0, from)).join(''));
}

function translate(
  args: readonly string[],
  lines: readonly string[],
  isEnded: boolean,
): Filtered | undefined {
  const flags = args[0]?.startsWith('-') ? args[0].slice(1) : '';
  const [from, to = ''] = flags === '' ? args : args.slice(1);
  if (from === undefined || !/^[ds]*$/.test(flags)) return undefined;
  const [some, others] = [characters(from), characters(to)];
  if (!some || !others) return undefined;
  let result = '';
  for (const char of endedLines(lines, isEnded).join('')) {
    const at = some.indexOf(char);
    if (at >= 0 && flags.includes('d')) continue;
    const now = at >= 0 && others.length > 0 ? (others[Math.min(at, others.length - 1)] ?? char) : char;
    const squeezed = others.length > 0 ? others : some;
    if (flags.includes('s') && squeezed.includes(now) && result.endsWith(now)) continue;
    result += now;
  }
  return textOutput(result);
}

/** The characters of a set of tr(1). */
function characters(set: string): string[] | undefined {
  const classes: Readonly<Record<string, string>> = {
    '[:space:]': ' \t\n\r\v\f',
    '[:blank:]': ' \t',
    '[:upper:]': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    '[:lower:]': 'abcdefghijklmnopqrstuvwxyz',
    '[:digit:]': '0123456789',
  };
  if (Object.hasOwn(classes, set)) return [...classes[set]];
  if (set.includes('[:')) return undefined;
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0', '\\': '\\' };
  const plain = [...set.replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char)];
  const result: string[] = [];
  for (let at = 0; at < plain.length; at++) {
    const end = plain[at + 2];
    if (plain[at + 1] === '-' && end !== undefined) {
      for (let code = plain[at].charCodeAt(0); code <= end.charCodeAt(0); code++)
        result.push(String.fromCharCode(code));
      at += 2;
    } else result.push(plain[at]);
  }
  return result;
}

function cut(args: readonly string[], lines: readonly string[]): Filtered | undefined {
  const text = args.map((arg) => (arg === '-d' || arg === '-f' || arg === '-c' ? arg : `${arg}\0`)).join('');
  const delimiter = /-d(?:elimiter=)?([^\0])\0/.exec(text)?.[1] ?? '\t';
  const [, kind, list] = /-([fc])([\d,-]+)\0/.exec(text) ?? [];
  if (list === undefined || !/^(?:-[dfcs][^\0]*\0)*$/.test(text)) return undefined;
  const ranges = list.split(',').map((range): readonly [number, number] => {
    const [, from = '', dash = '', to = ''] = /^(\d*)(-?)(\d*)$/.exec(range) ?? [];
    const first = Number(from === '' ? 1 : from);
    return [first, dash === '' ? first : Number(to === '' ? 1_000_000 : to)];
  });
  const chosen = (at: number) => ranges.some(([from, to]) => at + 1 >= from && at + 1 <= to);
  return output(
    lines.map((line) => {
      if (kind === 'c') return [...line].filter((_, i) => chosen(i)).join('');
      if (!line.includes(delimiter)) return line;
      return line
        .split(delimiter)
        .filter((_, i) => chosen(i))
        .join(delimiter);
    }),
  );
}

function grep(args: readonly string[], lines: readonly string[], extended: boolean): Filtered | undefined {
  let flags = '';
  const patterns: string[] = [];
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '-e') patterns.push(args[++at] ?? '');
    else if (/^-[vEFiqoxwchs]+$/.test(args[at])) flags += args[at].slice(1);
    else if (args[at].startsWith('-')) return undefined;
    else patterns.push(args[at]);
  }
  const isExtended = extended || flags.includes('E');
  const source = patterns
    .map((pattern) => (flags.includes('F') ? literal(pattern) : posixSource(pattern, isExtended)))
    .join('|');
  const bounded = flags.includes('x')
    ? `^(?:${source})$`
    : flags.includes('w')
      ? `\\b(?:${source})\\b`
      : source;
  const expression = regExp(bounded, flags.includes('i') ? 'i' : '');
  if (!expression || patterns.length === 0) return undefined;
  const matching = lines.filter((line) => expression.test(line) !== flags.includes('v'));
  const status = matching.length > 0 ? 0 : 1;
  if (flags.includes('q')) return output([], status);
  if (flags.includes('c')) return output([String(matching.length)], status);
  if (!flags.includes('o')) return output(matching, status);
  const every = regExp(bounded, flags.includes('i') ? 'gi' : 'g');
  return (
    every &&
    output(
      matching.flatMap((line) => line.match(every) ?? []),
      status,
    )
  );
}

/** `s`, `d` and `p` with an address that is a pattern or a number, of sed(1). */
function sed(args: readonly string[], lines: readonly string[], isEnded: boolean): Filtered | undefined {
  const isQuiet = args.includes('-n');
  const isExtended = args.some((arg) => arg === '-E' || arg === '-r');
  const scripts = args.filter((arg) => !arg.startsWith('-')).flatMap((script) => script.split(/\s*;\s*|\n/));
  const edits = scripts.filter((script) => script !== '').map((script) => sedEdit(script, isExtended));
  if (edits.some((edit) => edit === undefined)) return undefined;
  const result: string[] = [];
  let beforeLast = 0;
  lines.forEach((line, i) => {
    beforeLast = result.length;
    let current: string | undefined = line;
    for (const edit of edits) {
      if (current === undefined || !edit) break;
      const edited = edit(current, i + 1);
      if (edited.isPrinted) result.push(edited.line ?? '');
      current = edited.line;
    }
    if (current !== undefined && !isQuiet) result.push(current);
  });
  return output(result, 0, isEnded || result.length === beforeLast);
}

type Edit = (
  line: string,
  number: number,
) => { readonly line: string | undefined; readonly isPrinted: boolean };

function sedEdit(script: string, isExtended: boolean): Edit | undefined {
  const [, pattern, number, rest = script] = /^(?:\/((?:\\.|[^/\\])*)\/|(\d+))\s*(.*)$/.exec(script) ?? [];
  const address = pattern === undefined ? undefined : regExp(posixSource(pattern, isExtended));
  if (pattern !== undefined && !address) return undefined;
  const applies = (line: string, at: number) =>
    address ? address.test(line) : number === undefined || Number(number) === at;
  if (rest === 'd') return (line, at) => ({ line: applies(line, at) ? undefined : line, isPrinted: false });
  if (rest === 'p') return (line, at) => ({ line, isPrinted: applies(line, at) });
  const separator = rest[1];
  if (!rest.startsWith('s') || separator === undefined || /[\w\s\\]/.test(separator)) return undefined;
  const parts = rest.slice(2).split(new RegExp(`(?<!\\\\)${literal(separator)}`));
  if (parts.length !== 3 || !/^[gp]*$/.test(parts[2])) return undefined;
  const [source, by, flags] = parts.map((part) => (separator === '/' ? part.replace(/\\\//g, '/') : part));
  const expression = regExp(posixSource(source, isExtended), flags.includes('g') ? 'g' : '');
  if (!expression) return undefined;
  return (line, at) => {
    if (!applies(line, at)) return { line, isPrinted: false };
    const replaced = line.replace(expression, (...match: unknown[]) =>
      by.replace(/\\(\d)|\\n|\\(.)|&/g, (text, group: string | undefined, char: string | undefined) => {
        if (text === '\\n') return '\n';
        const part = text === '&' ? match[0] : group === undefined ? char : match[Number(group)];
        return typeof part === 'string' ? part : '';
      }),
    );
    return { line: replaced, isPrinted: flags.includes('p') && replaced !== line };
  };
}

/** `{ print $N }` with a pattern before it, of awk(1). */
function awk(args: readonly string[], lines: readonly string[]): Filtered | undefined {
  const text = args.map((arg) => (arg === '-F' ? arg : `${arg}\0`)).join('');
  const [, separator, program] = /^(?:-F([^\0]+)\0)?([^\0]+)\0$/.exec(text) ?? [];
  if (program === undefined || (separator !== undefined && separator.length > 1)) return undefined;
  const [, pattern, print] =
    /^\s*(?:\/((?:\\.|[^/\\])*)\/\s*|!?\/\^#\/\s*)?\{\s*print\s*((?:\$\d+\s*(?:,\s*)?)*)\}\s*$/.exec(
      program,
    ) ?? [];
  if (print === undefined || program.trim().startsWith('!')) return undefined;
  const expression = pattern === undefined ? undefined : regExp(posixSource(pattern, true));
  if (pattern !== undefined && !expression) return undefined;
  const columns = [...print.matchAll(/\$(\d+)/g)].map((match) => Number(match[1]));
  return output(
    lines.flatMap((line) => {
      if (expression && !expression.test(line)) return [];
      const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
      return [
        columns.length === 0 ? line : columns.map((n) => (n === 0 ? line : (fields[n - 1] ?? ''))).join(' '),
      ];
    }),
  );
}

function paste(args: readonly string[], lines: readonly string[]): Filtered | undefined {
  const text = args.filter((arg) => arg !== '-').join(' ');
  const delimiter = /^-sd ?(.)$|^-s -d ?(.)$|^-d ?(.) -s$/.exec(text);
  if (!delimiter) return undefined;
  return output([lines.join(delimiter[1] ?? delimiter[2] ?? delimiter[3])]);
}

/** A text's lines, whether the last one ends in a line feed or not. */
export function textLines(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** `seq`; undefined unless its numbers are plain integers. */
export function sequence(args: readonly string[]): string[] | undefined {
  const plain = args.filter((arg) => arg !== '-w');
  const separator = plain[0] === '-s' ? plain.splice(0, 2)[1] : undefined;
  const numbers = plain.map(Number);
  if (numbers.length === 0 || numbers.length > 3 || !numbers.every(Number.isSafeInteger)) return undefined;
  const [first, step, last] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers;
  if (step === 0 || Math.abs(last - first) / Math.abs(step) > 100_000) return undefined;
  const result: string[] = [];
  for (let n = first; step > 0 ? n <= last : n >= last; n += step) result.push(String(n));
  const width = args.includes('-w') ? Math.max(0, ...result.map((each) => each.length)) : 0;
  const padded = result.map((each) => each.padStart(width, '0'));
  return separator === undefined ? padded : [padded.join(separator)];
}
