import { expectations, type FailingRange } from '../../model/expectations';
import type { Model } from '../../model/model';
import { formatRange } from '../../net/prefix';
import { actualText, askedText, failedExpectationText, unknownHop } from '../../rules/failed-expectation';
import type { ExpectStatement, Span } from '../../syntax/ast';

/** An `expect` statement and what came of it. */
export interface ExpectationResult extends Span {
  /** As it is written, its spaces as one. */
  readonly text: string;
  /** `open` while the policy's meaning is not certain. */
  readonly result: 'holds' | 'fails' | 'open';
  readonly failures: readonly DestinationFailure[];
}

/** A target that does not go where it is expected to, with where its addresses go instead, a range a line. */
export interface DestinationFailure extends Span {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

/** How many ranges of a target are told apart. */
const rangesShown = 20;

/** The `expect` statements of a policy, in text order; those without an action say nothing that could be tested. */
export function expectationResults(model: Model): ExpectationResult[] {
  const found = new Map<ExpectStatement, DestinationFailure[]>();
  for (const expectation of expectations(model)) {
    const { statement, destination, failures } = expectation;
    const own = found.get(statement) ?? [];
    found.set(statement, own);
    if (model.open) continue;
    const unknown = unknownHop(model, statement);
    if (failures.length > 0)
      own.push({
        ...{ from: destination.from, to: destination.to, message: failedExpectationText(model, expectation) },
        expected: rangeLines(failures, () => askedText(statement)),
        actual: rangeLines(failures, actualText),
      });
    else if (unknown !== undefined)
      own.push({
        ...{ from: destination.from, to: destination.to, message: unknown },
        expected: `${destination.text} ${askedText(statement)}`,
        actual: `${destination.text} cannot be known`,
      });
  }
  return [...found].map(([{ from, to }, failures]) => ({
    ...{ from, to, failures },
    text: model.unit.file.source.slice(from, to).trim().replace(/\s+/g, ' '),
    result: model.open ? 'open' : failures.length > 0 ? 'fails' : 'holds',
  }));
}

function rangeLines(failures: readonly FailingRange[], textOf: (failure: FailingRange) => string): string {
  const lines = failures
    .slice(0, rangesShown)
    .map((each) => `${formatRange(each.family, each.first, each.last)} ${textOf(each)}`);
  const more = failures.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
