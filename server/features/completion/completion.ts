import { awsNames } from '../../model/list-source';
import { pathOf, quotedPaths } from '../../model/load';
import { fittedName, type Model } from '../../model/model';
import { routerOf } from '../../model/network';
import { isRetired, platforms } from '../../model/platforms';
import { ways } from '../../model/actions';
import { formatAddress } from '../../net/prefix';
import { ruleNamed } from '../../rules/registry';
import type { Finding } from '../../rules/lib/rule';
import type { Span } from '../../syntax/ast';
import { refusals, viaTargets, type StatementKeyword } from '../../syntax/keywords';
import { destinations, dockerNetworks, freeSubnets, members, vpcBlocks } from './destinations';
import { inComment } from './comments';
import { contextAt, type Context } from './context';
import { statements } from './statements';
import { lastName, quote } from '../lib/file-paths';
import { keywordHelp, valueHelp } from '../lib/help';
import { listDocumentation, listText } from '../lib/list-text';
import { itemsOf } from '../lib/node-at';
import { wayExplained } from '../lib/action-text';

/** What kinds of thing a resolved completion explains. */
export const topics = ['keyword', 'value', 'way', 'list', 'rule'] as const;

/** What a resolved completion explains. */
export interface Topic {
  readonly about: (typeof topics)[number];
  /** For a value behind its keyword: `on-failure stop`. */
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

/**
 * What can be written at an offset. `entries` gives what is in a folder, named relative to the policy, where that can
 * be known; `findings` are what rules can be allowed for.
 */
export async function completion(
  model: Model,
  offset: number,
  entries: (folder: string) => Promise<readonly Entry[]>,
  findings: readonly Finding[] = [],
): Promise<Completions> {
  const context = contextAt(model.unit.file, offset);
  const { word } = context;
  if (context.comment) return inComment(model.unit.file, context.comment, offset, findings);
  if (context.string) {
    const { from } = context.string;
    const path = model.unit.file.source.slice(from, offset);
    const slash = path.lastIndexOf('/') + 1;
    const items = paths(context.keyword, await entries(path.slice(0, slash)));
    return { from: from + slash, to: context.string.to, items };
  }
  if (takesPath(context)) return { ...word, items: paths(context.keyword, await entries('')).map(inQuotes) };
  return { ...word, items: items(model, context) };
}

/** What there is to say of a completion, as Markdown. */
export function completionDocumentation(model: Model, { about, name }: Topic): string | undefined {
  switch (about) {
    case 'keyword':
      return keywordHelp(name);
    case 'value': {
      const [keyword, word] = name.split(' ');
      return valueHelp(keyword, word);
    }
    case 'way': {
      const way = ways.findIndex((each) => each === name);
      return way < 0 ? undefined : wayExplained(model, way).join('\n\n');
    }
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
      ? unwritten(context, members(model, context))
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
      return opens ? choices(keyword, 'enabled', 'disabled') : [];
    case 'on-failure':
      return opens ? choices(keyword, 'stop', 'continue') : [];
    case 'interface':
      return interfaceWords(model, before.length, before[1]?.text);
    case 'vpc':
      return opens ? unwritten(context, vpcBlocks(model)) : [];
    case 'subnet':
      return opens ? unwritten(context, freeSubnets(model)) : [];
    case 'docker':
      return opens ? unwritten(context, dockerNetworks(model)) : [];
    case 'prefix-list':
      return listWords(model, context);
    case 'route':
    case 'expect':
      if (opens) return unwritten(context, destinations(model, context, keyword));
      return behind?.text === 'via' ? viaWords(keyword) : actions(keyword, before);
    default:
      return [];
  }
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
      ? unwritten(context, members(model, context))
      : [];
  const path = before.find(({ kind }) => kind === 'string');
  if (!path) return [];
  const key = [...before].reverse().find(({ text }) => text === 'service' || text === 'region');
  if (key && (behind === key || behind?.kind === 'comma')) {
    const names = knownNames(model, path);
    const known = key.text === 'service' ? names?.services : names?.regions;
    return unwritten(context, known?.map((name) => value(name)) ?? []);
  }
  return unwritten(context, [
    { label: 'service', kind: 'keyword', detail: 'only the prefixes of these services' },
    { label: 'region', kind: 'keyword', detail: 'only the prefixes of these regions' },
  ]);
}

/** The services and regions of the file a list reads; undefined while it is not there. */
function knownNames(model: Model, at: Span): ReturnType<typeof awsNames> {
  const { unit } = model;
  const quoted = quotedPaths(unit.file).find((each) => each.quoted.from === at.from)?.quoted;
  const path = quoted && pathOf(unit, unit.path, quoted);
  const read = path === undefined ? undefined : unit.data.get(path);
  return read?.kind === 'text' ? awsNames(read) : undefined;
}

function viaWords(keyword: 'route' | 'expect'): Completion[] {
  return viaTargets
    .filter((name) => keyword === 'expect' || name !== 'docker')
    .map((label): Completion => ({ label, kind: 'value', topic: { about: 'way', name: label } }));
}

function actions(keyword: 'route' | 'expect', before: Context['before']): Completion[] {
  // One action a statement: behind it nothing follows.
  const behind = before.slice(1).some(({ text }) => text === 'via' || refusals.some((name) => name === text));
  if (behind) return [];
  return [
    ...viaWords(keyword).map(({ label, ...way }): Completion => ({
      ...way,
      label: `via ${label}`,
      kind: 'keyword',
    })),
    ...refusals.map((label): Completion => ({
      label,
      kind: 'keyword',
      topic: { about: 'way', name: label },
    })),
  ];
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

/** Whether a path stands at the cursor, and its quotes are not there yet. */
function takesPath({ before, keyword, inBlock }: Context): boolean {
  const behind = before[before.length - 1];
  if (keyword === 'include' || keyword === 'on-start') return before.length === 1;
  return keyword === 'prefix-list' && !inBlock && before.length === 3 && behind.text === 'from';
}

function inQuotes(item: Completion): Completion {
  const text = quote(item.label);
  return item.kind === 'folder' ? { ...item, text, snippet: `${text.slice(0, -1)}$0"` } : { ...item, text };
}

/** What does not stand in the statement already, but for the word that is being written. */
function unwritten({ before, word, statement }: Context, found: readonly Completion[]): Completion[] {
  const items = statement ? itemsOf(statement).filter(({ from }) => from !== word.from) : [];
  const written = new Set([...before, ...items].map(({ text }) => text));
  return found.filter(({ label }) => !written.has(label));
}

/** The words a keyword takes, the default first. */
function choices(keyword: StatementKeyword, ...words: readonly string[]): Completion[] {
  return words.map((word, i) => ({
    ...value(word, i === 0 ? 'the default' : undefined),
    topic: { about: 'value', name: `${keyword} ${word}` },
  }));
}

function value(label: string, detail?: string): Completion {
  return { label, kind: 'value', ...(detail !== undefined && { detail }) };
}

function fileName(model: Model): string {
  return lastName(model.unit.path).replace(/\.nbroute$/, '');
}
