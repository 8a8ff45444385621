import type { Family } from '../net/prefix';
import { base64, gzipped, utf8 } from './bytes';
import type { Plan, PlannedRoute } from './plan';
import { commentLines } from './text';

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
export function packedLines(text: string): string[] {
  return base64(gzipped(text)).match(/.{1,120}/g) ?? [];
}

/** As many characters as `packedLines` gives at the most: what cannot be shortened is stored, in blocks with a header. */
export function unpackedLines(text: string): string[] {
  const { length } = utf8(text);
  return ['A'.repeat(Math.ceil(((length * 1.01 + 64) * 4 * 121) / (3 * 120)))];
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
  /** Ascending, an enclosing prefix first, IPv4 first. */
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
  return names
    .map((name) => ({ name, routes: routes.filter((route) => nameOf(route) === name).sort(ascending) }))
    .filter((group) => group.routes.length > 0);
}

function ascending(a: PlannedRoute, b: PlannedRoute): number {
  return a.family - b.family || (a.base < b.base ? -1 : a.base > b.base ? 1 : a.length - b.length);
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
    '  local word start end',
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

/** A length as one letter, none of them a digit of a step: A is /1, Z is /26, w is /27, _ is /32. */
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZwxyz@_';

/**
 * IPv4 prefixes as steps: how many blocks of the next prefix's length are left out between the end of the one
 * before, rounded up to such a block, and the next, in base 32; then its length's letter. Nested prefixes step back.
 *
 *     10.0.0.0/16   10.2.0.0/16   10.2.0.0/24        +2g0P1P-80X
 */
function stepsText(groups: readonly Group[]): string {
  return groups
    .map(({ name, routes }) => {
      const four = routes.filter(({ family }) => family === 4);
      const six = routes.filter(({ family }) => family === 6).map(({ prefix }) => prefix);
      let at = 0;
      const steps = four.map(({ base, length }) => {
        const block = 2 ** (32 - length);
        const step = Number(base) / block - Math.ceil(at / block);
        at = Number(base) + block;
        return `${step.toString(32)}${letters[length - 1]}`;
      });
      return `${[name, ...(four.length > 0 ? [`+${steps.join('')}`] : []), ...six].join('\n')}\n`;
    })
    .join('');
}

const unfoldFunction = [
  '# A step: how many blocks to leave out, in base 32, and the length of the next: A is /1, _ is /32.',
  'unfold() {',
  `  local line steps lengths i step shorter block at letters=${letters}`,
  '  while read -r line; do',
  '    [[ $line = +* ]] || { echo "$line"; continue; }',
  '    IFS=$letters read -ra steps <<< "${line#+}"',
  '    lengths=${line//[-+0123456789abcdefghijklmnopqrstuv]} at=0',
  '    for ((i = 0; i < ${#steps[@]}; i++)); do',
  '      step=32#${steps[i]} shorter=${letters%%"${lengths:i:1}"*}',
  '      block=$((1 << 31 - ${#shorter})) line=/$((${#shorter} + 1))',
  '      at=$(((at + block - 1) / block * block + ${step/32#-/-32#} * block))',
  '      echo "$((at >> 24)).$((at >> 16 & 255)).$((at >> 8 & 255)).$((at & 255))${line#/32}"',
  '      at=$((at + block))',
  '    done',
  '  done',
  '}',
];
