import type { Characters } from './edited-source';
import type { ActionName } from './keywords';
import type { PortRange, ProtocolName } from './port-query';
import type { KeywordOf, StatementKeyword } from './statements';

/** UTF-16 offsets into the source, `[from, to)`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Word extends Span {
  readonly text: string;
}

/** A word where a prefix, an address or a list's name is expected. The model interprets a `prefix` word. */
export interface Entry extends Word {
  readonly kind: 'prefix' | 'name' | 'default';
}

/** A quoted string; `text` is its value with escapes resolved. */
export type Quoted = Word;

/** `via vpc`, `unreachable`: the span is all of it, `word` is the last word. */
export interface Action extends Span {
  readonly name: ActionName;
  readonly word: Word;
}

/** The role of a word that is not the statement's keyword, an entry or part of its action. */
export type WordRole = 'keyword' | 'list' | 'name' | 'value' | 'address' | 'path';

export interface RoleWord extends Word {
  readonly role: WordRole;
}

interface Base extends Span {
  /** The statement's first word. The span begins there and ends at the last word, before any comment. */
  readonly keyword: Word;
  /** The other words that were understood, without entries and the action, in text order. */
  readonly words: readonly RoleWord[];
  /** Whether part of it could not be understood, so that it means less than intended. */
  readonly broken: boolean;
}

export interface NameStatement extends Base {
  readonly kind: KeywordOf<'word'>;
  readonly value?: Word;
}
export interface PrefixesStatement extends Base {
  readonly kind: KeywordOf<'prefixes'>;
  readonly entries: readonly Entry[];
}
export interface InterfaceStatement extends Base {
  readonly kind: 'interface';
  readonly interface?: Word;
  readonly name?: Word;
  readonly gateway?: Word;
}
/** `network from "file" vpc ID`. */
export interface NetworkStatement extends Base {
  readonly kind: 'network';
  readonly path?: Quoted;
  /** Which VPC of the file; undefined if the other statements decide. */
  readonly choice?: { readonly by: 'vpc' | 'notebook'; readonly name: Word };
}
export interface ListStatement extends Base {
  readonly kind: 'prefix-list';
  readonly name?: Word;
  /** The entries as written; empty for a list read from a file. */
  readonly entries: readonly Entry[];
  /** Whether the entries are in a block, one or more per line. */
  readonly block: boolean;
  readonly source?: ListSource;
}
/** `from "file" service A, B region C`, `from "file" list A`. */
export interface ListSource extends Span {
  readonly path: Quoted;
  readonly services: readonly Word[];
  readonly regions: readonly Word[];
  /** Managed prefix lists of a network file; `nextHops` are those of its route tables. */
  readonly lists: readonly Word[];
  readonly nextHops: readonly Word[];
}
interface Destinations extends Base {
  readonly destinations: readonly Entry[];
  readonly action?: Action;
}
export interface RouteStatement extends Destinations {
  readonly kind: 'route';
}
export interface ExpectStatement extends Destinations {
  readonly kind: 'expect';
  readonly protocol?: ProtocolClause;
  /** The word `blocked`, in place of an action. */
  readonly blocked?: Word;
  /** An id or a type, as written after `to`. */
  readonly nextHop?: Word;
}
/** `tcp 443, 8000-8100`, `icmp`: the span is all of it. */
export interface ProtocolClause extends Span {
  readonly name: ProtocolName;
  readonly word: Word;
  /** As written; empty for `icmp`. */
  readonly ports: readonly PortRange[];
}
export interface PathStatement extends Base {
  readonly kind: KeywordOf<'path'>;
  readonly path?: Quoted;
}
/** A line whose first word is not a keyword. */
export interface UnknownStatement extends Base {
  readonly kind: 'unknown';
}

export type Statement =
  | NameStatement
  | PrefixesStatement
  | InterfaceStatement
  | NetworkStatement
  | ListStatement
  | RouteStatement
  | ExpectStatement
  | PathStatement
  | UnknownStatement;

export type StatementKind = StatementKeyword | 'unknown';

/** A syntax error and its likely correction. */
export interface ParseError extends Span {
  readonly rule: 'syntax-error' | 'unknown-statement';
  readonly message: string;
  /** What to write in place of the span, if there is one likely correction. */
  readonly replacement?: string;
  /** A fix elsewhere, in addition to `replacement`. */
  readonly fix?: Span & { readonly text: string; readonly title: string };
  readonly related?: Span & { readonly message: string };
}

/**
 * `# allow RULE, RULE`: suppresses those diagnostics on the lines of its statement, the one on its line or the next.
 * The span covers those lines.
 */
export interface Directive extends Span {
  readonly rules: readonly Word[];
}

/**
 * The plain routes of a file as columns, in text order: each line that is `route PREFIX ACTION`, one IPv4 prefix
 * in its canonical form. Nearly every line of a large policy is one. `statementAt` returns any of them as a statement.
 */
export interface PlainRoutes {
  readonly count: number;
  /** The offset of the prefix. */
  readonly at: Uint32Array;
  readonly base: Uint32Array;
  readonly length: Uint8Array;
  /** An index into `actions`. */
  readonly action: Uint8Array;
}

export interface File {
  /** The text, in parts after an edit: what runs at a keystroke must not join it with `toString`. */
  readonly source: Characters;
  /** Where each line begins; after a final line break, an empty line does. */
  readonly starts: Uint32Array;
  /** All statements but the plain routes, in text order. */
  readonly statements: readonly Statement[];
  readonly plain: PlainRoutes;
  readonly directives: readonly Directive[];
  /** In text order. */
  readonly errors: readonly ParseError[];
}
