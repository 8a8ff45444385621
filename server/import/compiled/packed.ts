import { gunzipSync, strFromU8 } from 'fflate/browser';
import { formatIPv4 } from '../../net/prefix';
import type { Read } from '../dump';

/** The most base64 that is unpacked: AWS takes no longer script, and gzip makes at most a thousandfold of it. */
const mostPacked = 24 * 1024;

/**
 * The routes of a compiled script that holds them as a list, packed or not, as the lines it gives to `ip -batch`.
 * `command` is the first word of what reads the list, `source` the whole script, which says what the list's words
 * stand for.
 */
export function listedRoutes(command: string, body: readonly string[], source: string): Read<string[]> {
  const ways = new Map<string, { readonly start: string; readonly end: string }>();
  for (const match of source.matchAll(/^ +(\w+)\) start='([^'\n]*)' end="([^"\n]*)" ;;$/gm))
    ways.set(match[1], { start: match[2], end: match[3] });
  const text = command === 'base64' ? unpacked(body.join('')) : body.join('\n');
  if (text === undefined) return { reason: 'the packed routes cannot be unpacked' };
  let way: { readonly start: string; readonly end: string } | undefined;
  const lines: string[] = [];
  for (const word of text.split('\n')) {
    if (word === '') continue;
    const named = ways.get(word);
    if (named) way = named;
    else if (!way) return { reason: 'the packed routes begin without an action' };
    else
      for (const prefix of word.startsWith('/') ? unfolded(word) : [word])
        lines.push(`route replace ${way.start}${prefix}${way.end}`);
  }
  return { value: lines };
}

/** A text of gzip and base64; undefined where it is none, or too long for a script. */
export function unpacked(base64: string): string | undefined {
  if (base64.length > mostPacked) return undefined;
  const bytes = bytesOf(base64);
  try {
    return bytes && strFromU8(gunzipSync(bytes));
  } catch {
    return undefined;
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, 4. */
function bytesOf(base64: string): Uint8Array | undefined {
  const digits = base64.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const digit of digits) {
    const value = alphabet.indexOf(digit);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes[at++] = (held >> (bits -= 8)) & 255;
  }
  return bytes;
}

/** The digits of a step, five bits each, and 32 more in its last one. */
const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';

/** Prefixes of a length from steps, `/24 k00wwz`: how many to leave out before the next. */
function unfolded(line: string): string[] {
  const [, length = '', steps = ''] = /^\/([12]?\d|3[0-2]) (.*)$/.exec(line) ?? [];
  const block = 2 ** (32 - Number(length));
  const found: string[] = [];
  let step = 0;
  let next = 0;
  for (const digit of steps) {
    const value = digits.indexOf(digit);
    step = step * 32 + (value & 31);
    if (value < 32) continue;
    const base = (next + step) * block;
    if (base > 0xffffffff) return found;
    found.push(length === '32' ? formatIPv4(base) : `${formatIPv4(base)}/${length}`);
    next += step + 1;
    step = 0;
  }
  return found;
}
