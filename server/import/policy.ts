import { quotedPath } from '../syntax/quoted-path';
import { fittedName } from '../model/model';
import { builtInLists } from '../model/names';
import { defaultDocker } from '../model/network';
import { actionText } from '../model/actions';
import {
  areEqual,
  comparePrefixes,
  equals,
  formatAddress,
  formatPrefix,
  hostPrefix,
  contains,
  type Prefix,
} from '../net/prefix';
import { invisibleIn } from '../syntax/invisible';
import { isDeviceName, vpcDevice, directDevice, type Dump, type DumpRoute, type Note } from './dump';
import type { PinnedInterface, ScriptFacts } from '../model/script-comment';
import { defaultPlatform } from '../syntax/statements';
import { inferNetwork, statedFacts, type InferredNetwork, type GivenNetwork } from './inferred-network';
import { routeClass, type RouteClass } from './route-class';

/** A policy from a dump, before it is formatted. */
export interface Draft {
  readonly text: string;
  /** For each line of the text, the key that amendments use for it. */
  readonly keys: readonly (string | undefined)[];
  /** The routes that no policy can have. */
  readonly leftOut: readonly Note[];
  /** What was inferred or assumed, a sentence each, with its line. */
  readonly assumptions: readonly { readonly line: number | undefined; readonly message: string }[];
}

/** The result of checking an earlier draft, by key: see `Draft.keys`. */
export interface Amendments {
  /** Rules to allow on a line. */
  readonly allowed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Routes to leave out, with the reason. */
  readonly rejected: ReadonlyMap<string, string>;
}

/** Writes a dump as a policy. */
export function draftOf(dump: Dump, given: GivenNetwork, amendments: Amendments): Draft {
  const inferred = inferNetwork(dump, given);
  const leftOut: Note[] = [];
  const assumptions: { line: number | undefined; message: string }[] = [
    ...inferred.assumptions,
    ...inferred.notices,
  ].map((message) => ({
    line: undefined,
    message,
  }));
  for (const device of new Set([inferred.vpcInterface, inferred.directInterface]))
    if (device !== undefined && mayBeCut(device, dump))
      assumptions.push({
        line: undefined,
        message: `the interface ${device} is not pinned: its name may be truncated`,
      });
  for (const { line, message } of dump.assumptions ?? []) assumptions.push({ line, message });
  for (const { line, device } of secondInterfaces(dump.routes, inferred))
    assumptions.push({ line, message: `${device} is a second interface in the subnet` });
  const stated: Stated[] = [];
  for (const route of winners(relevantRoutes(dump.routes, inferred), inferred, leftOut)) {
    const judged = routeClass(route, inferred);
    const isUnknownVpc =
      judged.kind === 'route' && actionText(judged.action) === 'via vpc' && inferred.vpc.length === 0;
    if (isUnknownVpc)
      leftOut.push(leftOutNote(route, 'unknown subnet and gateway for `via vpc`; give --vpc and --subnet'));
    else if (judged.kind === 'beyond') {
      if (judged.harmless) assumptions.push({ line: route.line, message: `left out: ${judged.reason}` });
      else leftOut.push(leftOutNote(route, judged.reason));
    } else if (judged.kind === 'route' && !isNetworks(route.prefix, judged.action, inferred)) {
      const key = keyOf(route.prefix);
      const rejection = amendments.rejected.get(key);
      if (rejection !== undefined) leftOut.push(leftOutNote(route, rejection));
      else stated.push({ route, action: judged.action, destinations: [targetText(route.prefix)], key });
    }
  }
  assumptions.push(...attributeAssumptions(stated.map(({ route }) => route)));
  const out = new Lines(amendments);
  // Comments above the first line describe the whole, unless its statement has them.
  const [first] = dump.routes;
  const leading = dump.routes.length > 0 && !stated.some(({ route }) => route === first) ? first.comment : [];
  about(out, dump, dump.about.length > 0 ? dump.about : leading);
  const facts = dump.compiled?.facts;
  if (facts) writeFacts(out, statedFacts(facts, given));
  else writeNetwork(out, dump, inferred);
  writeRoutes(out, withDefaults(stated, facts !== undefined), amendments, facts !== undefined);
  for (const message of out.leftOut) assumptions.push({ line: undefined, message });
  return {
    text: out.text(),
    keys: out.keys,
    leftOut: leftOut.sort((a, b) => a.line - b.line),
    assumptions: sorted(assumptions),
  };
}

function sorted(
  assumptions: readonly { readonly line: number | undefined; readonly message: string }[],
): Draft['assumptions'] {
  return [...assumptions].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

interface Stated {
  readonly route: DumpRoute;
  readonly action: number;
  readonly destinations: readonly string[];
  readonly key: string;
}

function keyOf(prefix: Prefix): string {
  return formatPrefix(prefix);
}

/** Whether this is the kernel's default metric: 0, and 1024 (IP6_RT_PRIO_USER) for IPv6. */
function isUsualMetric({ metric, prefix }: DumpRoute): boolean {
  return metric === 0 || (prefix.family === 6 && metric === 1024);
}

function leftOutNote(route: DumpRoute, reason: string): Note {
  return { line: route.line, text: formatPrefix(route.prefix), message: reason };
}

/** The attributes of routes that no statement has, each once. */
function attributeAssumptions(routes: readonly DumpRoute[]): { line: number; message: string }[] {
  const lines = new Map<string, number[]>();
  const add = (name: string, line: number): void => {
    const before = lines.get(name);
    if (before) before.push(line);
    else lines.set(name, [line]);
  };
  for (const route of routes) {
    if (!isUsualMetric(route)) add(`metric ${route.metric}`, route.line);
    if (route.hops.length > 1) add('several next hops', route.line);
    for (const name of route.attributes ?? []) add(name, route.line);
  }
  return [...lines].map(([name, all]) => ({
    line: all[0],
    message: `\`${name}\`${all.length > 1 ? `, also of ${all.length - 1} more` : ''} is left out: a policy has no statement for it`,
  }));
}

/** Connected rows of other interfaces in the notebook's subnet. */
function secondInterfaces(
  routes: readonly DumpRoute[],
  inferred: InferredNetwork,
): { readonly line: number; readonly device: string }[] {
  if (!inferred.isWhole) return [];
  return routes.flatMap(({ prefix, hops, line, table }) => {
    const [hop] = hops;
    const isSecond =
      hop?.device !== undefined &&
      !hop.gateway &&
      !hop.isUnknown &&
      table === undefined &&
      hop.device !== inferred.vpcInterface &&
      inferred.subnets.some((subnet) => equals(subnet, prefix));
    return isSecond && hop.device !== undefined ? [{ line, device: hop.device }] : [];
  });
}

/** The routes other than the kernel's own, such as each interface's fe80::/64. */
export function relevantRoutes(all: readonly DumpRoute[], inferred: InferredNetwork): DumpRoute[] {
  return all.filter((route) => routeClass(route, inferred).kind !== 'kernel');
}

/**
 * Of the routes for a prefix the one with the lowest metric, the first if there are several; without those that are
 * dead or have a TOS.
 */
export function winners(
  all: readonly DumpRoute[],
  inferred: InferredNetwork,
  beaten: Note[] = [],
): DumpRoute[] {
  const best = new Map<string, DumpRoute>();
  const keyIn = (route: DumpRoute): string =>
    `${keyOf(route.prefix)} ${route.table ?? ''} ${route.tos ?? ''}${route.isDead === true ? ' dead' : ''}`;
  for (const route of all) {
    const key = keyIn(route);
    const current = best.get(key);
    if (!current || route.metric < current.metric) best.set(key, route);
  }
  for (const route of all) {
    const winner = best.get(keyIn(route));
    if (!winner || winner === route || route.prefix.length === 0) continue;
    if (sameHops(winner, route) || isSameClass(routeClass(winner, inferred), routeClass(route, inferred)))
      continue;
    const why = winner.metric < route.metric ? 'a lower metric' : 'precedence';
    beaten.push(leftOutNote(route, `the route of line ${winner.line} for the same destination has ${why}`));
  }
  return all.filter((route) => best.get(keyIn(route)) === route);
}

function isSameClass(a: RouteClass, b: RouteClass): boolean {
  return 'action' in a && 'action' in b && a.action === b.action && a.kind === b.kind;
}

function sameHops(a: DumpRoute, b: DumpRoute): boolean {
  const text = ({ type, hops }: DumpRoute) =>
    `${type} ${hops.map(({ gateway, device }) => `${gateway?.value ?? ''} ${device ?? ''}`).join()}`;
  return text(a) === text(b);
}

/** Whether the route follows from the network's own statements. */
function isNetworks(prefix: Prefix, action: number, { vpc }: InferredNetwork): boolean {
  return actionText(action) === 'via vpc' && vpc.some((block) => equals(block, prefix));
}

function targetText(prefix: Prefix): string {
  if (prefix.length === 0) return prefix.family === 4 ? 'default' : '::/0';
  const host = prefix.length === (prefix.family === 4 ? 32 : 128);
  return host ? formatAddress(prefix.family, prefix.base) : formatPrefix(prefix);
}

/** Two halves of the default route become `default`. */
function withDefaults(stated: readonly Stated[], keepsOrder: boolean): Stated[] {
  let result = [...stated];
  for (const [low, high, whole] of [
    ['0.0.0.0/1', '128.0.0.0/1', 'default'],
    ['::/1', '8000::/1', '::/0'],
  ]) {
    const first = result.find(({ key }) => key === low);
    const second = result.find(({ key }) => key === high);
    if (
      !first ||
      second?.action !== first.action ||
      result.some(({ destinations }) => destinations[0] === whole)
    )
      continue;
    // A compiled text keeps its order.
    if (
      keepsOrder &&
      (result.indexOf(second) !== result.indexOf(first) + 1 || second.route.comment.length > 0)
    )
      continue;
    const comment = first.route.comment.length > 0 ? first.route.comment : second.route.comment;
    result = result
      .filter((each) => each !== second)
      .map((each) =>
        each === first ? { ...first, route: { ...first.route, comment }, destinations: [whole] } : each,
      );
  }
  return result;
}

class Lines {
  readonly keys: (string | undefined)[] = [];
  /** What a policy cannot have, a sentence each. */
  readonly leftOut: string[] = [];
  private readonly lines: string[] = [];

  constructor(private readonly amendments: Amendments) {}

  add(line: string, key?: string): void {
    this.lines.push(line);
    this.keys.push(key);
  }

  blank(): void {
    if (this.lines.length > 0 && this.lines[this.lines.length - 1] !== '') this.add('');
  }

  /** A statement with its comments: a short one after it, others above. */
  statement(line: string, key: string, comments: readonly string[]): void {
    const rejection = this.amendments.rejected.get(key);
    if (rejection !== undefined) {
      this.leftOut.push(`\`${line}\` is left out: ${rejection}`);
      return;
    }
    const allowed = [...(this.amendments.allowed.get(key) ?? [])];
    const lines = commentLinesOf(comments);
    const trailing = lines.length === 1 && lines[0].length <= 60 ? lines[0] : undefined;
    if (trailing === undefined) for (const each of lines) this.add(each === '' ? '#' : `# ${each}`);
    if (allowed.length > 0 && trailing !== undefined) this.add(`# allow ${allowed.join(', ')}`);
    const comment =
      trailing !== undefined ? ` # ${trailing}` : allowed.length > 0 ? ` # allow ${allowed.join(', ')}` : '';
    this.add(`${line}${comment}`, key);
  }

  text(): string {
    return this.lines.map((line) => `${line}\n`).join('');
  }
}

function about(out: Lines, { compiled }: Dump, comments: readonly string[]): void {
  for (const line of commentLinesOf(comments)) out.add(line === '' ? '#' : `# ${line}`);
  if (compiled?.name === undefined) return;
  out.blank();
  out.add(`policy ${fittedName(compiled.name)}`, 'policy');
}

function writeNetwork(out: Lines, dump: Dump, inferred: InferredNetwork): void {
  const { vpc, subnets, routers, directInternet, docker, isWhole } = inferred;
  out.blank();
  if (vpc.length > 0) {
    out.statement(`vpc ${prefixesText(vpc)}`, 'vpc', []);
    if (subnets.length > 0) out.statement(`subnet ${prefixesText(subnets)}`, 'subnet', []);
    if (!directInternet) out.statement('direct-internet disabled', 'direct-internet', []);
  }
  const isUsual = docker?.length === 1 && equals(docker[0], defaultDocker);
  if (docker && docker.length > 0 && !isUsual) out.statement(`docker ${prefixesText(docker)}`, 'docker', []);

  const pinned = dump.compiled?.pinned;
  const direct = pinned ? pinned.direct : nameToPin(inferred.directInterface, 'eth0', dump);
  if (direct !== undefined && isName(direct) && (directInternet || vpc.length === 0)) {
    const gateway =
      isWhole && inferred.directGateway ? ` gateway ${formatAddress(4, inferred.directGateway.value)}` : '';
    out.statement(`interface direct ${direct}${gateway}`, 'interface direct', []);
  }
  if (vpc.length === 0) return;
  // The router is the subnet's base address + 1 unless another one is pinned.
  const odd = ([4, 6] as const).flatMap((family) => {
    const router = routers[family];
    if (!router) return [];
    const mine = subnets.filter((subnet) => subnet.family === family);
    const base = mine.find((subnet) => contains(subnet, hostPrefix(router)))?.base;
    return base !== undefined && base + 1n === router.value ? [] : [router];
  })[0];
  const name =
    (pinned ? pinned.vpc : nameToPin(inferred.vpcInterface, 'eth2', dump)) ??
    (odd ? (inferred.vpcInterface ?? 'eth2') : undefined);
  if (name !== undefined && name !== vpcDevice && isName(name))
    out.statement(
      `interface vpc ${name}${odd ? ` gateway ${formatAddress(odd.family, odd.value)}` : ''}`,
      'interface vpc',
      [],
    );
}

/** The statements that a compiled text's facts come from. */
function writeFacts(out: Lines, facts: ScriptFacts): void {
  const { vpc, subnets, docker, platform, interfaces, onFailure, onLoss, onStart } = facts;
  const state = (keyword: string, value: string): void => {
    if (/[\p{C}\p{Zl}\p{Zp}]/u.test(value))
      out.leftOut.push(`\`${keyword}\` is left out: it cannot be written in a policy`);
    else out.statement(`${keyword} ${value}`, keyword, []);
  };
  out.blank();
  if (vpc.length > 0) state('vpc', prefixesText(vpc));
  if (subnets.length > 0) state('subnet', prefixesText(subnets));
  if (!facts.directInternet) state('direct-internet', 'disabled');
  if (platform !== defaultPlatform) state('platform', asWord(platform));
  if (!areEqual([...docker], [defaultDocker])) state('docker', prefixesText(docker));
  if (interfaces.direct) state('interface direct', pinText(interfaces.direct));
  if (interfaces.vpc) state('interface vpc', pinText(interfaces.vpc));
  if (onFailure !== 'stop') state('on-failure', onFailure);
  if (onLoss !== 'restore') state('on-loss', onLoss);
  if (onStart !== undefined) state('on-start', quotedPath(onStart));
}

function pinText({ name, gateway }: PinnedInterface): string {
  return `${asWord(name)}${gateway ? ` gateway ${formatAddress(gateway.family, gateway.value)}` : ''}`;
}

/** A text that is one word of the language; for any other text a control character, which no statement accepts. */
function asWord(text: string): string {
  return /^[^\s"#,][^\s#,]*$/.test(text) ? text : '\0';
}

function prefixesText(prefixes: readonly Prefix[]): string {
  return prefixes.map(formatPrefix).join(', ');
}

/** A name is pinned only if it is certain, and not the one that would be shown anyway. */
function nameToPin(device: string | undefined, documented: string, dump: Dump): string | undefined {
  if (device === undefined || device === documented || device === vpcDevice || device === directDevice)
    return undefined;
  if (mayBeCut(device, dump)) return undefined;
  return isName(device) ? device : undefined;
}

/** Whether a policy can have the name, and a terminal can show it. */
function isName(device: string): boolean {
  return isDeviceName(device) && /^[^"#,\p{C}][^#,\p{C}]*$/u.test(device) && invisibleIn(device).length === 0;
}

function mayBeCut(device: string, { namesCutAt }: Dump): boolean {
  return namesCutAt !== undefined && device.length >= namesCutAt;
}

function writeRoutes(
  out: Lines,
  stated: readonly Stated[],
  amendments: Amendments,
  keepsOrder: boolean,
): void {
  const names = new Set<string>(builtInLists.keys());
  let afterBlock = true;
  for (let i = 0; i < stated.length;) {
    const run = runOf(stated, i, keepsOrder);
    i += run.length;
    const [first] = run;
    const builtIn = [...builtInLists].find(([, prefixes]) => isExactly(run, prefixes, keepsOrder))?.[0];
    const canList = run.every(({ key }) => !amendments.allowed.has(key));
    if (builtIn !== undefined && canList) {
      if (afterBlock) out.blank();
      afterBlock = false;
      out.statement(`route ${builtIn} ${actionText(first.action)}`, first.key, first.route.comment);
    } else if (run.length >= 3 && canList) {
      const name = listName(first.route, names);
      out.blank();
      for (const line of commentLinesOf(first.route.comment)) out.add(line === '' ? '#' : `# ${line}`);
      out.add(`prefix-list ${name} {`);
      for (const { destinations, key } of run) out.add(`  ${destinations.join(', ')}`, key);
      out.add('}');
      out.add(`route ${name} ${actionText(first.action)}`, `list ${run.map(({ key }) => key).join(' ')}`);
      afterBlock = true;
    } else {
      run.forEach(({ destinations, action, key, route }, at) => {
        if (afterBlock) out.blank();
        afterBlock = false;
        const isRepeated = at > 0 && route.group === first.route.group && route.group !== undefined;
        out.statement(
          `route ${destinations.join(', ')} ${actionText(action)}`,
          key,
          isRepeated ? [] : route.comment,
        );
      });
    }
  }
}

/** The adjacent routes from `at` on with the same action, or the prefixes of a built-in list. */
function runOf(stated: readonly Stated[], at: number, keepsOrder: boolean): readonly Stated[] {
  const first = stated[at];
  for (const prefixes of builtInLists.values()) {
    const run = stated.slice(at, at + prefixes.length);
    const isOne = run.every(
      ({ action, route }, i) => action === first.action && (i === 0 || route.comment.length === 0),
    );
    if (isOne && isExactly(run, prefixes, keepsOrder)) return run;
  }
  const { group } = first.route;
  let end = at + 1;
  if (group)
    while (end < stated.length && stated[end].route.group === group && stated[end].action === first.action)
      end++;
  const run = stated.slice(at, end);
  // A list has only prefixes.
  return run.some(({ destinations }) => destinations[0] === 'default') ? [first] : run;
}

function isExactly(run: readonly Stated[], prefixes: readonly Prefix[], keepsOrder: boolean): boolean {
  const listed = run.map(({ route }) => route.prefix);
  return areEqual(keepsOrder ? listed : listed.sort(comparePrefixes), prefixes);
}

/** A list's name: from the variable of a loop, else from the beginning of its comment. */
function listName({ group, comment }: DumpRoute, names: Set<string>): string {
  const words = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '');
  const fromComment = words((comment[0] ?? '').split(/[,.:;(]/, 1)[0] ?? '');
  const named = words(group?.name ?? '') || (fromComment.length <= 30 ? fromComment : '') || 'networks';
  let name = named;
  for (let i = 2; names.has(name); i++) name = `${named}-${i}`;
  names.add(name);
  return name;
}

/** `allow RULE, RULE`: everything after `allow` is hyphenated ids. */
const isDirective = /^\s*allow\s+[a-z0-9]+(?:-[a-z0-9]+)+(?:[\s,]+[a-z0-9]+(?:-[a-z0-9]+)+)*[\s,]*$/;

/** Comment lines for a policy: without control characters, accidental directives, and empty lines at either end. */
function commentLinesOf(comments: readonly string[]): string[] {
  const texts = comments.map((text) => {
    const plain = text
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
      .replace(/\p{Cs}/gu, '\ufffd')
      .trimEnd();
    return isDirective.test(plain) ? `"${plain.trim()}"` : plain;
  });
  while (texts[0] === '') texts.shift();
  while (texts[texts.length - 1] === '') texts.pop();
  return texts;
}
