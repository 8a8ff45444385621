import { minimalRoutes } from '../model/minimise';
import type { Model } from '../model/model';
import { wayText } from '../model/ways';
import { formatPrefix } from '../net/prefix';
import type { Edit } from '../rules/rule';
import { lineEnd, nextLine } from '../syntax/lexer';
import { allStatements } from '../syntax/parser';
import { commentsAbove } from './extract-list';

/**
 * The policy's routes written as the fewest that send every address where it goes now, in the place of the first;
 * the other routes go, their comments with them. None when that is no gain, or cannot be vouched for.
 */
export function minimiseRoutes(model: Model): Edit[] {
  if (model.open || model.misspellings.length > 0) return [];
  const routes = minimalRoutes(model);
  const { file } = model.unit;
  const { source } = file;
  const statements = [...allStatements(file)].filter(({ kind }) => kind === 'route');
  const [first, ...others] = statements;
  const prefixes = model.targets.reduce((sum, target) => sum + target.prefixes.length, file.plain.count);
  if (!first || !routes || routes.length === 0 || routes.length >= prefixes) return [];
  const lineBreak = source.includes('\r\n') ? '\r\n' : '\n';
  const text = routes
    .map(({ prefix, way }) => `route ${formatPrefix(prefix)} ${wayText(way)}`)
    .join(lineBreak);
  const end = nextLine(source, first.to);
  return [
    { from: first.from, to: lineEnd(source, first.to, end), text },
    ...others.map(({ from, to }) => ({
      ...{ from: commentsAbove(source, from), to: nextLine(source, to), text: '' },
    })),
  ];
}
