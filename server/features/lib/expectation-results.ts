import { expectations, type FailingRange } from '../../model/expectations';
import type { Model } from '../../model/model';
import { formatRange } from '../../net/prefix';
import { actualText, askedText, failedExpectationText, unknownHop } from '../../rules/failed-expectation';
import type { ExpectStatement, Span } from '../../syntax/ast';

/** The result of an `expect` statement. */
export interface ExpectationResult extends Span {
  /** The statement's source with runs of spaces collapsed. */
  readonly text: string;
  /** `open` if the policy is unresolved. */
  readonly result: 'holds' | 'fails' | 'open';
  readonly failures: readonly DestinationFailure[];
}

/** A destination that fails its expectation; `expected` and `actual` have one address range per line. */
export interface DestinationFailure extends Span {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

/** How many ranges of a destination are listed. */
const rangesShown = 20;

/**
 * The results of a policy's `expect` statements, in text order; those without an action cannot be evaluated and are
 * left out.
 */
export function expectationResults(model: Model): ExpectationResult[] {
  const failuresOf = new Map<ExpectStatement, DestinationFailure[]>();
  for (const expectation of expectations(model)) {
    const { statement, destination, failures } = expectation;
    const failed = failuresOf.get(statement) ?? [];
    failuresOf.set(statement, failed);
    if (model.open) continue;
    const unknown = unknownHop(model, statement);
    if (failures.length > 0)
      failed.push({
        from: destination.from,
        to: destination.to,
        message: failedExpectationText(model, expectation),
        expected: rangeLines(failures, () => askedText(statement)),
        actual: rangeLines(failures, actualText),
      });
    else if (unknown !== undefined)
      failed.push({
        from: destination.from,
        to: destination.to,
        message: unknown,
        expected: `${destination.text} ${askedText(statement)}`,
        actual: `${destination.text} unknown`,
      });
  }
  return [...failuresOf].map(([{ from, to }, failures]) => ({
    from,
    to,
    failures,
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
