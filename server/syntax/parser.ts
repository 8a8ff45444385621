import type {
  Action,
  Directive,
  ExpectStatement,
  File,
  InterfaceStatement,
  Entry,
  ListSource,
  ListStatement,
  NetworkStatement,
  ParseError,
  RouteStatement,
  Span,
  Statement,
  Word,
} from './ast';
import { actionThrough, isNextHopId, meantStatement } from './commands';
import { rejects, viaInterfaces } from './keywords';
import {
  reportExpected,
  expectString,
  expectWord,
  peek,
  reportError,
  quotedSource,
  take,
  takeWord,
  word,
  type LineCursor,
} from './cursor';
import {
  editedColumns,
  editedRoutes,
  restWithRoom,
  reuseHead,
  reuseRoutes,
  type Before,
} from './reused-routes';
import type { Characters } from './edited-source';
import { isSignificant, lineTokens, type Token } from './lexer';
import { addStart, addStarts, firstStart, lineEnd, lineStart, nextLine } from './lines';
import { didYouMean, nearest } from '../lib/nearest';
import { noGroups, protocolClause } from './protocol-clause';
import { alternatives } from '../lib/word-list';
import { quote } from '../lib/quote';
import { scanPlainRoute, plainColumns, trimmedColumns } from './scan';
import { statementKeywords, statementNamed, type KnownStatement } from './statements';
import { windowOf } from './source-window';
import { textStart } from '../lib/byte-order-mark';
import { lowest } from '../lib/binary-search';

/**
 * Parses a text. Never fails: what cannot be understood is in `errors`, and the rest is a tree. With `before`, the
 * lines before the edit and the plain routes after it are reused.
 */
export function parse(source: Characters, before?: Before): File {
  const plain = plainColumns(before ? 0 : source.length);
  const edited = before && editedRoutes(before);
  const lines = firstStart(source, before?.file.starts);
  const head = edited && reuseHead(edited, lines);
  const statements: Statement[] = head?.statements ?? [];
  const errors: ParseError[] = head?.errors ?? [];
  const directives: Directive[] = head?.directives ?? [];
  const window = windowOf(source, before !== undefined);
  // A directive on a comment line applies to the next line that is not a comment.
  let waiting: Word[] = [];
  // A byte order mark stays in the source, and is skipped.
  for (let from = Math.max(head?.end ?? 0, textStart(source)); from < source.length;) {
    if (edited && waiting.length === 0) {
      const after = reuseRoutes(edited, from, lines);
      if (after > from) {
        from = after;
        continue;
      }
    }
    let allowed = waiting;
    let next = scanPlainRoute(window, from, edited ? restWithRoom(edited, 1) : plain);
    if (next < 0) {
      const line = parseLine(source, from);
      next = line.next;
      addStarts(source, from, next, lines);
      if (line.statement) statements.push(line.statement);
      for (const each of line.errors) errors.push(each);
      if (line.commentOnly) {
        for (const word of line.allowed) waiting.push(word);
        from = next;
        continue;
      }
      if (line.allowed.length > 0) allowed = [...waiting, ...line.allowed];
    } else if (next < source.length || source.slice(source.length - 1) === '\n') addStart(next, lines);
    if (allowed.length > 0) directives.push({ from, to: next, rules: allowed });
    if (waiting.length > 0) waiting = [];
    from = next;
  }
  const starts = lines.starts.subarray(0, lines.count);
  return {
    source,
    starts,
    statements,
    plain: edited ? editedColumns(edited) : trimmedColumns(plain),
    directives,
    errors,
  };
}

/** The statement on the line of this offset, plain routes included; undefined if there is none. */
export function statementAt(file: File, offset: number): Statement | undefined {
  const { source, statements } = file;
  if (offset > source.length) return undefined;
  const before = statements[lowest(statements.length, (i) => statements[i].from > offset) - 1];
  if (before && offset <= before.to) return before;
  const start = lineStart(source, offset);
  // Its end may be a hundred thousand lines above: the text between them is not read.
  if (before && start <= before.to) return before;
  return parseLine(source, Math.max(start, textStart(source))).statement;
}

/** All statements in text order, plain routes included. Linear in the text, so not for every keystroke. */
export function* allStatements(file: File): Generator<Statement> {
  let next = 0;
  for (let row = 0; row < file.plain.count; row++) {
    const at = file.plain.at[row];
    while (next < file.statements.length && file.statements[next].from < at) yield file.statements[next++];
    const statement = statementAt(file, at);
    if (statement) yield statement;
  }
  while (next < file.statements.length) yield file.statements[next++];
}

export interface ParsedLine {
  readonly statement?: Statement;
  readonly errors: readonly ParseError[];
  /** The rules of an `# allow` comment on these lines. */
  readonly allowed: readonly Word[];
  /** Whether the line has only a comment. */
  readonly commentOnly: boolean;
  /** Where the line after the statement begins. */
  readonly next: number;
}

/** Parses the line at `from`, and the lines of its block. */
export function parseLine(source: Characters, from: number): ParsedLine {
  const next = nextLine(source, from);
  const line = lineTokens(source, from, next, false);
  const cursor: LineCursor = {
    source,
    tokens: line.filter(isSignificant),
    at: 0,
    words: [],
    errors: [],
    next,
  };
  const comment = line.find((token) => token.kind === 'comment');
  const allowed = comment ? allowedRules(comment) : [];
  const first = cursor.tokens[0];
  if (!first) return { errors: [], allowed, commentOnly: comment !== undefined, next };
  const statement = parseStatement(cursor, first);
  return { statement, errors: cursor.errors, allowed, commentOnly: false, next: cursor.next };
}

function parseStatement(cursor: LineCursor, first: Token): Statement {
  const keyword: Word = word(first);
  const definition = first.kind === 'word' ? statementNamed(first.text) : undefined;
  const { words } = cursor;
  cursor.at = 1;
  const suggestion =
    definition && definition.keyword !== 'route'
      ? undefined
      : meantStatement(cursor.tokens.map(({ text }) => text));
  if (!definition || suggestion !== undefined) {
    const end = cursor.tokens[cursor.tokens.length - 1];
    if (suggestion === undefined) unknownStatement(cursor, first);
    else command(cursor, { from: first.from, to: end.to }, suggestion);
    return { kind: 'unknown', keyword, words, from: first.from, to: end.to, broken: true };
  }
  const parts = body(cursor, definition, keyword);
  const rest = peek(cursor);
  if (rest) unexpected(cursor, rest, parts);
  const last = cursor.tokens[cursor.tokens.length - 1];
  const to = parts.kind === 'prefix-list' && parts.block ? lastContent(cursor, last.to) : last.to;
  return { ...parts, keyword, words, from: first.from, to, broken: cursor.errors.length > 0 };
}

/** Reports what follows a complete statement on its line. */
function unexpected(cursor: LineCursor, rest: Token, parts: Parts<Statement>): void {
  const end = cursor.tokens[cursor.tokens.length - 1];
  const span = { from: rest.from, to: end.to };
  const text = quotedSource(cursor, span.from, span.to);
  const action = 'action' in parts ? parts.action : undefined;
  const second = action && (rest.text === 'via' || rejects.some((each) => each === rest.text));
  const before = cursor.tokens[cursor.at - 1];
  const fix = { from: before.to, to: span.to, text: '', title: `Remove ${text}` };
  reportError(
    cursor,
    span,
    second
      ? `unexpected second action ${text} after ${quotedSource(cursor, action.from, action.to)}`
      : `unexpected ${text} after ${after(parts)}`,
    action ? { fix } : {},
  );
}

/** A statement without the properties that all have in common. */
type Parts<S> = S extends Statement ? Omit<S, 'keyword' | 'words' | 'from' | 'to' | 'broken'> : never;

/** The part of a statement after its keyword. */
function body(cursor: LineCursor, definition: KnownStatement, keyword: Word): Parts<Statement> {
  switch (definition.production) {
    case 'word': {
      const role = 'values' in definition ? 'value' : 'name';
      const value = expectWord(cursor, keyword, valueHint(definition), role);
      return { kind: definition.keyword, ...(value && { value }) };
    }
    case 'prefixes':
      return { kind: definition.keyword, entries: prefixes(cursor, keyword, definition.keyword) };
    case 'interface':
      return interfaceParts(cursor, keyword);
    case 'network':
      return networkParts(cursor, keyword);
    case 'prefix-list':
      return listParts(cursor, keyword);
    case 'route':
      return routeParts(cursor, keyword);
    case 'expect':
      return expectParts(cursor, keyword);
    case 'path': {
      const { sample } = definition.forms[0].parameters[0];
      const path = expectString(cursor, keyword, `a path (\`"${sample}"\`)`);
      return { kind: definition.keyword, ...(path && { path }) };
    }
  }
}

function routeParts(cursor: LineCursor, keyword: Word): Parts<RouteStatement> {
  const destinations = readEntries(cursor, keyword, 'a destination', true);
  const action = destinations.length > 0 ? parseAction(cursor, 'route') : undefined;
  return { kind: 'route', destinations, ...(action && { action }) };
}

function expectParts(cursor: LineCursor, keyword: Word): Parts<ExpectStatement> {
  const destinations = readEntries(cursor, keyword, 'a destination', true);
  for (const destination of destinations)
    if (destination.kind === 'default')
      reportError(
        cursor,
        destination,
        '`expect default` can never pass: more specific routes always exist; expect a prefix or an address',
      );
  if (destinations.length === 0) return { kind: 'expect', destinations };
  const protocol = protocolClause(cursor);
  const blocked = cursor.at < cursor.tokens.length ? takeWord(cursor, 'blocked') : undefined;
  // After an invalid port the rest of the line has been skipped.
  const isSkipped = protocol && cursor.at === cursor.tokens.length && cursor.errors.length > 0;
  const action = blocked || isSkipped ? undefined : parseAction(cursor, 'expect');
  if (protocol && action && action.name !== 'vpc')
    reportError(
      cursor,
      protocol,
      `\`${protocol.name}\` needs \`via vpc\` or \`blocked\`: ${noGroups(action.name)}`,
    );
  const to = blocked ? undefined : takeWord(cursor, 'to');
  const nextHop = to && expectWord(cursor, to, 'a next hop (`transit-gateway` or `tgw-0abc`)', 'name');
  if (to && action && action.name !== 'vpc')
    reportError(cursor, to, '`to` needs `via vpc`: no other interface reaches the VPC router');
  return {
    kind: 'expect',
    destinations,
    ...(protocol && { protocol }),
    ...(blocked && { blocked }),
    ...(action && { action }),
    ...(nextHop && { nextHop }),
  };
}

/** What is expected after a keyword that takes one word: its values if they are few, else an example. */
function valueHint({ keyword, forms }: KnownStatement & { readonly production: 'word' }): string {
  const [parameter] = forms[0].parameters;
  if ('values' in parameter) return parameter.values.map((value) => `\`${value}\``).join(' or ');
  return keyword === 'policy' ? 'a name' : `a ${keyword} (\`${parameter.sample}\`)`;
}

function interfaceParts(cursor: LineCursor, keyword: Word): Parts<InterfaceStatement> {
  const device = expectWord(cursor, keyword, '`vpc` or `direct`', 'value');
  if (!device) return { kind: 'interface' };
  if (device.text !== 'vpc' && device.text !== 'direct') {
    const near = nearest(device.text, ['vpc', 'direct']);
    reportError(
      cursor,
      device,
      `unknown interface ${quote(device.text)}; expected \`vpc\` or \`direct\``,
      near,
    );
    cursor.at = cursor.tokens.length;
    return { kind: 'interface', interface: device };
  }
  const name = expectWord(cursor, device, 'an interface name (`eth2`)', 'name');
  if (!name) return { kind: 'interface', interface: device };
  // netdevice(7): IFNAMSIZ is 16 including the NUL, and the name is also a file name in /sys.
  if (name.text.length > 15 || /\/|^\.\.?$/.test(name.text))
    reportError(
      cursor,
      name,
      `invalid interface name ${quote(name.text)}; expected at most 15 characters without a slash`,
    );
  const gateway = takeWord(cursor, 'gateway');
  const address = gateway && expectWord(cursor, gateway, 'a gateway address', 'address');
  return { kind: 'interface', interface: device, name, ...(address && { gateway: address }) };
}

function listParts(cursor: LineCursor, keyword: Word): Parts<ListStatement> {
  const name = expectWord(cursor, keyword, 'a list name', 'list');
  if (!name) return { kind: 'prefix-list', entries: [], block: false };
  if (!isName(name.text))
    reportError(
      cursor,
      name,
      `invalid list name ${quote(name.text)}; expected a letter, then letters, digits, \`-\`, \`_\` or \`.\``,
    );
  const token = peek(cursor);
  if (token?.kind === 'equals') {
    cursor.at++;
    return {
      kind: 'prefix-list',
      name,
      entries: readEntries(cursor, token, 'a prefix or a list', false),
      block: false,
    };
  }
  if (token?.kind === 'open') {
    cursor.at++;
    // The caller reports anything after "{"; the lines of the block follow.
    return { kind: 'prefix-list', name, entries: blockEntries(cursor, token), block: true };
  }
  const from = takeWord(cursor, 'from');
  if (from) {
    const source = listSource(cursor, from);
    return { kind: 'prefix-list', name, entries: [], block: false, ...(source && { source }) };
  }
  reportExpected(cursor, name, '`=`, `{` or `from`');
  cursor.at = cursor.tokens.length;
  return { kind: 'prefix-list', name, entries: [], block: false };
}

function listSource(cursor: LineCursor, from: Word): ListSource | undefined {
  const path = expectString(cursor, from, 'a path (`"ip-ranges.json"`)');
  if (!path) return undefined;
  const words: Record<keyof typeof sourceHints, Word[]> = {
    service: [],
    region: [],
    list: [],
    'next-hop': [],
  };
  let end: Span = path;
  for (;;) {
    const key = sourceKeys.find((each) => peek(cursor)?.kind === 'word' && peek(cursor)?.text === each);
    if (!key) break;
    let before: Span = takeWord(cursor, key) ?? path;
    do {
      const value = expectWord(cursor, before, sourceHints[key], 'name');
      if (!value) break;
      words[key].push(value);
      end = before = value;
    } while (take(cursor, 'comma'));
  }
  const { service: services, region: regions, list: lists, 'next-hop': nextHops } = words;
  return { path, services, regions, lists, nextHops, from: path.from, to: end.to };
}

/** What is expected after each word of a list's source. */
const sourceHints = {
  service: 'a service (`S3`)',
  region: 'a region (`us-east-1`)',
  list: 'a managed prefix list (`com.amazonaws.us-east-1.s3`)',
  'next-hop': 'a next hop (`transit-gateway` or `tgw-0abc`)',
} as const;
const sourceKeys = ['service', 'region', 'list', 'next-hop'] as const;

function networkParts(cursor: LineCursor, keyword: Word): Parts<NetworkStatement> {
  const from = takeWord(cursor, 'from');
  if (!from) {
    reportExpected(cursor, keyword, '`from`');
    return { kind: 'network' };
  }
  const path = expectString(cursor, from, 'a path (`"network.json"`)');
  if (!path) return { kind: 'network' };
  for (const by of ['vpc', 'notebook'] as const) {
    const key = takeWord(cursor, by);
    if (!key) continue;
    const name = expectWord(
      cursor,
      key,
      by === 'vpc' ? "a VPC's id (`vpc-0abc`)" : "a notebook's name",
      'name',
    );
    return { kind: 'network', path, ...(name && { choice: { by, name } }) };
  }
  return { kind: 'network', path };
}

/** The entries of a block, up to its "}". A line that is clearly a statement ends an unclosed block. */
function blockEntries(cursor: LineCursor, open: Token): Entry[] {
  const entries: Entry[] = [];
  const { source } = cursor;
  let from = cursor.next;
  while (from < source.length) {
    const next = nextLine(source, from);
    const line = lineTokens(source, from, next, true).filter(isSignificant);
    if (isStatementLine(line)) break;
    const inner: LineCursor = { source, tokens: line, at: 0, words: [], errors: cursor.errors, next };
    if (line[0]?.kind === 'close') {
      inner.at = 1;
      const rest = peek(inner);
      if (rest) reportError(inner, rest, '`}` must be alone on its line');
      cursor.next = next;
      return entries;
    }
    if (line.length > 0) {
      for (;;) {
        const entry = takeEntry(inner, false);
        if (!entry) break;
        entries.push(entry);
        if (!take(inner, 'comma')) break;
      }
      const rest = peek(inner);
      if (rest)
        reportError(
          inner,
          rest,
          rest.kind === 'close'
            ? '`}` must be alone on its line'
            : `expected a comma or the end of the line, not ${quote(rest.text)}`,
        );
    }
    from = next;
    cursor.next = next;
  }
  reportError(cursor, open, 'unclosed list: expected `}` alone on a line after its last entry');
  return entries;
}

/** Two adjacent words, the first a keyword: no line of a list looks like that. */
function isStatementLine(line: readonly Token[]): boolean {
  const [first, second] = line;
  return (
    first?.kind === 'word' &&
    (second?.kind === 'word' || second?.kind === 'string') &&
    statementNamed(first.text) !== undefined
  );
}

/** The end of the block's last line that is not empty. */
function lastContent(cursor: LineCursor, atLeast: number): number {
  const { source } = cursor;
  let end = lineEnd(source, 0, cursor.next);
  const start = lineStart(source, end);
  const line = lineTokens(source, start, cursor.next, true).filter(isSignificant);
  end = line[line.length - 1]?.to ?? end;
  return Math.max(atLeast, end);
}

function readEntries(cursor: LineCursor, before: Span, what: string, allowDefault: boolean): Entry[] {
  const entries: Entry[] = [];
  let preceding = before;
  for (;;) {
    const entry = takeEntry(cursor, allowDefault);
    if (!entry) {
      // After a stray comma the rest may be correct: `route 10.0.0.0/8, via vpc`.
      if (entries.length > 0) {
        const fix = { from: preceding.from, to: preceding.to, text: '', title: 'Remove the comma' };
        reportError(cursor, preceding, `expected ${what} after the comma`, { fix });
      } else reportExpected(cursor, preceding, what);
      return entries;
    }
    entries.push(entry);
    const next = peek(cursor);
    if (next?.kind === 'word' && /^\d|^[\da-f]*:/i.test(next.text)) {
      const fix = { from: entry.to, to: entry.to, text: ',', title: 'Insert a comma' };
      reportError(cursor, next, `expected a comma before ${quote(next.text)}`, { fix });
      preceding = entry;
      continue;
    }
    const comma = take(cursor, 'comma');
    if (!comma) return entries;
    preceding = comma;
  }
}

/** Prefixes only: a list's name cannot declare the network. */
function prefixes(cursor: LineCursor, keyword: Word, kind: string): Entry[] {
  const entries = readEntries(cursor, keyword, 'a prefix', false);
  for (const entry of entries)
    if (entry.kind === 'name')
      reportError(cursor, entry, `expected a prefix, not ${quote(entry.text)}: \`${kind}\` takes no lists`);
  return entries.filter((entry) => entry.kind === 'prefix');
}

function takeEntry(cursor: LineCursor, allowDefault: boolean): Entry | undefined {
  const token = peek(cursor);
  if (token?.kind !== 'word') return undefined;
  // Where an action may follow, `via` cannot begin an entry: `route 10.0.0.0/8, via vpc`.
  if (allowDefault && token.text === 'via') return undefined;
  cursor.at++;
  const mask = peek(cursor);
  if (mask && isNetmask(token, mask)) {
    cursor.at++;
    return { from: token.from, to: mask.to, text: `${token.text} ${mask.text}`, kind: 'prefix' };
  }
  const kind = allowDefault && token.text === 'default' ? 'default' : isName(token.text) ? 'name' : 'prefix';
  return { ...word(token), kind };
}

/**
 * Whether two words are an address and its netmask or wildcard mask, as in router configurations: one invalid prefix,
 * not two destinations without a comma. No destination begins with 255 or 0, or is 192.0.0.0.
 */
function isNetmask(address: Token, mask: Token): boolean {
  return (
    mask.kind === 'word' &&
    /^\d+(?:\.\d+){3}$/.test(address.text) &&
    /^(?:(?:255|0)(?:\.\d+){3}|(?:128|192|224|240|248|252|254)\.0\.0\.0)$/.test(mask.text)
  );
}

function parseAction(cursor: LineCursor, kind: 'route' | 'expect'): Action | undefined {
  const first = peek(cursor);
  const allowed = interfacesOf(kind);
  if (!first) {
    const before = cursor.tokens[cursor.tokens.length - 1];
    const fix = { from: before.to, to: before.to, text: ' via vpc', title: 'Add `via vpc`' };
    const what = 'an action (`via vpc`, `via direct` or `unreachable`)';
    reportError(cursor, before, `expected ${what} after ${quote(before.text)}`, { fix });
    return undefined;
  }
  cursor.at++;
  if (first.text === 'via') {
    const interfaceName = expectWord(cursor, first, alternatives(allowed.map(quote)));
    if (!interfaceName) return undefined;
    const name = allowed.find((each) => each === interfaceName.text);
    if (name) return { from: first.from, to: interfaceName.to, name, word: interfaceName };
    unknownInterface(cursor, first, interfaceName, kind);
    return undefined;
  }
  const reject = rejects.find((each) => each === first.text);
  if (reject) return { from: first.from, to: first.to, name: reject, word: word(first) };
  cursor.at = cursor.tokens.length;
  const end = cursor.tokens[cursor.tokens.length - 1];
  const bare = allowed.find((each) => each === first.text);
  const device =
    first.text === 'dev'
      ? actionThrough(cursor.tokens[cursor.tokens.indexOf(first) + 1]?.text ?? '')
      : undefined;
  const suggestion = bare ? `via ${bare}` : (device ?? nearest(first.text, ['via', ...rejects]));
  reportError(
    cursor,
    first.to === end.to ? first : { from: first.from, to: bare || device || !suggestion ? end.to : first.to },
    `expected an action, not ${quote(first.text)}; use \`via vpc\`, \`via direct\`, \`unreachable\`, \`prohibit\` or \`blackhole\``,
    suggestion,
  );
  return undefined;
}

/** A command in place of a statement: one error for the whole line, and the statement that was meant. */
function command(cursor: LineCursor, line: Span, suggestion: string): void {
  if (suggestion !== '') {
    reportError(cursor, line, `not a statement; write \`${suggestion}\``, suggestion);
    return;
  }
  const fix = { ...line, text: '', title: 'Remove the command' };
  reportError(cursor, line, 'not a statement: a policy has only routes to add', { fix });
}

const interfacesOf = (kind: 'route' | 'expect'): readonly (typeof viaInterfaces)[number][] =>
  kind === 'expect' ? viaInterfaces : viaInterfaces.filter((name) => name !== 'docker');

/** `via` with an unknown interface: one error that includes the rest of an ip-route(8) command. */
function unknownInterface(cursor: LineCursor, via: Token, named: Word, kind: 'route' | 'expect'): void {
  const allowed = interfacesOf(kind);
  const { text } = named;
  if (text === 'docker') {
    reportError(
      cursor,
      named,
      '`via docker` is only for `expect`: Docker sets the routes of its bridges itself',
    );
    return;
  }
  const isAddress = /^[\d.]+$|:/.test(text);
  const device = isAddress && peek(cursor)?.text === 'dev' ? cursor.tokens[cursor.at + 1]?.text : text;
  const near = nearest(text, allowed);
  const hop = isNextHopId(text);
  const byHabit = isAddress || /^(?:eth|en[sp])\d/.test(text) ? actionThrough(device ?? '') : undefined;
  const action = hop
    ? kind === 'expect'
      ? `via vpc to ${text}`
      : 'via vpc'
    : (byHabit ?? (near && `via ${near}`));
  const end = isAddress ? cursor.tokens[cursor.tokens.length - 1] : named;
  if (isAddress) cursor.at = cursor.tokens.length;
  const span = { from: named.from, to: end.to };
  reportError(
    cursor,
    span,
    isAddress
      ? '`via` takes `vpc` or `direct`; the gateway comes from `subnet`'
      : hop
        ? `${quote(text)} is a next hop of the VPC router; use \`via vpc\`, and test it with \`expect … via vpc to ${text}\``
        : `unknown interface ${quote(text)}; expected ${alternatives(allowed.map(quote))}`,
    action && { fix: { from: via.from, to: span.to, text: action, title: `Change to \`${action}\`` } },
  );
}

function unknownStatement(cursor: LineCursor, first: Token): void {
  const suggestion = first.kind === 'word' ? nearest(first.text.toLowerCase(), statementKeywords) : undefined;
  const end = cursor.tokens[cursor.tokens.length - 1];
  const close = first.kind === 'word' && first.text === '}';
  if (/^(?:sudo|ip|\/\S*\/ip)$/.test(first.text)) {
    reportError(
      cursor,
      { from: first.from, to: end.to },
      'not a statement; `nbroute import` converts commands to a policy',
    );
    return;
  }
  cursor.errors.push({
    rule: 'unknown-statement',
    from: first.from,
    to: suggestion || first.kind === 'word' ? first.to : end.to,
    message: close
      ? 'unexpected `}`: no list is open'
      : `unknown statement ${quote(first.text)}${didYouMean(suggestion && quote(suggestion))}`,
    ...(suggestion && { replacement: suggestion }),
  });
}

/** The last part of a statement, for "unexpected … after". */
function after(parts: Parts<Statement>): string {
  return ('action' in parts && parts.action) || ('blocked' in parts && parts.blocked)
    ? 'the action'
    : `the ${parts.kind} statement`;
}

/** Whether a word can name a list. */
export function isName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9._-]*$/.test(text);
}

/** `# allow RULE, RULE`: a directive only if everything after `allow` is a hyphenated id. */
function allowedRules(comment: Token): Word[] {
  const match = /^#\s*allow\s+/.exec(comment.text);
  if (!match) return [];
  const ids: Word[] = [];
  for (const part of comment.text.slice(match[0].length).matchAll(/[^\s,]+/g)) {
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)+$/.test(part[0])) return [];
    const from = comment.from + match[0].length + part.index;
    ids.push({ from, to: from + part[0].length, text: part[0] });
  }
  return ids;
}
