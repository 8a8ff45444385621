import type { ReadResult } from '../host';
import { textStart } from '../lib/byte-order-mark';
import { severitySettings, type SeveritySetting } from '../lib/severity';
import type { Span } from '../syntax/ast';
import { quote } from '../syntax/quote';
import type * as Library from './jsonc-parser';

declare const require: (file: './jsonc-parser') => typeof Library;

/** The content of nbroute.json. */
export interface Config {
  /** Severities by rule id, including ids of unknown rules. */
  readonly rules: ReadonlyMap<string, SeveritySetting>;
  /** Where the file names each of these rules. */
  readonly locations: ReadonlyMap<string, Span>;
  /** Why it cannot be used, or undefined. */
  readonly problem: ConfigProblem | undefined;
}

/** An error in the file, with its location unless the file cannot be read. */
export interface ConfigProblem {
  readonly message: string;
  readonly at?: Span;
}

/** Reads a configuration. An invalid one has no effect other than its problem. */
export function configOf(read: ReadResult | undefined): Config {
  if (!read || read.kind === 'missing') return withoutEffect(undefined);
  if (read.kind === 'unreadable') return withoutEffect({ message: read.reason });
  const tree = treeOf(read.text);
  return 'message' in tree ? withoutEffect(tree) : configIn(tree);
}

function withoutEffect(problem: ConfigProblem | undefined): Config {
  return { rules: new Map(), locations: new Map(), problem };
}

/** A JSON value with its place. */
interface JsonNode extends Span {
  readonly value: unknown;
  readonly members: readonly JsonMember[] | undefined;
}

interface JsonMember {
  readonly key: JsonNode;
  readonly name: string;
  readonly value: JsonNode;
}

/** The tree of a JSON text, without comments; or the error. */
function treeOf(text: string): JsonNode | ConfigProblem {
  const { parseTree, printParseErrorCode } = require('./jsonc-parser');
  const start = textStart(text);
  const errors: Library.ParseError[] = [];
  let tree: Library.Node | undefined;
  try {
    tree = parseTree(text.slice(start), errors, { disallowComments: true });
  } catch (error) {
    if (error instanceof RangeError) return { message: 'invalid JSON: nested too deeply' };
    throw error;
  }
  const [wrong] = errors;
  if (wrong || !tree) {
    const words = printParseErrorCode(wrong?.error ?? -1).replace(/(?<!^)[A-Z]/g, ' $&');
    const from = start + (wrong?.offset ?? 0);
    return { message: `invalid JSON: ${words.toLowerCase()}`, at: { from, to: from + (wrong?.length ?? 0) } };
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
  if (!tree.members) return withoutEffect({ message: 'expected an object', at: tree });
  const rules = new Map<string, SeveritySetting>();
  const locations = new Map<string, Span>();
  for (const { key, name, value } of tree.members) {
    if (name === '$schema') continue;
    if (name !== 'rules')
      return withoutEffect({ message: `unknown key ${quote(name)}; expected \`rules\``, at: key });
    if (!value.members) return withoutEffect({ message: '`rules` must be an object', at: value });
    for (const member of value.members) {
      const severity = severitySettings.find((each) => each === member.value.value);
      if (!severity)
        return withoutEffect({
          message: `invalid severity for ${quote(member.name)}; expected one of ${severitySettings.join(', ')}`,
          at: member.value,
        });
      rules.set(member.name, severity);
      locations.set(member.name, member.key);
    }
  }
  return { rules, locations, problem: undefined };
}
