import type { File, Span, Statement } from '../../syntax/ast';
import { lowest } from '../../lib/binary-search';
import { statementAt } from '../../syntax/parser';
import { lineStart } from '../../syntax/lines';

/**
 * The statements that touch a span, in text order, including plain routes. The cost depends on how many it yields, not
 * on the file.
 */
export function* statementsIn(file: File, span: Span): Generator<Statement> {
  const { source, plain, statements } = file;
  const start = lineStart(source, span.from);
  let row = lowest(plain.count, (i) => plain.at[i] >= start);
  let next = lowest(statements.length, (i) => statements[i].to >= span.from);
  for (;;) {
    const special: Statement | undefined = statements[next];
    if (!special && row >= plain.count) return;
    const at = row < plain.count ? plain.at[row] : Infinity;
    const statement = special && special.from < at ? special : statementAt(file, at);
    if (statement === special) next++;
    else row++;
    if (!statement || statement.from > span.to) return;
    if (statement.to >= span.from) yield statement;
  }
}
