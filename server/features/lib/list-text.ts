import { codeSpan, markdownText } from '../../render/markdown';
import type { Model } from '../../model/model';
import { formatPrefix } from '../../net/prefix';
import { counted, countedAddresses } from '../../lib/numbers';
import type { Span } from '../../syntax/ast';
import { listComment, partComment } from '../../model/documentation';
import { relativePath } from './file-paths';
import { addressCount } from './shares';

/** At most this many prefixes of a list are named. */
const mostPrefixes = 8;

/** What a list holds, and where that is from, as Markdown paragraphs. */
export function listText(model: Model, name: string): string[] {
  const list = model.names.lists.get(name);
  if (!list) return [`undefined prefix list ${codeSpan(name)}`];
  const { unit } = model;
  const prefixes = model.prefixesOf({ kind: 'name', text: name, from: 0, to: 0 });
  const shown = prefixes.slice(0, mostPrefixes).map((prefix) => codeSpan(formatPrefix(prefix)));
  const more = prefixes.length > shown.length ? ` and ${prefixes.length - shown.length} more` : '';
  const source = list.statement?.source;
  const read = source && model.sources.get(source);
  const created = read?.createDate === undefined ? '' : `, created ${codeSpan(read.createDate)}`;
  const six = read?.isAws && prefixes.length < read.prefixes.length;
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
    ...(shown.length > 0 ? [`${shown.join(', ')}${more}`] : []),
    ...(source ? [`read from ${codeSpan(source.path.text)}${created}${leftOut}`] : []),
  ];
}

/** What the comments of a list's definition say, as a Markdown paragraph. */
export function listDocumentation(model: Model, name: string): string[] {
  return paragraph(listComment(model, name));
}

/** What the comments of a part of the policy say, as a Markdown paragraph. */
export function documented(model: Model, part: Span): string[] {
  return paragraph(partComment(model, part));
}

function paragraph(lines: readonly string[]): string[] {
  return lines.length > 0 ? [lines.map(markdownText).join('  \n')] : [];
}
