import { codeSpan } from '../lib/markdown';
import { quotedPaths } from '../model/load';
import type { Model } from '../model/model';
import { routerOf } from '../model/network';
import { formatAddress, formatPrefix, type Prefix } from '../net/prefix';
import { ruleNamed } from '../rules/lib/rule-named';
import type { Entry, Span, Statement, Word } from '../syntax/ast';
import { lowest } from '../lib/binary-search';
import { sharesText, whereTo } from './lib/destination-text';
import { keywordHelp, valueHelp } from './lib/help';
import { portsHover } from './lib/ports-text';
import { documented, listDocumentation, listText } from './lib/list-text';
import { entriesOf, nodeAt } from './lib/node-at';
import { onwardText } from './lib/onward-text';
import { actionExplanation } from './lib/action-text';
import { countedAddresses } from '../lib/numbers';
import { prefixFacts } from '../net/prefix-facts';
import { actionNumber } from '../syntax/keywords';

export interface Hover extends Span {
  readonly markdown: string;
}

/** Describes the word at an offset. */
export function hover(model: Model, offset: number): Hover | undefined {
  const node = nodeAt(model.unit.file, offset);
  if (!node) return allowedRule(model, offset);
  switch (node.kind) {
    case 'keyword': {
      const help = keywordHelp(node.word.text);
      return help === undefined ? undefined : at(node.word, [help]);
    }
    case 'entry':
      return at(
        node.entry,
        entryText(model, node.statement, node.entry),
        entryDocumentation(model, node.statement, node.entry),
      );
    case 'action':
      return at(node.action, [
        ...actionExplanation(model, actionNumber(node.action.name)),
        ...onwardText(
          model,
          entriesOf(node.statement).flatMap((entry) => model.prefixesOf(entry)),
        ),
      ]);
    case 'word': {
      const paragraphs = wordText(model, node.statement, node.word);
      return paragraphs.length > 0 ? at(node.word, paragraphs, documented(model, node.statement)) : undefined;
    }
  }
}

/** The help of the rule named in a `# allow` at the offset. */
function allowedRule({ unit: { file } }: Model, offset: number): Hover | undefined {
  const touches = ({ from, to }: Span): boolean => from <= offset && offset <= to;
  const { directives, source } = file;
  // A directive's span is its statement's, but the comment may be above that: search by the rules' own spans.
  const next = lowest(directives.length, (i) => directives[i].rules.some(({ to }) => to >= offset));
  const word = directives[next]?.rules.find(touches);
  const rule = word && ruleNamed(source.slice(word.from, word.to));
  return rule && at(word, [`**${rule.id}** · ${rule.summary}`, rule.why]);
}

/** A hover with the language's description and, below a rule, the policy's own comments. */
function at({ from, to }: Span, paragraphs: readonly string[], comments: readonly string[] = []): Hover {
  const sections = comments.length > 0 ? [...paragraphs, '---', ...comments] : paragraphs;
  return { from, to, markdown: sections.join('\n\n') };
}

/** The comments at a named list's definition, then those of the line or statement that names it. */
function entryDocumentation(model: Model, statement: Statement, entry: Entry): string[] {
  const list = entry.kind === 'name' ? listDocumentation(model, entry.text) : [];
  const inBlock = statement.kind === 'prefix-list' && statement.block;
  const entryComments = inBlock ? documented(model, entry) : [];
  return [...list, ...(entryComments.length > 0 ? entryComments : documented(model, statement))];
}

function entryText(model: Model, statement: Statement, entry: Entry): string[] {
  const prefixes = model.prefixesOf(entry);
  if (entry.kind === 'name') return namedList(model, entry.text);
  if (prefixes.length === 0) return [`invalid prefix ${codeSpan(entry.text)}`];
  if (entry.kind === 'default')
    return [
      '**the default route**, set as its two halves `0.0.0.0/1` and `128.0.0.0/1`',
      ...whereTo(model, prefixes),
      ...onwardText(model, prefixes),
      "The system's own default route is kept, and a second start finds it.",
    ];
  const [prefix] = prefixes;
  const head =
    prefixes.length === 1
      ? prefixText(prefix)
      : `${prefixes.map((each) => codeSpan(formatPrefix(each))).join(', ')}`;
  switch (statement.kind) {
    case 'vpc':
      return [head, 'a CIDR block of the VPC', ...whereTo(model, prefixes)];
    case 'subnet': {
      const router = formatAddress(prefix.family, routerOf(model.network, prefix).value);
      return [head, `a subnet of the notebook; its VPC router is ${codeSpan(router)}`];
    }
    case 'docker':
      return [head, 'a bridge network of Docker on the instance: its addresses never leave it'];
    case 'expect':
      return [head, ...whereTo(model, prefixes), ...portsHover(model, statement, prefixes)];
    default:
      return [head, ...whereTo(model, prefixes), ...onwardText(model, prefixes)];
  }
}

/** What a list contains, and how its prefixes are routed. */
function namedList(model: Model, name: string): string[] {
  const prefixes = model.prefixesOf({ kind: 'name', text: name, from: 0, to: 0 });
  return [...listText(model, name), ...sharesText(model, prefixes), ...onwardText(model, prefixes)];
}

function prefixText(prefix: Prefix): string {
  const { first, last, netmask, count } = prefixFacts(prefix);
  const name = `**${codeSpan(formatPrefix(prefix))}**`;
  if (count === 1n) return `${name} · one address`;
  const mask = netmask === undefined ? '' : ` · netmask ${codeSpan(netmask)}`;
  return `${name} · ${codeSpan(first)} – ${codeSpan(last)}${mask} · ${countedAddresses(count)}`;
}

/** Describes a word other than a destination or an action; empty for an unknown one. */
function wordText(model: Model, statement: Statement, word: Word): string[] {
  switch (statement.kind) {
    case 'prefix-list':
      // Services and regions are described by the list they select.
      return statement.name ? namedList(model, statement.name.text) : [];
    case 'interface': {
      const action = statement.interface?.text;
      return action === 'vpc' || action === 'direct' ? actionExplanation(model, actionNumber(action)) : [];
    }
    case 'include':
      return includeText(model, word);
    case 'expect':
      return word.text === statement.nextHop?.text ? [] : portsHover(model, statement);
    default: {
      const help = valueHelp(statement.kind, word.text);
      return help === undefined ? [] : [help];
    }
  }
}

/** The lists that an included file defines itself, without those of its own includes. */
function includeText({ names, unit }: Model, word: Word): string[] {
  const quoted = quotedPaths(unit.file).find((each) => each.quoted.from === word.from)?.quoted;
  const path = quoted && unit.resolve(unit.path, quoted.text);
  const content = path === undefined ? undefined : unit.included.get(path);
  if (content?.kind !== 'file') return [];
  const listNames = [...names.lists.values()].filter((list) => list.path === path).map(({ name }) => name);
  const namesText = listNames.slice(0, mostLists).map(codeSpan).join(', ');
  if (listNames.length === 0) return ['defines no lists'];
  return [
    `defines ${namesText}${listNames.length > mostLists ? ` and ${listNames.length - mostLists} more` : ''}`,
  ];
}

/** At most this many lists of an included file are named. */
const mostLists = 20;
