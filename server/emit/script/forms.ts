import { groupedText, groupsText, readableText, stepsText } from '../../model/script-routes';
import { base64 } from '../../lib/base64';
import { oncePer } from '../../lib/once-per';
import { gzipped } from '../bytes';
import type { Plan, PlannedRoute } from '../plan';
import { inDoubleQuotes } from '../text';

/**
 * How the script represents its routes: one line per route, with comments; a list of prefixes for each action; that
 * list, packed with the rest of the script; the list as steps from prefix to prefix, packed. Each holds more than the
 * one before, and is less readable.
 */
export type ScriptForm = 'readable' | 'list' | 'packed' | 'steps';
export const forms: readonly ScriptForm[] = ['readable', 'list', 'packed', 'steps'];

/** Whether the routes are packed, together with the rest of the script. */
export function isPacked(form: ScriptForm): boolean {
  return form === 'packed' || form === 'steps';
}

/** The assignments of `total` and `list`. If `isGrouped`, readable routes have their action once. */
export function routesValues(plan: Plan, form: ScriptForm, isGrouped = false): string[] {
  const { routes } = plan;
  const total = `total=${routes.length}`;
  if (form === 'readable' && isGrouped)
    return [
      total,
      '# The routes, reject routes first. A word is the action of the prefixes after it.',
      ...assigned('list', inDoubleQuotes(groupedText(byAction(plan))).split('\n')),
    ];
  if (form === 'readable')
    return [
      total,
      "# The routes in the policy's words, in the order they are set: reject routes first.",
      ...assigned('list', inDoubleQuotes(readableText(routes)).split('\n')),
    ];
  const sorted = groupsOf(plan);
  return [
    total,
    `# ${countsText(plan)}. A word is the action of the prefixes after it.`,
    ...assigned('list', (form === 'steps' ? stepsText(sorted) : groupsText(sorted)).split('\n')),
  ];
}

/** The number of routes of each action. */
export function countsText(plan: Plan): string {
  const counts = groupsOf(plan).map((group) => `${group.length} ${group[0].action}`);
  return `${plan.routes.length} routes: ${counts.join(', ')}`;
}

function assigned(name: string, lines: readonly string[]): string[] {
  return [`${name}="`, ...lines.filter((line) => line !== ''), '"'];
}

/** The base64 of a text's gzip, in lines. */
export function packedLines(text: string): readonly string[] {
  const lines = packed.get(text) ?? base64(gzipped(text)).match(/.{1,480}/g) ?? [];
  packed.delete(text);
  packed.set(text, lines);
  for (const [oldest] of packed) if (packed.size > 4) packed.delete(oldest);
  return lines;
}

/** Recent results, the latest last: most keystrokes change neither routes nor the user's script. */
const packed = new Map<string, readonly string[]>();

/** The actions in the order of installation. */
const actions = ['unreachable', 'prohibit', 'blackhole', 'via vpc', 'via direct'];

/** The routes of each action, IPv4 first, less specific ones first, ascending. */
const groupsOf = oncePer((plan: Plan): readonly (readonly PlannedRoute[])[] =>
  byAction(plan).map((group) => group.sort(ascending)),
);

/** The routes of each action, in the plan's order. */
function byAction({ routes }: Plan): PlannedRoute[][] {
  return actions
    .map((action) => routes.filter((route) => route.action === action))
    .filter((group) => group.length > 0);
}

function ascending(a: PlannedRoute, b: PlannedRoute): number {
  return a.family - b.family || a.length - b.length || (a.base < b.base ? -1 : a.base > b.base ? 1 : 0);
}
