import { isPrompt, note, type DumpRoute, type Line, type Note, type TableRead } from './dump';
import { routeOf, routeWords } from './ip-route';

/** `ip -j route`, also with `-p` and `-6`, and several outputs in a row: arrays of objects, ip(8). */
export function ipJson(lines: readonly Line[]): TableRead {
  const text = lines.map((line) => line.text).join('\n');
  const numberAt = (line: number): number => lines[line - 1]?.number ?? line;
  const routes: DumpRoute[] = [];
  const notUnderstood: Note[] = [];
  for (const { line, source, isObject } of elements(text)) {
    if (!isObject) {
      if (!isPrompt(source))
        notUnderstood.push(
          note(
            { number: numberAt(line), text: source },
            'expected an array of objects, as `ip -j route` prints it',
          ),
        );
      continue;
    }
    const where = { number: numberAt(line), text: source };
    const value = parsed(source);
    const words = isRecord(value) ? wordsOf(value) : 'expected an object, as `ip -j route` prints it';
    const read = typeof words === 'string' ? { reason: words } : routeWords(words, undefined);
    if ('reason' in read) notUnderstood.push(note(where, read.reason));
    else routes.push(routeOf(read.value, numberAt(line), [], undefined));
  }
  return { routes, notUnderstood };
}

/** The words that `ip route` would print for an object. */
function wordsOf(value: Readonly<Record<string, unknown>>): string[] | string {
  const words: string[] = [];
  const word = (each: unknown): string | undefined =>
    typeof each === 'number' || (typeof each === 'string' && /^[^\s\\]+$/.test(each))
      ? String(each)
      : undefined;
  if (value['type'] !== undefined) words.push(word(value['type']) ?? '?');
  const destination = word(value['dst']);
  if (destination === undefined) return 'the object has no `dst`';
  // The family of `default` follows from the gateway, or from keys that only IPv6 has.
  const six = destination === 'default' && (value['pref'] !== undefined || isSix(value['gateway']));
  words.push(six ? '::/0' : destination, ...hopWords(value));
  for (const [key, name] of pairs) {
    const each = word(value[key]);
    if (each !== undefined) words.push(name, each);
  }
  if (word(value['tos']) !== undefined) words.push('tos', word(value['tos']) ?? '');
  const metrics: unknown = Array.isArray(value['metrics']) ? value['metrics'][0] : undefined;
  if (isRecord(metrics)) for (const name of Object.keys(metrics)) words.push(name, '0');
  const hops = value['nexthops'];
  if (Array.isArray(hops))
    for (const hop of hops as readonly unknown[]) {
      if (!isRecord(hop)) return 'a next hop is not an object';
      words.push('nexthop', ...hopWords(hop));
    }
  return words;
}

const pairs = [
  ['from', 'from'],
  ['metric', 'metric'],
  ['table', 'table'],
  ['protocol', 'proto'],
  ['prefsrc', 'src'],
] as const;

function hopWords(value: Readonly<Record<string, unknown>>): string[] {
  const via = value['via'];
  const gateway = isRecord(via) ? via['host'] : value['gateway'];
  const { dev: device, flags, encap } = value;
  return [
    ...(typeof gateway === 'string' ? ['via', gateway] : []),
    ...(typeof device === 'string' ? ['dev', device] : []),
    ...(Array.isArray(flags) && flags.includes('dead') ? ['dead'] : []),
    // An encapsulation has a \`dst\` of its own, which replaces the destination when the object is read.
    ...(encap === undefined ? [] : ['encap', '?']),
  ];
}

function isSix(gateway: unknown): boolean {
  return typeof gateway === 'string' && gateway.includes(':');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(source: string): unknown {
  try {
    const value: unknown = JSON.parse(source);
    return value;
  } catch {
    return undefined;
  }
}

interface Element {
  readonly line: number;
  readonly source: string;
  /** Otherwise it is other text on the line. */
  readonly isObject: boolean;
}

/** The objects of the outermost arrays, each with the line that it begins on, and the text between them. */
function* elements(text: string): Generator<Element> {
  let line = 1;
  let depth = 0;
  let start = 0;
  let startLine = 1;
  let inString = false;
  let object = text.indexOf('{');
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '\n') line++;
    if (depth === 0) {
      if (char === '{') [start, startLine, depth] = [at, line, 1];
      else if (!/[\s,[\]\uFEFF]/.test(char)) {
        const end = text.indexOf('\n', at);
        // Search again only after the last object that was found, so that many lines before it are searched once.
        if (object >= 0 && object < at) object = text.indexOf('{', at);
        const ends = [end, object].filter((each) => each >= 0);
        const stop = ends.length > 0 ? Math.min(...ends) : text.length;
        yield { line, source: text.slice(at, stop), isObject: false };
        at = stop - 1;
      }
    } else if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0)
      yield { line: startLine, source: text.slice(start, at + 1), isObject: true };
  }
  if (depth > 0) yield { line: startLine, source: text.slice(start), isObject: true };
}
