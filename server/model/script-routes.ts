import { formatIPv4, type Family } from '../net/prefix';

/*
 * How a compiled script represents its routes: as lines of text that it expands into ip(8)'s input. A line is an action
 * in the language's notation, a prefix with the preceding action, or both; `#` begins a comment. There are three forms,
 * each shorter than the one before; if space is short, the readable form is a list that keeps its comments:
 *
 *     readable   10.0.0.0/24 via vpc      list   via vpc           steps   via vpc
 *                10.0.1.0/24 via vpc             10.0.0.0/24               /24 k00wwz
 */

export interface ScriptRoute {
  /** In ip-route(8)'s notation: an address without a length is a /32 or /128. */
  readonly prefix: string;
  /** In the language's notation: `via vpc`, `unreachable`. */
  readonly action: string;
  /** Comment lines without "# ". */
  readonly comment: readonly string[];
}

/** A route that can be written in any form. */
export interface SteppedRoute extends ScriptRoute {
  readonly family: Family;
  readonly base: bigint;
  readonly length: number;
}

/** One line per route, in the given order, after its comments. */
export function readableText(routes: readonly ScriptRoute[]): string {
  return routes.flatMap((route) => [...commentLines(route), `${route.prefix} ${route.action}`]).join('\n');
}

/** Like `readableText`, but with the routes of an action together, after the action. */
export function groupedText(groups: readonly (readonly ScriptRoute[])[]): string {
  return groups
    .flatMap((routes) => [
      routes[0].action,
      ...routes.flatMap((route) => [...commentLines(route), route.prefix]),
    ])
    .join('\n');
}

function commentLines({ comment }: ScriptRoute): string[] {
  return comment.map((line) => (line === '' ? '#' : `# ${line}`));
}

/** The routes of an action together, after the action, without comments. */
export function groupsText(groups: readonly (readonly SteppedRoute[])[]): string {
  return groups
    .map((routes) => [routes[0].action, ...routes.map(({ prefix }) => prefix)].join('\n'))
    .join('\n');
}

/**
 * Like `groupsText`, with IPv4 prefixes of one length together, as steps: how many prefixes of that length to skip
 * before the next. Each group ascends by length, then by address.
 */
export function stepsText(groups: readonly (readonly SteppedRoute[])[]): string {
  return groups
    .map((routes) => {
      let text = routes[0].action;
      let length = -1;
      let next = 0;
      for (const route of routes) {
        if (route.family === 6) {
          text += `\n${route.prefix}`;
          length = -1;
          continue;
        }
        if (route.length !== length) text += `\n/${route.length} `;
        const position = Number(route.base) / 2 ** (32 - route.length);
        text += stepDigits(route.length === length ? position - next : position);
        length = route.length;
        next = position + 1;
      }
      return text;
    })
    .join('\n');
}

/** The digits of a step: five bits each, plus 32 for its last one. bash reads them as base 64. */
const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';

/** A step as digits. */
export function stepDigits(step: number): string {
  const leading = step < 32 ? '' : Math.floor(step / 32).toString(32);
  return `${leading}${digits[32 + (step % 32)]}`;
}

/** The routes of a text in any of the forms, in its order. Omits lines without a preceding action. */
export function readScriptRoutes(text: string): ScriptRoute[] {
  const routes: ScriptRoute[] = [];
  let action: string | undefined;
  let comment: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) comment.push(line.replace(/^# ?/, ''));
    else if (!/[/.:]/.test(line)) action = line === '' ? action : line;
    else {
      const [word] = line.split(' ', 1);
      const rest = line.slice(word.length + 1);
      if (!word.startsWith('/') && rest !== '') action = rest;
      for (const prefix of word.startsWith('/') ? unfoldedSteps(Number(word.slice(1)), rest) : [word]) {
        if (action !== undefined) routes.push({ prefix, action, comment });
        comment = [];
      }
    }
  }
  return routes;
}

/** The prefixes of a length that steps represent; none if the text is not valid steps for that length. */
export function unfoldedSteps(length: number, steps: string): string[] {
  const prefixes: string[] = [];
  if (!Number.isInteger(length) || length < 1 || length > 32) return prefixes;
  const block = 2 ** (32 - length);
  let step = 0;
  let next = 0;
  for (const digit of steps) {
    const value = digits.indexOf(digit);
    if (value < 0) return prefixes;
    step = step * 32 + (value & 31);
    if (value < 32) continue;
    const base = (next + step) * block;
    if (base > 0xffffffff) return prefixes;
    prefixes.push(length === 32 ? formatIPv4(base) : `${formatIPv4(base)}/${length}`);
    next += step + 1;
    step = 0;
  }
  return prefixes;
}
