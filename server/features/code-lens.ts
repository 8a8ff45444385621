import { actualText } from '../rules/failed-expectation';
import { expectations, type FailingRange } from '../model/expectations';
import type { Model } from '../model/model';
import { outcomeText, VPC } from '../model/actions';
import { formatRange } from '../net/prefix';
import { unambiguousAddress } from '../net/spelling';
import { counted } from '../lib/numbers';
import { beyondRanges } from '../render/onward';
import type { ExpectStatement, Span } from '../syntax/ast';
import type { Characters } from '../syntax/edited-source';
import { nextLine } from '../syntax/lines';
import { firstWordAt } from '../syntax/source-line';

/** A lens above a statement: a command, or an expectation that does not hold. */
export interface CodeLens extends Span {
  readonly title: string;
  readonly does: 'preview' | 'export' | undefined;
  /** The address to look up in the preview. */
  readonly probe?: string;
}

export interface CodeLensSettings {
  /** Commands that use the policy, above its first statement. */
  readonly actions: boolean;
  /** Failing and inconclusive expectations, each above its statement. */
  readonly expectations: boolean;
}

/** The lenses of a policy; expectations that hold have none. */
export function codeLens(model: Model, settings: CodeLensSettings): CodeLens[] {
  return [
    ...(settings.actions ? actionLenses(model) : []),
    ...(settings.expectations ? expectationLenses(model) : []),
  ];
}

function actionLenses(model: Model): CodeLens[] {
  const { file } = model.unit;
  const routes = file.plain.count + model.destinations.length;
  const first = firstWord(file.source);
  if (routes === 0) return [];
  return [
    { ...first, title: 'Preview', does: 'preview' },
    { ...first, title: 'Export', does: 'export' },
  ];
}

function expectationLenses(model: Model): CodeLens[] {
  const failures = new Map<ExpectStatement, FailingRange[]>();
  for (const { statement, failures: destinationFailures } of expectations(model)) {
    const earlier = failures.get(statement);
    if (earlier) earlier.push(...destinationFailures);
    else failures.set(statement, [...destinationFailures]);
  }
  return [...failures].flatMap(([{ from, to }, statementFailures]): CodeLens[] => {
    if (model.open) return [{ from, to, title: 'Inconclusive: the policy has errors', does: 'preview' }];
    const [first] = statementFailures;
    if (!first) return [];
    const more =
      statementFailures.length > 1 ? `, and ${counted(statementFailures.length - 1, 'more range')}` : '';
    const title = `Fails: ${formatRange(first.family, first.first, first.last)} ${resultText(model, first)}${more}`;
    return [{ from, to, title, does: 'preview', probe: unambiguousAddress(first.family, first.first) }];
  });
}

function resultText(model: Model, failure: FailingRange): string {
  const { family, first, last, action } = failure;
  if (failure.ports ?? failure.beyond) return actualText(failure);
  const beyond = action === VPC ? beyondRanges(model)(family, first, last) : [];
  return `${outcomeText(action)}${beyond[0]?.text ?? ''}`;
}

/** The first word that is not in a comment. */
function firstWord(source: Characters): Span {
  for (let from = 0; from < source.length; from = nextLine(source, from)) {
    const word = firstWordAt(source, from);
    if (word !== '' && word !== '#') return { from, to: source.indexOf(word[0], from) + word.length };
  }
  return { from: 0, to: 0 };
}
