import type { Line } from '../dump';

/** A node of a YAML or JSON document, limited to what configurations use: without anchors and merge keys. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly tag: string | undefined;
  /** Its lines; in a flow or a quoted scalar all have the number of the first. */
  readonly lines: readonly Line[];
  /** Whether it is a block scalar, `|` or `>`. */
  readonly isBlock: boolean;
}

export interface YamlList {
  readonly kind: 'list';
  readonly tag: string | undefined;
  readonly items: readonly YamlNode[];
}

export interface YamlMap {
  readonly kind: 'map';
  readonly tag: string | undefined;
  readonly entries: readonly { readonly key: string; readonly value: YamlNode; readonly line: number }[];
}

/** The text of a scalar. */
export function scalarText({ lines }: YamlScalar): string {
  return lines.map(({ text }) => text).join('\n');
}

interface Reader {
  readonly lines: readonly Line[];
  at: number;
  depth: number;
}

const deepest = 60;

/** The nodes of a text's documents; undefined if it cannot be read. */
export function yamlDocuments(lines: readonly Line[]): YamlNode[] | undefined {
  const reader: Reader = { lines, at: 0, depth: 0 };
  const documents: YamlNode[] = [];
  for (;;) {
    skipEmpty(reader);
    const line = reader.lines[reader.at];
    if (!line) return documents;
    if (/^(?:---|\.\.\.)\s*$/.test(line.text)) {
      reader.at++;
      continue;
    }
    const before = reader.at;
    const node = block(reader, indentOf(line.text));
    if (!node || reader.at === before) return undefined;
    documents.push(node);
  }
}

function indentOf(text: string): number {
  return /^ */.exec(text)?.[0].length ?? 0;
}

function skipEmpty(reader: Reader): void {
  while (reader.at < reader.lines.length && /^\s*(?:#.*)?$/.test(reader.lines[reader.at].text)) reader.at++;
}

/** A node that begins in the current line, with this indentation. */
function block(reader: Reader, indent: number): YamlNode | undefined {
  if (reader.depth > deepest) return undefined;
  reader.depth++;
  const text = reader.lines[reader.at].text.slice(indent);
  let node: YamlNode | undefined;
  if (/^-(?:\s|$)/.test(text)) node = blockList(reader, indent);
  else if (keyOf(text)) node = blockMap(reader, indent);
  else node = inline(reader, indent, indent, undefined);
  reader.depth--;
  return node;
}

/** The key of a line, and where its value begins. */
function keyOf(text: string): { readonly key: string; readonly rest: number } | undefined {
  const match =
    /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s\-?:,[\]{}#&*!|>'"%@`][^#]*?|-[^\s][^#]*?|[\w.<>/-]+))\s*:(?=\s|$)/.exec(
      text,
    );
  if (!match) return undefined;
  return { key: match[1] ?? match[2] ?? match[3], rest: match[0].length };
}

function blockMap(reader: Reader, indent: number): YamlMap | undefined {
  const entries: { key: string; value: YamlNode; line: number }[] = [];
  for (;;) {
    skipEmpty(reader);
    const line = reader.lines[reader.at];
    if (!line || indentOf(line.text) !== indent || /^(?:---|\.\.\.)\s*$/.test(line.text)) break;
    const pair = keyOf(line.text.slice(indent));
    if (!pair) break;
    const value = inline(reader, indent, indent + pair.rest, indent);
    if (!value) return undefined;
    entries.push({ key: pair.key, value, line: line.number });
  }
  return { kind: 'map', tag: undefined, entries };
}

function blockList(reader: Reader, indent: number): YamlList | undefined {
  const items: YamlNode[] = [];
  for (;;) {
    skipEmpty(reader);
    const line = reader.lines[reader.at];
    if (!line || indentOf(line.text) !== indent || !/^-(?:\s|$)/.test(line.text.slice(indent))) break;
    const rest = line.text.slice(indent + 1);
    const inner = indent + 1 + (/^ */.exec(rest)?.[0].length ?? 0);
    const isNested = /^\s*(?:-(?:\s|$))/.test(rest) || keyOf(rest.trim()) !== undefined;
    if (isNested && rest.trim() !== '' && !/^\s*[!"'[{|>]/.test(rest)) {
      // `- key: …` and `- - …`: a nested block begins after the dash.
      const blank = `${' '.repeat(inner)}${line.text.slice(inner)}`;
      const nested: Reader = {
        lines: replaced(reader.lines, reader.at, { ...line, text: blank }),
        at: reader.at,
        depth: reader.depth,
      };
      const node = block(nested, inner);
      if (!node) return undefined;
      reader.at = nested.at;
      items.push(node);
    } else {
      const node = inline(reader, indent, indent + 1, indent);
      if (!node) return undefined;
      items.push(node);
    }
  }
  return { kind: 'list', tag: undefined, items };
}

function replaced(lines: readonly Line[], at: number, line: Line): readonly Line[] {
  const copy = [...lines];
  copy[at] = line;
  return copy;
}

/** The value that begins in the current line at `from`; a block below it is indented by more than `indent`. */
function inline(
  reader: Reader,
  indent: number,
  from: number,
  parent: number | undefined,
): YamlNode | undefined {
  const line = reader.lines[reader.at];
  const [, tag, rest = ''] = /^\s*(![\w:.<>,/-]*)?\s*(.*)$/.exec(line.text.slice(from)) ?? [];
  const at = line.text.length - rest.length;
  const withTag = (node: YamlNode | undefined): YamlNode | undefined =>
    node && tag !== undefined ? { ...node, tag } : node;
  if (/^[|>][-+\d]*\s*(?:#.*)?$/.test(rest)) {
    reader.at++;
    return withTag(blockScalar(reader, parent ?? -1, rest.startsWith('>')));
  }
  if (rest === '' || rest.startsWith('#')) {
    reader.at++;
    skipEmpty(reader);
    const next = reader.lines[reader.at];
    const isList = next !== undefined && /^-(?:\s|$)/.test(next.text.trim());
    const below = next === undefined ? -1 : indentOf(next.text);
    const isBelow = below > indent || (isList && below === indent && parent !== undefined);
    if (!next || !isBelow)
      return { kind: 'scalar', tag, lines: [{ number: line.number, text: '' }], isBlock: false };
    return withTag(block(reader, below));
  }
  if (/^["'[{]/.test(rest)) return withTag(flow(reader, at));
  reader.at++;
  const parts = [rest.replace(/\s+#.*$/, '')];
  // A plain scalar continues in lines with more indentation.
  for (
    let next = reader.lines[reader.at];
    next && next.text.trim() !== '' && indentOf(next.text) > indent && parent !== undefined;
    next = reader.lines[++reader.at]
  )
    parts.push(next.text.trim());
  return {
    kind: 'scalar',
    tag,
    lines: [{ number: line.number, text: parts.join(' ').trim() }],
    isBlock: false,
  };
}

function blockScalar(reader: Reader, parent: number, isFolded: boolean): YamlScalar {
  const textLines: Line[] = [];
  let indent: number | undefined;
  for (; reader.at < reader.lines.length; reader.at++) {
    const line = reader.lines[reader.at];
    if (line.text.trim() === '') {
      textLines.push({ ...line, text: '' });
      continue;
    }
    const lineIndent = indentOf(line.text);
    if (lineIndent <= parent) break;
    indent ??= lineIndent;
    textLines.push({ ...line, text: line.text.slice(Math.min(indent, lineIndent)) });
  }
  while (textLines.length > 0 && textLines[textLines.length - 1].text === '') textLines.pop();
  const lines = isFolded ? folded(textLines) : textLines;
  return { kind: 'scalar', tag: undefined, lines, isBlock: true };
}

function folded(lines: readonly Line[]): Line[] {
  const result: Line[] = [];
  for (const line of lines) {
    const last = result[result.length - 1];
    if (last && last.text !== '' && line.text !== '' && !/^\s/.test(line.text))
      result[result.length - 1] = { ...last, text: `${last.text} ${line.text}` };
    else if (line.text !== '' || !last) result.push(line);
  }
  return result;
}

/** A quoted scalar, `[…]` or `{…}` that begins in the current line. */
function flow(reader: Reader, from: number): YamlNode | undefined {
  const { lines, at: first } = reader;
  const chars: FlowText = { lines, line: first, at: from };
  const node = flowNode(chars, 0);
  reader.at = chars.line + 1;
  return node;
}

interface FlowText {
  readonly lines: readonly Line[];
  line: number;
  at: number;
}

/** The current character; "\n" at the end of a line, "" at the end of the text. */
function peek({ lines, line, at }: FlowText): string {
  const text = lines[line]?.text;
  if (text === undefined) return '';
  return at < text.length ? text[at] : '\n';
}

function advance(chars: FlowText): void {
  if (chars.at < (chars.lines[chars.line]?.text.length ?? 0)) chars.at++;
  else {
    chars.line++;
    chars.at = 0;
  }
}

function skipSpace(chars: FlowText): void {
  while (/^[\s]$/.test(peek(chars))) advance(chars);
}

function flowNode(chars: FlowText, depth: number): YamlNode | undefined {
  if (depth > deepest) return undefined;
  skipSpace(chars);
  let tag: string | undefined;
  if (peek(chars) === '!') {
    tag = '';
    while (/^[^\s[\]{},"']$/.test(peek(chars))) {
      tag += peek(chars);
      advance(chars);
    }
    skipSpace(chars);
  }
  const char = peek(chars);
  if (char === '[') return flowList(chars, depth, tag);
  if (char === '{') return flowMap(chars, depth, tag);
  const number = chars.lines[chars.line]?.number ?? 1;
  const text = char === '"' || char === "'" ? quoted(chars) : plain(chars);
  if (text === undefined) return undefined;
  return {
    kind: 'scalar',
    tag,
    lines: text.split('\n').map((each) => ({ number, text: each })),
    isBlock: false,
  };
}

function flowList(chars: FlowText, depth: number, tag: string | undefined): YamlList | undefined {
  const items: YamlNode[] = [];
  advance(chars);
  for (;;) {
    skipSpace(chars);
    const char = peek(chars);
    if (char === '') return undefined;
    if (char === ']') break;
    if (char === ',') {
      advance(chars);
      continue;
    }
    const item = flowNode(chars, depth + 1);
    if (!item) return undefined;
    items.push(item);
  }
  advance(chars);
  return { kind: 'list', tag, items };
}

function flowMap(chars: FlowText, depth: number, tag: string | undefined): YamlMap | undefined {
  const entries: { key: string; value: YamlNode; line: number }[] = [];
  advance(chars);
  for (;;) {
    skipSpace(chars);
    const char = peek(chars);
    if (char === '') return undefined;
    if (char === '}') break;
    if (char === ',') {
      advance(chars);
      continue;
    }
    const line = chars.lines[chars.line]?.number ?? 1;
    const key = char === '"' || char === "'" ? quoted(chars) : plain(chars, true);
    skipSpace(chars);
    if (key === undefined || peek(chars) !== ':') return undefined;
    advance(chars);
    const value = flowNode(chars, depth + 1);
    if (!value) return undefined;
    entries.push({ key, value, line });
  }
  advance(chars);
  return { kind: 'map', tag, entries };
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '0': '\0',
  e: '\u001b',
};

function quoted(chars: FlowText): string | undefined {
  const quote = peek(chars);
  let text = '';
  advance(chars);
  for (;;) {
    const char = peek(chars);
    if (char === '') return undefined;
    advance(chars);
    if (char === quote) {
      if (quote === "'" && peek(chars) === "'") {
        text += "'";
        advance(chars);
        continue;
      }
      return text;
    }
    if (char === '\\' && quote === '"') {
      const following = peek(chars);
      advance(chars);
      if (following === 'u') {
        let digits = '';
        for (let i = 0; i < 4; i++) {
          digits += peek(chars);
          advance(chars);
        }
        text += String.fromCharCode(parseInt(digits, 16) || 0);
      } else if (following !== '\n') text += escapes[following] ?? following;
      else skipSpace(chars);
    } else if (char === '\n') {
      text += ' ';
      skipSpace(chars);
    } else text += char;
  }
}

function plain(chars: FlowText, isKey = false): string | undefined {
  let text = '';
  for (
    let char = peek(chars);
    char !== '' && !/^[,[\]{}\n]$/.test(char) && !(isKey && char === ':');
    char = peek(chars)
  ) {
    text += char;
    advance(chars);
  }
  return text === '' ? undefined : text.trim();
}
