import { formatPrefix, hostPrefix, type Address, type Prefix } from '../../net/prefix';
import { kernelAddress, kernelPrefix, wholePrefix, type Hop, type Read } from '../dump';
import type { Words } from '../ip-route';
import { refusedUser } from './child-shell';
import { writeUnknown } from './ip';
import { knownWords, putRoute, deleteMatching, undecided } from './routes';
import type { CommandCall, ShellRun } from './state';
import { isKnown, type ExitStatus, type ShellText } from './values';
import { maskLength } from '../../lib/netmask';

/** `route …` of net-tools, by its words after `route`: route(8). */
export function routeCommand(
  run: ShellRun,
  words: readonly ShellText[],
  invocation: CommandCall,
): ExitStatus {
  const { line } = invocation;
  const unknown = words.find((word, i) => !isKnown(word) && words[i - 1] !== 'gw' && words[i - 1] !== 'dev');
  if (unknown !== undefined && !isKnown(unknown)) {
    run.notes.skip(line, unknown.reason);
    return undecided(invocation);
  }
  const knownArgs = knownWords(words);
  if ('reason' in knownArgs) {
    run.notes.skip(line, knownArgs.reason);
    return undecided(invocation);
  }
  const isSix = knownArgs.words.some(
    (word, i) => /^(?:-6|--inet6|inet6)$/.test(word) || (word === '-A' && knownArgs.words[i + 1] === 'inet6'),
  );
  const rest = knownArgs.words.filter(
    (word, i) => !/^(?:-[nveF]+|-4|-6|--inet6?|inet6?|-A)$/.test(word) && knownArgs.words[i - 1] !== '-A',
  );
  const [verb] = rest;
  if (verb !== 'add' && verb !== 'del' && verb !== 'delete') {
    writeUnknown(run, invocation);
    if (verb === 'flush') run.notes.skip(line, 'removes routes, which `route` of Linux does not do');
    else run.notes.other(line);
    return 0;
  }
  const refusal = refusedUser(run, invocation);
  if (refusal !== undefined) return refusal;
  const read = routeAddWords(rest.slice(1), isSix, verb === 'add');
  if ('reason' in read) {
    run.notes.skip(line, read.reason);
    return 4;
  }
  for (const message of knownArgs.assumptions) run.notes.assume(line, message);
  const { base, family, length } = read.value.prefix;
  if (family === 4 && length === 32 && (base & 0xffn) === 0n && !rest.includes('-host'))
    run.notes.assume(
      line,
      `the destination is the single address \`${formatPrefix(read.value.prefix)}\`: only \`-net\` makes it a network`,
    );
  if (verb === 'add') return putRoute(run, isSix ? 'add' : 'insert', read.value, invocation);
  const { prefix, hops, metric, type } = read.value;
  return deleteMatching(run, prefix, invocation, {
    prefix,
    hops,
    table: undefined,
    tos: undefined,
    proto: undefined,
    // rtentry_to_fib_config() of the kernel: without `reject` only a unicast route matches. IPv6 has no type here.
    type: isSix || type !== 'unicast' ? undefined : type,
    metric: metric === 0 ? undefined : metric,
  });
}

/** The words of `route add` after `add`, as route(8) reads them. */
function routeAddWords(words: readonly string[], six: boolean, needsHop: boolean): Read<Words> {
  let at = 0;
  let kind: string | undefined;
  if (words[at] === '-net' || words[at] === '-host') kind = words[at++];
  const target = words[at++];
  if (target === undefined) return { reason: 'missing destination' };
  let mask: string | undefined;
  let gateway: string | undefined;
  let device: string | undefined;
  let metric = 0;
  let isRejected = false;
  const attributes: string[] = [];
  for (; at < words.length; at++) {
    const word = words[at];
    const value = words[at + 1];
    if (word === 'reject') isRejected = true;
    else if (['mod', 'dyn', 'reinstate'].includes(word)) continue;
    else if (value === undefined && /^[A-Za-z][\w.@-]*$/.test(word)) device = word;
    else if (value === undefined) return { reason: `\`${word}\` is not supported` };
    else {
      at++;
      if (word === 'netmask') mask = value;
      else if (word === 'gw' || word === 'gateway') gateway = value;
      else if (word === 'dev') device = value;
      else if (word === 'metric') metric = Number(value);
      else if (['mss', 'window', 'irtt'].includes(word)) attributes.push(word);
      else return { reason: `\`${word}\` is not supported` };
    }
  }
  if (!Number.isSafeInteger(metric) || metric < 0) return { reason: 'invalid metric' };
  const destination = routeDestination(target, mask, kind, six);
  if ('reason' in destination) return destination;
  const base = {
    prefix: destination.value,
    metric,
    table: undefined,
    proto: undefined,
    ...(attributes.length > 0 && { attributes }),
  };
  if (isRejected) return { value: { ...base, type: 'unreachable', hops: [] } };
  const isUnknown = gateway === '?';
  const address = gateway === undefined || isUnknown ? undefined : kernelAddress(gateway);
  if (gateway !== undefined && !isUnknown && !address) return { reason: `invalid gateway \`${gateway}\`` };
  if (!needsHop && !address && device === undefined) return { value: { ...base, type: 'unicast', hops: [] } };
  if (!address && !isUnknown && device === undefined) return { reason: 'missing gateway or interface' };
  const hop: Hop = { gateway: address, device, isUnknown };
  return { value: { ...base, type: 'unicast', hops: [hop] } };
}

/** A destination as INET_rsetroute() of net-tools reads it: a single address unless there are `-net` and a netmask. */
function routeDestination(
  target: string,
  mask: string | undefined,
  kind: string | undefined,
  six: boolean,
): Read<Prefix> {
  if (target === 'default' || six) return kernelPrefix(target, six ? 6 : 4);
  const [head, size] = target.split('/');
  const address = inetAddress(head);
  if (!address) return { reason: `invalid destination \`${target}\`` };
  const written = mask === undefined ? target : `${target} netmask ${mask}`;
  if (size === undefined && mask === undefined)
    return kind === '-net'
      ? {
          reason: `\`${target}\` has no netmask: what \`route\` makes of it depends on the address's class`,
        }
      : { value: hostPrefix(address) };
  if (kind !== '-net')
    return { reason: `\`${written}\` is rejected: without \`-net\` it is one address, which has no netmask` };
  const ones = mask === undefined ? undefined : inetAddress(mask);
  const length = ones ? maskLength(Number(ones.value)) : Number(size);
  if (length === undefined || !/^\d{1,2}$/.test(size ?? '0') || length > 32)
    return { reason: `invalid destination \`${written}\`` };
  const prefix = wholePrefix(address, length);
  return prefix ? { value: prefix } : { reason: `\`${written}\` is rejected: host bits are set` };
}

/** An IPv4 address as inet_aton(3) reads it: `10.80` is 10.0.0.80, and a number may be octal or hexadecimal. */
function inetAddress(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[0-9a-f]{1,8}|0[0-7]*|[1-9]\d{0,9})$/i.test(part)))
    return undefined;
  const numbers = parts.map((part) => (/^0\d/.test(part) ? parseInt(part, 8) : Number(part)));
  const last = numbers.pop() ?? 0;
  if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) return undefined;
  const leading = numbers.reduce((sum, number, i) => sum + number * 256 ** (3 - i), 0);
  return { family: 4, value: BigInt(leading + last) };
}
