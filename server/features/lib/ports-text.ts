import { portQueries } from '../../model/expectations';
import type { Model } from '../../model/model';
import { sites } from '../../model/effective';
import { formatRange, type Prefix } from '../../net/prefix';
import { codeSpan, markdownMessage } from '../../lib/markdown';
import { lookupRanges, portAnswerText } from '../../render/ports';
import type { ExpectStatement } from '../../syntax/ast';

/** At most this many port ranges are listed. */
const mostRanges = 6;

/**
 * How security groups and network ACLs treat an expectation's ports, with the deciding entry and rule, as Markdown
 * paragraphs.
 */
export function portsHover(
  model: Model,
  statement: ExpectStatement,
  prefixes: readonly Prefix[] = statement.destinations.flatMap(model.prefixesOf),
): string[] {
  if (model.open || (!statement.protocol && !statement.blocked)) return [];
  const [site] = sites(model);
  const lines: string[] = [];
  for (const query of portQueries(statement))
    for (const { family, first, last, ports } of lookupRanges(model, prefixes, site, query)) {
      if (!ports) continue;
      if (lines.length === mostRanges) return [[...lines, '- …'].join('\n')];
      lines.push(`- ${codeSpan(formatRange(family, first, last))} ${markdownMessage(portAnswerText(ports))}`);
    }
  return lines.length === 0 ? [] : [lines.join('\n')];
}
