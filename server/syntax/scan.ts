import type { PlainRoutes } from './ast';
import { actions } from './keywords';

/** Columns with room for more rows. */
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

const VIA_DIRECT = actions.indexOf('direct');
const VIA_VPC = actions.indexOf('vpc');
const FIRST_REFUSAL = actions.indexOf('unreachable');

/**
 * Reads the line at `from` when it is a plain route: `route`, one IPv4 prefix or address spelled right, an
 * action, and perhaps a comment that is no directive. It becomes a row, and where the next line begins is the
 * result. Anything else is -1, and the parser's business: on every line both understand, the two give the same route.
 */
export function scanPlainRoute(source: string, from: number, into: GrowingRoutes): number {
  let at = blankEnd(source, from);
  if (!isRoute(source, at)) return -1;
  at += 5;
  let code = source.charCodeAt(at);
  if (code !== SPACE && code !== TAB) return -1;
  do code = source.charCodeAt(++at);
  while (code === SPACE || code === TAB);
  const prefix = at;

  let base = 0;
  for (let octets = 1; ; octets++) {
    let octet = code - ZERO;
    if (!(octet >= 0 && octet <= 9)) return -1;
    for (code = source.charCodeAt(++at); code >= ZERO && code <= NINE; code = source.charCodeAt(++at)) {
      // No number begins with a zero but the zero.
      if (octet === 0) return -1;
      octet = octet * 10 + code - ZERO;
      if (octet > 255) return -1;
    }
    base = (base << 8) | octet;
    if (octets === 4) break;
    if (code !== DOT) return -1;
    code = source.charCodeAt(++at);
  }
  let length = 32;
  if (code === SLASH) {
    length = source.charCodeAt(++at) - ZERO;
    // The default route is set as its two halves: no plain row.
    if (!(length >= 1 && length <= 9)) return -1;
    code = source.charCodeAt(++at);
    if (code >= ZERO && code <= NINE) {
      length = length * 10 + code - ZERO;
      code = source.charCodeAt(++at);
    }
    if (length > 32) return -1;
    if (length < 32 && base << length !== 0) return -1;
  } else if (base === 0) return -1;

  if (code !== SPACE && code !== TAB) return -1;
  do code = source.charCodeAt(++at);
  while (code === SPACE || code === TAB);
  let action: number;
  if (code === LETTER_V) {
    if (!isVia(source, at)) return -1;
    at += 3;
    code = source.charCodeAt(at);
    if (code !== SPACE && code !== TAB) return -1;
    at = blankEnd(source, at + 1);
    if (isVpc(source, at)) {
      action = VIA_VPC;
      at += 3;
    } else if (isDirect(source, at)) {
      action = VIA_DIRECT;
      at += 6;
    } else return -1;
  } else {
    action = refusalAt(source, at);
    if (action < 0) return -1;
    at += actions[action].length;
  }

  const next = endOfRoute(source, at);
  if (next < 0) return -1;
  const row = into.count++;
  into.at[row] = prefix;
  into.base[row] = base;
  into.length[row] = length;
  into.action[row] = action;
  return next;
}

/** Where the next line begins when nothing stands on this one from `at` on but a comment that is no directive; else -1. */
function endOfRoute(source: string, from: number): number {
  // What is read behind the end of a text makes every reading slower.
  if (from === source.length) return from;
  let at = blankEnd(source, from);
  let code = source.charCodeAt(at);
  if (code === HASH) {
    if (isAt(source, 'allow', blankEnd(source, at + 1))) return -1;
    const newline = source.indexOf('\n', at);
    return newline < 0 ? source.length : newline + 1;
  }
  if (code === CR && source.charCodeAt(at + 1) === LF) code = source.charCodeAt(++at);
  if (code === LF) return at + 1;
  return at === source.length ? at : -1;
}

/** The refusal whose word stands at `at`, -1 for none. */
function refusalAt(source: string, at: number): number {
  for (let action = FIRST_REFUSAL; action < actions.length; action++)
    if (isAt(source, actions[action], at)) return action;
  return -1;
}

/** Whether a word stands at `at`. */
function isAt(source: string, word: string, at: number): boolean {
  for (let i = 0; i < word.length; i++) if (source.charCodeAt(at + i) !== word.charCodeAt(i)) return false;
  return true;
}

// The words of nearly every line are written out: a loop over their letters takes twice as long.

function isRoute(source: string, at: number): boolean {
  return (
    source.charCodeAt(at) === 114 &&
    source.charCodeAt(at + 1) === 111 &&
    source.charCodeAt(at + 2) === 117 &&
    source.charCodeAt(at + 3) === 116 &&
    source.charCodeAt(at + 4) === 101
  );
}

function isVia(source: string, at: number): boolean {
  return (
    source.charCodeAt(at) === LETTER_V &&
    source.charCodeAt(at + 1) === 105 &&
    source.charCodeAt(at + 2) === 97
  );
}

function isVpc(source: string, at: number): boolean {
  return (
    source.charCodeAt(at) === LETTER_V &&
    source.charCodeAt(at + 1) === 112 &&
    source.charCodeAt(at + 2) === 99
  );
}

function isDirect(source: string, at: number): boolean {
  return (
    source.charCodeAt(at) === 100 &&
    source.charCodeAt(at + 1) === 105 &&
    source.charCodeAt(at + 2) === 114 &&
    source.charCodeAt(at + 3) === 101 &&
    source.charCodeAt(at + 4) === 99 &&
    source.charCodeAt(at + 5) === 116
  );
}

function blankEnd(source: string, at: number): number {
  for (;;) {
    const code = source.charCodeAt(at);
    if (code !== SPACE && code !== TAB) return at;
    at++;
  }
}
