import { formatPrefix, type Family, type Prefix } from '../../net/prefix';
import { contains, hostPrefix } from '../../net/prefix';
import type { DumpRoute, Hop } from '../dump';
import { routeOf, routeWords, type Words } from '../ip-route';
import {
  isSameAction,
  isWithin,
  removeRoute,
  removeRoutes,
  setRoute,
  tableKey,
  type TableEntry,
  type Verb,
} from '../kernel';
import { kernelPrefix, type Read } from '../dump';
import { reportAssumed, type CommandCall, type ShellRun } from './state';
import { isKnown, type ExitStatus, type ShellText } from './values';

/** Sets the route in the words of `ip route add` and similar. */
export function addRoute(
  run: ShellRun,
  verb: Verb,
  words: readonly ShellText[],
  family: Family | undefined,
  invocation: CommandCall,
): ExitStatus {
  const knownArgs = knownWords(words);
  if ('reason' in knownArgs) {
    run.notes.skip(invocation.line, knownArgs.reason);
    return undecided(invocation);
  }
  const read = routeWords(knownArgs.words, family);
  if ('reason' in read) {
    run.notes.skip(invocation.line, read.reason);
    return read.reason.includes('cannot express') ? 0 : 2;
  }
  if (isInvalid(knownArgs.words, read.value)) {
    run.notes.skip(
      invocation.line,
      'no effect: the kernel sets no IPv4 route of this type or scope with a gateway or an interface',
    );
    return 2;
  }
  for (const message of knownArgs.assumptions) run.notes.assume(invocation.line, message);
  for (const message of spelling(knownArgs.words, read.value)) run.notes.assume(invocation.line, message);
  return putRoute(run, verb, read.value, invocation);
}

/**
 * In IPv4 a reject route has no next hop, and a gateway has a wider scope than the link: fib_create_info() and
 * fib_check_nh_v4_gw() of net/ipv4/fib_semantics.c. In IPv6 both are ignored.
 */
function isInvalid(words: readonly string[], { type, prefix }: Words): boolean {
  const isReject = type !== 'unicast' && type !== 'other';
  if (prefix.family === 6) return false;
  if (isReject) return words.some((word) => /^(?:via|dev|oif|nexthop)$/.test(word));
  return words.includes('via') && /\bscope (?:link|host|nowhere|25[345])\b/.test(words.join(' '));
}

/** Sets a route, and reports it if the kernel would return an error. */
export function putRoute(run: ShellRun, verb: Verb, words: Words, invocation: CommandCall): ExitStatus {
  const { line } = invocation;
  const comment = [...(run.loop?.comment ?? []), ...invocation.comment];
  const route: DumpRoute = routeOf(words, line, comment, run.loop?.group);
  const key = tableKey(route);
  const before = run.state.table.get(key) ?? [];
  const kernelError = setRoute(run.state.table, route, verb);
  if (kernelError === undefined) {
    if (run.state.table.get(key) === before) return 0;
    run.changes++;
    keepComment(run, key, route, before);
    if (before.every(({ isBase }) => isBase)) toEnd(run, key);
    reportAssumed(run);
    return verb === 'add' && isBlock(route) ? undecided(invocation) : 0;
  }
  const [winner] = before;
  const prefix = formatPrefix(route.prefix);
  if (kernelError === 'No such file or directory')
    run.notes.assume(line, `no effect: there is no route for \`${prefix}\` to change (${kernelError})`);
  else if (winner.isBase)
    run.notes.assume(
      line,
      route.prefix.length === 0
        ? `no effect: the instance has a default route (${kernelError}); where that has a metric, as on Amazon Linux 2023, this one would win`
        : `no effect: the instance has a route for \`${prefix}\` (${kernelError})`,
    );
  else if (!isSameAction(winner.route, route))
    run.notes.assume(
      line,
      `no effect: line ${winner.route.line} sets a route for \`${prefix}\` (${kernelError})`,
    );
  return winner?.assumed ? { ...winner.assumed, holds: !winner.assumed.holds } : 2;
}

/** Routes are reported in the order in which they were set. */
function toEnd(run: ShellRun, key: string): void {
  const entries = run.state.table.get(key);
  if (!entries) return;
  run.state.table.delete(key);
  run.state.table.set(key, entries);
}

/** A route without a comment keeps that of the route which it replaces. */
function keepComment(run: ShellRun, key: string, route: DumpRoute, before: readonly TableEntry[]): void {
  const [old] = before;
  if (!old || route.comment.length > 0 || old.route.comment.length === 0) return;
  const entries = run.state.table.get(key) ?? [];
  run.state.table.set(
    key,
    entries.map((entry) =>
      entry.route === route ? { ...entry, route: { ...route, comment: old.route.comment } } : entry,
    ),
  );
}

/** Whether a route may be the VPC's own block, which the notebook has before the script runs. */
function isBlock({ prefix, hops }: DumpRoute): boolean {
  const [hop] = hops;
  if (!hop?.gateway || prefix.length < 16 || (prefix.family === 4 && prefix.length > 28)) return false;
  return contains(prefix, hostPrefix(hop.gateway));
}

/** The status of a command that only a run decides. */
export function undecided({ text, line }: CommandCall): ExitStatus {
  return { text, line, holds: true };
}

interface KnownWords {
  readonly words: readonly string[];
  readonly assumptions: readonly string[];
}

/** Words of which the gateway or the interface, but not both, may be unknown. */
export function knownWords(words: readonly ShellText[]): KnownWords | { readonly reason: string } {
  const texts: string[] = [];
  const assumptions: string[] = [];
  let gateway: string | undefined;
  let device: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (isKnown(word)) {
      texts.push(word);
      continue;
    }
    const before = texts[texts.length - 1];
    if (before === 'via' || before === 'gw') {
      gateway = word.reason;
      texts.push('?');
    } else if (before === 'dev' || before === 'oif') {
      device = word.reason;
      texts.pop();
    } else if (
      /^(?:metric|preference|priority|mtu|advmss|src|proto|protocol|initcwnd|window|mss)$/.test(before ?? '')
    ) {
      assumptions.push(`\`${before ?? ''}\` is left out: ${word.reason}`);
      texts.pop();
    } else return word;
  }
  if (gateway !== undefined) {
    const at = texts.findIndex((word) => word === 'dev' || word === 'oif');
    if (at < 0) return { reason: device === undefined ? gateway : `${gateway}; ${device}` };
    assumptions.push(`${gateway}; the interface \`${texts[at + 1] ?? ''}\` decides`);
  }
  if (device !== undefined) {
    const at = texts.findIndex((word) => word === 'via' || word === 'gw');
    if (at < 0) return { reason: device };
    assumptions.push(`${device}; the gateway \`${texts[at + 1] ?? ''}\` decides`);
  }
  return { words: texts, assumptions };
}

/** The destinations that the kernel reads differently from what they look like. */
function spelling(words: readonly string[], { prefix }: Words): string[] {
  const written = words.find(
    (word, i) =>
      /^(?:0x)?[\da-f]+(?:\.[\da-fx]+)*(?:\/\S+)?$/i.test(word) &&
      /\d/.test(word) &&
      !/^(?:via|src|metric|preference|priority|mtu|advmss|table|tos|dsfield|initcwnd|window)$/.test(
        words[i - 1] ?? '',
      ),
  );
  if (written === undefined || prefix.family === 6) return [];
  const octets = (written.split('/')[0] ?? '').split('.');
  const prefixText = formatPrefix(prefix);
  if (octets.some((octet) => /^0[0-7]+$/.test(octet) && Number(octet) > 7))
    return [`\`${written}\` is \`${prefixText}\`: \`ip route\` reads a number that begins with 0 as octal`];
  if (octets.length < 4 && !written.includes('/'))
    return [`\`${written}\` is the single address \`${prefixText.replace('/32', '')}\`, not a network`];
  if (octets.some((octet) => /^0x/i.test(octet))) return [`\`${written}\` is \`${prefixText}\``];
  return [];
}

/** Removes the route in the words of `ip route del`. */
export function deleteRoute(
  run: ShellRun,
  words: readonly ShellText[],
  family: Family | undefined,
  invocation: CommandCall,
): ExitStatus {
  const { line } = invocation;
  const knownArgs = knownWords(
    words.map((word, i) => (isKnown(word) || words[i - 1] !== 'via' ? word : '?')),
  );
  if ('reason' in knownArgs) {
    run.notes.skip(line, `removes a route: ${knownArgs.reason}`);
    return undecided(invocation);
  }
  const read = routeWords(knownArgs.words, family, false);
  if ('reason' in read) {
    run.notes.skip(line, read.reason);
    return 2;
  }
  const { prefix, table, tos, proto, type, hops, metric } = read.value;
  const hasMetric = knownArgs.words.some((word) => /^(?:metric|preference|priority)$/.test(word));
  return deleteMatching(run, read.value.prefix, invocation, {
    prefix,
    table,
    tos,
    proto,
    hops,
    metric: hasMetric ? metric : undefined,
    type: knownArgs.words.includes('unicast') || type !== 'unicast' ? type : undefined,
  });
}

/** Removes a route, and reports it if it is one of the instance's own. */
export function deleteMatching(
  run: ShellRun,
  prefix: Prefix,
  invocation: CommandCall,
  removal: Parameters<typeof removeRoute>[1],
): ExitStatus {
  const { line } = invocation;
  const removed = removeRoute(run.state.table, removal);
  if (!removed) {
    run.notes.assume(
      line,
      `no effect: the script sets no such route for \`${formatPrefix(prefix)}\`; where the instance has it, a policy cannot remove it`,
    );
    return 2;
  }
  run.changes++;
  reportAssumed(run);
  recordRemoved(run, [removed], line);
  return 0;
}

function recordRemoved(run: ShellRun, entries: readonly TableEntry[], line: number): void {
  for (const { route, isBase } of entries)
    if (isBase) run.removed.set(tableKey(route), { line, prefix: route.prefix });
}

/** `ip route flush`: removes what its selectors match. */
export function flushRoutes(
  run: ShellRun,
  words: readonly ShellText[],
  family: Family | undefined,
  invocation: CommandCall,
): ExitStatus {
  const { line } = invocation;
  const texts: string[] = [];
  for (const word of words) {
    if (!isKnown(word)) {
      run.notes.skip(line, `removes routes: ${word.reason}`);
      return 0;
    }
    texts.push(word);
  }
  if (texts.length === 0) return 255;
  if (texts[0] === 'cache') return 0;
  const selector = flushSelector(texts, family);
  if ('reason' in selector) {
    run.notes.skip(line, `removes routes: ${selector.reason}`);
    return 0;
  }
  const removed = removeRoutes(run.state.table, selector.value);
  if (removed.length > 0) {
    run.changes++;
    reportAssumed(run);
  }
  recordRemoved(run, removed, line);
  if (removed.every(({ isBase }) => !isBase))
    run.notes.assume(
      line,
      'removes routes: where the instance has others that match, a policy cannot remove them',
    );
  return 0;
}

type Selector = (route: DumpRoute) => boolean;

function flushSelector(words: readonly string[], family: Family | undefined): Read<Selector> {
  let table: string | undefined;
  const tests: Selector[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const value = words[at + 1];
    if (word === 'to' && value !== undefined) continue;
    if (['root', 'match', 'exact'].includes(word) && value !== undefined) {
      const prefix = kernelPrefix(value, family);
      if ('reason' in prefix) return prefix;
      at++;
      tests.push(prefixSelector(word, prefix.value));
    } else if (word === 'table' && value !== undefined) {
      table = value === 'main' || value === '254' ? undefined : value;
      at++;
    } else if (word === 'dev' && value !== undefined) {
      tests.push(({ hops }) => hops.some(({ device }) => device === undefined || device === value));
      at++;
    } else if (word === 'via' && value !== undefined) {
      const gateway = kernelPrefix(value, family);
      if ('reason' in gateway) return gateway;
      tests.push(({ hops }) => hops.some((hop) => isAt(hop, gateway.value)));
      at++;
    } else if (/^proto/.test(word) && value !== undefined) {
      tests.push(({ proto }) => (proto ?? 'boot') === value);
      at++;
    } else if (word === 'type' && value !== undefined) {
      tests.push(({ type }) => type === value);
      at++;
    } else {
      const prefix = kernelPrefix(word, family);
      if ('reason' in prefix) return { reason: `\`${word}\` is not supported` };
      tests.push(prefixSelector('exact', prefix.value));
    }
  }
  if (table === 'all')
    return { reason: '`table all` applies to every table; a policy has only the main one' };
  const version = family ?? 4;
  const isOneFamily = tests.length === 0 || family !== undefined;
  return {
    value: (route) =>
      route.table === table &&
      (!isOneFamily || route.prefix.family === version) &&
      tests.every((test) => test(route)),
  };
}

function isAt({ gateway }: Hop, { family, base }: Prefix): boolean {
  return gateway?.family === family && gateway.value === base;
}

function prefixSelector(kind: string, prefix: Prefix): Selector {
  if (kind === 'root') return (route) => isWithin(prefix, route);
  if (kind === 'match') return (route) => contains(route.prefix, prefix);
  return (route) => isWithin(prefix, route) && route.prefix.length === prefix.length;
}
