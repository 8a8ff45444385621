import type { Family } from '../net/prefix';
import { commentText, type Place, type Plan, type PlannedRoute } from './plan';

/** The OnStart script: bash 4.2 or later, coreutils and iproute2, LF only. */
export function script(plan: Plan): string {
  const parts = [
    header(plan),
    routes(plan),
    talking(plan),
    plan.vpc || plan.direct ? finding(plan) : [],
    tools,
    waiting(plan),
    setting(plan),
    checking(plan),
  ];
  const text = parts.filter((part) => part.length > 0).map((part) => part.join('\n'));
  return `${text.join('\n\n')}\n`;
}

/** Text as one word of the shell. */
export function quoted(text: string): string {
  // No control character is part of a name that exists, and a shell drops NUL.
  const plain = text.replace(/\p{Cc}/gu, '?');
  if (/^[\w.:/-]+$/.test(plain)) return plain;
  // shellcheck takes a dollar in single quotes for a mistake.
  return /[$`]/.test(plain) ? `"${plain.replace(/[\\$`"]/g, '\\$&')}"` : `'${plain.replace(/'/g, `'\\''`)}'`;
}

/** Lines of a policy's comment as the shell's. */
export function commentLines(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '#' : `# ${line}`));
}

function header({ name, about }: Plan): string[] {
  return [
    '#!/bin/bash',
    `# ${commentText(name)}: the routes of a SageMaker notebook instance, set at every start (OnStart).`,
    '# Compiled by nbroute from a policy: change that and compile again, not this.',
    ...(about.length > 0 ? ['#', ...commentLines(about)] : []),
    `[ -n "\${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }`,
    'set -u +o posix',
    'export PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    "NL=$'\\n'",
  ];
}

function routes(plan: Plan): string[] {
  // In an unquoted heredoc these three are the shell's.
  const escaped = (line: string) => line.replace(/[\\$`]/g, '\\$&');
  return [
    "# What is set, in ip-route(8)'s words: refusals first.",
    'routes() {',
    '  cat << END',
    ...plan.routes.flatMap((route) => [
      ...commentLines(route.comment).map(escaped),
      `route replace ${routeText(plan, route)}`,
    ]),
    'END',
    '}',
  ];
}

/** A route as ip-route(8) prints it, with the shell's variables where the start has to find out. */
function routeText(plan: Plan, { family, prefix, type, next }: PlannedRoute): string {
  if (next === undefined) return `${type} ${prefix} proto static`;
  if (next === 'direct') return `${prefix} via $gateway dev $direct proto static onlink`;
  const names = variables(family);
  const places = plan.vpc?.places[family] ?? [];
  const router = places.length === 1 ? (places[0].router ?? '') : `$${names.router}`;
  return `${prefix} via ${router} dev $${names.vpc} proto static`;
}

/** The IP versions for which the VPC's interface has to be found. */
function families({ vpc }: Plan): Family[] {
  return ([4, 6] as const).filter((family) => vpc !== undefined && vpc.places[family].length > 0);
}

function variables(family: Family): { readonly vpc: string; readonly router: string } {
  return family === 4 ? { vpc: 'vpc', router: 'router' } : { vpc: 'vpc6', router: 'router6' };
}

function talking({ name, onFailure }: Plan): string[] {
  return [
    `say() { echo ${quoted(`nbroute ${name}:`)} "$*"; }`,
    onFailure === 'stop'
      ? 'fail() { say "failed: $*"; exit 1; }'
      : 'fail() { say "failed: $*"; exit 0; } # on-failure continue: the notebook starts all the same',
  ];
}

function finding(plan: Plan): string[] {
  const { vpc, direct } = plan;
  const known = families(plan);
  const about = [
    ...(vpc ? [`# The VPC's interface has an address in the subnet, whatever its name here.`] : []),
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
    ...(direct ? ['[ -n "$gateway" ]'] : []),
  ];
  return [
    ...about,
    'look() {',
    ...known.flatMap((family) => findVpc(family, vpc?.pinned, vpc?.places[family] ?? [])),
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

function findVpc(family: Family, pinned: string | undefined, places: readonly Place[]): string[] {
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
  if (places.length === 1) return [`  ${found(places[0].subnet)}`];
  const routed = places.every((place) => place.router !== undefined);
  const lines = places.map((place) => (routed ? `${place.subnet} ${place.router}` : `${place.subnet}`));
  return [
    `  while read -r subnet${routed ? ` ${router}` : ''}; do`,
    `    ${found('"$subnet"')}`,
    `    [ -n "$${vpc}" ] && break`,
    '  done << END',
    ...lines,
    'END',
  ];
}

const tools = [
  '# The interface an address leaves by; nothing when it is refused.',
  'way() {',
  '  local answer',
  '  answer=$(ip -o route get "$1" 2> /dev/null) && answer=${answer#* dev } && echo "${answer%% *}"',
  '}',
  '',
  '# What a notebook cannot lose: metadata and with it its credentials, its gateways, its resolvers.',
  'lifelines() {',
  '  echo 169.254.169.254 metadata',
  '  while read -r _ _ hop _; do echo "$hop" gateway; done <<< "$(ip -4 route show default)"',
  '  while read -r key address _; do',
  '    [ "$key" = nameserver ] && echo "$address" resolver',
  '  done <<< "$(cat /etc/resolv.conf 2> /dev/null)"',
  '}',
  '',
  '# Puts the main table back: away with the new routes, back with those they replaced.',
  'undo() {',
  '  {',
  '    echo "${wanted//route replace/route del}"',
  '    while read -r route; do echo "route add ${route%linkdown}"; done <<< "$before"',
  '  } | ip -force -batch - > /dev/null 2>&1',
  '}',
];

function waiting(plan: Plan): string[] {
  const { vpc, direct, onFailure } = plan;
  const missing = (variable: string, message: string) =>
    onFailure === 'stop'
      ? `[ -n "$${variable}" ] || fail "${message}"`
      : `[ -n "$${variable}" ] || { say "${message}"; ${variable}=none; }`;
  const inSubnets = (places: readonly Place[]) => {
    const subnets = places.flatMap(({ subnet }) => subnet ?? []);
    return subnets.length > 0 ? ` in ${subnets.join(' or ')}` : '';
  };
  return [
    'command -v ip > /dev/null || fail "there is no ip command (package iproute) in $PATH"',
    ...(vpc || direct ? ['for _ in {1..60}; do look && break; sleep 1; done'] : []),
    ...families(plan).map((family) =>
      missing(
        variables(family).vpc,
        `no interface has an address${inSubnets(vpc?.places[family] ?? [])} after 60 seconds: is the notebook in another subnet?`,
      ),
    ),
    ...(direct
      ? [
          missing(
            'gateway',
            `no default route${vpc ? ' besides the VPC' : ''} has a gateway after 60 seconds: is direct internet access disabled?`,
          ),
        ]
      : []),
  ];
}

function setting({ six, onFailure }: Plan): string[] {
  return [
    'wanted=$(routes)',
    `before=$(ip -4 route show${six ? '; ip -6 route show' : ''})`,
    'ways=$(lifelines | while read -r address role; do echo "$address $role $(way "$address")"; done)',
    '',
    '# A network this instance is connected to has a route of the kernel: leave that alone.',
    'while read -r prefix _ dev _; do',
    '  [[ $wanted =~ (^|$NL)(route replace ([a-z]* )?"$prefix "[^$NL]*) ]] || continue',
    '  mine=${BASH_REMATCH[2]}',
    '  [[ $mine = *" dev $dev "* ]] || fail "$prefix is the network of $dev here: a route for it would cut that off"',
    '  wanted=${wanted/"$mine"/"# $prefix: connected to $dev"}',
    `done <<< "$(ip -4 route show proto kernel${six ? '; ip -6 route show proto kernel' : ''})"`,
    '',
    ...(onFailure === 'stop'
      ? [
          'if ! error=$(ip -batch - 2>&1 <<< "$wanted"); then',
          '  undo',
          '  fail "$(head -n "${error##*:}" <<< "$wanted" | tail -n 1): ${error%%"$NL"*}; every route is put back"',
          'fi',
        ]
      : ['error=$(ip -force -batch - 2>&1 <<< "$wanted") # -force: goes on behind a route that fails']),
    'while read -r address role dev; do',
    '  [ -z "$dev" ] || [ "$(way "$address")" = "$dev" ] && continue',
    '  undo',
    '  fail "the policy takes $address ($role) away from $dev, where the notebook needs it: give it a route of its own; every route is put back"',
    'done <<< "$ways"',
  ];
}

function checking(plan: Plan): string[] {
  const { six, onFailure, direct } = plan;
  const hops = [
    ...families(plan).map((family) => `vpc on $${variables(family).vpc}`),
    ...(direct ? ['direct on $direct via $gateway'] : []),
  ];
  return [
    '# Does the main table hold them all?',
    'declare -A held',
    'while read -r route; do',
    '  route=${route%% proto static*} held["= ${route% dev lo}"]=yes',
    `done <<< "$(ip -4 route show${six ? '; ip -6 route show' : ''})"`,
    'count=0 missing=',
    'while read -r verb _ route; do',
    '  [ "$verb" = route ] || continue',
    '  count=$((count + 1)) key="= ${route%% proto static*}"',
    '  [ -n "${held[$key]-}" ] || missing="$missing; $route"',
    'done <<< "$wanted"',
    ...(onFailure === 'stop'
      ? ['[ -z "$missing" ] || { undo; fail "gone as soon as set${missing}; every route is put back"; }']
      : ['[ -z "$missing" ] || fail "${error%%"$NL"*}; of $count routes these are missing${missing}"']),
    `say "$count routes stand${hops.length > 0 ? `: ${hops.join(', ')}` : ''}"`,
  ];
}
