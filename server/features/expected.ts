import { expectations } from '../model/expectations';
import type { Model } from '../model/model';
import { failureText } from '../rules/failed-expectation';
import type { ExpectStatement, Span } from '../syntax/ast';

/** An `expect` statement and what came of it. */
export interface Expected extends Span {
  /** As it is written, its spaces as one. */
  readonly text: string;
  /** `open` while the policy's meaning is not certain. */
  readonly result: 'holds' | 'fails' | 'open';
  readonly failures: readonly (Span & { readonly message: string })[];
}

/** The `expect` statements of a policy, in text order; those without an action say nothing that could be tested. */
export function expected(model: Model): Expected[] {
  const found = new Map<ExpectStatement, (Span & { message: string })[]>();
  for (const expectation of expectations(model)) {
    const { statement, target, failures } = expectation;
    const own = found.get(statement) ?? [];
    found.set(statement, own);
    if (failures.length > 0 && !model.open)
      own.push({ from: target.from, to: target.to, message: failureText(model, expectation) });
  }
  return [...found].map(([{ from, to }, failures]) => ({
    ...{ from, to, failures },
    text: model.unit.file.source.slice(from, to).trim().replace(/\s+/g, ' '),
    result: model.open ? 'open' : failures.length > 0 ? 'fails' : 'holds',
  }));
}
