import {
  formatAddress,
  formatPrefix,
  parseAddress,
  parsePrefix,
  type Address,
  type Prefix,
} from '../net/prefix';
import type { Statement } from '../syntax/ast';
import type { Model } from './model';
import { defaultDocker, firstOnes, type Interface } from './network';
import { defaultPlatform } from '../syntax/statements';

/*
 * The machine-readable facts in a compiled script, in two places. A comment near the top has the facts that the routes
 * do not show:
 *
 *     # nbroute-policy 1 policy=OnPremises vpc=172.31.0.0/16 subnet=172.31.64.0/20
 *
 * At each start one line of the log identifies the policy and the script:
 *
 *     nbroute OnPremises: script SHA-256 ce1414b3a790
 */

/** The version of the comment's format: to be raised if readers of the old format would misread the new one. */
const version = 1;

/** The facts of a policy that its routes do not show. The compiled text depends on nothing but these and the routes. */
export interface ScriptFacts {
  readonly policy: string;
  /** In the policy's order, without duplicates; so are subnets and docker networks. */
  readonly vpc: readonly Prefix[];
  readonly subnets: readonly Prefix[];
  readonly docker: readonly Prefix[];
  readonly directInternet: boolean;
  readonly platform: string;
  readonly onFailure: 'stop' | 'continue';
  readonly onLoss: 'restore' | 'ignore';
  /** The path of the user's own script, as in the policy. */
  readonly onStart: string | undefined;
  readonly interfaces: {
    readonly vpc: PinnedInterface | undefined;
    readonly direct: PinnedInterface | undefined;
  };
}

export interface PinnedInterface {
  readonly name: string;
  readonly gateway: Address | undefined;
}

/** A comment line's facts, or only the version if its format is a later one. */
export type ScriptComment =
  | { readonly kind: 'facts'; readonly facts: ScriptFacts }
  | { readonly kind: 'unsupported'; readonly version: number };

/** The facts of a model without errors. */
export function factsOf(model: Model): ScriptFacts {
  const { network } = model;
  const first = firstOnes(model.unit.file);
  const onFailure = first.get('on-failure');
  const onLoss = first.get('on-loss');
  const onStart = first.get('on-start');
  return {
    policy: model.name,
    vpc: distinct(network.vpc.map(({ prefix }) => prefix)),
    subnets: distinct(network.subnets.map(({ prefix }) => prefix)),
    docker: distinct(network.docker.map(({ prefix }) => prefix)),
    directInternet: network.directInternet,
    platform: platformOf(first.get('platform')),
    onFailure: onFailure?.kind === 'on-failure' && onFailure.value?.text === 'continue' ? 'continue' : 'stop',
    onLoss: onLoss?.kind === 'on-loss' && onLoss.value?.text === 'ignore' ? 'ignore' : 'restore',
    onStart: onStart?.kind === 'on-start' ? onStart.path?.text : undefined,
    interfaces: {
      vpc: pinnedInterface(network.interfaces.vpc),
      direct: pinnedInterface(network.interfaces.direct),
    },
  };
}

/** The facts as a comment line of a shell script, in ASCII, without a line break. Defaults are omitted. */
export function scriptComment(facts: ScriptFacts): string {
  const { vpc, subnets, docker, interfaces } = facts;
  const isDefaultDocker = docker.length === 1 && formatPrefix(docker[0]) === formatPrefix(defaultDocker);
  const members: readonly (readonly [key: string, values: readonly string[]])[] = [
    ['policy', [facts.policy]],
    ['vpc', vpc.map(formatPrefix)],
    ['subnet', subnets.map(formatPrefix)],
    ['docker', isDefaultDocker ? [] : docker.map(formatPrefix)],
    ['direct-internet', facts.directInternet ? [] : ['disabled']],
    ['platform', facts.platform === defaultPlatform ? [] : [facts.platform]],
    ['on-failure', facts.onFailure === 'stop' ? [] : [facts.onFailure]],
    ['on-loss', facts.onLoss === 'restore' ? [] : [facts.onLoss]],
    ['on-start', facts.onStart === undefined ? [] : [facts.onStart]],
    ['interface-vpc', interfaceValues(interfaces.vpc)],
    ['interface-direct', interfaceValues(interfaces.direct)],
  ];
  const words = members.flatMap(([key, values]) =>
    values.length > 0 ? [`${key}=${values.map(escaped).join(',')}`] : [],
  );
  return ['# nbroute-policy', version, ...words].join(' ');
}

const commentLine = /^[ \t]*# nbroute-policy (\d{1,6})((?: [^\s]+)*)[ \t]*$/;

/** The first such comment of a text; undefined if none can be read. Unknown members are ignored. */
export function readScriptComment(text: string): ScriptComment | undefined {
  for (const line of text.split(/\r?\n/)) {
    const match = commentLine.exec(line);
    if (!match) continue;
    const written = Number(match[1]);
    if (written !== version) return { kind: 'unsupported', version: written };
    const facts = factsIn(membersOf(match[2]));
    return facts && { kind: 'facts', facts };
  }
  return undefined;
}

/** The script's first message of each start, after "nbroute NAME: ". */
export function startMessage(hash: string): string {
  return `script SHA-256 ${hash}`;
}

/** A line that a compiled script logged. */
export interface LogLine {
  readonly policy: string;
  readonly message: string;
  /**
   * Set on the line that begins a start: the first 12 digits of its SHA-256, which is the compiled script's or, for
   * scripts compiled by 0.1.0, that of the policy's file.
   */
  readonly start: { readonly of: 'script' | 'policy'; readonly hash: string } | undefined;
  /** Why the start failed; undefined if it did not. */
  readonly failure: string | undefined;
}

/** A line of a start's log; undefined for a line that is not the script's own. */
export function readLogLine(line: string): LogLine | undefined {
  const match = /^nbroute ([A-Za-z0-9-]{1,63}): (.*)$/.exec(line.trimEnd());
  if (!match) return undefined;
  const [, policy, message] = match;
  const start = /^(script|policy with) SHA-256 ([0-9a-f]{12})(?:\.\.\.)?$/.exec(message);
  return {
    policy,
    message,
    start: start ? { of: start[1] === 'script' ? 'script' : 'policy', hash: start[2] } : undefined,
    failure: /^failed: (.*)$/.exec(message)?.[1],
  };
}

function platformOf(statement: Statement | undefined): string {
  const stated = statement?.kind === 'platform' ? statement.value?.text : undefined;
  return stated ?? defaultPlatform;
}

function pinnedInterface({ pinned, name, gateway }: Interface): PinnedInterface | undefined {
  return pinned ? { name, gateway } : undefined;
}

function interfaceValues(pinned: PinnedInterface | undefined): string[] {
  if (!pinned) return [];
  const { name, gateway } = pinned;
  return gateway ? [name, formatAddress(gateway.family, gateway.value)] : [name];
}

/** RFC 3986's percent-encoding of all but letters, digits and `-._:/`: without meaning in the shell, YAML and HCL. */
function escaped(text: string): string {
  const whole = text.replace(/\p{Cs}/gu, '\ufffd');
  return encodeURIComponent(whole)
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(?:3A|2F)/g, decodeURIComponent);
}

/** Undefined for an invalid escape. */
function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

type Members = ReadonlyMap<string, readonly (string | undefined)[]>;

function membersOf(words: string): Members {
  const members = new Map<string, (string | undefined)[]>();
  for (const word of words.split(' ')) {
    const equals = word.indexOf('=');
    const key = word.slice(0, equals);
    if (equals > 0 && !members.has(key))
      members.set(
        key,
        word
          .slice(equals + 1)
          .split(',')
          .map(unescaped),
      );
  }
  return members;
}

/** Undefined if a known member has a value that this format does not allow. */
function factsIn(members: Members): ScriptFacts | undefined {
  const valueOf = (key: string): string | undefined => members.get(key)?.[0];
  const prefixes = (key: string) => valuesAs(members.get(key) ?? [], parsePrefix);
  const [policy, vpc, subnets] = [valueOf('policy'), prefixes('vpc'), prefixes('subnet')];
  const docker = members.has('docker') ? prefixes('docker') : [defaultDocker];
  const directInternet = oneOf(members, 'direct-internet', ['enabled', 'disabled']);
  const onFailure = oneOf(members, 'on-failure', ['stop', 'continue']);
  const onLoss = oneOf(members, 'on-loss', ['restore', 'ignore']);
  const platform = members.has('platform') ? valueOf('platform') : defaultPlatform;
  const pins = [interfaceIn(members.get('interface-vpc')), interfaceIn(members.get('interface-direct'))];
  if (policy === undefined || platform === undefined || !vpc || !subnets || !docker) return undefined;
  if (!directInternet || !onFailure || !onLoss || pins.includes('unreadable')) return undefined;
  if (members.has('on-start') && valueOf('on-start') === undefined) return undefined;
  const [vpcPin, directPin] = pins.map((pin) => (pin === 'unreadable' ? undefined : pin));
  return {
    policy,
    vpc,
    subnets,
    docker,
    platform,
    onFailure,
    onLoss,
    directInternet: directInternet === 'enabled',
    onStart: valueOf('on-start'),
    interfaces: { vpc: vpcPin, direct: directPin },
  };
}

/** A member's value, the first of `words` if it is absent; undefined for a value not in `words`. */
function oneOf<Word extends string>(members: Members, key: string, words: readonly Word[]): Word | undefined {
  if (!members.has(key)) return words[0];
  const value = members.get(key)?.[0];
  return words.find((word) => word === value);
}

function interfaceIn(
  values: readonly (string | undefined)[] | undefined,
): PinnedInterface | undefined | 'unreadable' {
  if (!values) return undefined;
  const [name, address] = values;
  if (name === undefined || name === '') return 'unreadable';
  if (values.length === 1) return { name, gateway: undefined };
  const gateway = address === undefined ? undefined : parseAddress(address);
  return gateway ? { name, gateway } : 'unreadable';
}

/** All values as read; undefined if one is invalid. */
function valuesAs<Value>(
  texts: readonly (string | undefined)[],
  read: (text: string) => Value | undefined,
): Value[] | undefined {
  const values = texts.flatMap((text) => (text === undefined ? [] : (read(text) ?? [])));
  return values.length === texts.length ? values : undefined;
}

function distinct(prefixes: readonly Prefix[]): Prefix[] {
  const seen = new Set<string>();
  return prefixes.filter((prefix) => {
    const text = formatPrefix(prefix);
    return !seen.has(text) && seen.add(text);
  });
}
