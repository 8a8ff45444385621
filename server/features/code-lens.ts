import { expectations, type FailingRange } from '../model/expectations';
import type { Model } from '../model/model';
import { goes } from '../model/actions';
import { formatRange } from '../net/prefix';
import { counted } from '../render/numbers';
import type { ExpectStatement, Span } from '../syntax/ast';

/** A line above a statement: a result to read, or something to do. */
export interface CodeLens extends Span {
  readonly title: string;
  readonly does: 'preview' | 'export' | undefined;
}

/** What a policy can be used for, above its first statement, and what came of its expectations, above each. */
export function codeLens(model: Model): CodeLens[] {
  const { file } = model.unit;
  const routes = file.plain.count + model.targets.length;
  const first = firstWord(file.source);
  const found: CodeLens[] =
    routes === 0
      ? []
      : [
          { ...first, title: 'Preview', does: 'preview' },
          { ...first, title: 'Export', does: 'export' },
        ];
  const failures = new Map<ExpectStatement, FailingRange[]>();
  for (const { statement, failures: own } of expectations(model)) {
    const known = failures.get(statement);
    if (known) known.push(...own);
    else failures.set(statement, [...own]);
  }
  for (const [statement, own] of failures)
    found.push({ from: statement.from, to: statement.to, title: result(model, own), does: undefined });
  return found;
}

function result(model: Model, failures: readonly FailingRange[]): string {
  if (model.open) return 'Unresolved: the policy has errors';
  const [first] = failures;
  if (!first) return 'Passes';
  const more = failures.length > 1 ? `, and ${counted(failures.length - 1, 'more range')}` : '';
  return `Fails: ${formatRange(first.family, first.first, first.last)} ${goes(first.way)}${more}`;
}

/** The first line with something on it that is no comment. */
function firstWord(source: string): Span {
  const match = /^[ \t\uFEFF]*[^\s#\uFEFF]\S*/m.exec(source);
  const from = match ? match.index : 0;
  return { from, to: from + (match?.[0].length ?? 0) };
}
