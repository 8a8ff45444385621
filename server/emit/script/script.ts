import { scriptComment, startMessage } from '../../model/script-comment';
import type { Family } from '../../net/prefix';
import { sha256 } from '../../lib/sha256';
import { utf8 } from '../bytes';
import type { OnStart, SubnetRouter, Plan } from '../plan';
import { mostCode, mostPacked, scriptLimit } from '../size-bound';
import { commentLines, commentText, isPlain, quoted } from '../text';
import { countsText, forms, isPacked, packedLines, routesValues, type ScriptForm } from './forms';
import onStartTemplate from './on-start.sh';
import packedTemplate from './packed.sh';
import { filled, type ScriptLayout } from './template';
import { counted, grouped } from '../../lib/numbers';

/*
 * What on-start.sh keeps to:
 *
 * - bash 4.2 and later: see test/emit/bash.test.ts.
 * - No here-documents or here-strings: bash keeps them in files below /tmp, which may be full. The user's script is the
 *   exception, and it is complete before the first route changes.
 * - `$(exec COMMAND 2> FILE)` and `$(A && exec B)`: bash creates one process less than without exec. Processes are most
 *   of the time that a start takes.
 * - IFS is a newline and globbing is off: `for line in $text` goes through lines.
 */

/**
 * The OnStart script: bash 4.2 or later, coreutils, gzip and iproute2, LF only. In the most readable form that fits, or
 * the smallest if none does.
 */
export function script(plan: Plan): string {
  return fitting(plan).text;
}

/** The script in a given form, whether it fits or not. */
export function scriptAs(plan: Plan, shape: Shape): string {
  return hashed(written(plan, shape));
}

/** The script without the user's own. */
export function routePart(plan: Plan): string {
  return plan.onStart ? hashed(written({ ...plan, onStart: undefined }, fitting(plan))) : script(plan);
}

/**
 * The hash that names a compiled script: the first 12 digits of the SHA-256 of its text without them. Undefined for a
 * text that has no place for them.
 */
export function scriptHash(text: string): string | undefined {
  return hashLine.test(text) ? sha256(text.replace(hashLine, 'hash=')).slice(0, hashDigits) : undefined;
}

const hashDigits = 12;
/** The first such line is the script's: only comments precede it. */
const hashLine = /^hash=[0-9a-f]*$/m;

function hashed(text: string): string {
  return text.replace(hashLine, `hash=${scriptHash(text) ?? ''}`);
}

/** The size of the script, in the form that it has. */
export interface ScriptSize {
  readonly bytes: number;
  /** Characters of its base64, which AWS counts. */
  readonly base64: number;
  /** The most that AWS accepts. */
  readonly limit: { readonly bytes: number; readonly base64: number };
  readonly form: ScriptForm;
  readonly code: Shape['code'];
  /** Bytes of the policy's description of itself, and of the user's script as packed. */
  readonly about: number;
  readonly onStart: number;
}

export function sizeOfScript(plan: Plan): ScriptSize {
  const { text, form, code, packed } = fitting(plan);
  const bytes = utf8(text).length;
  const length = (lines: readonly string[]) => utf8(lines.join('\n')).length;
  return {
    bytes,
    base64: Math.ceil(bytes / 3) * 4,
    limit: { bytes: scriptLimit, base64: (scriptLimit / 3) * 4 },
    form,
    code,
    about: length(commentLines(plan.about)),
    onStart: plan.onStart
      ? length(code === 'packed' ? packedLines(plan.onStart.text) : contentLines(plan.onStart, packed))
      : 0,
  };
}

/** By how much a script is too large and how to make it smaller, in a sentence or two; undefined if it fits. */
export function tooLarge(plan: Plan): string | undefined {
  const { bytes, base64: characters, limit, form, about, onStart } = sizeOfScript(plan);
  if (bytes <= limit.bytes) return undefined;
  const how = form === 'readable' ? '' : ', packed as tightly as possible';
  const remedies = [
    ...(plan.routes.length > 200
      ? ['fewer routes (`--minimise` finds the smallest set with the same meaning)']
      : []),
    ...(onStart > 500
      ? [
          `a shorter on-start script (\`${plan.onStart?.name ?? ''}\` takes ${grouped(onStart)} bytes; it can call a longer script in /home/ec2-user/SageMaker)`,
        ]
      : []),
    ...(about > 500 ? [`a shorter comment above the policy (it takes ${grouped(about)} bytes)`] : []),
  ];
  return (
    `the script has ${grouped(bytes)} bytes with ${counted(plan.routes.length, 'route')}${how}, ${grouped(bytes - limit.bytes)} more than AWS accepts ` +
    `(${grouped(characters)} of at most ${grouped(limit.base64)} base64 characters); ` +
    `to shrink it, use ${remedies.length > 0 ? remedies.join(', or ') : 'fewer routes or comments'}`
  );
}

/** How a script is written. */
export interface Shape {
  readonly form: ScriptForm;
  /**
   * The script's own code, the same for most policies: as text, with fewer and fewer comments and blanks, or packed.
   */
  readonly code: ScriptLayout | 'packed';
  /** Whether the user's script is packed separately. */
  readonly packed: boolean;
}

interface Written extends Shape {
  readonly text: string;
}

interface Measured extends Written {
  /** With the hash that the text has no digits of yet. */
  readonly bytes: number;
}

/** Cached, since text, size and advice are all needed. */
function fitting(plan: Plan): Written {
  const fittedScript = fitted.get(plan) ?? fittingOf(plan);
  fitted.set(plan, fittedScript);
  return fittedScript;
}

const fitted = new WeakMap<Plan, Written>();

/** The fewest bytes of a route on a line, `1.0.0.0/8 via vpc`, and of one in a list: `1.0.0.0/8`. */
const shortestRoute = { readable: 18, list: 10 } as const;

/** The smallest size of a packed list relative to the same routes as steps; 0.95 is the smallest seen, of IPv6 routes. */
const listAtBest = 0.8;

/** Whether the smallest form is certainly smaller than so many bytes without compression, as nearly always. */
export function staysBelow(plan: Plan, bytes: number): boolean {
  const { onStart } = plan;
  const lengthOf = (lines: readonly string[]): number => utf8(lines.join('\n')).length;
  const assignments = lengthOf(values(plan));
  const steps = lengthOf(routesValues(plan, 'steps'));
  const own = onStart ? utf8(onStart.text).length : 0;
  const code = mostCode(plan.six || families(plan).includes(6));
  // A message of the packed code names the subnets, which the assignments have, too.
  const bound =
    lengthOf(headLines(plan)) + assignments + code + mostPacked(assignments + steps + mostPacked(own));
  return bound < bytes || tightestOf(plan).bytes < bytes;
}

/** The script with its routes as steps, made once for a plan: packing is most of the work of a script. */
function tightestOf(plan: Plan): Measured {
  const smallest =
    tightest.get(plan) ?? measured(plan, { form: 'steps', code: 'packed', packed: isUsersPacked(plan) });
  tightest.set(plan, smallest);
  return smallest;
}

const tightest = new WeakMap<Plan, Measured>();

function measured(plan: Plan, shape: Shape): Measured {
  const text = written(plan, shape);
  return { ...shape, text, bytes: utf8(text).length + hashDigits };
}

function isUsersPacked({ onStart }: Plan): boolean {
  return onStart !== undefined && !isPlain(onStart.text);
}

function fittingOf(plan: Plan): Written {
  const packed = isUsersPacked(plan);
  const readable = (['commented', 'indented', 'compact', 'packed'] as const).map((code): Shape => ({
    form: 'readable',
    code,
    packed,
  }));
  // The comments on routes are the first to be dropped: a policy that is imported from a smaller form has none, and
  // compiles to it.
  const bare = withoutComments(plan);
  const ladder: readonly (Shape & { readonly of: Plan })[] = [
    ...readable.map((shape) => ({ ...shape, of: plan })),
    ...(bare === plan ? [] : readable.map((shape) => ({ ...shape, of: bare }))),
    ...forms.slice(1).map((form) => ({ form, code: 'packed' as const, packed, of: plan })),
  ];
  let smallest: Measured | undefined;
  for (const { of, ...rung } of ladder) {
    if (cannotFit(plan, rung.form)) continue;
    const next = rung.form === 'steps' ? tightestOf(plan) : measured(of, rung);
    if (!smallest || next.bytes < smallest.bytes) smallest = next;
    if (next.bytes <= scriptLimit) break;
  }
  return smallest
    ? { ...smallest, text: hashed(smallest.text) }
    : { text: '', form: 'readable', code: 'commented', packed: false };
}

/** Whether a form is too large without having been written. */
function cannotFit(plan: Plan, form: ScriptForm): boolean {
  if (form === 'steps') return false;
  if (form === 'packed') return tightestOf(plan).bytes * listAtBest > scriptLimit;
  return plan.routes.length * shortestRoute[form] > scriptLimit;
}

/** A plan without the policy's comments on its routes; the same object if it has none. */
function withoutComments(plan: Plan): Plan {
  const hasComment = ({ block, comment }: Plan['routes'][number]): boolean => !block && comment.length > 0;
  return plan.routes.some(hasComment)
    ? { ...plan, routes: plan.routes.map((route) => (hasComment(route) ? { ...route, comment: [] } : route)) }
    : plan;
}

/** The script without its hash. */
function written(plan: Plan, { form, code, packed }: Shape): string {
  const head = ['#!/bin/bash', ...headLines(plan), needsBash, ...values(plan)];
  const routes = routesValues(plan, form, code === 'compact');
  const rest = filled(onStartTemplate, {
    slots: slots(plan, packed),
    conditions: conditions(plan, form),
    layout: code === 'packed' ? 'compact' : code,
  }).slice(1);
  return `${[...head, ...(code === 'packed' ? bootstrap(plan, form, [...routes, ...rest]) : [...routes, ...rest])].join('\n')}\n`;
}

const needsBash = `[ -n "\${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }`;

/** The packed code, after the routes as text if the form has them. */
function bootstrap(plan: Plan, form: ScriptForm, lines: readonly string[]): string[] {
  const routes = isPacked(form) ? [`# ${countsText(plan)}.`] : routesValues(plan, form);
  const inner = isPacked(form) ? lines : lines.slice(routes.length);
  const slots = { values: [...routes, 'packed="', ...packedLines(`${inner.join('\n')}\n`), '"'] };
  const continues = plan.onFailure === 'continue' && !plan.onStart;
  return filled(packedTemplate, { slots, conditions: { 'go-on': continues }, layout: 'commented' }).slice(1);
}

function headLines({ name, facts, about }: Plan): string[] {
  return [
    `# ${commentText(name)}: the routes of a SageMaker notebook instance, set at every start (OnStart).`,
    '# Compiled by nbroute from a policy: change that and compile again, not this.',
    scriptComment(facts),
    ...(about.length > 0 ? ['#', ...commentLines(about)] : []),
  ];
}

function conditions(plan: Plan, form: ScriptForm): Readonly<Record<string, boolean>> {
  const { vpc, direct, six, onFailure, onStart } = plan;
  const ipVersions = families(plan);
  return {
    stop: onFailure === 'stop',
    'on-start': onStart !== undefined,
    steps: form === 'steps',
    find: vpc !== undefined || direct !== undefined,
    vpc: vpc !== undefined,
    four: ipVersions.includes(4),
    six: ipVersions.includes(6),
    pinned: vpc?.pinned !== undefined,
    learnt: isLearnt(plan),
    direct: direct !== undefined,
    'pinned-direct': direct?.pinned !== undefined,
    'any-six': six,
    restore: plan.facts.onLoss === 'restore',
    blocks: plan.routes.some(({ block }) => block),
  };
}

function slots(plan: Plan, packed: boolean): Readonly<Record<string, readonly string[]>> {
  const { onStart, six, vpc, direct } = plan;
  return {
    values: [],
    user: onStart ? userLines(onStart, packed) : [],
    needed: [`for tool in ${needed(plan, packed).join(' ')}; do`],
    found: [`  ${foundConditions(plan).join(' && ')}`],
    start: [`say "${startMessage('$hash')}"`],
    'no-routes': [
      six
        ? 'for route in $(ip -4 -o route show table local && ip -6 -o route show table local) 0.0.0.0 224.0.0.0/4 255.255.255.255 :: fe80::/10 ff00::/8; do'
        : 'for route in $(ip -4 -o route show table local) 0.0.0.0 224.0.0.0/4 255.255.255.255; do',
    ],
    missing4: notFoundLines(
      plan,
      `no interface has an address${within(vpc?.subnetRouters[4])} after 60 seconds: is the notebook in another subnet?`,
      [`vpc=NOT-FOUND${(vpc?.subnetRouters[4].length ?? 0) > 1 ? ' router=0.0.0.0' : ''}`],
    ),
    missing6: [
      '  reason="no interface has an address' +
        `${within(vpc?.subnetRouters[6])} after 60 seconds: is the notebook in another subnet?"`,
      '  [ "$(cat "$off6" 2> /dev/null)" = 0 ] || reason=\'IPv6 is disabled on this instance (net.ipv6.conf.*.disable_ipv6), and the policy has IPv6 routes via vpc\'',
      ...notFoundLines(plan, '$reason', ['vpc6=NOT-FOUND router6=::']),
    ],
    'missing-router6': notFoundLines(
      plan,
      "the IPv6 subnet is not on-link and $vpc6 has learnt no router after 60 seconds: does the subnet's VPC have IPv6?",
      ['router6=::'],
    ),
    'missing-direct': notFoundLines(
      plan,
      `no default route${vpc ? " but the VPC's" : ''} has a gateway after 60 seconds: is direct internet access disabled?`,
      ['gateway=0.0.0.0 direct=NOT-FOUND'],
    ),
    'kept-values': [`$(declare -p {${keptValues(plan).join(',')}})`],
    'kept-functions': [`$(declare -f ${keptFunctions(plan).join(' ')})`],
    report: [`say "$total routes installed$same${hops(plan, direct !== undefined)}"`],
  };
}

/** The variables and functions that the restore service's loop takes from the script. */
function keptValues(plan: Plan): string[] {
  const settings = values(plan).flatMap((line) => /^(?:pin|direct_pin|places6?)(?==)/.exec(line)?.[0] ?? []);
  // Without a VPC the loop does not set it, and `look` compares with it.
  const none = plan.vpc ? [] : ['vpc'];
  return ['NL', 'IFS', 'PATH', 'run', 'policy', 'list', 'skip', 'connected', ...none, ...settings];
}

function keptFunctions({ vpc }: Plan): string[] {
  const all = [
    'say',
    'look',
    'expand',
    'each',
    'reason',
    'table',
    'key',
    'prefix',
    'missing',
    'device',
    'save',
    'back',
    'restore',
  ];
  return vpc ? [...all, 'address'] : all;
}

function values({ name, onStart, vpc, direct, routes }: Plan): string[] {
  const subnetRouters = (family: Family) =>
    (vpc?.subnetRouters[family] ?? []).map(
      ({ subnet, router }) => `${subnet ?? anywhere(family)}${router === undefined ? '' : ` ${router}`}`,
    );
  const lines = (variable: string, texts: readonly string[]) =>
    texts.length > 0 ? [`${variable}="${texts.join('\n')}"`] : [];
  return [
    'hash=',
    `policy=${quoted(name)}`,
    ...(onStart ? [`started=${quoted(`on-start ${onStart.name}`)}`, 'theirs=$PATH'] : []),
    ...(vpc?.pinned === undefined ? [] : [`pin=${quoted(vpc.pinned)}`]),
    ...(direct?.pinned === undefined ? [] : [`direct_pin=${quoted(direct.pinned)}`]),
    ...lines('places', subnetRouters(4)),
    ...lines('places6', subnetRouters(6)),
    ...lines(
      'blocks',
      routes.filter(({ block }) => block).map(({ prefix }) => prefix),
    ),
  ];
}

/** The prefix of all addresses. */
function anywhere(family: Family): string {
  return family === 4 ? '0.0.0.0/0' : '::/0';
}

/** The user's script in ours: a here-document, whose delimiter is not a line of it. */
function contentLines({ text }: OnStart, packed: boolean): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  let end = 'END';
  while (lines.includes(end)) end += '_';
  return packed
    ? [
        "# To read it:  sed '1,/gzip -cd [>]/d; /^END$/,$d' THIS-FILE | base64 -d | gzip -cd",
        'base64 -d << END | gzip -cd > "$file"',
        ...packedLines(text),
        'END',
      ]
    : [`cat > "$file" << '${end}'`, ...lines, end];
}

function userLines(onStart: OnStart, packed: boolean): string[] {
  const text = packed ? onStart.text : `${onStart.text.replace(/\n$/, '')}\n`;
  return [
    `# on-start ${onStart.name}: the user's own script, by its own shebang. Complete before any route changes.`,
    `size=${utf8(text).length}`,
    'file=$(mktemp) || abort "no file for the on-start script: $(mktemp 2>&1)"',
    ...contentLines(onStart, packed),
  ];
}

function needed({ onStart }: Plan, unpacks: boolean): string[] {
  return [
    'ip',
    'cat',
    'sleep',
    ...(unpacks ? ['base64', 'gzip'] : []),
    ...(onStart ? ['mktemp', 'chmod', 'wc', 'rm'] : []),
  ];
}

/** The IP versions for which the VPC's interface has to be found. */
function families({ vpc }: Plan): Family[] {
  return ([4, 6] as const).filter((family) => vpc !== undefined && vpc.subnetRouters[family].length > 0);
}

/** Whether the IPv6 router may be one that the instance has learnt. */
function isLearnt({ vpc }: Plan): boolean {
  return vpc?.subnetRouters[6].some(({ learnt }) => learnt) ?? false;
}

function foundConditions(plan: Plan): string[] {
  return [
    ...families(plan).map((family) => `[ "${family === 4 ? '$vpc' : '$vpc6'}" ]`),
    ...(isLearnt(plan) ? ['[ "$router6" ]'] : []),
    ...(plan.direct ? ['[ "$gateway" ]'] : []),
  ];
}

/**
 * What happens if something was not found: the start fails, or continues with a name that no interface has. `ip -force
 * -batch` stops at a word that it does not understand, so the name must be valid.
 */
function notFoundLines({ onFailure }: Plan, message: string, instead: readonly string[]): string[] {
  return onFailure === 'stop'
    ? [`  fail "${message}"`]
    : [`  say "${message}"`, ...instead.map((line) => `  ${line}`)];
}

function within(subnetRouters: readonly SubnetRouter[] = []): string {
  const subnets = subnetRouters.flatMap(({ subnet }) => subnet ?? []);
  return subnets.length > 0 ? ` in ${subnets.join(' or ')}` : '';
}

function hops(plan: Plan, isDirect: boolean): string {
  const all = [
    ...families(plan).map((family) => (family === 4 ? 'vpc on $vpc' : 'vpc (IPv6) on $vpc6')),
    ...(isDirect ? ['direct on $direct via $gateway'] : []),
  ];
  return all.length > 0 ? `: ${all.join(', ')}` : '';
}
