export interface JsonSpan {
  readonly from: number;
  readonly to: number;
}

export interface JsonDocument extends JsonSpan {
  readonly value: unknown;
}

/** A part of a text that is not JSON; the message completes "FILE …". */
export interface JsonError {
  readonly from: number;
  readonly message: string;
}

/**
 * The JSON documents of a text, one after the other as `>>` writes them, with or without white space between them. A
 * document that cannot be read is an error, but those before and after it are returned. Linear in the text.
 */
export function jsonDocuments(text: string): {
  readonly documents: readonly JsonDocument[];
  readonly errors: readonly JsonError[];
} {
  const documents: JsonDocument[] = [];
  const errors: JsonError[] = [];
  for (let from = nextDocument(text, 0); from < text.length;) {
    if (documents.length === mostDocuments || errors.length === mostErrors) {
      errors.push({ from, message: 'is not read from here on' });
      break;
    }
    const to = valueEnd(text, from);
    const document = to === undefined ? undefined : parsed(text, from, to);
    if (document) documents.push(document);
    else if (to !== undefined) errors.push({ from, message: 'is not valid JSON' });
    else errors.push({ from, message: 'ends within a JSON document, or has one that is nested too deeply' });
    from = nextDocument(text, to ?? text.length);
    // After something that is not JSON, skip to the next bracket that can open a document.
    if (!document && from < text.length && !isBracket(text, from)) from = nextBracket(text, from);
  }
  return { documents, errors };
}

function parsed(text: string, from: number, to: number): JsonDocument | undefined {
  try {
    const value: unknown = JSON.parse(text.slice(from, to));
    return { from, to, value };
  } catch {
    return undefined;
  }
}

/** The most documents and errors of a text; no tool writes more. */
const mostDocuments = 100_000;
const mostErrors = 20;
/** The deepest nesting of brackets, about ten times what AWS, Terraform and CloudFormation write. */
const mostDepth = 500;

/** Where the next document begins: white space, commas and byte order marks are separators. */
function nextDocument(text: string, from: number): number {
  const separators = /[\s,\uFEFF]*/y;
  separators.lastIndex = from;
  separators.test(text);
  return separators.lastIndex;
}

function isBracket(text: string, at: number): boolean {
  return text[at] === '{' || text[at] === '[';
}

function nextBracket(text: string, from: number): number {
  const bracket = /[{[]/g;
  bracket.lastIndex = from;
  return bracket.exec(text)?.index ?? text.length;
}

/**
 * Where the value that begins at an offset ends; undefined if the text ends first or the nesting is too deep. Checks
 * only brackets and strings.
 */
export function valueEnd(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = stringEnd(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
      if (depth === 0) return end;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > mostDepth) return undefined;
    } else if (code === 0x7d || code === 0x5d) {
      if (depth <= 1) return at + 1;
      depth--;
    } else if (depth === 0) {
      const word = /[^\s,:{}[\]"]+/y;
      word.lastIndex = at;
      return word.test(text) ? word.lastIndex : at + 1;
    }
  }
  return undefined;
}

/** Where the string that begins at an offset ends, after its closing quote. */
function stringEnd(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return undefined;
}

/**
 * A text with its values blanked: strings and words, except strings in `kept`. Each character keeps its number of UTF-8
 * bytes and UTF-16 units, so that positions are the same in every encoding.
 */
export function structureOf(text: string, kept: ReadonlySet<string>): string {
  let result = '';
  let parts: string[] = [];
  const token = /[^{}[\],:"\s]+|"/g;
  let from = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const at = match.index;
    const isString = match[0] === '"';
    const end = isString ? stringEnd(text, at) : at + match[0].length;
    const inside = isString ? text.slice(at + 1, (end ?? text.length + 1) - 1) : match[0];
    parts.push(text.slice(from, at), isString ? '"' : '', kept.has(inside) ? inside : blanked(inside));
    if (isString && end !== undefined) parts.push('"');
    token.lastIndex = from = end ?? text.length;
    if (parts.length < 10_000) continue;
    result += parts.join('');
    parts = [];
  }
  return result + parts.join('') + text.slice(from);
}

/** A zero for each character, or a character of as many bytes. */
function blanked(text: string): string {
  if (/^[\x00-\x09\x0b\x0c\x0e-\x7f]*$/.test(text)) return '0'.repeat(text.length);
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[^\n\r]/g, (each) => {
    if (each.length === 2) return '\u{10000}';
    return each < '\x80' ? '0' : each < '\u0800' ? '\u00b7' : '\u2026';
  });
}

/**
 * The place of a value: its key, and the place of the value that contains it; the outermost key is the document's
 * index.
 */
export interface JsonPath {
  readonly in: JsonPath | undefined;
  readonly key: string | number;
}

/**
 * Finds values in the text that their documents were read from, or the whole document if a value is not found. Each
 * array or object is searched once, however many of its values are asked for.
 */
export function spanFinder(text: string, documents: readonly JsonSpan[]): (jsonPath: JsonPath) => JsonSpan {
  const arrays = new Map<number, readonly number[]>();
  const objects = new Map<number, ReadonlyMap<string, number>>();
  const elementAt = (array: number, index: number): number | undefined => {
    let offsets = arrays.get(array);
    if (!offsets) arrays.set(array, (offsets = elementOffsets(text, array)));
    return offsets[index];
  };
  const memberAt = (object: number, name: string): number | undefined => {
    let offsets = objects.get(object);
    if (!offsets) objects.set(object, (offsets = memberOffsets(text, object)));
    return offsets.get(name);
  };
  return (jsonPath) => {
    const keys: (string | number)[] = [];
    let ancestor: JsonPath | undefined = jsonPath;
    for (; ancestor?.in; ancestor = ancestor.in) keys.push(ancestor.key);
    const document = documents[typeof ancestor?.key === 'number' ? ancestor.key : 0];
    if (!document) return { from: 0, to: 0 };
    let from = skipBlanks(text, document.from);
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      const inner = typeof key === 'number' ? elementAt(from, key) : memberAt(from, key);
      if (inner === undefined) break;
      from = inner;
    }
    return { from, to: valueEnd(text, from) ?? document.to };
  };
}

function skipBlanks(text: string, from: number): number {
  const blanks = /\s*/y;
  blanks.lastIndex = from;
  blanks.test(text);
  return blanks.lastIndex;
}

/** Where the elements of an array begin. */
function elementOffsets(text: string, array: number): number[] {
  const offsets: number[] = [];
  if (text[array] !== '[') return offsets;
  for (let at = skipBlanks(text, array + 1); at < text.length && text[at] !== ']';) {
    offsets.push(at);
    const end = valueEnd(text, at);
    if (end === undefined) break;
    at = skipBlanks(text, end);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return offsets;
}

/** Where the values of an object's members begin; of members with the same name the last counts, as in JSON.parse. */
function memberOffsets(text: string, object: number): Map<string, number> {
  const offsets = new Map<string, number>();
  if (text[object] !== '{') return offsets;
  for (let at = skipBlanks(text, object + 1); text[at] === '"';) {
    const end = stringEnd(text, at);
    if (end === undefined) break;
    const value = skipBlanks(text, skipBlanks(text, end) + 1);
    const key: unknown = JSON.parse(text.slice(at, end));
    offsets.set(String(key), value);
    const next = valueEnd(text, value);
    if (next === undefined) break;
    at = skipBlanks(text, next);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return offsets;
}
