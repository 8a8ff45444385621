import { codeSpan, markdownText } from '../../lib/markdown';
import type { Model } from '../../model/model';
import { formatPrefix } from '../../net/prefix';
import { counted, countedAddresses } from '../../lib/numbers';
import type { Span } from '../../syntax/ast';
import { listComment, partComment } from '../../model/documentation';
import { relativePath } from './file-paths';
import { addressCount } from './shares';

/** At most this many prefixes of a list are shown. */
const mostPrefixes = 8;

/** What a list contains and where it comes from, as Markdown paragraphs. */
export function listText(model: Model, name: string): string[] {
  const list = model.names.lists.get(name);
  if (!list) return [`undefined prefix list ${codeSpan(name)}`];
  const { unit } = model;
  const prefixes = model.prefixesOf({ kind: 'name', text: name, from: 0, to: 0 });
  const firstPrefixes = prefixes.slice(0, mostPrefixes).map((prefix) => codeSpan(formatPrefix(prefix)));
  const more =
    prefixes.length > firstPrefixes.length ? ` and ${prefixes.length - firstPrefixes.length} more` : '';
  const source = list.statement?.source;
  const content = source && model.sources.get(source);
  const created = content?.createDate === undefined ? '' : `, created ${codeSpan(content.createDate)}`;
  const six = content?.isAws && prefixes.length < content.prefixes.length;
  const leftOut = six ? '; without its IPv6 prefixes, as the VPC has no IPv6' : '';
  const facts = [
    `**${codeSpan(name)}**`,
    counted(prefixes.length, 'prefix', 'prefixes'),
    countedAddresses(addressCount(prefixes)),
    ...(list.statement ? [] : ['built in']),
    ...(list.statement && list.path !== unit.path
      ? [`from ${codeSpan(relativePath(unit.path, list.path))}`]
      : []),
  ];
  return [
    facts.join(' · '),
    ...(firstPrefixes.length > 0 ? [`${firstPrefixes.join(', ')}${more}`] : []),
    ...(source ? [`read from ${codeSpan(source.path.text)}${created}${leftOut}`] : []),
  ];
}

/** The comments at a list's definition, as a Markdown paragraph. */
export function listDocumentation(model: Model, name: string): string[] {
  return paragraph(listComment(model, name));
}

/** The comments of a statement or entry, as a Markdown paragraph. */
export function documented(model: Model, part: Span): string[] {
  return paragraph(partComment(model, part));
}

function paragraph(lines: readonly string[]): string[] {
  return lines.length > 0 ? [lines.map(markdownText).join('  \n')] : [];
}
