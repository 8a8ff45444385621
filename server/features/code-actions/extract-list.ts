import type { Model } from '../../model/model';
import type { Edit } from '../../rules/lib/rule';
import type { ExpectStatement, Entry, RouteStatement, Span } from '../../syntax/ast';
import type { Characters } from '../../syntax/edited-source';
import { commentedFrom } from '../../model/documentation';
import { statementsIn } from '../lib/statements-in';
import { lineBreakOf } from '../../syntax/lines';

/** A list with more entries is written as a block, one entry per line. */
const mostInLine = 4;
/** A larger selection is unlikely to be one list. */
const mostStatements = 1000;

/**
 * Moves the prefixes of the selected routes or expectations into a new prefix-list above them and replaces them with
 * one statement that names it. All must have the same action and be on consecutive lines; an empty selection means the
 * statement at the cursor. `models` are the policy's own and those of the policies that include it.
 */
export function extractList(models: readonly Model[], span: Span): Edit[] {
  const { file } = models[0].unit;
  const { source } = file;
  const selected: (RouteStatement | ExpectStatement)[] = [];
  for (const statement of statementsIn(file, span)) {
    if ((statement.kind !== 'route' && statement.kind !== 'expect') || statement.broken) return [];
    selected.push(statement);
    if (selected.length > mostStatements) return [];
  }
  const [first] = selected;
  const last = selected[selected.length - 1];
  if (!first || !last) return [];
  const action = afterDestinations(source, first);
  const isOneAction = selected.every(
    (each) => each.kind === first.kind && afterDestinations(source, each) === action && action !== '',
  );
  // Lines between them, such as comments, would be lost.
  const together = selected.every(
    (each, i) => i === 0 || /^[ \t]*\r?\n[ \t]*$/.test(source.slice(selected[i - 1].to, each.from)),
  );
  if (!isOneAction || !together) return [];
  const destinations = selected.flatMap((each) => each.destinations);
  const literal = destinations.filter(({ kind }) => kind === 'prefix');
  if (literal.length < 2) return [];
  const name = freeName(models);
  const otherTexts = destinations.filter(({ kind }) => kind !== 'prefix').map(({ text }) => text);
  const lineBreak = lineBreakOf(source.toString());
  const at = commentedFrom(source, first.from);
  return [
    { from: at, to: at, text: `${listText(name, literal, lineBreak)}${lineBreak}${lineBreak}` },
    {
      from: first.from,
      to: last.to,
      text: `${first.keyword.text} ${[...otherTexts, name].join(', ')} ${action}`,
    },
  ];
}

/** What follows the destinations: ports, action and next hop. */
function afterDestinations(
  source: Characters,
  { destinations, to }: RouteStatement | ExpectStatement,
): string {
  const end = destinations[destinations.length - 1]?.to;
  return end === undefined
    ? ''
    : source
        .slice(end, to)
        .trim()
        .replace(/[ \t]+/g, ' ');
}

function listText(name: string, entries: readonly Entry[], lineBreak: string): string {
  const texts = entries.map(({ text }) => text);
  if (texts.length <= mostInLine) return `prefix-list ${name} = ${texts.join(', ')}`;
  return [`prefix-list ${name} {`, ...texts.map((text) => `  ${text}`), '}'].join(lineBreak);
}

function freeName(models: readonly Model[]): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? 'destinations' : `destinations-${i}`;
    if (!models.some(({ names }) => names.lists.has(name))) return name;
  }
}
