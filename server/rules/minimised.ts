import { minimalRoutes } from '../model/minimise';
import { routeTargets, type Model, type RouteTarget } from '../model/model';
import { wayText } from '../model/ways';
import { formatPrefix } from '../net/prefix';
import { nextLine } from '../syntax/lexer';
import { statementAt } from '../syntax/parser';
import type { Edit } from './rule';
import { removalEdits } from './routing';

/**
 * The edits that leave a policy with the fewest routes of the same meaning: what can stay as it is written stays, the
 * rest goes, and what is missing then stands behind the last route. In text order. None while the meaning is open, or
 * when the result could not be certified; an empty list when there are no fewer.
 */
export function minimisedEdits(model: Model): readonly Edit[] | undefined {
  const routes = model.open ? undefined : minimalRoutes(model);
  if (!routes) return undefined;
  const needed = new Map(routes.map(({ prefix, way }) => [formatPrefix(prefix), way]));
  const before =
    [model.tables[4], model.tables[6]].reduce((sum, table) => sum + table.count, 0) - model.system.length;
  if (needed.size >= before) return [];

  const { file } = model.unit;
  const edits: Edit[] = [];
  let end = 0;
  let statementEnd = -1;
  let gone: RouteTarget['item'][] = [];
  const flush = (): void => {
    for (const edit of removalEdits(model, gone)) edits.push(edit);
    gone = [];
  };
  for (const target of routeTargets(model)) {
    if (target.item.from >= statementEnd) {
      flush();
      statementEnd = statementAt(file, target.item.from)?.to ?? target.item.to;
      end = nextLine(file.source, statementEnd);
    }
    const keys = target.prefixes.map(formatPrefix);
    if (keys.length > 0 && keys.every((key) => needed.get(key) === target.way))
      for (const key of keys) needed.delete(key);
    else gone.push(target.item);
  }
  flush();
  const lines = [...needed].map(([prefix, way]) => `route ${prefix} ${wayText(way)}\n`).join('');
  if (lines !== '') {
    const broken = end > 0 && !file.source.startsWith('\n', end - 1);
    edits.push({ from: end, to: end, text: broken ? `\n${lines}` : lines });
  }
  return edits;
}
