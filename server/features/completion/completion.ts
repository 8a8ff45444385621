import { awsNames } from '../../model/list-source';
import { pathOf, quotedPaths } from '../../model/load';
import { fittedName, type Model } from '../../model/model';
import { routerOf } from '../../model/network';
import { isRetired, platforms } from '../../model/platforms';
import { routeActions } from '../../model/actions';
import { formatAddress } from '../../net/prefix';
import { ruleNamed } from '../../rules/lib/rule-named';
import type { Diagnostic } from '../../rules/lib/rule';
import { positionIn, signSnippet } from '../../syntax/forms';
import { rejects } from '../../syntax/keywords';
import {
  definitionOf,
  type Parameter,
  type StatementKeyword,
  type Suggestion,
} from '../../syntax/statements';
import { destinations, dockerNetworks, freeSubnets, members, vpcBlocks } from './destinations';
import { inComment } from './comments';
import { managedLists, nextHops, vpcItem } from './network';
import type { Completion, Completions, DirectoryEntry, Topic } from './completion-item';
import { contextAt, type Context } from './context';
import { statementCompletions } from './statements';
import { escapedPath, quotedPath, unescapedPath } from '../../syntax/quoted-path';
import { lastName } from '../lib/file-paths';
import { keywordHelp, valueHelp } from '../lib/help';
import { listDocumentation, listText } from '../lib/list-text';
import { entriesOf } from '../lib/node-at';
import { actionExplanation } from '../lib/action-text';

/**
 * The completions at an offset. `entries` lists a folder, named relative to the policy, where the host can; `diagnostics`
 * decide which rules are offered after `# allow`.
 */
export async function completion(
  model: Model,
  offset: number,
  entries: (folder: string) => Promise<readonly DirectoryEntry[]>,
  diagnostics: readonly Diagnostic[] = [],
): Promise<Completions> {
  const context = contextAt(model.unit.file, offset);
  const { word } = context;
  if (context.comment) return inComment(model.unit.file, context.comment, offset, diagnostics);
  if (context.string) {
    const { from } = context.string;
    const path = model.unit.file.source.slice(from, offset);
    const slash = path.lastIndexOf('/') + 1;
    const items = paths(extensionsAt(context), await entries(unescapedPath(path.slice(0, slash))));
    return { from: from + slash, to: context.string.to, items: items.map(inString) };
  }
  const extensions = context.before.length > 0 ? extensionsAt(context) : undefined;
  if (extensions) return { ...word, items: paths(extensions, await entries('')).map(inQuotes) };
  return { ...word, items: items(model, context) };
}

/** The documentation of a completion item, as Markdown. */
export function completionDocumentation(model: Model, { about, name }: Topic): string | undefined {
  switch (about) {
    case 'keyword':
      return keywordHelp(name);
    case 'value': {
      const [keyword, word] = name.split(' ');
      return valueHelp(keyword, word);
    }
    case 'action': {
      const action = routeActions.findIndex((each) => each === name);
      return action < 0 ? undefined : actionExplanation(model, action).join('\n\n');
    }
    case 'list':
      return [...listText(model, name), ...listDocumentation(model, name)].join('\n\n');
    case 'rule': {
      const rule = ruleNamed(name);
      return rule && `${rule.summary}\n\n${rule.why}`;
    }
  }
}

/** The candidates for the next word, in every form of the statement that fits the words before it. */
function items(model: Model, context: Context): Completion[] {
  const { before, keyword, inBlock } = context;
  if (inBlock)
    return before.length === 0 || before[before.length - 1]?.kind === 'comma'
      ? unwritten(context, members(model, context))
      : [];
  if (before.length === 0) return statementCompletions(model, context);
  if (keyword === undefined) return [];
  const { forms } = definitionOf(keyword);
  const candidates = nextIn(context).flatMap(({ form, next, isInside }) =>
    next.flatMap((i): Completion[] => {
      const parameter = forms[form].parameters[i];
      if (isInside || parameter.after === undefined) return values(model, context, keyword, parameter);
      return signs(keyword, parameter, parameter.after);
    }),
  );
  const labels = new Set<string>();
  return unwritten(
    context,
    candidates.filter(({ label }) => !labels.has(label) && labels.add(label)),
  );
}

/** For each form that fits all words before the cursor, the position reached in it. */
function nextIn({
  before,
  keyword,
}: Context): { readonly form: number; readonly next: readonly number[]; readonly isInside: boolean }[] {
  if (keyword === undefined) return [];
  const words = before.slice(1).map(({ text }) => text);
  return definitionOf(keyword).forms.flatMap((each, form) => {
    const { next, isInside, explained } = positionIn(each, words);
    return explained === words.length ? [{ form, next, isInside }] : [];
  });
}

/** The extensions of files that can be named at the cursor; undefined where no path is expected. */
function extensionsAt(context: Context): readonly string[] | undefined {
  const { keyword, inBlock } = context;
  if (keyword === undefined || inBlock) return undefined;
  const { forms } = definitionOf(keyword);
  return nextIn(context)
    .flatMap(({ form, next, isInside }) =>
      next.map((i) => forms[form].parameters[i]).filter(({ after }) => isInside || after === undefined),
    )
    .find(({ path }) => path !== undefined)?.path;
}

/** The token that introduces a parameter, followed by each of its values if they are few. */
function signs(keyword: StatementKeyword, parameter: Parameter, after: string): Completion[] {
  const { values: words, detail } = parameter;
  if (words)
    return words.map((word): Completion => {
      const topic = topicOf(keyword, parameter, word);
      return { label: `${after} ${word}`, kind: 'keyword', ...(topic && { topic }) };
    });
  const snippet = signSnippet(parameter);
  return [
    {
      label: after,
      kind: 'keyword',
      ...(detail !== undefined && { detail }),
      ...(snippet !== undefined && { snippet }),
    },
  ];
}

/** The candidates for a parameter's own value. */
function values(
  model: Model,
  context: Context,
  keyword: StatementKeyword,
  parameter: Parameter,
): Completion[] {
  if (parameter.suggests) return suggestions[parameter.suggests](model, context);
  const defaultValue = definitionOf(keyword).default;
  return (parameter.values ?? []).map((word): Completion => {
    const topic = topicOf(keyword, parameter, word);
    return {
      ...value(word, word === defaultValue ? 'the default' : undefined),
      ...(rejects.some((each) => each === word) && { kind: 'keyword' }),
      ...(topic && { topic }),
    };
  });
}

/** What documents a parameter's value: the value's own help, or the explanation of an action. */
function topicOf(keyword: StatementKeyword, { values: words }: Parameter, word: string): Topic | undefined {
  if (definitionOf(keyword).values?.[word] !== undefined)
    return { about: 'value', name: `${keyword} ${word}` };
  const isAction = words?.every((each) => routeActions.some((action) => action === each));
  return isAction === true ? { about: 'action', name: word } : undefined;
}

/** Candidates that depend on the policy or its network file rather than on the language. */
const suggestions: Readonly<Record<Suggestion, (model: Model, context: Context) => Completion[]>> = {
  'policy-name': (model) => [value(fittedName(fileName(model)), "the file's name, adapted")],
  platforms: () => platforms.filter((name) => !isRetired(name)).map((name) => value(name)),
  'vpc-blocks': vpcBlocks,
  subnets: freeSubnets,
  'docker-networks': dockerNetworks,
  'interface-names': (_, { before }) => [
    value(before[1]?.text === 'direct' ? 'eth0' : 'eth2', 'the documented name'),
  ],
  gateways: (model, { before }) =>
    before[1]?.text === 'vpc'
      ? model.network.subnets.map(({ prefix: subnet }) =>
          value(formatAddress(subnet.family, routerOf(model.network, subnet).value), 'the VPC router'),
        )
      : [],
  entries: members,
  destinations: (model, context) =>
    destinations(model, context, context.keyword === 'expect' ? 'expect' : 'route'),
  services: (model, { before }) => knownNames(model, before)?.services.map((name) => value(name)) ?? [],
  vpcs: ({ networkView }) => [...(networkView?.file.facts.vpcs.values() ?? [])].map(vpcItem),
  notebooks: ({ networkView }) =>
    [...(networkView?.file.facts.notebooks.values() ?? [])].map(({ name }) => value(name)),
  'managed-lists': managedLists,
  'next-hops': nextHops,
  regions: (model, { before }) => knownNames(model, before)?.regions.map((name) => value(name)) ?? [],
};

/** The services and regions in the file that a list reads; undefined while it is unavailable. */
function knownNames(model: Model, before: Context['before']): ReturnType<typeof awsNames> {
  const { unit } = model;
  const at = before.find(({ kind }) => kind === 'string');
  const quoted = quotedPaths(unit.file).find((each) => each.quoted.from === at?.from)?.quoted;
  const path = quoted && pathOf(unit, unit.path, quoted);
  const content = path === undefined ? undefined : unit.data.get(path);
  return content?.kind === 'text' ? awsNames(content) : undefined;
}

/** The entries of a folder that fit a path, folders last; no string can contain a line break. */
function paths(extensions: readonly string[] | undefined, entries: readonly DirectoryEntry[]): Completion[] {
  if (!extensions) return [];
  const possible = entries.filter(({ name }) => !/[\r\n]/.test(name));
  const folders = possible.filter(({ folder }) => folder);
  const files = possible.filter(
    ({ name, folder }) => !folder && extensions.some((extension) => name.endsWith(`.${extension}`)),
  );
  return [
    ...files.map(({ name }): Completion => ({ label: name, kind: 'file' })),
    ...folders.map(({ name }): Completion => ({ label: `${name}/`, kind: 'folder' })),
  ];
}

function inString(item: Completion): Completion {
  return { ...item, text: escapedPath(item.label) };
}

function inQuotes(item: Completion): Completion {
  const text = quotedPath(item.label);
  return item.kind === 'folder'
    ? { ...item, text, snippet: `${inSnippet(text.slice(0, -1))}$0"` }
    : { ...item, text };
}

/** A text with the escapes of a snippet. */
function inSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** The candidates that are not already in the statement, apart from the word being typed. */
function unwritten({ before, word, statement }: Context, candidates: readonly Completion[]): Completion[] {
  const items = statement ? entriesOf(statement).filter(({ from }) => from !== word.from) : [];
  const existing = new Set([...before.slice(1), ...items].map(({ text }) => text));
  return candidates.filter(({ label }) => !existing.has(label));
}

function value(label: string, detail?: string): Completion {
  return { label, kind: 'value', ...(detail !== undefined && { detail }) };
}

function fileName(model: Model): string {
  return lastName(model.unit.path).replace(/\.nbroute$/, '');
}
