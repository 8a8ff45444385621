import { actualText } from '../rules/failed-expectation';
import { expectations, type FailingRange } from '../model/expectations';
import type { Model } from '../model/model';
import { isRoutedText } from '../model/actions';
import { formatAddress, formatRange } from '../net/prefix';
import { counted } from '../lib/numbers';
import type { ExpectStatement, Span } from '../syntax/ast';
import { nextLine } from '../syntax/lines';
import { firstWordAt } from '../syntax/source-line';

/** A line above a statement: something to do, or an expectation that does not hold. */
export interface CodeLens extends Span {
  readonly title: string;
  readonly does: 'preview' | 'export' | undefined;
  /** The address that the preview is to look up. */
  readonly probe?: string;
}

/** Which lenses are wanted. */
export interface CodeLensSettings {
  /** What a policy can be used for, above its first statement. */
  readonly actions: boolean;
  /** Expectations that fail or are inconclusive, above each. */
  readonly expectations: boolean;
}

/** The lenses of a policy. An expectation that passes has none. */
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
  for (const { statement, failures: own } of expectations(model)) {
    const known = failures.get(statement);
    if (known) known.push(...own);
    else failures.set(statement, [...own]);
  }
  return [...failures].flatMap(([{ from, to }, own]): CodeLens[] => {
    if (model.open) return [{ from, to, title: 'Inconclusive: the policy has errors', does: 'preview' }];
    const [first] = own;
    if (!first) return [];
    const more = own.length > 1 ? `, and ${counted(own.length - 1, 'more range')}` : '';
    const title = `Fails: ${formatRange(first.family, first.first, first.last)} ${(first.ports ?? first.beyond) ? actualText(first) : isRoutedText(first.action)}${more}`;
    return [{ from, to, title, does: 'preview', probe: formatAddress(first.family, first.first) }];
  });
}

/** The first line with something on it that is no comment. */
function firstWord(source: string): Span {
  for (let from = 0; from < source.length; from = nextLine(source, from)) {
    const word = firstWordAt(source, from);
    if (word !== '' && word !== '#') return { from, to: source.indexOf(word, from) + word.length };
  }
  return { from: 0, to: 0 };
}
