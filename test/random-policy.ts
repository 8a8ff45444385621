import type { Host } from '../server/host';
import { effectiveTable, sites } from '../server/model/effective';
import { onwardAt } from '../server/model/onward';
import { load, loadAlone } from '../server/model/load';
import { lookup } from '../server/model/lookup';
import { modelOf, type Model } from '../server/model/model';
import { interfaceNameOf, actionText, VPC } from '../server/model/actions';
import {
  bits,
  contains,
  equals,
  formatAddress,
  formatPrefix,
  halves,
  hostPrefix,
  overlaps,
  parsePrefix,
  coveringPrefix,
  size,
  type Family,
  type Prefix,
} from '../server/net/prefix';
import { rules } from '../server/rules/registry';
import { check } from '../server/rules/runner';
import type { Severity } from '../server/lib/severity';
import { parse } from '../server/syntax/parser';
import { randomNumbers } from '../server/verify/addresses';
import {
  ownPrefixRoutes,
  randomNetworkFile,
  randomNetworkStatements,
  type Choices,
  type DeclaredNetwork,
} from './random-network';

/** The model of a policy's text without includes. */
export function modelOfText(text: string, path = 'policy.nbroute'): Model {
  return modelOf(loadAlone(path, parse(text)));
}

/** The model of a policy's text and the files that it names, by path. */
export async function modelOfFiles(
  text: string,
  files: Readonly<Record<string, string>>,
  path = 'policy.nbroute',
): Promise<Model> {
  const host: Host = {
    resolve: (_, to) => to,
    read: (file) => {
      const content = files[file];
      return Promise.resolve(content === undefined ? { kind: 'missing' } : { kind: 'text', text: content });
    },
    config: () => Promise.resolve(undefined),
  };
  return modelOf(await load(host, path, parse(text)));
}

/**
 * A policy without errors, always the same for the same seed, with every statement that needs no other file, IPv4 and
 * IPv6, and routes that nest, repeat and cover the network's own prefixes. It may have warnings.
 */
export function randomPolicy(seed: number): string {
  const { draw, text } = generated(seed);
  return `${text}${expectations(draw, modelOfText(text)).join('\n')}\n`;
}

/** A policy with the files it names, by path. */
export interface RandomUnit {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Like `randomPolicy`, with the statements that name other files, a pinned router, a network file with the statements
 * that need one, and expectations of prefixes.
 */
export async function randomUnit(seed: number): Promise<RandomUnit> {
  // Drawn separately, so that the policy stays the same as `randomPolicy` of the same seed.
  const { draw, network, ...rest } = generated(seed, drawing(seed + 0x10000));
  const allowed = await withAllowed(drawing(seed + 0x20000), network, rest.text, rest.files);
  const { text, files } = await withNetworkFile(drawing(seed + 0x30000), rest, network, allowed);
  const model = await modelOfFiles(text, files);
  const expected = [...expectations(draw, model), ...wideExpectations(draw, model)];
  if (!('network.json' in files)) return { text: `${text}${expected.join('\n')}\n`, files };
  // The VPC's route table may lead nowhere, and then an expectation of `via vpc` fails.
  return { text: await withValid(text, expected, files), files };
}

/**
 * A policy with all parts of the language, whether valid or not: half of them have errors. It has routes for the
 * network's own prefixes, allowed or not, and unevaluated statements about next hops and ports.
 */
export function wideUnit(seed: number): RandomUnit {
  const { network, text, files, prefixes } = generated(seed, drawing(seed + 0x10000));
  const draw = drawing(seed + 0x40000);
  const declared = declaredNetwork(network, prefixes);
  const lines = ownPrefixRoutes(draw, declared, network.docker);
  if (!draw.chance(50) || declared.near.length === 0) return { text: `${text}${lines.join('\n')}\n`, files };
  lines.push('network from "network.json"', ...randomNetworkStatements(draw, declared));
  return {
    text: `${text}${lines.join('\n')}\n`,
    files: { ...files, 'network.json': randomNetworkFile(draw, declared) },
  };
}

function declaredNetwork(
  { blocks, subnets, docker, direct }: Network,
  prefixes: readonly Prefix[],
): DeclaredNetwork {
  return { blocks, subnets, near: [...blocks, ...docker, ...prefixes], directInternet: direct };
}

/** The policy with a network file, and with those statements that need one and are not errors. */
async function withNetworkFile(
  draw: Draw,
  { prefixes, files }: Pick<Generated, 'prefixes' | 'files'>,
  network: Network,
  text: string,
): Promise<RandomUnit> {
  if (network.subnets.length === 0 || prefixes.length === 0 || !draw.chance(35)) return { text, files };
  // A list for Docker's network would become a route that the script rejects.
  const declared = { ...declaredNetwork(network, prefixes), near: prefixes };
  const all = { ...files, 'network.json': randomNetworkFile(draw, declared) };
  const statements = ['network from "network.json" vpc vpc-0a', ...randomNetworkStatements(draw, declared)];
  const lines = await withValid(text, statements, all);
  const expected = nextHopExpectations(draw, await modelOfFiles(lines, all));
  return { text: await withValid(lines, expected, all), files: all };
}

/** The text, followed by the statements that are not errors. */
async function withValid(
  text: string,
  statements: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<string> {
  let lines = text;
  for (const line of statements)
    if ((await errorsOf(`${lines}${line}\n`, files)).length === 0) lines += `${line}\n`;
  return lines;
}

/** Expectations of next hops that hold in at least one of the subnets. */
function nextHopExpectations(draw: Draw, model: Model): string[] {
  const [site] = sites(model);
  const routed = effectiveTable(model, site).filter(({ action, connected }) => action === VPC && !connected);
  return Array.from({ length: Math.min(2, routed.length) }, () => {
    const { family, base } = draw.one(routed).prefix;
    const hop = onwardAt(model, site, family, base, base)[0]?.row?.row.nextHop;
    const next = draw.one([hop?.id, hop?.kind]);
    return next === undefined ? '' : `expect ${formatAddress(family, base)} via vpc to ${next}`;
  }).filter((line) => line !== '');
}

/**
 * The policy with routes for the VPC's own blocks and for parts of these and of Docker's network, each with an `#
 * allow` for the error it causes.
 */
async function withAllowed(
  draw: Draw,
  { blocks, subnets, docker, direct, vpc }: Network,
  text: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  let lines = text;
  for (const own of [...blocks, ...docker].filter(() => draw.chance(25))) {
    // The script rejects routes for exactly a connected network: Docker's and the subnet.
    const exact = draw.chance(70) && blocks.includes(own);
    const prefix = exact ? own : inside(draw, own, own.length + 1 + draw.below(8));
    const actions = [
      ...(vpc(own.family) ? ['via vpc'] : []),
      ...(direct && own.family === 4 ? ['via direct'] : []),
      // The resolver is in the first block, and without direct internet access a notebook reaches it only there.
      ...(direct || own !== blocks[0] ? ['unreachable', 'prohibit', 'blackhole'] : []),
    ];
    if (actions.length === 0 || subnets.some((subnet) => contains(subnet, prefix))) continue;
    const route = `route ${formatPrefix(prefix)} ${draw.one(actions)}`;
    const errors = await errorsOf(`${lines}${route}\n`, files);
    const allowed = errors.length > 0 ? `${route} # allow ${errors.join(', ')}` : route;
    lines = await withValid(lines, [allowed], files);
  }
  return lines;
}

async function errorsOf(text: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const errors = { keep: (severity: Severity) => severity === 'error' };
  const { diagnostics } = check(await modelOfFiles(text, files), rules, new Map(), 10, errors);
  return [...new Set(diagnostics.map(({ rule }) => rule))];
}

interface Generated {
  readonly draw: Draw;
  readonly network: Network;
  /** Without expectations, which come from the model. */
  readonly text: string;
  /** The prefixes that it routes. */
  readonly prefixes: readonly Prefix[];
  readonly files: Readonly<Record<string, string>>;
}

/** `more` draws the parts that need files; undefined for a policy without any. */
function generated(seed: number, more?: Draw): Generated {
  const draw = drawing(seed);
  const network = randomNetwork(draw, more);
  const lines = [...network.lines];
  const files = new Map<string, string>();
  const taken = new Map<string, string>();
  const lists: { name: string; items: string[]; prefixes: Prefix[] }[] = [];

  for (let i = draw.below(4); i > 0; i--) {
    const prefixes = Array.from({ length: 1 + draw.below(5) }, () => somePrefix(draw, network, taken));
    const inner = lists.length > 0 && draw.chance(30) ? draw.one(lists) : undefined;
    const list = {
      name: `list-${lists.length}${draw.one(['', '.x', '_Y'])}`,
      items: [...prefixes.map(formatPrefix), ...(inner ? [inner.name] : [])],
      prefixes: [...prefixes, ...(inner?.prefixes ?? [])],
    };
    lists.push(list);
    const here = listLine(draw, list);
    lines.push(more?.chance(50) ? elsewhere(more, files, network, list) : here);
  }
  if (more?.chance(25)) {
    files.set("it's $x.sh", more.one(scripts));
    lines.push(`on-start "it's $x.sh"`);
  }

  const rfc1918 = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(prefixOf);
  let wantsService = false;
  const route = (texts: readonly string[], prefixes: readonly Prefix[], action: string): void => {
    const fits = prefixes.every(
      (prefix) => mayLead(network, prefix, action) && (taken.get(formatPrefix(prefix)) ?? action) === action,
    );
    if (!fits) return;
    for (const prefix of prefixes) {
      taken.set(formatPrefix(prefix), action);
      wantsService ||= contains(prefix, service) && action !== 'via direct';
    }
    const isDefault = texts.some((text) => text === 'default' || text.endsWith('/0'));
    const comment = isDefault
      ? ' # allow moves-default'
      : draw.chance(25)
        ? ` # ${draw.one(assumptions)}`
        : '';
    const above = draw.chance(15) ? `# ${draw.one(assumptions)}\n` : '';
    lines.push(`${above}route ${texts.join(', ')} ${action}${comment}`);
  };
  const actions = (family: Family): string[] => [
    ...(network.vpc(family) ? ['via vpc', 'via vpc'] : []),
    ...(family === 4 && network.direct ? ['via direct'] : []),
    'unreachable',
    'prohibit',
    'blackhole',
  ];

  if (draw.chance(25)) route(['rfc1918'], rfc1918, 'unreachable');
  if (draw.chance(20)) route(['default'], [...halves(prefixOf('0.0.0.0/0'))], draw.one(actions(4)));
  if (draw.chance(15)) route(['::/0'], [...halves(prefixOf('::/0'))], draw.one(actions(6)));
  for (const { name, prefixes } of lists) {
    const six = prefixes.some(({ family }) => family === 6);
    route(
      [name],
      prefixes,
      draw.one(six ? actions(6).filter((action) => action !== 'via direct') : actions(4)),
    );
  }
  for (let i = draw.below(25); i > 0; i--) {
    const prefix = somePrefix(draw, network, taken);
    const others = draw.chance(15) ? [somePrefix(draw, network, taken)] : [];
    const same = [prefix, ...others.filter(({ family }) => family === prefix.family)];
    route(same.map(spelled), same, draw.one(actions(prefix.family)));
  }
  // The network of SageMaker's own interface, which a working policy must keep.
  if (wantsService && network.direct && !taken.has(formatPrefix(service)))
    lines.push(`route ${formatPrefix(service)} via direct`);

  const text = `${shuffled(draw, lines).join('\n')}\n`;
  return { draw, network, text, prefixes: [...taken.keys()].map(prefixOf), files: Object.fromEntries(files) };
}

/** A statement for a list in another file, which is added to `files`. */
function elsewhere(
  draw: Draw,
  files: Map<string, string>,
  network: Network,
  { name, prefixes }: { readonly name: string; readonly prefixes: readonly Prefix[] },
): string {
  const texts = prefixes.map(formatPrefix);
  // Of AWS's file a VPC without IPv6 takes no IPv6 prefixes, and an empty list is an error.
  const isEmptyFromAws = !network.vpc(6) && prefixes.every(({ family }) => family === 6);
  const kind = draw.below(4);
  switch (kind === 1 && isEmptyFromAws ? 0 : kind) {
    case 0:
      files.set(`${name}.txt`, `${texts.join(' # ours\n\n')}\n# the end`);
      return `prefix-list ${name} from "${name}.txt"`;
    case 1: {
      // AWS lists a prefix once for each service; those of another service and region are not selected.
      const entries = [...texts, ...texts.slice(0, 1)].map((text) => ({ text, service: 'S3' }));
      const all = [...entries, { text: '192.0.2.0/24', service: 'EC2' }].map(({ text, service }) => ({
        [text.includes(':') ? 'ipv6_prefix' : 'ip_prefix']: text,
        region: 'us-east-1',
        service,
        network_border_group: 'us-east-1',
      }));
      const prefixesOf = (key: string) => all.filter((entry) => key in entry);
      files.set(
        `${name}.json`,
        JSON.stringify({
          syncToken: '1787411825',
          createDate: '2026-08-22-15-17-05',
          prefixes: prefixesOf('ip_prefix'),
          ipv6_prefixes: prefixesOf('ipv6_prefix'),
        }),
      );
      return `prefix-list ${name} from "${name}.json" service S3 region us-east-1`;
    }
    case 2: {
      // Included by an included file, whose other statements do not count here.
      const known = files.get('lists.nbroute');
      files.set('lists.nbroute', `${known ?? ''}prefix-list ${name} = ${texts.join(', ')}\n`);
      if (known !== undefined) return '';
      files.set(
        'shared.nbroute',
        'vpc 203.0.113.0/24\nroute 198.51.100.0/24 unreachable\ninclude "lists.nbroute"\n',
      );
      return 'include "shared.nbroute"';
    }
    default:
      files.set(`${name}.nbroute`, `prefix-list ${name} {\n${texts.join('\n')}\n}\n`);
      return `include "${name}.nbroute"`;
  }
}

/** User scripts, which the proof never starts. */
const scripts = [
  '#!/bin/bash\nip route flush table main\n',
  "#!/bin/sh\r\necho 'END'\r\nEND\r\n$(exit 3)\r\n",
  '\u0000\u001b]0;binary\u0007',
  `#!/usr/bin/env python3\n${'print("many lines")\n'.repeat(700)}`,
];

const service = prefixOf('172.16.0.0/16');
/** Comments as users and attackers write them. */
const assumptions = [
  'on-premises',
  'the "old" office, R&D; 100% ours',
  "it's $HOME, `id`, $(touch /tmp/x), ${IFS}",
  'END',
  'ends with a backslash \\',
  'Büro Zürich – 東京 🚏',
  '## route replace 172.17.0.0/16 via 1.2.3.4',
  'shellcheck disable=all',
];

interface Network {
  readonly lines: readonly string[];
  readonly blocks: readonly Prefix[];
  readonly subnets: readonly Prefix[];
  readonly docker: readonly Prefix[];
  readonly direct: boolean;
  readonly vpc: (family: Family) => boolean;
}

function randomNetwork(draw: Draw, more?: Draw): Network {
  const kind = draw.below(100);
  const attached = kind >= 15;
  const direct = kind < 75;
  const docker = draw.chance(30)
    ? draw.one([['172.20.0.0/16'], ['10.200.0.0/24', '172.18.0.0/16'], ['192.168.200.0/28']]).map(prefixOf)
    : [prefixOf('172.17.0.0/16')];
  const blocks: Prefix[] = [];
  const subnets: Prefix[] = [];
  if (attached) {
    for (let i = 1 + draw.below(3); i > 0; i--) {
      const coveringPrefixText = draw.one(['10.0.0.0/8', '172.31.0.0/16', '192.168.0.0/16', '100.64.0.0/10']);
      const block = inside(draw, prefixOf(coveringPrefixText), 16 + draw.below(9));
      if (![...blocks, ...docker].some((other) => overlaps(other, block))) blocks.push(block);
    }
    if (blocks.length === 0) blocks.push(prefixOf('10.77.0.0/16'));
    for (let i = 1 + draw.below(3); i > 0; i--) {
      const block = draw.one(blocks);
      const longer = draw.chance(15) ? 0 : 1 + draw.below(12);
      const subnet = inside(draw, block, Math.min(28, block.length + longer));
      if (!subnets.some((other) => overlaps(other, subnet))) subnets.push(subnet);
    }
    if (draw.chance(40)) {
      const block = inside(draw, prefixOf('2001:db8::/32'), 56);
      const four = subnets.length;
      blocks.push(block);
      for (let i = 1 + draw.below(four); i > 0; i--) {
        const subnet = inside(draw, block, 64);
        if (!subnets.some((other) => overlaps(other, subnet))) subnets.push(subnet);
      }
    }
  }
  const [first] = subnets;
  const router = attached && more?.chance(25) ? someRouter(more, first) : undefined;
  // If the router is known, the subnets need not be declared.
  const open = router !== undefined && more?.chance(40) === true;
  if (open) subnets.length = 0;
  const list = (prefixes: readonly Prefix[]) => prefixes.map(formatPrefix).join(', ');
  const lines = [
    ...(draw.chance(80) ? [`policy Random-${draw.below(10000)}`] : []),
    ...(attached ? [`vpc ${list(blocks)}`] : []),
    ...(attached && !open ? [`subnet ${list(subnets)}`] : []),
    ...(attached && !direct ? ['direct-internet disabled'] : []),
    ...(docker[0] && formatPrefix(docker[0]) !== '172.17.0.0/16' ? [`docker ${list(docker)}`] : []),
    ...(draw.chance(15) ? ['platform notebook-al2023-v1'] : []),
    ...(draw.chance(15) ? [`on-failure ${more?.one(['stop', 'continue']) ?? 'stop'}`] : []),
    ...(more?.chance(15) ? [`on-loss ${more.one(['restore', 'ignore'])}`] : []),
    ...vpcInterface(draw, attached, router),
    ...(draw.chance(20) ? [`interface direct ${draw.one(['eth0', 'ens5'])} gateway 172.16.0.1`] : []),
  ];
  return {
    lines,
    blocks,
    subnets,
    docker,
    direct: direct || !attached,
    vpc: (family) => subnets.some((subnet) => subnet.family === family) || (open && family === 4),
  };
}

function vpcInterface(draw: Draw, attached: boolean, router: string | undefined): string[] {
  const name = attached && draw.chance(20) ? draw.one(['eth1', 'ens6', 'en-x@1']) : undefined;
  if (router !== undefined) return [`interface vpc ${name ?? 'eth2'} gateway ${router}`];
  return name === undefined ? [] : [`interface vpc ${name}`];
}

/** An address of a subnet that may be its router, usually not AWS's. */
function someRouter(draw: Draw, subnet: Prefix): string {
  const value = subnet.base + 1n + (draw.wide() % (size(subnet) - 2n));
  return formatAddress(subnet.family, value);
}

const reserved = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', '169.254.0.0/16', '::/8', 'f000::/4'].map(
  prefixOf,
);

/** The networks connected to the direct interface in a notebook under test, whatever its gateway. */
const directNetworks = ['172.16.32.0/20', '172.16.0.0/20'].map(prefixOf);

/** Whether a route causes no error, and no script would remove it. */
function mayLead(network: Network, prefix: Prefix, action: string): boolean {
  const { blocks, subnets, docker, direct } = network;
  const halved = prefix.length === 1;
  if (!halved && reserved.some((each) => contains(each, prefix))) return false;
  if (subnets.some((subnet) => contains(subnet, prefix))) return false;
  if (docker.some((bridge) => contains(bridge, prefix))) return false;
  if (directNetworks.some((each) => equals(each, prefix)) && action !== 'via direct') return false;
  if (blocks.some((block) => contains(block, prefix)) && action !== 'via vpc') return false;
  return !direct || !contains(service, prefix) || action === 'via direct';
}

/** A prefix anywhere, or one related to those that exist. */
function somePrefix(draw: Draw, network: Network, taken: ReadonlyMap<string, string>): Prefix {
  const known = [...network.blocks, ...network.docker, ...[...taken.keys()].map(prefixOf)];
  if (known.length > 0 && draw.chance(50)) {
    const near = draw.one(known);
    const most = bits(near.family);
    const shift = draw.one([-8, -4, -2, -1, 0, 1, 1, 2, 4, 8]);
    const length = Math.min(most, Math.max(near.family === 4 ? 4 : 12, near.length + shift));
    if (length <= near.length) {
      const address = { family: near.family, value: near.base };
      const coveringPrefixText = coveringPrefix(address, length);
      // Sometimes the adjacent one.
      if (length > 1 && draw.chance(20))
        return { ...coveringPrefixText, base: coveringPrefixText.base ^ size(coveringPrefixText) };
      return coveringPrefixText;
    }
    return inside(draw, near, length);
  }
  if (draw.chance(25))
    return inside(draw, prefixOf(draw.one(['2001:db8::/32', 'fd12::/16', '2600::/12'])), 32 + draw.below(97));
  const coveringPrefixText = draw.one([
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    '0.0.0.0/0',
  ]);
  return inside(draw, prefixOf(coveringPrefixText), draw.one([8, 12, 16, 16, 20, 22, 24, 24, 28, 32]));
}

/** A prefix of this length inside another one, or the other one if it is longer. */
function inside(draw: Draw, outer: Prefix, length: number): Prefix {
  if (length <= outer.length) return outer;
  const value = outer.base + (draw.wide() % size(outer));
  return coveringPrefix({ family: outer.family, value }, length);
}

function spelled(prefix: Prefix): string {
  const text = formatPrefix(prefix);
  return text.endsWith(prefix.family === 4 ? '/32' : '/128') ? text.replace(/\/\d+$/, '') : text;
}

function listLine(
  draw: Draw,
  { name, items }: { readonly name: string; readonly items: readonly string[] },
): string {
  if (draw.chance(50)) return `prefix-list ${name} = ${items.join(', ')}`;
  const lines = items.map((item) => `  ${item}${draw.chance(30) ? ` # ${draw.one(assumptions)}` : ''}`);
  return [`prefix-list ${name} {`, ...lines, '}'].join('\n');
}

/** Expectations that hold, because the model itself provides the results: for testing the language, not the proof. */
function expectations(draw: Draw, model: Model): string[] {
  const table = effectiveTable(model);
  return Array.from({ length: draw.below(5) }, () => {
    const { prefix } = draw.one(table);
    const value = prefix.base + (draw.wide() % size(prefix));
    const address = hostPrefix({ family: prefix.family, value });
    const [part] = lookup(model, address);
    const target = part.route && interfaceNameOf(part.route.action);
    if (!part.route || target === 'service' || target === 'local') return '';
    // Subnets differ in their own routes.
    if (model.network.subnets.some((subnet) => contains(subnet.prefix, address))) return '';
    return `expect ${formatAddress(prefix.family, value)} ${actionText(part.route.action)}`;
  }).filter((line) => line !== '');
}

/** Expectations of whole prefixes with a single action. */
function wideExpectations(draw: Draw, model: Model): string[] {
  const { subnets } = model.network;
  return effectiveTable(model).flatMap(({ prefix }) => {
    const isSubnets = subnets.some((subnet) => overlaps(subnet.prefix, prefix));
    if (prefix.length === 0 || isSubnets || !draw.chance(20)) return [];
    const parts = lookup(model, prefix);
    const actions = new Set(parts.map(({ route }) => route && actionText(route.action)));
    const [action] = actions;
    const target = parts[0].route && interfaceNameOf(parts[0].route.action);
    if (actions.size > 1 || action === undefined || target === 'service' || target === 'local') return [];
    return [`expect ${formatPrefix(prefix)} ${action}`];
  });
}

interface Draw extends Choices {
  /** An integer of 128 bits. */
  readonly wide: () => bigint;
}

function drawing(seed: number): Draw {
  const random = randomNumbers(seed);
  const below = (end: number) => random() % end;
  return {
    below,
    chance: (percent) => below(100) < percent,
    one: (values) => values[below(values.length)],
    wide: () => Array.from({ length: 4 }, random).reduce((value, part) => (value << 32n) | BigInt(part), 0n),
  };
}

function shuffled(draw: Draw, lines: readonly string[]): string[] {
  const rest = [...lines];
  return lines.map(() => rest.splice(draw.below(rest.length), 1)[0]);
}

function prefixOf(text: string): Prefix {
  const prefix = parsePrefix(text);
  if (!prefix) throw new Error(`not a prefix: ${text}`);
  return prefix;
}

/**
 * A policy with this many routes to internet-like prefixes, mostly /24, always the same for the same seed: 5 %
 * rejected, the others via vpc and via direct, unsorted.
 */
export function internetPolicy(count: number, seed: number): string {
  const draw = drawing(seed);
  const lengths = [24, 24, 24, 24, 24, 24, 23, 22, 22, 21, 20, 19, 18, 16];
  const taken = new Map<string, string>();
  while (taken.size < count) {
    const value = BigInt(11 + draw.below(156)) * (1n << 24n) + (draw.wide() & 0xffffffn);
    const prefix = coveringPrefix({ family: 4, value }, draw.one(lengths));
    if (contains(prefixOf('127.0.0.0/8'), prefix) || contains(prefixOf('100.64.0.0/10'), prefix)) continue;
    const action = draw.chance(5) ? 'unreachable' : draw.one(['via vpc', 'via direct']);
    if (!taken.has(formatPrefix(prefix))) taken.set(formatPrefix(prefix), action);
  }
  const routes = [...taken].map(([prefix, action]) => `route ${prefix} ${action}`);
  return `policy Internet\nvpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n${routes.join('\n')}\n`;
}
