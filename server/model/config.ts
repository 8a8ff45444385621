import type { ReadResult } from '../host';
import { textStart } from '../lib/byte-order-mark';
import { severitySettings, type SeveritySetting } from '../lib/severity';
import type { Span } from '../syntax/ast';
import { alternatives } from '../lib/word-list';
import { quote } from '../lib/quote';
import type * as Library from './jsonc-parser';

declare const require: (file: './jsonc-parser') => typeof Library;

/** The content of nbroute.json. Spans are in the file's text, with its byte order mark. */
export interface Config {
  /** Severities by rule id, including ids of unknown rules; none if there is any error. */
  readonly rules: ReadonlyMap<string, SeveritySetting>;
  /** Where the file names each of these rules. */
  readonly locations: ReadonlyMap<string, Span>;
  /** Why it has no effect, in text order. */
  readonly errors: readonly ConfigError[];
  /** The keys that a later key of the same name replaces. */
  readonly replaced: readonly ReplacedKey[];
}

export interface ConfigError extends Span {
  /** The rule whose bad pattern it is. */
  readonly rule: 'syntax-error' | 'unknown-value' | 'unreadable-file';
  readonly message: string;
}

export interface ReplacedKey extends Span {
  readonly name: string;
  readonly by: Span;
}

/** Reads a configuration. */
export function configOf(read: ReadResult | undefined): Config {
  if (!read || read.kind === 'missing') return withoutEffect();
  if (read.kind === 'unreadable')
    return withoutEffect({ rule: 'unreadable-file', message: read.reason, from: 0, to: 0 });
  const tree = treeOf(read.text);
  return 'message' in tree ? withoutEffect(tree) : configIn(tree);
}

function withoutEffect(...errors: readonly ConfigError[]): Config {
  return { rules: new Map(), locations: new Map(), errors, replaced: [] };
}

/** A JSON value with its location. */
interface JsonNode extends Span {
  readonly value: unknown;
  readonly members: readonly JsonMember[] | undefined;
}

interface JsonMember {
  readonly key: JsonNode;
  readonly name: string;
  readonly value: JsonNode;
}

/** The tree of a JSON text, without comments; or its first error, which may be the cause of the next ones. */
function treeOf(text: string): JsonNode | ConfigError {
  const { parseTree, printParseErrorCode } = require('./jsonc-parser');
  const start = textStart(text);
  const errors: Library.ParseError[] = [];
  let tree: Library.Node | undefined;
  try {
    tree = parseTree(text.slice(start), errors, { disallowComments: true });
  } catch (error) {
    if (error instanceof RangeError)
      return { rule: 'syntax-error', message: 'invalid JSON: nested too deeply', from: start, to: start };
    throw error;
  }
  const [wrong] = errors;
  if (wrong || !tree) {
    const words = printParseErrorCode(wrong?.error ?? -1).replace(/(?<!^)[A-Z]/g, ' $&');
    const from = start + (wrong?.offset ?? 0);
    const message = `invalid JSON: ${words.toLowerCase()}`;
    return { rule: 'syntax-error', message, from, to: from + (wrong?.length ?? 0) };
  }
  return nodeOf(tree, start);
}

function nodeOf({ type, value, offset, length, children }: Library.Node, start: number): JsonNode {
  const own: unknown = value;
  const members = (children ?? []).flatMap(({ children: pair }): JsonMember[] => {
    const [key, member] = pair ?? [];
    return key && member
      ? [{ key: nodeOf(key, start), name: String(key.value), value: nodeOf(member, start) }]
      : [];
  });
  const span = { from: start + offset, to: start + offset + length };
  return { ...span, value: own, members: type === 'object' ? members : undefined };
}

function configIn(tree: JsonNode): Config {
  const rules = new Map<string, SeveritySetting>();
  const locations = new Map<string, Span>();
  const errors: ConfigError[] = [];
  const replaced: ReplacedKey[] = [];
  const unexpected = ({ from, to }: Span, message: string): void =>
    void errors.push({ rule: 'unknown-value', message, from, to });
  /** The members of an object, of which JSON takes the last with a name. */
  const membersOf = ({ members, from, to }: JsonNode, message: string): readonly JsonMember[] => {
    if (!members) unexpected({ from, to }, message);
    const last = new Map(members?.map((member) => [member.name, member.key]));
    for (const { name, key } of members ?? []) {
      const by = last.get(name);
      if (by && by !== key) replaced.push({ name, by, from: key.from, to: key.to });
    }
    return members ?? [];
  };
  for (const { key, name, value } of membersOf(tree, 'expected an object')) {
    if (name === '$schema') continue;
    if (name !== 'rules') {
      unexpected(key, `unknown key ${quote(name)}; expected \`rules\``);
      continue;
    }
    rules.clear();
    locations.clear();
    for (const member of membersOf(value, '`rules` must be an object')) {
      const severity = severitySettings.find((each) => each === member.value.value);
      if (severity) {
        rules.set(member.name, severity);
        locations.set(member.name, member.key);
      } else
        unexpected(
          member.value,
          `invalid severity for ${quote(member.name)}; expected ${alternatives(severitySettings.map(quote))}`,
        );
    }
  }
  return errors.length > 0
    ? { ...withoutEffect(...errors), replaced }
    : { rules, locations, errors, replaced };
}
