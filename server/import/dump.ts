import type { ScriptFacts } from '../model/script-comment';
import { parseAddress, coveringPrefix, type Address, type Family, type Prefix } from '../net/prefix';
import { withoutMark } from '../lib/byte-order-mark';
import { maskLength } from '../lib/netmask';

/** What a dump of routes or a script with route commands says, before anybody asks what it means. */
export interface Dump {
  readonly format: DumpFormat;
  /** Whether it shows a whole table: then the instance's own routes are in it. */
  readonly isWhole: boolean;
  /** In the order they stand. */
  readonly routes: readonly DumpRoute[];
  readonly notUnderstood: readonly Note[];
  /** What a policy's own script says of the policy it was compiled from; undefined for anything else. */
  readonly compiled: Compiled | undefined;
  /** The lines a script begins with, as comments without "#". */
  readonly about: readonly string[];
  /** What was taken for granted. */
  readonly assumptions?: readonly Note[];
  /** An interface's name of so many characters may be the beginning of a longer one. */
  readonly namesCutAt?: number;
  /** Lines of a script whose commands set no route. */
  readonly other?: readonly number[];
  /** What the text is instead, where nothing in it was recognised. */
  readonly unrecognised?: string;
}

/** What a reader of a table finds. */
export interface TableRead {
  readonly routes: readonly DumpRoute[];
  readonly notUnderstood: readonly Note[];
  readonly namesCutAt?: number;
}

/** Ids of the formats, in the order in which a line is tried. */
export const dumpFormats = ['shell', 'proc-net-route', 'route-n', 'ip-route', 'ip-json'] as const;
export type DumpFormat = (typeof dumpFormats)[number];

/** ip-route(8)'s types; `other`: those no policy has. */
export type DumpType = 'unicast' | 'unreachable' | 'prohibit' | 'blackhole' | 'other';

export interface DumpRoute {
  readonly prefix: Prefix;
  readonly type: DumpType;
  /** Where it leads, more than one for a multipath route; none for a refusal. */
  readonly hops: readonly Hop[];
  readonly metric: number;
  /** Undefined for the main table. */
  readonly table: string | undefined;
  /** Who set it, as `kernel` or `static`; undefined where the dump does not tell. */
  readonly proto: string | undefined;
  readonly comment: readonly string[];
  /** Only packets of this type of service take it. */
  readonly tos?: string;
  /** What it has beside where it leads, without a statement in the language, as `mtu`. */
  readonly attributes?: readonly string[];
  /** Whether the table shows every type that rejects as unreachable: `route -n` and /proc/net/route. */
  readonly isAnyReject?: boolean;
  /** Whether the kernel does not use it: its interface is down. */
  readonly isDead?: boolean;
  /** What it belongs to, for names of lists: the words of one loop, the lines under one comment. */
  readonly group: Group | undefined;
  /** From 1. */
  readonly line: number;
}

export interface Hop {
  /** Undefined for a connected route, or where `isUnknown`. */
  readonly gateway: Address | undefined;
  readonly device: string | undefined;
  /** Whether there is a gateway that the dump does not tell: this project's own texts for the direct one. */
  readonly isUnknown: boolean;
}

export interface Group {
  readonly name: string;
}

export interface Compiled {
  /** What its comment line says, all that the routes do not show; undefined for one that 0.1.0 compiled. */
  readonly facts: ScriptFacts | undefined;
  readonly name: string | undefined;
  /** In the order the script tries them. */
  readonly subnets: readonly Prefix[];
  /** The VPC's own blocks that are set; none where it does not tell them from other routes. */
  readonly blocks: readonly Prefix[];
  /** Interfaces that the policy pins by name. */
  readonly pinned: { readonly vpc: string | undefined; readonly direct: string | undefined };
}

/** Something to tell about a line; `message` says what and why, without a final period. */
export interface Note {
  /** From 1. */
  readonly line: number;
  /** The line, cut where it is long. */
  readonly text: string;
  readonly message: string;
}

/** Devices that a compiled script knows by a variable. */
export const vpcDevice = '$vpc';
export const directDevice = '$direct';

/** Whether the kernel may have an interface of this name: dev_valid_name() of net/core/dev.c. */
export function isDeviceName(name: string): boolean {
  const bytes = name.replace(/[\u0080-\u07ff]/g, '..').replace(/[^\0-\u007f]/g, '...').length;
  return bytes > 0 && bytes < 16 && !/^\.\.?$|[/:\s]/.test(name);
}

/** A line of the input; `number` from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** The lines of a text, without their breaks and what only paints them, as `ip -c` does. */
export function linesIn(text: string): Line[] {
  return withoutMark(withoutColours(text))
    .split(/\r?\n|\r/)
    .map((line, i) => ({ number: i + 1, text: line }));
}

/** A text without the escapes that colour it: ECMA-48, SGR, and what grep and ls end a line with. */
export function withoutColours(text: string): string {
  return text.replace(/\u001b\[[\d;]{0,20}[mK]/g, '');
}

/** A note about a line: the text is cut to what a terminal's line shows. */
export function note({ number, text }: Line, message: string): Note {
  const trimmed = text.trim();
  return { line: number, text: trimmed.length > 80 ? `${trimmed.slice(0, 77)}…` : trimmed, message };
}

/** Whether a line is no part of a dump, but of the terminal it was copied from: a prompt with the command. */
export function isPrompt(text: string): boolean {
  return /^(?:[^|]{0,80}[$#%>]\s*)?(?:sudo\s+)?(?:\/usr)?(?:\/s?bin\/)?(?:ip|route|netstat|cat)\s[\w\s/-]*$/.test(
    text.trim().slice(0, 200),
  );
}

/** The prefix of that base and length; undefined when address bits are set after the length. */
export function wholePrefix(address: Address, length: number): Prefix | undefined {
  const prefix = coveringPrefix(address, length);
  return prefix.base === address.value ? prefix : undefined;
}

/** What `ip route` takes a destination or a gateway for; `reason` completes "…: ". */
export type Read<Value> = { readonly value: Value } | { readonly reason: string };

/**
 * A destination as iproute2 reads it (lib/utils.c, get_prefix): `default`, octets of which the last may be left
 * out and are zero, and which may be octal or hexadecimal, a length or a netmask. Host bits are refused for IPv4
 * and dropped for IPv6.
 */
export function kernelPrefix(text: string, family: Family | undefined): Read<Prefix> {
  if (text === 'default' || text === 'any' || text === 'all')
    return { value: { family: family ?? 4, base: 0n, length: 0 } };
  const slash = text.indexOf('/');
  const head = slash < 0 ? text : text.slice(0, slash);
  const address = kernelAddress(head);
  if (!address) return { reason: `${JSON.stringify(text)} is not a destination` };
  if (family !== undefined && address.family !== family) return { reason: `${text} is not IPv${family}` };
  const most = address.family === 4 ? 32 : 128;
  const length = slash < 0 ? most : kernelLength(text.slice(slash + 1), most);
  if (length === undefined) return { reason: `${JSON.stringify(text)} has an invalid prefix length` };
  const prefix = coveringPrefix(address, length);
  if (address.family === 4 && prefix.base !== address.value)
    return { reason: `${text} has address bits set after its first ${length}, which the kernel rejects` };
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
