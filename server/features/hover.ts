import { lowest } from '../syntax/lowest';
import { documentation } from '../syntax/comments';
import type { Item, Span, Statement } from '../syntax/ast';
import { actionNumber } from '../syntax/parser';
import { sites, type Route } from '../model/effective';
import { lookup, type Part } from '../model/lookup';
import type { Model } from '../model/model';
import { routerOf, vpcGateway } from '../model/network';
import { DIRECT, goes, goesTogether, LOCAL, typeOf, VPC, wayText } from '../model/ways';
import {
  formatAddress,
  formatPrefix,
  formatRange,
  last,
  rangePrefixes,
  size,
  type Prefix,
} from '../net/prefix';
import { pieces } from '../net/table';
import { counted, grouped } from '../report/report';
import { unknownGateway } from '../render/table';
import { ruleNamed } from '../rules/index';
import { keywordHelp } from './help';
import { nodeAt } from './node-at';
import { addressCount, shares } from './shares';

export interface Hover extends Span {
  readonly markdown: string;
}

/** What is known of the word under an offset. */
export function hover(model: Model, offset: number): Hover | undefined {
  const node = nodeAt(model.unit.file, offset);
  if (!node) return allowedRule(model, offset);
  switch (node.kind) {
    case 'keyword': {
      const help = keywordHelp(node.word.text);
      return help === undefined ? undefined : at(node.word, [help]);
    }
    case 'item':
      return at(node.item, [
        ...itemText(model, node.statement, node.item),
        ...documented(model, node.statement),
      ]);
    case 'action':
      return at(node.action, actionText(model, actionNumber(node.action.name)));
    case 'word':
      if (node.statement.kind === 'prefix-list' && node.word === node.statement.name)
        return at(node.word, [...listText(model, node.word.text), ...documented(model, node.statement)]);
      if (node.statement.kind === 'interface' && (node.word.text === 'vpc' || node.word.text === 'direct'))
        return at(node.word, actionText(model, node.word.text === 'vpc' ? VPC : DIRECT));
      return undefined;
  }
}

/** What a rule finds that a `# allow` under the offset names. */
function allowedRule({ unit: { file } }: Model, offset: number): Hover | undefined {
  const touches = ({ from, to }: Span): boolean => from <= offset && offset <= to;
  const { directives, source } = file;
  // A directive's span is the statement's it is about; it may stand above that.
  const next = lowest(directives.length, (i) => directives[i].rules.some(({ to }) => to >= offset));
  const word = directives[next]?.rules.find(touches);
  const rule = word && ruleNamed(source.slice(word.from, word.to));
  return rule && at(word, [`**${rule.id}** · ${rule.summary}`, rule.why]);
}

function at({ from, to }: Span, paragraphs: readonly string[]): Hover {
  return { from, to, markdown: paragraphs.join('\n\n') };
}

function documented(model: Model, statement: Statement): string[] {
  const lines = documentation(model.unit.file, statement);
  return lines.length > 0 ? ['---', lines.map(escaped).join('  \n')] : [];
}

function itemText(model: Model, statement: Statement, item: Item): string[] {
  const prefixes = model.prefixesOf(item);
  if (item.kind === 'name') {
    const leads = statement.kind === 'route' || statement.kind === 'expect';
    return [...listText(model, item.text), ...(leads ? sharesText(model, prefixes) : [])];
  }
  if (prefixes.length === 0) return [`${code(item.text)} has no meaning as it is written`];
  if (item.kind === 'default')
    return [
      '**the default route**, set as its two halves `0.0.0.0/1` and `128.0.0.0/1`',
      ...whereTo(model, prefixes),
      "The system's own default route stays where it is; a second start finds it there.",
    ];
  const [prefix] = prefixes;
  const head =
    prefixes.length === 1
      ? prefixFacts(prefix)
      : `${prefixes.map((each) => code(formatPrefix(each))).join(', ')}`;
  switch (statement.kind) {
    case 'vpc':
      return [head, 'a CIDR block of the VPC', ...whereTo(model, prefixes)];
    case 'subnet':
      return [
        head,
        `a subnet of the notebook; its VPC router is ${code(formatAddress(prefix.family, routerOf(model.network, prefix).value))}`,
        ...otherSubnets(model),
      ];
    case 'docker':
      return [head, 'a bridge network of Docker on the instance: its addresses never leave it'];
    case 'prefix-list':
      return [head];
    default:
      return [head, ...whereTo(model, prefixes), ...otherSubnets(model)];
  }
}

function prefixFacts(prefix: Prefix): string {
  const { family, base } = prefix;
  const name = `**${code(formatPrefix(prefix))}**`;
  const [first, end] = [base, last(prefix)].map((address) => code(formatAddress(family, address)));
  return size(prefix) === 1n
    ? `${name} · one address`
    : `${name} · ${first} – ${end} · ${grouped(size(prefix))} addresses`;
}

/** At most this many stretches are told apart. */
const mostStretches = 6;

/** Where the addresses go, exactly: each stretch of a few, or how many go each way. */
function whereTo(model: Model, prefixes: readonly Prefix[]): string[] {
  if (model.open || !isFew(model, prefixes)) return sharesText(model, prefixes);
  const parts = prefixes.flatMap((prefix) => lookup(model, prefix));
  const lines = parts.map((part) => partText(part, parts.length > 1));
  return parts.length === 1 ? lines : [lines.map((line) => `- ${line}`).join('\n')];
}

/** Whether prefixes fall into no more stretches than can be shown; looks at no more. */
function isFew(model: Model, prefixes: readonly Prefix[]): boolean {
  let count = 0;
  for (const prefix of prefixes) {
    const stretches = pieces(model.tables[prefix.family], prefix.base, last(prefix));
    while (!stretches.next().done) if (++count > mostStretches) return false;
  }
  return true;
}

/** How many addresses go which way. */
function sharesText(model: Model, prefixes: readonly Prefix[]): string[] {
  if (model.open) return ['Where it goes is not certain while the policy has errors.'];
  const found = shares(model, prefixes);
  const [first] = found;
  if (!first) return [];
  const go = (way: number): string => (way === LOCAL ? 'stay on the instance' : goesTogether(way));
  if (found.length === 1) return [`all of them ${go(first.way)}`];
  return [found.map(({ way, addresses }) => `- ${grouped(addresses)} ${go(way)}`).join('\n')];
}

function partText(part: Part, several: boolean): string {
  const range = code(formatRange(part.family, part.first, part.last));
  const head = several ? `${range} ` : '';
  if (!part.route) return `${head}has no route`;
  if (part.route.way === LOCAL)
    return `${head}stays on the instance: the kernel keeps these addresses to itself`;
  return `${head}${goes(part.route.way)}${hopText(part.route)}: ${why(part)}`;
}

function hopText(route: Route): string {
  if (!route.interface) return '';
  const to = ` on ${code(route.interface)}`;
  if (route.connected) return to;
  const gateway = route.gateway
    ? code(formatAddress(route.gateway.family, route.gateway.value))
    : unknownGateway;
  return `${to} through ${gateway}${route.way === VPC ? ', the VPC router' : ''}`;
}

/** Which route decides, and against which others. */
function why({ route, candidates, first, last, family }: Part): string {
  if (!route) return '';
  const whole = rangePrefixes(family, first, last);
  const exact = whole.length === 1 && formatPrefix(whole[0]) === formatPrefix(route.prefix);
  const decides = route.target
    ? exact
      ? 'this policy routes exactly this prefix'
      : `${code(formatPrefix(route.prefix))} is the longest route that contains it`
    : systemReason(route);
  const beaten = candidates
    .slice(1, 2)
    .map(
      (other) =>
        `, and wins over ${other.prefix.length === 0 ? 'the default route' : code(formatPrefix(other.prefix))} (${wayText(other.way)})`,
    );
  return `${decides}${beaten.join('')}`;
}

function systemReason(route: Route): string {
  const prefix = code(formatPrefix(route.prefix));
  switch (route.part) {
    case 'default':
      return "no longer route contains it, so the instance's default route takes it";
    case 'vpc':
      return `it belongs to the VPC's block ${prefix}`;
    case 'subnet':
      return `it is in the notebook's own subnet ${prefix}`;
    case 'docker':
      return `it belongs to Docker's bridge ${prefix}, which stays on the instance`;
    default:
      return `${prefix} is SageMaker's own route`;
  }
}

function actionText(model: Model, way: number): string[] {
  const { network } = model;
  const site = sites(model)[0];
  if (typeOf(way) !== 'unicast') return [refusalHelp[typeOf(way)] ?? ''];
  if (way === VPC) {
    if (network.vpc.length === 0) return ['**via vpc**: no VPC is declared, so there is no such interface'];
    const gateways = [vpcGateway(network, 4, site.four), vpcGateway(network, 6, site.six)].flatMap(
      (gateway) => (gateway ? [code(formatAddress(gateway.family, gateway.value))] : []),
    );
    return [
      `**via vpc** · ${code(network.interfaces.vpc.name)}${gateways.length > 0 ? ` through ${gateways.join(' and ')}, the VPC router` : ': the VPC router is not known without a `subnet`'}`,
      foundAtStart(network.interfaces.vpc.pinned, 'by the address the instance has in its subnet'),
      ...otherSubnets(model),
    ];
  }
  if (way === DIRECT) {
    const { name, gateway, pinned } = network.interfaces.direct;
    return [
      `**via direct** · ${code(name)} through ${gateway ? code(formatAddress(gateway.family, gateway.value)) : 'the direct gateway'}`,
      foundAtStart(pinned, 'as the next hop of the default route that does not leave by the VPC interface'),
    ];
  }
  return [`**via docker** · stays on the instance, on Docker's bridge`];
}

function foundAtStart(pinned: boolean, how: string): string {
  return pinned
    ? 'The name is pinned by the policy.'
    : `The name is the documented one; the script finds the interface on the instance ${how}.`;
}

const refusalHelp: Record<string, string> = {
  unreachable: '**unreachable** · refused: the program gets "No route to host" (EHOSTUNREACH)',
  prohibit: '**prohibit** · refused: the program gets "Permission denied" (EACCES)',
  blackhole: '**blackhole** · dropped: a local program gets "Invalid argument" (EINVAL)',
};

/** What a list holds, as Markdown paragraphs. */
export function listText(model: Model, name: string): string[] {
  const list = model.names.lists.get(name);
  if (!list) return [`no prefix-list is named ${code(name)}`];
  const prefixes = model.prefixesOf({ kind: 'name', text: name, from: 0, to: 0 });
  const addresses = addressCount(prefixes);
  const shown = prefixes.slice(0, 8).map((prefix) => code(formatPrefix(prefix)));
  const more = prefixes.length > shown.length ? ` and ${prefixes.length - shown.length} more` : '';
  const source = list.statement?.source;
  const createDate = source && model.sources.get(source)?.createDate;
  const origin = source
    ? [
        `read from ${code(source.path.text)}${createDate === undefined ? '' : `, created ${code(createDate)}`}`,
      ]
    : [];
  return [
    `**${code(name)}** · ${counted(prefixes.length, 'prefix').replace(/prefixs$/, 'prefixes')} · ${grouped(addresses)} addresses${list.statement ? '' : ' · built in'}`,
    `${shown.join(', ')}${more}`,
    ...origin,
  ];
}

function otherSubnets(model: Model): string[] {
  const all = sites(model);
  if (all.length < 2) return [];
  const others = all
    .slice(1, 4)
    .flatMap(({ four, six }) => four ?? six ?? [])
    .map((subnet) => code(formatPrefix(subnet)));
  return [
    `Shown for the first of ${all.length} subnets; notebooks in ${others.join(', ')}${all.length > 4 ? ' …' : ''} have their own router.`,
  ];
}

/** User text as Markdown code. */
function code(text: string): string {
  const clean = text.replace(/[\r\n]/g, ' ');
  return clean.includes('`') ? `\`\` ${clean} \`\`` : `\`${clean}\``;
}

/** User text as Markdown text that means nothing but itself. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>&~|]/g, '\\$&').replace(/^(\s*)([#+=-]|\d+[.)])/, '$1\\$2');
}
