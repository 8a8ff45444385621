import { minimalRoutes } from '../model/minimise';
import { routeTargets, type Model, type RouteTarget } from '../model/model';
import { wayText } from '../model/ways';
import { formatPrefix, prefixAround, type Prefix } from '../net/prefix';
import type { RouteStatement } from '../syntax/ast';
import { commentsAbove, commentsOf } from '../syntax/comments';
import { nextLine } from '../syntax/lexer';
import { statementAt } from '../syntax/parser';
import type { Edit } from './rule';
import { removalEdits } from './routing';

/**
 * The edits that leave a policy with the fewest routes of the same meaning: what can stay as it is written stays, the
 * rest goes. A new route stands in the place of the last one it takes the place of, below the comments of all of
 * them; one that takes the place of none behind the last route. Every comment stays. In text order. None while the
 * meaning is open, or when the result could not be certified; an empty list when there are no fewer.
 */
export function minimisedEdits(model: Model): readonly Edit[] | undefined {
  // What has two readings is not rewritten for the sake of one.
  const routes = model.open || model.misspellings.length > 0 ? undefined : minimalRoutes(model);
  if (!routes) return undefined;
  const needed = new Map(routes.map(({ prefix, way }) => [formatPrefix(prefix), way]));
  const before =
    [model.tables[4], model.tables[6]].reduce((sum, table) => sum + table.count, 0) - model.system.length;
  if (needed.size >= before) return [];

  const { file } = model.unit;
  const { source } = file;
  const lineBreak = source.includes('\r\n') ? '\r\n' : '\n';
  const removals: Removal[] = [];
  let end = 0;
  let statement: RouteStatement | undefined;
  for (const target of routeTargets(model)) {
    if (!statement || target.item.from >= statement.to) {
      const found = statementAt(file, target.item.from);
      statement = found?.kind === 'route' ? found : undefined;
      end = nextLine(source, found?.to ?? target.item.to);
    }
    const keys = target.prefixes.map(formatPrefix);
    if (keys.length > 0 && keys.every((key) => needed.get(key) === target.way))
      for (const key of keys) needed.delete(key);
    else if (statement) {
      const last = removals[removals.length - 1];
      if (last?.statement === statement) last.targets.push(target);
      else removals.push({ statement, targets: [target] });
    }
  }

  // Which of the new routes stand in for a statement that goes, the last of those, and what all of them say.
  const places = new Map<Removal, string[]>();
  const stands = new Map<string, { last: Removal; readonly comments: string[] }>();
  const replaced = new Set<Removal>();
  for (const removal of removals) {
    if (!isWhole(removal)) continue;
    const key = removal.targets
      .flatMap(({ prefixes }) => prefixes)
      .map((prefix) => enclosing(needed, prefix))
      .find((found) => found !== undefined);
    if (key === undefined) continue;
    replaced.add(removal);
    const stand = stands.get(key) ?? { last: removal, comments: [] };
    stands.set(key, stand);
    stand.last = removal;
    stand.comments.push(...commentsOf(source, removal.statement));
  }
  for (const [key, { last, comments }] of stands) {
    const lines = [...comments, `route ${key} ${wayText(needed.get(key) ?? -1)}`];
    places.set(last, [...(places.get(last) ?? []), ...lines]);
    needed.delete(key);
  }

  const edits: Edit[] = [];
  for (const removal of removals) {
    const { statement: gone, targets } = removal;
    if (!isWhole(removal)) {
      edits.push(
        ...removalEdits(
          model,
          targets.map(({ item }) => item),
        ),
      );
      continue;
    }
    const from = commentsAbove(source, gone.from);
    const to = nextLine(source, gone.to);
    // What nothing stands in for: its comments are not those of the statement below it.
    const orphans = replaced.has(removal) ? [] : commentsOf(source, gone);
    const lines = orphans.length > 0 ? [...orphans, ''] : (places.get(removal) ?? []);
    edits.push({ from, to, text: lines.map((line) => line + lineBreak).join('') });
  }
  const lines = [...needed].map(([prefix, way]) => `route ${prefix} ${wayText(way)}${lineBreak}`).join('');
  if (lines !== '') {
    const broken = end > 0 && !source.startsWith('\n', end - 1);
    edits.push({ from: end, to: end, text: broken ? `${lineBreak}${lines}` : lines });
  }
  return edits;
}

/** Targets of one statement that go, in text order. */
interface Removal {
  readonly statement: RouteStatement;
  readonly targets: RouteTarget[];
}

function isWhole({ statement, targets }: Removal): boolean {
  return targets.length === statement.targets.length;
}

/** The one of some prefixes, by their texts, that contains a prefix. */
function enclosing(prefixes: ReadonlyMap<string, number>, prefix: Prefix): string | undefined {
  const address = { family: prefix.family, value: prefix.base };
  for (let length = prefix.length; length >= 0; length--) {
    const key = formatPrefix(prefixAround(address, length));
    if (prefixes.has(key)) return key;
  }
  return undefined;
}
