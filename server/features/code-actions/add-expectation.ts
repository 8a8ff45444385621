import { lookup } from '../../model/lookup';
import type { Model } from '../../model/model';
import { actionText } from '../../model/actions';
import { formatAddress } from '../../net/prefix';
import type { Edit } from '../../rules/lib/rule';
import { statementAt } from '../../syntax/parser';
import { lineBreakOf } from '../../syntax/lines';
import { actionNumber } from '../../syntax/keywords';

/** A route with more prefixes gets an expectation of a single address. */
const mostPrefixes = 100;

/**
 * An expectation that holds while the route at an offset is effective: for all its destinations if nothing overrides
 * any of them, otherwise for the first address that the route decides. Undefined if it decides none, or if the
 * expectation already exists. Only the edit reads the whole text.
 */
export function addExpectation(model: Model, offset: number): (() => Edit) | undefined {
  const statement = statementAt(model.unit.file, offset);
  if (statement?.kind !== 'route' || !statement.action) return undefined;
  const { destinations } = statement;
  const action = actionNumber(statement.action.name);
  const prefixes = destinations.flatMap((destination) => model.prefixesOf(destination));
  const parts = prefixes.slice(0, mostPrefixes).flatMap((prefix) => lookup(model, prefix));
  const decidedPart = parts.find(({ route }) => route?.action === action);
  if (!decidedPart) return undefined;
  const decidesAll =
    prefixes.length <= mostPrefixes &&
    destinations.every(({ kind }) => kind !== 'default') &&
    parts.every(({ route }) => route?.action === action);
  const { source } = model.unit.file;
  const expected = decidesAll
    ? source.slice(destinations[0].from, destinations[destinations.length - 1].to)
    : formatAddress(decidedPart.family, decidedPart.first);
  const line = `expect ${expected} ${actionText(action)}`;
  return statedExpectations(model).has(line) ? undefined : () => appendedExpectation(model, line);
}

/** The policy's expectations as they would be written on one line with single spaces. */
export function statedExpectations({ unit: { file }, expectations }: Model): ReadonlySet<string> {
  return new Set(expectations.map(({ from, to }) => file.source.slice(from, to).replace(/\s+/g, ' ')));
}

/** Inserts lines after the last expectation, or at the end, separated by a blank line. */
export function appendedExpectation({ unit: { file }, expectations }: Model, line: string): Edit {
  const source = file.source.toString();
  const newline = lineBreakOf(source);
  const last = expectations[expectations.length - 1];
  if (last) {
    const end = source.indexOf('\n', last.to);
    const at = end < 0 ? source.length : end + 1;
    const before = end < 0 ? newline : '';
    return { from: at, to: at, text: `${before}${line}${newline}` };
  }
  const blank =
    source === '' || /\n\r?\n$/.test(source) ? '' : source.endsWith('\n') ? newline : newline + newline;
  return { from: source.length, to: source.length, text: `${blank}${line}${newline}` };
}
