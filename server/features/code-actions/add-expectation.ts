import { lookup, type RouteRange } from '../../model/lookup';
import type { Model } from '../../model/model';
import { VPC, actionText } from '../../model/actions';
import { siteRouters } from '../../model/onward';
import { onwardOf } from '../../model/vpc-router';
import { unambiguousAddress, readPrefix } from '../../net/spelling';
import type { Edit } from '../../rules/lib/rule';
import { statementAt } from '../../syntax/parser';
import { lineBreakOf } from '../../syntax/lines';
import { actionNumber } from '../../syntax/keywords';

/** A route with more prefixes gets an expectation of a single address. */
const mostPrefixes = 100;

/**
 * An expectation that holds while the route at an offset is effective: for all its destinations if nothing overrides
 * any of them and none is a dead end in the VPC, otherwise for the first address that the route decides, without
 * dead ends. Undefined if there is none, or if the expectation already exists. Only the edit reads the whole text.
 */
export function addExpectation(model: Model, offset: number): (() => Edit) | undefined {
  const statement = statementAt(model.unit.file, offset);
  if (statement?.kind !== 'route' || !statement.action) return undefined;
  const { destinations } = statement;
  const action = actionNumber(statement.action.name);
  const prefixes = destinations.flatMap((destination) => model.prefixesOf(destination));
  const parts = prefixes.slice(0, mostPrefixes).flatMap((prefix) => lookup(model, prefix));
  const decided = parts.filter(({ route }) => route?.action === action);
  const expectsAll =
    prefixes.length <= mostPrefixes &&
    destinations.every(({ kind }) => kind !== 'default') &&
    decided.length === parts.length &&
    !(action === VPC && decided.some((part) => hasDeadEnd(model, part)));
  const { source } = model.unit.file;
  const expected = expectsAll
    ? source.slice(destinations[0].from, destinations[destinations.length - 1].to)
    : firstAddress(model, decided, action);
  if (decided.length === 0 || expected === undefined) return undefined;
  const line = `expect ${expected} ${actionText(action)}`;
  return statedExpectations(model).has(line) ? undefined : () => appendedExpectation(model, line);
}

type AddressRange = Pick<RouteRange, 'family' | 'first' | 'last'>;

/** Whether the route table of any subnet makes a part of a range a dead end. */
function hasDeadEnd(model: Model, { family, first, last }: AddressRange): boolean {
  return siteRouters(model).some(({ router }) =>
    [...onwardOf(router, family, first, last)].some(({ state }) => state === 'dead-end'),
  );
}

/** The parts of a range that no subnet's route table makes a dead end. */
function withoutDeadEnds(model: Model, range: AddressRange): readonly AddressRange[] {
  let parts = [range];
  for (const { router } of siteRouters(model))
    parts = parts.flatMap(({ family, first, last }) =>
      [...onwardOf(router, family, first, last)]
        .filter(({ state }) => state !== 'dead-end')
        .map((onward) => ({ family, first: onward.first, last: onward.last })),
    );
  return parts;
}

/** The first address without a dead end that has an unambiguous notation. */
function firstAddress(model: Model, ranges: readonly AddressRange[], action: number): string | undefined {
  for (const range of ranges)
    for (const { family, first } of action === VPC ? withoutDeadEnds(model, range) : [range]) {
      const text = unambiguousAddress(family, first);
      if (!readPrefix(text).error) return text;
    }
  return undefined;
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
