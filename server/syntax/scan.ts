import type { PlainRoutes } from './ast';
import { actions } from './keywords';
import { reach, sight, type SourceWindow } from './source-window';

/** Columns with capacity for more rows. */
export interface GrowingRoutes extends PlainRoutes {
  count: number;
}

const SPACE = 32;
const TAB = 9;
const LF = 10;
const CR = 13;
const HASH = 35;
const DOT = 46;
const SLASH = 47;
const ZERO = 48;
const NINE = 57;
const LETTER_V = 118;
const ALLOW = 'allow';

const VIA_DIRECT = actions.indexOf('direct');
const VIA_VPC = actions.indexOf('vpc');
const FIRST_REFUSAL = actions.indexOf('unreachable');

/**
 * Reads the line at `from` if it is a plain route: `route`, one valid IPv4 prefix or address, an action, and perhaps a
 * comment that is not a directive. Adds its row and returns where the next line begins. Returns -1 for any other line,
 * which is left to the parser; both read a plain route alike.
 */
export function scanPlainRoute(window: SourceWindow, from: number, into: GrowingRoutes): number {
  reach(window, from);
  const { bytes, from: start } = window;
  let at = blankEnd(bytes, from - start);
  if (!isRoute(bytes, at)) return -1;
  at += 5;
  let code = bytes[at];
  if (code !== SPACE && code !== TAB) return -1;
  do code = bytes[++at];
  while (code === SPACE || code === TAB);
  const prefix = start + at;

  let base = 0;
  for (let octets = 1; ; octets++) {
    let octet = code - ZERO;
    if (!(octet >= 0 && octet <= 9)) return -1;
    for (code = bytes[++at]; code >= ZERO && code <= NINE; code = bytes[++at]) {
      // No leading zeros.
      if (octet === 0) return -1;
      octet = octet * 10 + code - ZERO;
      if (octet > 255) return -1;
    }
    base = (base << 8) | octet;
    if (octets === 4) break;
    if (code !== DOT) return -1;
    code = bytes[++at];
  }
  let length = 32;
  if (code === SLASH) {
    length = bytes[++at] - ZERO;
    // The default route is installed as two halves, so it is not a plain row.
    if (!(length >= 1 && length <= 9)) return -1;
    code = bytes[++at];
    if (code >= ZERO && code <= NINE) {
      length = length * 10 + code - ZERO;
      code = bytes[++at];
    }
    if (length > 32) return -1;
    if (length < 32 && base << length !== 0) return -1;
  } else if (base === 0) return -1;

  if (code !== SPACE && code !== TAB) return -1;
  do code = bytes[++at];
  while (code === SPACE || code === TAB);
  let action: number;
  if (code === LETTER_V) {
    if (!isVia(bytes, at)) return -1;
    at += 3;
    code = bytes[at];
    if (code !== SPACE && code !== TAB) return -1;
    at = blankEnd(bytes, at + 1);
    if (isVpc(bytes, at)) {
      action = VIA_VPC;
      at += 3;
    } else if (isDirect(bytes, at)) {
      action = VIA_DIRECT;
      at += 6;
    } else return -1;
  } else {
    action = rejectActionAt(bytes, at);
    if (action < 0) return -1;
    at += actions[action].length;
  }

  const next = endOfRoute(window, at, from - start + sight);
  if (next < 0) return -1;
  const row = into.count++;
  into.at[row] = prefix;
  into.base[row] = base;
  into.length[row] = length;
  into.action[row] = action;
  return next;
}

/**
 * Where the next line begins, if there is only a comment from `at` on that is not a directive; else -1, also if that
 * cannot be decided before the `edge`.
 */
function endOfRoute({ source, bytes, from }: SourceWindow, after: number, edge: number): number {
  let at = blankEnd(bytes, after);
  let code = bytes[at];
  if (code === HASH) {
    const word = blankEnd(bytes, at + 1);
    if (word + ALLOW.length > edge || isAt(bytes, ALLOW, word)) return -1;
    const newline = source.indexOf('\n', from + at);
    return newline < 0 ? source.length : newline + 1;
  }
  if (code === CR && bytes[at + 1] === LF) code = bytes[++at];
  if (at >= edge) return -1;
  if (code === LF) return from + at + 1;
  return from + at === source.length ? source.length : -1;
}

/** The action number of the reject type at `at`, -1 for none. */
function rejectActionAt(bytes: Uint8Array, at: number): number {
  for (let action = FIRST_REFUSAL; action < actions.length; action++)
    if (isAt(bytes, actions[action], at)) return action;
  return -1;
}

/** Whether the word is at `at`. */
function isAt(bytes: Uint8Array, word: string, at: number): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  return true;
}

// Nearly every line has these words; a loop over their letters takes twice as long.

function isRoute(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 114 &&
    bytes[at + 1] === 111 &&
    bytes[at + 2] === 117 &&
    bytes[at + 3] === 116 &&
    bytes[at + 4] === 101
  );
}

function isVia(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === LETTER_V && bytes[at + 1] === 105 && bytes[at + 2] === 97;
}

function isVpc(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === LETTER_V && bytes[at + 1] === 112 && bytes[at + 2] === 99;
}

function isDirect(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 100 &&
    bytes[at + 1] === 105 &&
    bytes[at + 2] === 114 &&
    bytes[at + 3] === 101 &&
    bytes[at + 4] === 99 &&
    bytes[at + 5] === 116
  );
}

function blankEnd(bytes: Uint8Array, at: number): number {
  for (;;) {
    const code = bytes[at];
    if (code !== SPACE && code !== TAB) return at;
    at++;
  }
}

/** The shortest plain route, `route 1.1.1.1 via vpc` with its LF, has 22 characters. */
export function plainColumns(characters: number): GrowingRoutes {
  return routeColumns(Math.ceil((characters + 1) / 22));
}

export function routeColumns(most: number): GrowingRoutes {
  return {
    count: 0,
    at: new Uint32Array(most),
    base: new Uint32Array(most),
    length: new Uint8Array(most),
    action: new Uint8Array(most),
  };
}

/** The columns without their spare capacity, which was never written and takes no memory. */
export function trimmedColumns({ count, at, base, length, action }: PlainRoutes): PlainRoutes {
  return {
    count,
    at: at.subarray(0, count),
    base: base.subarray(0, count),
    length: length.subarray(0, count),
    action: action.subarray(0, count),
  };
}
