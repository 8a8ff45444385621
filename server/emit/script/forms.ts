import type { Model } from '../../model/model';
import type { Family } from '../../net/prefix';
import { base64, gzipped } from '../bytes';
import type { Plan, PlannedRoute } from '../plan';
import { commentLines } from '../text';

/**
 * How the script holds its routes: written out with their comments; a list of prefixes a way; that list packed; the
 * list as steps from prefix to prefix, packed. Each holds more than the one before, and reads less well.
 */
export type Form = 'readable' | 'list' | 'packed' | 'steps';
export const forms: readonly Form[] = ['readable', 'list', 'packed', 'steps'];

/** The function `routes`, and what it needs: it prints what `ip -batch` reads. */
export function routesFunction(plan: Plan, form: Form, pack = packedLines): string[] {
  if (form === 'readable') return readable(plan);
  const list = groupsOf(plan);
  const text = form === 'steps' ? stepsText(list) : listText(list);
  return [
    ...about(plan, list, form),
    ...eachFunction(plan, list),
    ...(form === 'steps' ? unfoldFunction : []),
    'routes() {',
    ...(form === 'list'
      ? ['  each << END', ...text.trimEnd().split('\n')]
      : [`  base64 -d << END | gzip -cd | ${form === 'steps' ? 'unfold | ' : ''}each`, ...pack(text)]),
    'END',
    '}',
  ];
}

/** How a text becomes lines of base64. */
export type Pack = typeof packedLines;

/** Lines of base64 of a text's gzip. */
export function packedLines(text: string): readonly string[] {
  const lines = packed.get(text) ?? base64(gzipped(text)).match(/.{1,480}/g) ?? [];
  packed.delete(text);
  packed.set(text, lines);
  for (const [oldest] of packed) if (packed.size > 4) packed.delete(oldest);
  return lines;
}

/** What was packed last, the latest behind: most keystrokes change no route, hardly one the user's script. */
const packed = new Map<string, readonly string[]>();

/** The most characters that so many bytes take packed: what cannot be shortened is stored, in blocks with a header. */
export function mostPacked(bytes: number): number {
  return Math.ceil(((bytes * 1.01 + 64) * 4 * 121) / (3 * 120));
}

/** The shell's variables for what the start finds out of the VPC. */
export function variables(family: Family): { readonly vpc: string; readonly router: string } {
  return family === 4 ? { vpc: 'vpc', router: 'router' } : { vpc: 'vpc6', router: 'router6' };
}

/** Whether the routers of a family are found out at the start: of several subnets, or learnt. */
export function isRouterFound(plan: Plan, family: Family): boolean {
  const places = plan.vpc?.places[family] ?? [];
  return places.length > 1 || places.some(({ learnt }) => learnt);
}

function readable(plan: Plan): string[] {
  // In an unquoted heredoc these three are the shell's.
  const escaped = (line: string) => line.replace(/[\\$`]/g, '\\$&');
  return [
    "# What is set, in ip-route(8)'s words: refusals first.",
    'routes() {',
    '  cat << END',
    ...plan.routes.flatMap((route) => {
      const { start, end } = around(plan, nameOf(route));
      return [...commentLines(route.comment).map(escaped), `route replace ${start}${route.prefix}${end}`];
    }),
    'END',
    '}',
  ];
}

/** The ways of a batch, in the order they are set. */
const names = ['unreachable', 'prohibit', 'blackhole', 'vpc', 'vpc6', 'direct'] as const;
type Name = (typeof names)[number];

interface Group {
  readonly name: Name;
  /** IPv4 first, shorter prefixes first, ascending. */
  readonly routes: readonly PlannedRoute[];
}

function nameOf({ type, next, family }: PlannedRoute): Name {
  if (next === 'direct') return next;
  if (next === 'vpc') return family === 4 ? 'vpc' : 'vpc6';
  return type === 'unicast' ? 'unreachable' : type;
}

/** What stands before and behind a prefix in a route, as ip-route(8) prints it, with the shell's variables. */
function around(plan: Plan, name: Name): { readonly start: string; readonly end: string } {
  if (name === 'direct') return { start: '', end: ' via $gateway dev $direct proto static onlink' };
  if (name !== 'vpc' && name !== 'vpc6') return { start: `${name} `, end: ' proto static' };
  const family = name === 'vpc' ? 4 : 6;
  const { vpc, router } = variables(family);
  const hop = isRouterFound(plan, family) ? `$${router}` : (plan.vpc?.places[family][0]?.router ?? '');
  return { start: '', end: ` via ${hop} dev $${vpc} proto static` };
}

function groupsOf({ routes }: Plan): Group[] {
  const groups = names.map((name) => ({ name, routes: [] as PlannedRoute[] }));
  for (const route of routes) groups[names.indexOf(nameOf(route))].routes.push(route);
  return groups
    .filter((group) => group.routes.length > 0)
    .map((group) => ({ ...group, routes: group.routes.sort(ascending) }));
}

function ascending(a: PlannedRoute, b: PlannedRoute): number {
  return a.family - b.family || a.length - b.length || (a.base < b.base ? -1 : a.base > b.base ? 1 : 0);
}

function about({ routes }: Plan, groups: readonly Group[], form: Form): string[] {
  const counts = groups.map(
    (group) =>
      `${group.routes.length} ${group.routes[0].next ? `via ${group.name.replace('6', ' (IPv6)')}` : group.name}`,
  );
  return [
    `# ${routes.length} routes, too many to write out: ${counts.join(', ')}.`,
    ...(form === 'list'
      ? []
      : ["# To read them:  (sed -n '/^each()/,/^say()/p' THIS-FILE; echo routes) | bash"]),
    '# A word is the way of the prefixes behind it.',
  ];
}

function eachFunction(plan: Plan, groups: readonly Group[]): string[] {
  return [
    'each() {',
    '  while read -r word; do',
    '    case $word in',
    ...groups.map(({ name }) => {
      const { start, end } = around(plan, name);
      return `      ${name}) start='${start}' end="${end}" ;;`;
    }),
    '      *) echo "route replace $start$word$end" ;;',
    '    esac',
    '  done',
    '}',
  ];
}

function listText(groups: readonly Group[]): string {
  return groups
    .map(({ name, routes }) => `${[name, ...routes.map(({ prefix }) => prefix)].join('\n')}\n`)
    .join('');
}

/** The digits of a step, five bits each, and 32 more in its last one. bash reads them as those of base 64. */
const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';

/**
 * IPv4 prefixes as steps, those of a length together: how many prefixes of that length are left out before the next.
 *
 *     10.0.0.0/24   10.0.1.0/24   10.0.5.0/24        /24 k00wwz
 */
function stepsText(groups: readonly Group[]): string {
  return groups
    .map(({ name, routes }) => {
      let text: string = name;
      let length = 0;
      let next = 0;
      for (const route of routes) {
        if (route.family === 6) {
          text += `\n${route.prefix}`;
          continue;
        }
        if (route.length !== length) text += `\n/${route.length} `;
        const place = Number(route.base) / 2 ** (32 - route.length);
        text += stepDigits(route.length === length ? place - next : place);
        length = route.length;
        next = place + 1;
      }
      return `${text}\n`;
    })
    .join('');
}

function stepDigits(step: number): string {
  const before = step < 32 ? '' : Math.floor(step / 32).toString(32);
  return `${before}${digits[32 + (step % 32)]}`;
}

/** How many characters the rows of tables take as steps at the most, the system's among them. */
export function stepsLength({ 4: four, 6: six }: Model['tables']): number {
  // By way and length, as they are written.
  const nexts: number[] = [];
  let characters = six.count * 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128\n'.length;
  for (let row = 0; row < four.count; row++) {
    const length = four.length[row];
    const group = four.way[row] * 33 + length;
    const place = four.from[row] / 2 ** (32 - length);
    const next = nexts[group];
    if (next === undefined) characters += '\n/32 '.length;
    // A row that repeats another takes no step.
    characters += stepDigits(Math.max(0, place - (next ?? 0))).length;
    nexts[group] = place + 1;
  }
  return characters;
}

const unfoldFunction = [
  '# Steps between the prefixes of a length: 5 bits a digit, 32 more in the last.',
  'unfold() {',
  '  while read -r word steps; do',
  '    [[ $word = /* ]] || { echo "$word"; continue; }',
  '    at=0 step=0',
  '    while read -r -n 1 digit && [ -n "$digit" ]; do',
  '      step=$((step * 32 + (64#$digit & 31)))',
  '      ((64#$digit < 32)) && continue',
  '      at=$((at + step)) step=$((at << 32 - ${word#/}))',
  '      echo "$((step >> 24)).$((step >> 16 & 255)).$((step >> 8 & 255)).$((step & 255))${word#/32}"',
  '      at=$((at + 1)) step=0',
  '    done <<< "$steps"',
  '  done',
  '}',
];
