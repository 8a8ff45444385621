import type { Model } from '../../model/model';
import type { Family } from '../../net/prefix';
import {
  forms,
  isRouterFound,
  mostPacked,
  packedLines,
  routesFunction,
  stepsLength,
  variables,
  type Form,
  type Pack,
} from './forms';
import { utf8 } from '../bytes';
import type { OnStart, Place, Plan } from '../plan';
import { commentLines, commentText, isPlain, quoted } from '../text';

/** AWS takes a lifecycle configuration's content as base64 of at most 16,384 characters: so many bytes of script. */
export const scriptLimit = 12288;

/**
 * The OnStart script: bash 4.2 or later, coreutils, gzip and iproute2, LF only. In the form that reads best of those
 * that fit; where none does, in the smallest.
 */
export function script(plan: Plan): string {
  return fitting(plan).text;
}

/** The shell's count of routes that do not stand. */
const losing = 'lost=$((lost + 1))';

/** The script that `script` gives, but for the user's own that runs behind it. */
export function routePart(plan: Plan): string {
  return plan.onStart ? written({ ...plan, onStart: undefined }, fitting(plan)) : script(plan);
}

/** How large the script is, in its form. */
export interface ScriptSize {
  readonly bytes: number;
  /** Characters of its base64, which is what AWS counts. */
  readonly base64: number;
  /** The most bytes and characters there may be. */
  readonly limit: { readonly bytes: number; readonly base64: number };
  readonly form: Form;
  /** Bytes of the policy's comments on itself, and of the user's script as it is packed. */
  readonly about: number;
  readonly onStart: number;
}

export function scriptSize(plan: Plan): ScriptSize {
  const { text, form, packed } = fitting(plan);
  const bytes = utf8(text).length;
  const length = (lines: readonly string[]) => utf8(lines.join('\n')).length;
  return {
    bytes,
    base64: Math.ceil(bytes / 3) * 4,
    limit: { bytes: scriptLimit, base64: (scriptLimit / 3) * 4 },
    form,
    about: length(commentLines(plan.about)),
    onStart: plan.onStart ? length(contentLines(plan.onStart, packed)) : 0,
  };
}

/** By how much a script is too large and what would shrink it, in a sentence or two; undefined where it fits. */
export function tooLarge(plan: Plan): string | undefined {
  const { bytes, base64: characters, limit, form, about, onStart } = scriptSize(plan);
  if (bytes <= limit.bytes) return undefined;
  const number = (value: number) => value.toLocaleString('en-US');
  const how = form === 'readable' ? '' : ' packed as tightly as can be';
  const remedies = [
    ...(plan.routes.length > 200
      ? ['fewer routes: --minimise finds the smallest set with the same meaning, wider prefixes do more']
      : []),
    ...(onStart > 500
      ? [
          `a shorter on-start script: ${plan.onStart?.name ?? ''} takes ${number(onStart)} bytes of it; it can run a longer one kept in /home/ec2-user/SageMaker`,
        ]
      : []),
    ...(about > 500 ? [`a shorter comment above the policy: ${number(about)} bytes of it`] : []),
  ];
  return (
    `the script has ${number(bytes)} bytes with its ${number(plan.routes.length)} routes${how}, ${number(bytes - limit.bytes)} more than AWS takes ` +
    `(${number(limit.bytes)}: ${number(characters)} characters of base64, of at most ${number(limit.base64)}). ` +
    `What would shrink it: ${remedies.length > 0 ? remedies.join('; ') : 'fewer routes or comments'}`
  );
}

/**
 * An upper bound of the tightest script's size in bytes from the table and the length of the comments: cheap enough
 * for every keystroke. A script below the limit by this needs no `scriptSize`.
 */
export function sizeBound({ tables, unit, network }: Model): number {
  // A UTF-16 unit is three bytes at most, and composing may double them.
  let text = 0;
  for (const [comment] of unit.file.source.matchAll(/#[^\n]*/g)) text += 2 * (3 * comment.length + 3);
  for (const read of unit.data.values())
    if (read.kind === 'text' && unit.file.source.includes('on-start'))
      text += 1000 + mostPacked(3 * read.text.length);
  const places = network.vpc.length + network.subnets.length;
  return 7400 + 110 * places + mostPacked(stepsLength(tables)) + text;
}

interface Written {
  readonly text: string;
  readonly form: Form;
  /** Whether the user's script is packed. */
  readonly packed: boolean;
}

/** Made once for a plan: text, size and remedies are all asked for. */
function fitting(plan: Plan): Written {
  const known = fitted.get(plan) ?? fittingOf(plan);
  fitted.set(plan, known);
  return known;
}

const fitted = new WeakMap<Plan, Written>();

/** Bytes of a route that is written out, at the least: `route replace unreachable 1.0.0.0/8 proto static`. */
const shortestRoute = 40;

/** Whether the tightest form stays below so many bytes; nearly always it would whatever packing saves. */
export function staysBelow(plan: Plan, bytes: number): boolean {
  // Every hash is as long.
  const sized = { ...plan, hash: () => '0'.repeat(12) };
  const texts: string[] = [];
  const gathered: Pack = (text) => {
    texts.push(text);
    return [''];
  };
  const rest = utf8(written(sized, { form: forms[forms.length - 1], packed: true }, gathered)).length;
  const fits = (length: (text: string) => number): boolean =>
    texts.reduce((sum, text) => sum + length(text), rest) < bytes;
  return fits((text) => mostPacked(utf8(text).length)) || fits((text) => packedLines(text).join('\n').length);
}

function fittingOf(plan: Plan): Written {
  const plain = plan.onStart === undefined || isPlain(plan.onStart.text);
  const ladder = [
    ...(plain ? [{ form: forms[0], packed: false }] : []),
    ...(plan.onStart ? [{ form: forms[0], packed: true }] : []),
    ...forms.slice(1).map((form) => ({ form, packed: true })),
  ];
  let smallest: (Written & { readonly bytes: number }) | undefined;
  for (const rung of ladder) {
    if (rung.form === 'readable' && plan.routes.length * shortestRoute > scriptLimit) continue;
    const text = written(plan, rung);
    const bytes = utf8(text).length;
    if (!smallest || bytes < smallest.bytes) smallest = { ...rung, text, bytes };
    if (bytes <= scriptLimit) break;
  }
  return smallest ?? { text: '', form: 'readable', packed: false };
}

function written(plan: Plan, { form, packed }: Omit<Written, 'text'>, pack?: Pack): string {
  const { onStart } = plan;
  const parts = [
    header(plan),
    routesFunction(plan, form, pack),
    talking(plan),
    plan.vpc || plan.direct ? finding(plan) : [],
    tools(plan),
    ...(onStart ? [userFunction(onStart, packed, pack)] : []),
    waiting(plan, form, packed),
    setting(plan),
    checking(plan),
    ...(onStart ? [['user']] : []),
  ];
  const text = parts.filter((part) => part.length > 0).map((part) => part.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function header({ name, about, onStart }: Plan): string[] {
  return [
    '#!/bin/bash',
    `# ${commentText(name)}: the routes of a SageMaker notebook instance, set at every start (OnStart).`,
    '# Compiled by nbroute from a policy: change that and compile again, not this.',
    ...(about.length > 0 ? ['#', ...commentLines(about)] : []),
    `[ -n "\${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }`,
    'set -u +o posix',
    ...(onStart ? ['theirs=$PATH'] : []),
    'export PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    "NL=$'\\n'",
  ];
}

/** The IP versions for which the VPC's interface has to be found. */
function families({ vpc }: Plan): Family[] {
  return ([4, 6] as const).filter((family) => vpc !== undefined && vpc.places[family].length > 0);
}

function talking({ name, onFailure, onStart, six }: Plan): string[] {
  const goesOn = onStart ? 'user; }' : 'exit 0; }';
  return [
    `say() { echo ${quoted(`nbroute ${name}:`)} "$*"; }`,
    onFailure === 'stop'
      ? 'fail() { say "failed: $*"; exit 1; }'
      : `fail() { say "failed: $*"; ${goesOn} # on-failure continue: the notebook starts all the same`,
    '# Into the log, with a title.',
    'show() { say "$1:"; "${@:2}"; }',
    '',
    '# The main table, a route a line, as each can be set again.',
    'table() {',
    `  ${six ? '{ ip -4 -o route show; ip -6 -o route show; }' : 'ip -4 -o route show'} | while read -r route; do`,
    '    route=${route//\\\\} route=${route// dead linkdown} route=${route// linkdown} route=${route%% expires *}',
    '    echo "${route%% error *}"',
    '  done',
    '}',
    '',
    'rules() {',
    '  rules=$(ip "$1" rule)',
    '  show "ip $1 rule" echo "$rules"',
    `  [[ \${rules%% lookup main*} = *"$NL"*"$NL"* ]] && say "note: an ip rule stands before the main table: sockets bound to an interface's address may go past these routes"`,
    '}',
  ];
}

function finding(plan: Plan): string[] {
  const { vpc, direct } = plan;
  const known = families(plan);
  const about = [
    ...(vpc ? [`# The VPC's interface has an address in the subnet, whatever its name here.`] : []),
    ...(isLearnt(plan)
      ? ["# The IPv6 router is the subnet's base + 1 where the subnet is on-link, else the one learnt."]
      : []),
    ...(direct
      ? [
          `# The direct gateway is the next hop of the default route${vpc ? ' that leaves by another one' : ''}.`,
        ]
      : []),
  ];
  const excluded = known.length > 0 ? variables(known[0]).vpc : undefined;
  const isDirect =
    direct?.pinned !== undefined
      ? ` && [ "$direct" = ${quoted(direct.pinned)} ]`
      : excluded !== undefined
        ? ` && [ "$direct" != "$${excluded}" ]`
        : '';
  const conditions = [
    ...known.map((family) => `[ -n "$${variables(family).vpc}" ]`),
    ...(isLearnt(plan) ? ['[ -n "$router6" ]'] : []),
    ...(direct ? ['[ -n "$gateway" ]'] : []),
  ];
  return [
    ...about,
    'look() {',
    ...known.flatMap((family) => findVpc(plan, family, vpc?.pinned, vpc?.places[family] ?? [])),
    ...(direct
      ? [
          '  while read -r _ via gateway _ direct _; do',
          `    [ "$via" = via ]${isDirect} && break`,
          '  done <<< "$(ip -4 route show default)"',
        ]
      : []),
    `  ${conditions.join(' && ')}`,
    '}',
  ];
}

/** Whether the IPv6 router may be one that the instance has learnt. */
function isLearnt({ vpc }: Plan): boolean {
  return vpc?.places[6].some(({ learnt }) => learnt) ?? false;
}

function findVpc(plan: Plan, family: Family, pinned: string | undefined, places: readonly Place[]): string[] {
  const { vpc, router } = variables(family);
  const shown = (subnet: string | undefined) =>
    [
      `ip -${family} -o addr show up`,
      ...(pinned === undefined ? [] : [`dev ${quoted(pinned)}`]),
      ...(subnet === undefined ? [] : [`to ${subnet}`]),
      ...(pinned === undefined ? [] : ['2> /dev/null']),
    ].join(' ');
  const found = (subnet: string | undefined) =>
    `${vpc}=$(${shown(subnet)}) ${vpc}=\${${vpc}#*: } ${vpc}=\${${vpc}%% *}`;
  // For look-ups of the next hop only in routes that need it.
  const routed = isRouterFound(plan, family) && places.every((place) => place.router !== undefined);
  const learning = (subnet: string) =>
    places.some(({ learnt }) => learnt)
      ? [
          `  [ -z "$vpc6" ] || [ -n "$(ip -6 route show ${subnet} dev "$vpc6")" ] ||`,
          '    read -r _ _ router6 _ <<< "$(ip -6 route show default dev "$vpc6")"',
        ]
      : [];
  if (places.length === 1) {
    const [{ subnet, router: known }] = places;
    return [
      `  ${found(subnet)}`,
      ...(routed ? [`  ${router}=${known ?? ''}`, ...learning(subnet ?? '')] : []),
    ];
  }
  const lines = places.map((place) => (routed ? `${place.subnet} ${place.router}` : `${place.subnet}`));
  return [
    `  while read -r subnet${routed ? ` ${router}` : ''}; do`,
    `    ${found('"$subnet"')}`,
    `    [ -n "$${vpc}" ] && break`,
    '  done << END',
    ...lines,
    'END',
    ...learning('"$subnet"'),
  ];
}

function tools(plan: Plan): string[] {
  return [
    '# The interface an address leaves by; nothing when it is refused.',
    'way() {',
    '  answer=$(ip -o route get "$1" 2> /dev/null) && answer=${answer#* dev } && echo "${answer%% *}"',
    '}',
    '',
    '# What a notebook cannot lose: metadata and with it its credentials, its gateways, its resolvers.',
    'lifelines() {',
    '  echo 169.254.169.254 metadata',
    '  while read -r _ _ hop _; do echo "$hop" gateway; done <<< "$(ip -4 route show default)"',
    '  while read -r key address _; do',
    '    [ "$key" = nameserver ] && echo "$address" resolver',
    '  done <<< "$resolvers"',
    '}',
    ...atHome(plan),
    '',
    '# Puts the main table back.',
    'undo() {',
    '  {',
    '    echo "${wanted//route replace/route del}"',
    '    while read -r route; do echo "route add $route"; done <<< "$before"',
    '  } | ip -force -batch - > /dev/null 2>&1',
    '  after=$(table)',
    `  show 'table put back' echo "$after"`,
    "  back='every route is put back'",
    `  [ "$after" = "$before" ] || back="some are NOT put back: compare the tables"`,
    '}',
  ];
}

/** A resolver of the VPC may go to the VPC, also where its block was not set before. */
function atHome(plan: Plan): string[] {
  // An address of the other IP version is none of it, and no error.
  const quiet = plan.six ? ' 2> /dev/null' : '';
  const blocks = plan.routes.filter(({ block }) => block);
  if (blocks.length === 0) return [];
  const some = (family: Family) => {
    const own = blocks.filter((route) => route.family === family).map(({ prefix }) => prefix);
    return own.length === 0
      ? []
      : [
          `  [[ "$NL$(ip -${family} route show match "$1"${quiet})" =~ $NL(${own.join('|').replace(/\./g, '\\.')})' ' ]] && [ "$2" = "$${variables(family).vpc}" ]`,
        ];
  };
  return [
    '',
    "# Whether an address of the VPC's blocks leaves by its interface.",
    'at_home() {',
    [...some(4), ...some(6)].join(' ||\n  '),
    '}',
  ];
}

/** The user's script as it stands in ours: in a heredoc, its end a line that is not in it. */
function contentLines({ text }: OnStart, packed: boolean, pack = packedLines): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  let end = 'END';
  while (lines.includes(end)) end += '_';
  return packed
    ? [
        "  # To read it:  sed '1,/gzip -cd [>]/d; /^END$/,$d' THIS-FILE | base64 -d | gzip -cd",
        '  base64 -d << END | gzip -cd > "$file"',
        ...pack(text),
        'END',
      ]
    : [`  cat > "$file" << '${end}'`, ...lines, end];
}

function userFunction(onStart: OnStart, packed: boolean, pack?: Pack): string[] {
  return [
    `# on-start ${onStart.name}: the user's own script, by its own shebang.`,
    'user() {',
    '  local file code',
    '  file=$(mktemp) || { say "failed: no file to be had for the on-start script; the routes are as said above"; exit 1; }',
    ...contentLines(onStart, packed, pack),
    '  chmod 700 "$file"',
    '  PATH=$theirs "$file" < /dev/null',
    '  code=$?',
    '  rm -f "$file"',
    `  say ${quoted(`on-start ${onStart.name}`)} "ended with exit code $code; the routes are as said above"`,
    '  exit "$code"',
    '}',
  ];
}

function waiting(plan: Plan, form: Form, packed: boolean): string[] {
  const { vpc, direct, six, onFailure, onStart } = plan;
  // What stands in for it has to be read as a route: `ip -force -batch` ends at a word it does not understand.
  const missing = (variable: string, message: string, instead: string) =>
    onFailure === 'stop'
      ? `[ -n "$${variable}" ] || fail "${message}"`
      : `[ -n "$${variable}" ] || { say "${message}"; ${instead}; }`;
  const inSubnets = (places: readonly Place[]) => {
    const subnets = places.flatMap(({ subnet }) => subnet ?? []);
    return subnets.length > 0 ? ` in ${subnets.join(' or ')}` : '';
  };
  const isPacked = form === 'packed' || form === 'steps' || (onStart && packed);
  const needed = [
    'ip',
    'cat',
    'head',
    'tail',
    'sleep',
    ...(isPacked ? ['base64', 'gzip'] : []),
    ...(onStart ? ['mktemp', 'chmod', 'rm'] : []),
  ];
  return [
    `for tool in ${needed.join(' ')}; do`,
    '  command -v "$tool" > /dev/null || fail "there is no $tool command in $PATH: install iproute, coreutils and gzip"',
    'done',
    ...(vpc || direct ? ['for waited in {0..59}; do look && break; sleep 1; done'] : []),
    'before=$(table) resolvers=$(cat /etc/resolv.conf 2>&1)',
    `say 'policy with SHA-256 ${plan.hash()}...'`,
    'show addresses ip -o addr',
    'rules -4',
    ...(six ? ['rules -6'] : []),
    'show resolvers echo "$resolvers"',
    `show 'table before' echo "$before"`,
    ...families(plan).map((family) =>
      missing(
        variables(family).vpc,
        `no interface has an address${inSubnets(vpc?.places[family] ?? [])} after 60 seconds: is the notebook in another subnet?`,
        notFound(plan, family),
      ),
    ),
    ...(isLearnt(plan)
      ? [
          missing(
            'router6',
            "the IPv6 subnet is not on-link and $vpc6 has learnt no router after 60 seconds: does the subnet's VPC have IPv6?",
            'router6=::',
          ),
        ]
      : []),
    ...(direct
      ? [
          missing(
            'gateway',
            `no default route${vpc ? " but the VPC's" : ''} has a gateway after 60 seconds: is direct internet access disabled?`,
            'gateway=0.0.0.0 direct=NOT-FOUND',
          ),
        ]
      : []),
    ...(vpc || direct ? ['[ "$waited" = 0 ] || say "note: waited $waited seconds for the network"'] : []),
  ];
}

/** What stands in for the VPC's interface, and for its router where the start was to find that. */
function notFound(plan: Plan, family: Family): string {
  const { vpc, router } = variables(family);
  const unspecified = family === 4 ? '0.0.0.0' : '::';
  return `${vpc}=NOT-FOUND${isRouterFound(plan, family) ? ` ${router}=${unspecified}` : ''}`;
}

function setting({ six, onFailure, routes }: Plan): string[] {
  const hasBlocks = routes.some(({ block }) => block);
  const cutting =
    '$prefix is the network of $dev here, which a route would cut off: leave it out of the policy';
  return [
    'wanted=$(routes)',
    'ways=$(lifelines | while read -r address role; do echo "$address $role $(way "$address")"; done)',
    '',
    '# A network this instance is connected to has a route of the kernel: leave that alone.',
    'lost=0 first=',
    'while read -r prefix _ dev _; do',
    '  [[ $wanted =~ (^|$NL)(route replace ([a-z]* )?"$prefix "[^$NL]*) ]] || continue',
    '  mine=${BASH_REMATCH[2]}',
    onFailure === 'stop'
      ? `  [[ $mine = *" dev $dev "* ]] || fail "${cutting}; no route was set"`
      : `  [[ $mine = *" dev $dev "* ]] || { say "${cutting}"; ${losing} first=\${first:-\${mine#route replace }}; }`,
    '  wanted=${wanted/"$mine"/"# $prefix: connected to $dev"}',
    `done <<< "$(ip -4 route show proto kernel${six ? '; ip -6 route show proto kernel' : ''})"`,
    '',
    ...(onFailure === 'stop'
      ? [
          'if ! error=$(ip -batch - 2>&1 <<< "$wanted"); then',
          '  undo',
          '  route=$(head -n "${error##*:}" <<< "$wanted" | tail -n 1) error=${error%%"$NL"*} error=${error%.}',
          `  [[ $error =~ gateway|route|unreach ]] && error+=" (a gateway has to be in its interface's subnet)"`,
          '  fail "$route: $error; $back"',
          'fi',
        ]
      : ['error=$(ip -force -batch - 2>&1 <<< "$wanted") # -force: goes on after a route that fails']),
    'while read -r address role dev; do',
    '  now=$(way "$address")',
    '  [ -z "$dev" ] || [ "$now" = "$dev" ] && continue',
    ...(hasBlocks ? ['  [ "$role" = resolver ] && at_home "$address" "$now" && continue'] : []),
    `  route=$(${six ? '{ ip -4 -o route show match "$address"; ip -6 -o route show match "$address"; } 2> /dev/null' : 'ip -4 -o route show match "$address"'} | tail -n 1)`,
    '  undo',
    '  fail "${route%% proto *} takes $address ($role) away from $dev, where the notebook needs it: narrow that route or add one for the address; $back"',
    'done <<< "$ways"',
  ];
}

function checking(plan: Plan): string[] {
  const { onFailure, direct } = plan;
  const hops = [
    ...families(plan).map((family) => `vpc${family === 6 ? ' (IPv6)' : ''} on $${variables(family).vpc}`),
    ...(direct ? ['direct on $direct via $gateway'] : []),
  ];
  return [
    '# Does the main table hold them all?',
    'after=$(table)',
    'declare -A held',
    'key() { key=${1%% proto static*} key="= ${key% dev lo}"; }',
    'while read -r route; do key "$route"; held[$key]=yes; done <<< "$after"',
    'count=$lost',
    'while read -r verb _ route; do',
    '  [ "$verb" = route ] || continue',
    '  count=$((count + 1))',
    '  key "$route"',
    `  [ -n "\${held[$key]-}" ] || ${losing} first=\${first:-$route}`,
    'done <<< "$wanted"',
    ...(onFailure === 'stop'
      ? [
          '[ "$lost" = 0 ] || { undo; fail "$lost of $count routes gone as soon as set, first $first; $back"; }',
        ]
      : []),
    `show 'table after' echo "$after"`,
    'while read -r route; do',
    '  key "$route"',
    '  [ -z "$route" ] || [ -n "${held[$key]-}" ] || say "note: replaced $route"',
    'done <<< "$before"',
    ...(onFailure === 'stop'
      ? []
      : [
          '[ "$lost" = 0 ] || fail "$lost of $count routes missing, first $first${error:+ (${error%%"$NL"*})}"',
        ]),
    'as=',
    `[ "$after" != "$before" ] || as=', as before'`,
    `say "$count routes stand$as${hops.length > 0 ? `: ${hops.join(', ')}` : ''}"`,
  ];
}
