import { actions } from './keywords';

/** One plain route as `scanPlainRoute` reads it; written over by each call. */
export interface PlainRoute {
  at: number;
  base: number;
  length: number;
  action: number;
  /** Where the next line begins. */
  next: number;
}

const SPACE = 32;
const TAB = 9;
const LF = 10;
const CR = 13;
const HASH = 35;
const DOT = 46;
const SLASH = 47;
const ZERO = 48;

const VIA_DIRECT = actions.indexOf('direct');
const VIA_VPC = actions.indexOf('vpc');
const FIRST_REFUSAL = actions.indexOf('unreachable');

/**
 * Reads the line at `from` when it is a plain route: `route`, one IPv4 prefix or address spelled right, an
 * action, and perhaps a comment that is no directive. Anything else is false, and the parser's business:
 * on every line both understand, the two give the same route.
 */
export function scanPlainRoute(source: string, from: number, into: PlainRoute): boolean {
  let at = blankEnd(source, from);
  if (!isAt(source, 'route', at)) return false;
  const keywordEnd = at + 5;
  at = blankEnd(source, keywordEnd);
  if (at === keywordEnd) return false;
  into.at = at;

  let base = 0;
  for (let octets = 1; ; octets++) {
    let octet = source.charCodeAt(at) - ZERO;
    if (!(octet >= 0 && octet <= 9)) return false;
    at++;
    const leadingZero = octet === 0;
    for (
      let digit = source.charCodeAt(at) - ZERO;
      digit >= 0 && digit <= 9;
      digit = source.charCodeAt(++at) - ZERO
    ) {
      octet = octet * 10 + digit;
      if (octet > 255 || leadingZero) return false;
    }
    base = ((base << 8) | octet) >>> 0;
    if (octets === 4) break;
    if (source.charCodeAt(at++) !== DOT) return false;
  }
  let length = 32;
  if (source.charCodeAt(at) === SLASH) {
    length = source.charCodeAt(++at) - ZERO;
    if (!(length >= 0 && length <= 9)) return false;
    const digit = source.charCodeAt(++at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (length === 0) return false;
      length = length * 10 + digit;
      at++;
    }
    // The default route is set as its two halves: no plain row.
    if (length === 0 || length > 32) return false;
    if (length < 32 && (base << length) >>> 0 !== 0) return false;
  } else if (base === 0) return false;
  into.base = base;
  into.length = length;

  const prefixEnd = at;
  at = blankEnd(source, at);
  if (at === prefixEnd) return false;
  if (isAt(source, 'via', at)) {
    const viaEnd = at + 3;
    at = blankEnd(source, viaEnd);
    if (at === viaEnd) return false;
    if (isAt(source, 'vpc', at)) {
      into.action = VIA_VPC;
      at += 3;
    } else if (isAt(source, 'direct', at)) {
      into.action = VIA_DIRECT;
      at += 6;
    } else return false;
  } else {
    const action = refusalAt(source, at);
    if (action < 0) return false;
    into.action = action;
    at += actions[action].length;
  }

  at = blankEnd(source, at);
  let code = source.charCodeAt(at);
  if (code === HASH) {
    if (isAt(source, 'allow', blankEnd(source, at + 1))) return false;
    const newline = source.indexOf('\n', at);
    into.next = newline < 0 ? source.length : newline + 1;
    return true;
  }
  if (code === CR && source.charCodeAt(at + 1) === LF) code = source.charCodeAt(++at);
  if (code === LF) {
    into.next = at + 1;
    return true;
  }
  into.next = at;
  return at === source.length;
}

/** The refusal whose word stands at `at`, -1 for none. */
function refusalAt(source: string, at: number): number {
  for (let action = FIRST_REFUSAL; action < actions.length; action++)
    if (isAt(source, actions[action], at)) return action;
  return -1;
}

/** Whether a word stands at `at`: letter by letter, which for words so short costs less than a call. */
function isAt(source: string, word: string, at: number): boolean {
  for (let i = 0; i < word.length; i++) if (source.charCodeAt(at + i) !== word.charCodeAt(i)) return false;
  return true;
}

function blankEnd(source: string, at: number): number {
  for (;;) {
    const code = source.charCodeAt(at);
    if (code !== SPACE && code !== TAB) return at;
    at++;
  }
}
