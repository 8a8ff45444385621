import { rejects } from './keywords';
import { maskLength } from '../lib/netmask';

/**
 * The statement that is meant by a line written by habit: an ip-route(8) or route(8) command, a row of `ip route`,
 * `route add …`. Empty for a line that a policy does not need: a deletion, a connected network. Undefined for any other
 * line, and for a command with more than a statement can express.
 */
export function meantStatement(words: readonly string[]): string | undefined {
  const line = withoutSudo(words);
  const [first, second] = line;
  if (first === undefined) return undefined;
  const program = first.slice(first.lastIndexOf('/') + 1);
  if (program === 'ip') return ofIp(line.slice(1));
  if (program === 'route' && (line !== words || first !== 'route' || isRouteCommand(second)))
    return ofRoute(line.slice(1));
  // A row begins with an address, or with a type and an address.
  if (isDestination(first) && second !== undefined && (attributes.has(second) || isReject(second)))
    return ofIpRoute(line);
  return isReject(first) && isDestination(second) ? ofIpRoute(line) : undefined;
}

/** The action of a route through an interface, by its name on notebooks. */
export function actionThrough(device: string): 'via vpc' | 'via direct' | undefined {
  if (/^(?:docker|br-|veth|lo$)/.test(device)) return undefined;
  return /^(?:eth0|ens5)$/.test(device) ? 'via direct' : 'via vpc';
}

/** Whether a word is the id of something that a route table can have as a next hop. */
export function isNextHopId(text: string): boolean {
  return /^(?:tgw|pcx|vgw|nat|igw|eigw|eni|vpce|lgw|cagw|i)-[0-9a-z]+$/.test(text);
}

function withoutSudo(words: readonly string[]): readonly string[] {
  if (words[0] !== 'sudo') return words;
  const at = words.findIndex((word, i) => i > 0 && !word.startsWith('-'));
  return at < 0 ? [] : words.slice(at);
}

/** ip-route(8)'s verbs; as there, a prefix of one or more verbs means the first of them. */
const verbs = ['add', 'append', 'prepend', 'change', 'chg', 'replace', 'delete'] as const;
const verbOf = (word = ''): (typeof verbs)[number] | undefined =>
  word === '' ? undefined : verbs.find((verb) => verb.startsWith(word));
/** ip-route(8): the attributes after a destination, each with one value unless it is a flag. */
const attributes = new Set(['via', 'dev', 'proto', 'scope', 'src', 'metric', 'table', 'mtu', 'advmss']);

function ofIp(words: readonly string[]): string | undefined {
  let at = 0;
  while (/^-(?:4|6|o|oneline|d|details)$/.test(words[at] ?? '')) at++;
  if (!/^r(?:o(?:u(?:t(?:e)?)?)?)?$/.test(words[at] ?? '')) return undefined;
  const verb = verbOf(words[at + 1]);
  if (verb === undefined) return undefined;
  return verb === 'delete' ? '' : ofIpRoute(words.slice(at + 2));
}

/** Destination and attributes as ip-route(8) takes and prints them, with the type before the destination. */
function ofIpRoute(words: readonly string[]): string | undefined {
  const [type, ...after] = isReject(words[0]) || words[0] === 'unicast' ? words : ['unicast', ...words];
  const [destination, ...rest] = after;
  if (!isDestination(destination)) return undefined;
  if (type !== 'unicast') return `route ${destination} ${type}`;
  if (isReject(rest[0])) return `route ${destination} ${rest[0]}`;
  const value = (name: string): string | undefined => {
    const at = rest.indexOf(name);
    return at < 0 ? undefined : rest[at + 1];
  };
  const [gateway, device] = [value('via'), value('dev')];
  // A policy describes the main table only.
  if (!['main', '254', undefined].includes(value('table'))) return undefined;
  if (value('proto') === 'kernel') return '';
  return written(destination, gateway, device);
}

/** route(8): `route add -net 10.0.0.0 netmask 255.0.0.0 gw 172.31.64.1`. */
function ofRoute(words: readonly string[]): string | undefined {
  const rest = words.filter((word) => !/^(?:-[46nve]+|-net|-A|inet6?|--inet6?)$/.test(word));
  const host = rest.indexOf('-host');
  if (host >= 0) rest.splice(host, 1);
  const [verb, name] = rest;
  if (verb === 'del') return '';
  if (!isAddition(verb) || !isDestination(name)) return undefined;
  const value = (...keys: string[]): string | undefined => {
    const at = rest.findIndex((word) => keys.includes(word));
    return at < 0 ? undefined : rest[at + 1];
  };
  const mask = value('netmask');
  const length = mask === undefined ? undefined : lengthOfMask(mask);
  if (mask !== undefined && length === undefined) return undefined;
  const destination = length === undefined ? name : `${name}/${length}`;
  const reject = rest.slice(2).find((word) => isReject(word) || word === 'reject');
  if (reject !== undefined) return `route ${destination} ${reject === 'reject' ? 'unreachable' : reject}`;
  const device = value('dev') ?? rest.slice(2).find((word) => /^(?:eth|ens|enp)\d/.test(word));
  return written(destination, value('gw', 'via'), device);
}

function written(destination: string, gateway?: string, device?: string): string | undefined {
  if (gateway === 'vpc' || gateway === 'direct') return `route ${destination} via ${gateway}`;
  if (gateway === undefined && device === undefined) return undefined;
  const action = actionThrough(device ?? '');
  return action && `route ${destination} ${action}`;
}

/** The prefix length of a netmask in dotted decimal. */
function lengthOfMask(mask: string): number | undefined {
  const bytes = mask.split('.').map(Number);
  if (bytes.length !== 4 || !bytes.every((byte) => byte >= 0 && byte <= 255)) return undefined;
  return maskLength(bytes.reduce((sum, byte) => sum * 256 + byte, 0));
}

const isAddition = (word = ''): boolean => /^(?:add|append|replace|change)$/.test(word);

function isRouteCommand(word = ''): boolean {
  return word === 'del' || isAddition(word) || /^-[A46]|^--inet/.test(word);
}

function isDestination(word: string | undefined): word is string {
  return word === 'default' || /^(?:\d+(?:\.\d+){1,3}|[\da-f]*:[\da-f:.]*)(?:\/\d+)?$/i.test(word ?? '');
}

function isReject(word: string | undefined): boolean {
  return rejects.some((each) => each === word);
}
