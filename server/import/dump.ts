import type { ScriptFacts } from '../model/script-comment';
import { parseAddress, coveringPrefix, type Address, type Family, type Prefix } from '../net/prefix';
import { withoutMark } from '../lib/byte-order-mark';
import { maskLength } from '../lib/netmask';

/** A dump of routes or a script with route commands, as read and not yet interpreted. */
export interface Dump {
  readonly format: DumpFormat;
  /** Whether it shows a whole table, and so the instance's own routes. */
  readonly isWhole: boolean;
  /** In the order of the text. */
  readonly routes: readonly DumpRoute[];
  readonly notUnderstood: readonly Note[];
  /** The facts of a compiled script; undefined for other texts. */
  readonly compiled: Compiled | undefined;
  /** The comments at the beginning of a script, without "#". */
  readonly about: readonly string[];
  /** What was assumed. */
  readonly assumptions?: readonly Note[];
  /** The number of characters at which interface names are cut off, so that longer ones may begin alike. */
  readonly namesCutAt?: number;
  /** Lines of a script whose commands set no route. */
  readonly other?: readonly number[];
  /** What kind of text it is, if nothing in it was recognised. */
  readonly unrecognised?: string;
}

/** The result of reading a table. */
export interface TableRead {
  readonly routes: readonly DumpRoute[];
  readonly notUnderstood: readonly Note[];
  readonly namesCutAt?: number;
}

/** Ids of the formats, in the order in which they are tried for a line. */
export const dumpFormats = ['shell', 'proc-net-route', 'route-n', 'ip-route', 'ip-json'] as const;
export type DumpFormat = (typeof dumpFormats)[number];

/** ip-route(8)'s types; `other` are those that no policy has. */
export type DumpType = 'unicast' | 'unreachable' | 'prohibit' | 'blackhole' | 'other';

export interface DumpRoute {
  readonly prefix: Prefix;
  readonly type: DumpType;
  /** Several for a multipath route; none for a reject route. */
  readonly hops: readonly Hop[];
  readonly metric: number;
  /** Undefined for the main table. */
  readonly table: string | undefined;
  /** ip-route(8)'s protocol, like `kernel` or `static`; undefined if the dump does not show it. */
  readonly proto: string | undefined;
  readonly comment: readonly string[];
  /** Only packets with this type of service use it. */
  readonly tos?: string;
  /** Attributes that are not part of the action and have no statement, like `mtu`. */
  readonly attributes?: readonly string[];
  /** Whether the table shows every reject type as unreachable: `route -n` and /proc/net/route. */
  readonly isAnyReject?: boolean;
  /** Whether the kernel does not use it, because its interface is down. */
  readonly isDead?: boolean;
  /** What the route was grouped by, for the name of a list: a loop, or a comment above several lines. */
  readonly group: Group | undefined;
  /** From 1. */
  readonly line: number;
}

export interface Hop {
  /** Undefined for a connected route, or if `isUnknown`. */
  readonly gateway: Address | undefined;
  readonly device: string | undefined;
  /** Whether there is a gateway, which the dump does not show, like the direct gateway in a compiled script. */
  readonly isUnknown: boolean;
}

export interface Group {
  readonly name: string;
}

export interface Compiled {
  /** The facts of its comment line; undefined for a script that 0.1.0 compiled. */
  readonly facts: ScriptFacts | undefined;
  readonly name: string | undefined;
  /** In the order in which the script tries them. */
  readonly subnets: readonly Prefix[];
  /** The VPC's own blocks that are set; empty if they cannot be distinguished from other routes. */
  readonly blocks: readonly Prefix[];
  /** The interfaces that the policy pins by name. */
  readonly pinned: { readonly vpc: string | undefined; readonly direct: string | undefined };
}

/** A message about a line: what and why, without a final period. */
export interface Note {
  /** From 1. */
  readonly line: number;
  /** The line, shortened. */
  readonly text: string;
  readonly message: string;
}

/** The variables for interfaces in a compiled script. */
export const vpcDevice = '$vpc';
export const directDevice = '$direct';

/** Whether the kernel accepts this name for an interface: dev_valid_name() of net/core/dev.c. */
export function isDeviceName(name: string): boolean {
  const bytes = name.replace(/[\u0080-\u07ff]/g, '..').replace(/[^\0-\u007f]/g, '...').length;
  return bytes > 0 && bytes < 16 && !/^\.\.?$|[/:\s]/.test(name);
}

/** A line of the input; `number` is from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** The lines of a text, without line breaks and colours (`ip -c`). */
export function linesIn(text: string): Line[] {
  return withoutMark(withoutColours(text))
    .split(/\r?\n|\r/)
    .map((line, i) => ({ number: i + 1, text: line }));
}

/** A text without colours: ECMA-48's SGR, and what grep and ls add at the end of a line. */
export function withoutColours(text: string): string {
  return text.replace(/\u001b\[[\d;]{0,20}[mK]/g, '');
}

/** A note about a line, whose text is shortened to fit a terminal's line. */
export function note({ number, text }: Line, message: string): Note {
  const trimmed = text.trim();
  return { line: number, text: trimmed.length > 80 ? `${trimmed.slice(0, 77)}…` : trimmed, message };
}

/** Whether a line is not part of a dump but a prompt with a command. */
export function isPrompt(text: string): boolean {
  return /^(?:[^|]{0,80}[$#%>]\s*)?(?:sudo\s+)?(?:\/usr)?(?:\/s?bin\/)?(?:ip|route|netstat|cat)\s[\w\s/-]*$/.test(
    text.trim().slice(0, 200),
  );
}

/** The prefix of that base and length; undefined if it has host bits. */
export function wholePrefix(address: Address, length: number): Prefix | undefined {
  const prefix = coveringPrefix(address, length);
  return prefix.base === address.value ? prefix : undefined;
}

/** A destination or a gateway as `ip route` reads it; `reason` completes "…: ". */
export type Read<Value> = { readonly value: Value } | { readonly reason: string };

/**
 * A destination as iproute2 reads it (lib/utils.c, get_prefix): `default`, or octets, which may be octal or hexadecimal
 * and of which the last may be omitted for zero, with a length or a netmask. Host bits are an error for IPv4 and
 * dropped for IPv6.
 */
export function kernelPrefix(text: string, family: Family | undefined): Read<Prefix> {
  if (text === 'default' || text === 'any' || text === 'all')
    return { value: { family: family ?? 4, base: 0n, length: 0 } };
  const slash = text.indexOf('/');
  const head = slash < 0 ? text : text.slice(0, slash);
  const address = kernelAddress(head);
  if (!address) return { reason: `invalid destination ${JSON.stringify(text)}` };
  if (family !== undefined && address.family !== family) return { reason: `${text} is not IPv${family}` };
  const most = address.family === 4 ? 32 : 128;
  const length = slash < 0 ? most : kernelLength(text.slice(slash + 1), most);
  if (length === undefined) return { reason: `${JSON.stringify(text)} has an invalid prefix length` };
  const prefix = coveringPrefix(address, length);
  if (address.family === 4 && prefix.base !== address.value)
    return { reason: `${text} has host bits set, which the kernel rejects` };
  return { value: prefix };
}

/** An address as iproute2 reads it. */
export function kernelAddress(text: string): Address | undefined {
  const whole = parseAddress(text);
  if (whole) return whole;
  const octets = text.split('.');
  if (
    octets.length > 4 ||
    !octets.every((octet) => /^(?:0x[0-9a-f]{1,2}|0[0-7]*|[1-9]\d{0,2})$/i.test(octet))
  )
    return undefined;
  const numbers = octets.map((octet) => (/^0\d/.test(octet) ? parseInt(octet, 8) : Number(octet)));
  if (numbers.some((number) => !(number <= 255))) return undefined;
  const value = [...numbers, 0, 0, 0].slice(0, 4).reduce((sum, number) => sum * 256 + number, 0);
  return { family: 4, value: BigInt(value) };
}

function kernelLength(text: string, most: number): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= most ? Number(text) : undefined;
  const mask = most === 32 ? parseAddress(text) : undefined;
  return mask && maskLength(Number(mask.value));
}
