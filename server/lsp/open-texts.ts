import type { ReadResult } from '../host';
import type { Encoding } from './encodings';
import type { Characters } from '../syntax/edited-source';
import type { Environment } from './environment';
import { textOf, type Text } from './text';

/** The texts of open documents, and of other files that need positions. Keys are paths. */
export interface OpenTexts {
  readonly environment: Environment;
  /** A function, because the encoding is negotiated after the server has started. */
  readonly encoding: () => Encoding;
  readonly open: Map<string, Text>;
  /** The last text of each file that is not open. */
  readonly closed: Map<string, Text>;
  /** Each open text as a file read: always the same object, so that caches recognise it. */
  readonly reads: WeakMap<Text, ReadResult>;
}

export function openTextsOf(environment: Environment, encoding: () => Encoding): OpenTexts {
  return { environment, encoding, open: new Map(), closed: new Map(), reads: new WeakMap() };
}

/** An open text as the engine would read its file. */
export function readResultOf({ reads }: OpenTexts, text: Text): ReadResult {
  const read = reads.get(text) ?? { kind: 'text', text: text.source() };
  reads.set(text, read);
  return read;
}

/** The URI of a path; for an open document, as the client spells it. */
export function uriAt({ open, environment }: OpenTexts, path: string): string {
  return open.get(path)?.uri ?? environment.uriOf(path);
}

/** The text with content `source` at a path, open or not. */
export function textWith(texts: OpenTexts, path: string, source: Characters): Text {
  const { open, closed, encoding } = texts;
  // The characters of a text's own tree are its own: they are not joined to compare them.
  const isOf = (text: Text): boolean => text.characters === source || text.source() === source.toString();
  const opened = open.get(path);
  if (opened && isOf(opened)) return opened;
  const before = closed.get(path);
  if (before && isOf(before)) return before;
  const text = textOf(uriAt(texts, path), null, source.toString(), encoding());
  closed.set(path, text);
  return text;
}
