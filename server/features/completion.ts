import { formatAddress, formatPrefix, overlaps, parsePrefix, size, type Prefix } from '../net/prefix';
import { awsNames } from '../model/list-source';
import { pathOf, quotedPaths } from '../model/load';
import { fittedName, type Model } from '../model/model';
import { builtInLists } from '../model/names';
import { defaultDocker, firstOnes, routerOf, singleKey } from '../model/network';
import { isRetired, platforms } from '../model/platforms';
import { counted, grouped } from '../report/report';
import { ruleNamed, rules } from '../rules/index';
import type { Span } from '../syntax/ast';
import { refusals, statementKeywords, viaTargets, type StatementKeyword } from '../syntax/keywords';
import { contextAt, type Context } from './completion-context';
import { freePrefixes } from './free-prefixes';
import { keywordHelp } from './help';
import { listDocumentation, listText } from './list-text';

/** What a resolved completion explains. */
export interface Topic {
  readonly about: 'keyword' | 'list' | 'rule';
  readonly name: string;
}

/** One thing that can be written. */
export interface Completion {
  readonly label: string;
  readonly kind: 'keyword' | 'snippet' | 'value' | 'list' | 'prefix' | 'rule' | 'file' | 'folder';
  readonly detail?: string;
  /** What is written, when that is not the label. */
  readonly text?: string;
  /** The same with tab stops, for editors that know them. */
  readonly snippet?: string;
  readonly topic?: Topic;
}

/** What can be written in place of a span, the likeliest first. */
export interface Completions extends Span {
  readonly items: readonly Completion[];
}

/** A name in a folder. */
export interface Entry {
  readonly name: string;
  readonly folder: boolean;
}

/** What can be written at an offset. `entries` gives what is in a folder, named relative to the policy, where that can be known. */
export async function completion(
  model: Model,
  offset: number,
  entries: (folder: string) => Promise<readonly Entry[]>,
): Promise<Completions> {
  const context = contextAt(model.unit.file, offset);
  const { word } = context;
  if (context.comment) return inComment(model, context.comment, offset);
  if (context.string) {
    const { from } = context.string;
    const path = model.unit.file.source.slice(from, offset);
    const slash = path.lastIndexOf('/') + 1;
    const items = paths(context.keyword, await entries(path.slice(0, slash)));
    return { from: from + slash, to: context.string.to, items };
  }
  return { ...word, items: items(model, context) };
}

/** What there is to say of a completion, as Markdown. */
export function completionDocumentation(model: Model, { about, name }: Topic): string | undefined {
  switch (about) {
    case 'keyword':
      return keywordHelp(name);
    case 'list':
      return [...listText(model, name), ...listDocumentation(model, name)].join('\n\n');
    case 'rule': {
      const rule = ruleNamed(name);
      return rule && `${rule.summary}\n\n${rule.why}`;
    }
  }
}

function items(model: Model, context: Context): Completion[] {
  const { before, keyword, inBlock } = context;
  if (inBlock)
    return before.length === 0 || before[before.length - 1]?.kind === 'comma'
      ? [...listItems(model, context), ...privatePrefixes(model)]
      : [];
  if (before.length === 0) return statements(model, context);
  const behind = before[before.length - 1];
  const opens = before.length === 1 || behind?.kind === 'comma';
  switch (keyword) {
    case 'policy':
      return opens ? [value(fittedName(fileName(model)), "the file's name, made to fit")] : [];
    case 'platform':
      return opens ? platforms.filter((name) => !isRetired(name)).map((name) => value(name)) : [];
    case 'direct-internet':
      return opens ? [value('enabled', 'the default'), value('disabled')] : [];
    case 'on-failure':
      return opens ? [value('stop', 'the default'), value('continue')] : [];
    case 'interface':
      return interfaceWords(model, before.length, before[1]?.text);
    case 'vpc':
      return opens
        ? unused(model, ['172.31.0.0/16', '10.0.0.0/16', '192.168.0.0/16'], 'a private block')
        : [];
    case 'subnet':
      return opens ? freeSubnets(model) : [];
    case 'docker':
      return opens ? [prefix(defaultDocker, "Docker's own default")] : [];
    case 'prefix-list':
      return listWords(model, context);
    case 'route':
    case 'expect':
      if (opens) return destinations(model, context, keyword);
      return behind?.text === 'via' ? viaWords(keyword) : actions(keyword, before);
    default:
      return [];
  }
}

const snippets: Record<StatementKeyword, string> = {
  policy: 'policy ${1:name}',
  vpc: 'vpc ${1:172.31.0.0/16}',
  subnet: 'subnet ${1:172.31.64.0/20}',
  'direct-internet': 'direct-internet ${1|enabled,disabled|}',
  platform: 'platform ${1:notebook-al2023-v1}',
  interface: 'interface ${1|vpc,direct|} ${2:eth2}',
  docker: 'docker ${1:172.17.0.0/16}',
  'prefix-list': 'prefix-list ${1:name} = ${2:10.0.0.0/8}',
  route: 'route ${1:10.0.0.0/8} via ${2|vpc,direct|}',
  expect: 'expect ${1:10.0.0.1} via ${2|vpc,direct,docker|}',
  include: 'include "${1:lists.nbroute}"',
  'on-failure': 'on-failure ${1|stop,continue|}',
  'on-start': 'on-start "${1:setup.sh}"',
};

/** Further forms of a statement, by what tells them from the first one. */
const forms: readonly (readonly [StatementKeyword, string, string])[] = [
  ['prefix-list', '{ … }', 'prefix-list ${1:name} {\n\t${2:10.0.0.0/8}\n}'],
  [
    'prefix-list',
    'from "…"',
    'prefix-list ${1:name} from "${2:ip-ranges.json}" service ${3:S3} region ${4:us-east-1}',
  ],
  ['route', '… unreachable', 'route ${1:rfc1918} ${2|unreachable,prohibit,blackhole|}'],
  ['interface', '… gateway', 'interface ${1|vpc,direct|} ${2:eth2} gateway ${3:172.31.64.1}'],
];

/** Statements in the order of use; those that may stand only once, and do already, are left out. */
function statements(model: Model, { word, more }: Context): Completion[] {
  const first = firstOnes(model.unit.file);
  const open = statementKeywords.filter((keyword) => {
    const keys = keyword === 'interface' ? ['interface vpc', 'interface direct'] : [keyword];
    return keys.some((key) => {
      const stands = first.get(key);
      return !stands || singleKey(stands) === undefined || stands.from === word.from;
    });
  });
  return open.flatMap((keyword): Completion[] => {
    const topic: Topic = { about: 'keyword', name: keyword };
    if (more) return [{ label: keyword, kind: 'keyword', topic }];
    return [
      { label: keyword, kind: 'keyword', snippet: snippets[keyword], topic },
      ...forms
        .filter(([of]) => of === keyword)
        .map(([, form, snippet]): Completion => {
          const label = `${keyword} ${form}`;
          return { label, kind: 'snippet', text: keyword, snippet, topic };
        }),
    ];
  });
}

function interfaceWords(model: Model, count: number, target: string | undefined): Completion[] {
  if (count === 1) return [value('vpc'), value('direct')];
  if (count === 2) return [value(target === 'direct' ? 'eth0' : 'eth2', 'the documented name')];
  if (count === 3) return [{ label: 'gateway', kind: 'keyword' }];
  if (count !== 4 || target !== 'vpc') return [];
  return model.network.subnets.map(({ prefix: subnet }) =>
    value(formatAddress(subnet.family, routerOf(model.network, subnet).value), 'the VPC router'),
  );
}

function listWords(model: Model, context: Context): Completion[] {
  const { before } = context;
  const behind = before[before.length - 1];
  if (before.length === 2)
    return [
      { label: '=', kind: 'keyword', detail: 'the items on this line' },
      { label: '{', kind: 'keyword', detail: 'one or more items a line', snippet: '{\n\t$0\n}' },
      { label: 'from', kind: 'keyword', detail: 'the prefixes of a file', snippet: 'from "$0"' },
    ];
  if (before.some(({ kind }) => kind === 'equals'))
    return behind?.kind === 'equals' || behind?.kind === 'comma'
      ? [...listItems(model, context), ...privatePrefixes(model)]
      : [];
  const path = before.find(({ kind }) => kind === 'string');
  if (!path) return [];
  const key = [...before].reverse().find(({ text }) => text === 'service' || text === 'region');
  if (key && (behind === key || behind?.kind === 'comma')) {
    const names = knownNames(model, path);
    return (key.text === 'service' ? names?.services : names?.regions)?.map((name) => value(name)) ?? [];
  }
  return ['service', 'region'].map((label): Completion => ({ label, kind: 'keyword' }));
}

/** The services and regions of the file a list reads; undefined while it is not there. */
function knownNames(model: Model, at: Span): ReturnType<typeof awsNames> {
  const { unit } = model;
  const quoted = quotedPaths(unit.file).find((each) => each.quoted.from === at.from)?.quoted;
  const path = quoted && pathOf(unit, unit.path, quoted);
  const read = path === undefined ? undefined : unit.data.get(path);
  return read?.kind === 'text' ? awsNames(read) : undefined;
}

function destinations(model: Model, context: Context, keyword: 'route' | 'expect'): Completion[] {
  const lists = listItems(model, context);
  if (keyword === 'route')
    return [
      ...lists,
      ...privatePrefixes(model),
      { label: 'default', kind: 'keyword', detail: 'the default route, set as its two halves' },
    ];
  const blocks = [...model.network.vpc, ...model.network.subnets].map((each) =>
    prefix(each.prefix, 'declared by this policy'),
  );
  return [...expected(model), ...lists, ...blocks, value('169.254.169.254', "the instance's metadata")];
}

/** The policy's own routes, the first few of them: what an expectation is most often about. */
function expected(model: Model): Completion[] {
  const { plain } = model.unit.file;
  const found: Completion[] = [];
  for (let row = 0; row < Math.min(plain.count, 20); row++)
    found.push(
      prefix(
        { family: 4, base: BigInt(plain.base[row]), length: plain.length[row] },
        'routed by this policy',
      ),
    );
  return found;
}

function listItems(model: Model, { statement }: Context): Completion[] {
  const own = statement?.kind === 'prefix-list' ? statement.name?.text : undefined;
  return [...model.names.lists.values()]
    .filter(({ name }) => name !== own)
    .map(({ name, statement: defined, path }): Completion => {
      const members = builtInLists.get(name)?.length ?? defined?.items.length ?? 0;
      const from = path === model.unit.path || path === '' ? '' : ` · ${relativeName(path)}`;
      const detail = `${defined?.source ? 'from a file' : counted(members, 'item')}${from}`;
      return { label: name, kind: 'list', detail, topic: { about: 'list', name } };
    });
}

function viaWords(keyword: 'route' | 'expect'): Completion[] {
  return viaTargets
    .filter((name) => keyword === 'expect' || name !== 'docker')
    .map((label): Completion => ({ label, kind: 'value' }));
}

function actions(keyword: 'route' | 'expect', before: Context['before']): Completion[] {
  // One action a statement: behind it nothing follows.
  const behind = before.slice(1).some(({ text }) => text === 'via' || refusals.some((name) => name === text));
  if (behind) return [];
  return [
    ...viaWords(keyword).map(({ label }): Completion => ({ label: `via ${label}`, kind: 'keyword' })),
    ...refusals.map((label): Completion => ({ label, kind: 'keyword' })),
  ];
}

/** The next subnets of the usual sizes in what the VPC has free. */
function freeSubnets(model: Model): Completion[] {
  const blocks = model.network.vpc.map((each) => each.prefix);
  const taken = model.network.subnets.map((each) => each.prefix);
  const four = blocks.filter(({ family }) => family === 4);
  const six = blocks.filter(({ family }) => family === 6);
  return [
    ...[20, 24, 28].flatMap((length) => freePrefixes(four, taken, length, 3)),
    ...freePrefixes(six, taken, 64, 3),
  ].map((free) => prefix(free, 'free in the VPC'));
}

/** The private networks that lie beside the VPC's own blocks and Docker's. */
function privatePrefixes(model: Model): Completion[] {
  return unused(model, ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'], 'beside the VPC');
}

function unused(model: Model, texts: readonly string[], detail: string): Completion[] {
  const taken = [...model.network.vpc, ...model.network.docker].map((each) => each.prefix);
  return texts
    .flatMap((text) => parsePrefix(text) ?? [])
    .filter((each) => !taken.some((other) => overlaps(each, other)))
    .map((each) => prefix(each, detail));
}

/** Behind `# allow`: the rules that can be silenced and are not yet; in an empty comment the word itself. */
function inComment(model: Model, comment: Span & { readonly text: string }, offset: number): Completions {
  const typed = model.unit.file.source.slice(comment.from, offset);
  const allow = /^#\s*(allow\s+)?(?:[a-z0-9]+-[a-z0-9-]+[\s,]+)*([a-z0-9-]*)$/.exec(typed);
  const start = offset - (allow?.[2].length ?? 0);
  if (allow?.[1] === undefined) {
    const begins = allow && /^#\s*al?l?o?w?$/.test(typed);
    return {
      from: start,
      to: offset,
      items: begins ? [{ label: 'allow', kind: 'keyword', text: 'allow ' }] : [],
    };
  }
  const end = /^[a-z0-9-]*/.exec(comment.text.slice(offset - comment.from))?.[0].length ?? 0;
  const listed = new Set(comment.text.split(/[^a-z0-9-]+/));
  const open = rules.filter(({ id, firm }) => firm !== true && (!listed.has(id) || typed.endsWith(id)));
  return {
    from: start,
    to: offset + end,
    items: open.map(({ id, summary }): Completion => {
      const topic: Topic = { about: 'rule', name: id };
      return { label: id, kind: 'rule', detail: summary, topic };
    }),
  };
}

/** The names of a folder that fit where a path stands, folders first. */
function paths(keyword: StatementKeyword | undefined, found: readonly Entry[]): Completion[] {
  const fits: Partial<Record<StatementKeyword, RegExp>> = {
    include: /\.nbroute$/,
    'on-start': /\.sh$/,
    'prefix-list': /\.(?:json|txt)$/,
  };
  const wanted = keyword && fits[keyword];
  if (!wanted) return [];
  const folders = found.filter(({ folder }) => folder);
  const files = found.filter(({ name, folder }) => !folder && wanted.test(name));
  return [
    ...files.map(({ name }): Completion => ({ label: name, kind: 'file' })),
    ...folders.map(({ name }): Completion => ({ label: `${name}/`, kind: 'folder' })),
  ];
}

function prefix(of: Prefix, why: string): Completion {
  const count = of.family === 4 ? `${grouped(size(of))} addresses, ` : '';
  return { label: formatPrefix(of), kind: 'prefix', detail: `${count}${why}` };
}

function value(label: string, detail?: string): Completion {
  return { label, kind: 'value', ...(detail !== undefined && { detail }) };
}

function fileName(model: Model): string {
  return relativeName(model.unit.path).replace(/\.nbroute$/, '');
}

function relativeName(path: string): string {
  return path.replace(/^.*[/\\]/, '');
}
