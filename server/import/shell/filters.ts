import { optionsOf, type Options } from './options';
import { literal, posixSource, regExp } from './patterns';

/** The output of a filter; undefined if it is not understood. `status` is 1 if grep finds nothing. */
export interface Filtered {
  readonly lines: readonly string[];
  readonly status: number;
  /** Whether the last line ends in a line feed. */
  readonly isEnded: boolean;
}

/** `isEnded`: whether the last line of the input ends in a line feed. Most filters add one. */
type Filter = (options: Options, lines: readonly string[], isEnded: boolean) => Filtered | undefined;

const output = (lines: readonly string[], status = 0, isEnded = true): Filtered => ({
  lines,
  status,
  isEnded,
});

/** Filters that are evaluated if their input is known. */
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
  ['uniq', (_, lines) => output(lines.filter((line, i) => line !== lines[i - 1]))],
  ['sort', sort],
  ['head', (options, lines, isEnded) => head(options, endedLines(lines, isEnded))],
  ['tail', (options, lines, isEnded) => tail(options, endedLines(lines, isEnded))],
  ['tr', translate],
  ['cut', cut],
  ['grep', (options, lines) => grep(options, lines, '')],
  ['egrep', (options, lines) => grep(options, lines, 'E')],
  ['fgrep', (options, lines) => grep(options, lines, 'F')],
  ['sed', sed],
  ['awk', awk],
  [
    'wc',
    ({ flags }, lines, isEnded) =>
      flags === 'l' ? output([String(isEnded ? lines.length : Math.max(0, lines.length - 1))]) : undefined,
  ],
  ['paste', paste],
]);

const ofGrep = '(vEFGiqoxwchsnPHlLrRzae:m:A:B:C:f:';

/** The options of filters, as for `optionsOf`; after a parenthesis, the first operand is a script. */
const letters: Readonly<Record<string, string>> = {
  cat: 'u',
  tee: 'aip',
  sort: 'urnVbfgk:t:s',
  head: 'n:c:',
  tail: 'n:c:',
  cut: 'd:f:c:s',
  grep: ofGrep,
  egrep: ofGrep,
  fgrep: ofGrep,
  sed: '(nErsuze:f:l:',
  awk: '+(F:v:f:',
  wc: 'lwcm',
  paste: 'sd:',
};

const longOptions: Readonly<Record<string, string>> = {
  append: 'a',
  lines: 'n',
  delimiter: 'd',
  'extended-regexp': 'E',
  'regexp-extended': 'E',
  'fixed-strings': 'F',
  'ignore-case': 'i',
  'invert-match': 'v',
  'only-matching': 'o',
  quiet: 'n',
  silent: 'n',
  expression: 'e',
  regexp: 'e',
};

/** A filter's options, undefined if they are not understood, its options and scripts as given, and its files. */
export function filterFiles(
  name: string,
  args: readonly string[],
): {
  readonly options: Options | undefined;
  readonly own: readonly string[];
  readonly files: readonly string[];
} {
  if (name === 'tr') return { options: optionsOf(args, '+cds'), own: args, files: [] };
  const [former] = /^(?:head|tail)$/.test(name) ? (/^-\d+$/.exec(args[0] ?? '') ?? []) : [];
  const given = former === undefined ? args : [`-n${former.slice(1)}`, ...args.slice(1)];
  const long = name.endsWith('grep') ? { ...longOptions, quiet: 'q', silent: 'q' } : longOptions;
  const spec = letters[name] ?? '';
  const options = optionsOf(given, spec, long);
  if (!options) return { options, own: args, files: args.filter((arg) => !arg.startsWith('-')) };
  const hasScript = spec.includes('(') && !/[ef]/.test(options.flags);
  const files = options.operands.slice(hasScript ? 1 : 0);
  return { options, own: args.filter((arg) => !files.includes(arg)), files };
}

/** The scripts of a filter, each line of them. */
export function scriptsOf({ flags, values, operands }: Options): string[] {
  return (flags.includes('e') ? values('e') : operands.slice(0, 1)).flatMap((text) => text.split('\n'));
}

function sort({ flags }: Options, lines: readonly string[]): Filtered | undefined {
  const isVersion = flags.includes('V');
  if (!/^[urnV]*$/.test(flags) || (isVersion && /[^\d./]/.test(lines.join('')))) return undefined;
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const key = isVersion
    ? new Intl.Collator('en', { numeric: true }).compare
    : flags.includes('n')
      ? (a: string, b: string) => (parseFloat(a) || 0) - (parseFloat(b) || 0)
      : text;
  const isUnique = flags.includes('u');
  const sorted = [...lines].sort((a, b) => key(a, b) || (isUnique ? 0 : text(a, b)));
  const unique = sorted.filter((line, i) => !isUnique || i === 0 || key(sorted[i - 1], line) !== 0);
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
function lineCount({ flags, value }: Options): { readonly sign: string; readonly count: number } | undefined {
  const [, sign = '', digits] = /^([-+]?)(\d+)$/.exec(value('n') ?? '10') ?? [];
  return digits === undefined || flags.includes('c') ? undefined : { sign, count: Number(digits) };
}

function head(options: Options, lines: readonly string[]): Filtered | undefined {
  const number = lineCount(options);
  if (!number) return undefined;
  const { sign, count } = number;
  return textOutput(lines.slice(0, sign === '-' ? Math.max(0, lines.length - count) : count).join(''));
}

function tail(options: Options, lines: readonly string[]): Filtered | undefined {
  const number = lineCount(options);
  if (!number) return undefined;
  const { sign, count } = number;
  const from = sign === '+' ? count - 1 : lines.length - count;
  return textOutput(lines.slice(Math.max(0, from)).join(''));
}

function translate(
  { flags, operands: [from = '', to = ''] }: Options,
  lines: readonly string[],
  isEnded: boolean,
): Filtered | undefined {
  const isComplement = flags.includes('c');
  const [some, others] = [characters(from), characters(to)];
  if (!some || !others || (isComplement && flags !== 'cd' && flags !== 'dc')) return undefined;
  let result = '';
  for (const char of endedLines(lines, isEnded).join('')) {
    const at = isComplement && !some.includes(char) ? 0 : isComplement ? -1 : some.indexOf(char);
    if (at >= 0 && flags.includes('d')) continue;
    const now = at >= 0 && others.length > 0 ? (others[Math.min(at, others.length - 1)] ?? char) : char;
    const squeezed = others.length > 0 ? others : some;
    if (flags.includes('s') && squeezed.includes(now) && result.endsWith(now)) continue;
    result += now;
  }
  return textOutput(result);
}

const classes: Readonly<Record<string, string>> = {
  space: ' \t\n\r\v\f',
  blank: ' \t',
  upper: 'A-Z',
  lower: 'a-z',
  alpha: 'A-Za-z',
  alnum: '0-9A-Za-z',
  digit: '0-9',
};

/** The characters of a set of tr(1). */
function characters(set: string): string[] | undefined {
  if (/\[[=.]|\\\d\d/.test(set)) return undefined;
  const named = set.replace(/\[:(\w+):\]/g, (_, name: string) => classes[name] ?? '[:');
  if (named.includes('[:')) return undefined;
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0', '\\': '\\' };
  const plain = [...named.replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char)];
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

function cut({ flags, value }: Options, lines: readonly string[]): Filtered | undefined {
  const kind = flags.includes('c') ? 'c' : 'f';
  const delimiter = value('d') ?? '\t';
  const list = value(kind) ?? '';
  if (!/^[\d,-]+$/.test(list) || delimiter.length !== 1) return undefined;
  const ranges = list.split(',').map((range): readonly [number, number] => {
    const [, from = '', dash = '', to = ''] = /^(\d*)(-?)(\d*)$/.exec(range) ?? [];
    const first = Number(from === '' ? 1 : from);
    return [first, dash === '' ? first : Number(to === '' ? 1_000_000 : to)];
  });
  const chosen = (at: number) => ranges.some(([from, to]) => at + 1 >= from && at + 1 <= to);
  return output(
    lines.flatMap((line) => {
      if (kind === 'c') return [...line].filter((_, i) => chosen(i)).join('');
      if (!line.includes(delimiter)) return flags.includes('s') ? [] : line;
      return line
        .split(delimiter)
        .filter((_, i) => chosen(i))
        .join(delimiter);
    }),
  );
}

function grep(options: Options, lines: readonly string[], kind: string): Filtered | undefined {
  const flags = kind + options.flags;
  if (!/^[vEFGiqoxwchsem]*$/.test(flags)) return undefined;
  const patterns = scriptsOf(options);
  const isExtended = flags.includes('E');
  const source = patterns
    .map((pattern) => (flags.includes('F') ? literal(pattern) : posixSource(pattern, isExtended)))
    .join('|');
  const bounded = flags.includes('x')
    ? `^(?:${source})$`
    : flags.includes('w')
      ? `(?<!\\w)(?:${source})(?!\\w)`
      : source;
  const expression = regExp(bounded, flags.includes('i') ? 'i' : '');
  if (!expression || patterns.length === 0) return undefined;
  const most = Number(options.value('m') ?? lines.length);
  const matching = lines.filter((line) => expression.test(line) !== flags.includes('v')).slice(0, most);
  const status = matching.length > 0 ? 0 : 1;
  if (flags.includes('q')) return output([], status);
  if (flags.includes('c')) return output([String(matching.length)], status);
  if (!flags.includes('o')) return output(matching, status);
  const every = regExp(bounded, flags.includes('i') ? 'gi' : 'g');
  return (
    every &&
    output(
      matching.flatMap((line) => line.match(every) ?? []).filter((text) => text !== ''),
      status,
    )
  );
}

/** `s`, `d` and `p` with an address that is a pattern or a number, of sed(1). */
function sed(options: Options, lines: readonly string[], isEnded: boolean): Filtered | undefined {
  const { flags } = options;
  if (/[zfl]/.test(flags)) return undefined;
  const isQuiet = flags.includes('n');
  const isExtended = /[Er]/.test(flags);
  const scripts = scriptsOf(options).flatMap((script) => script.split(/\s*;\s*/));
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
  if (/\\[a-mo-su-zA-Z]/.test(by)) return undefined;
  return (line, at) => {
    if (!applies(line, at)) return { line, isPrinted: false };
    const isPrinted = flags.includes('p') && line.search(expression) >= 0;
    const replaced = line.replace(expression, (...match: unknown[]) =>
      by.replace(/\\(\d)|\\(.)|&/g, (text, group: string | undefined, char: string | undefined) => {
        if (char === 'n' || char === 't') return char === 'n' ? '\n' : '\t';
        const part = text === '&' ? match[0] : group === undefined ? char : match[Number(group)];
        return typeof part === 'string' ? part : '';
      }),
    );
    return { line: replaced, isPrinted };
  };
}

/** `{ print $N }` with a pattern before it, of awk(1). */
function awk(
  { flags, value, operands: [program = ''] }: Options,
  lines: readonly string[],
): Filtered | undefined {
  const given = value('F') ?? ' ';
  const separator = given === '\\t' ? '\t' : given;
  // Programs differ in what `-Ft` separates.
  if (/[vf]/.test(flags) || separator.length !== 1 || separator === 't') return undefined;
  const [, pattern, print] =
    /^\s*(?:\/((?:\\.|[^/\\])*)\/\s*)?\{\s*print\s*((?:\$\d+\s*(?:,\s*\$\d+\s*)*)?)\}\s*$/.exec(program) ??
    [];
  if (print === undefined) return undefined;
  const expression = pattern === undefined ? undefined : regExp(posixSource(pattern, true));
  if (pattern !== undefined && !expression) return undefined;
  const columns = [...print.matchAll(/\$(\d+)/g)].map((match) => Number(match[1]));
  return output(
    lines.flatMap((line) => {
      if (expression && !expression.test(line)) return [];
      const fields = separator === ' ' ? line.trim().split(/\s+/) : line.split(separator);
      return [
        columns.length === 0 ? line : columns.map((n) => (n === 0 ? line : (fields[n - 1] ?? ''))).join(' '),
      ];
    }),
  );
}

function paste({ flags, value, operands }: Options, lines: readonly string[]): Filtered | undefined {
  const delimiter = value('d') ?? '\t';
  const isOne = flags.includes('s') && delimiter.length === 1 && operands.every((each) => each === '-');
  return isOne ? output([lines.join(delimiter)]) : undefined;
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
