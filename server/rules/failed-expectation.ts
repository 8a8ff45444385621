import { expectations, type DestinationExpectation, type FailingRange } from '../model/expectations';
import type { Model } from '../model/model';
import { goes, wayText } from '../model/actions';
import { formatRange } from '../net/prefix';
import { quote } from '../syntax/quote';
import { distinct, enumeration, relatedRows, rowText } from './lib/routing';
import type { Rule } from './lib/rule';

export const failedExpectation: Rule = {
  id: 'failed-expectation',
  severity: 'error',
  summary: 'Failed expectation',
  why: 'An `expect` statement is a test kept in the policy. It passes only if every address of its destination is routed as expected. A failure means that the policy does something that its author did not intend.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
expect 10.0.0.0/8 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
expect 10.0.0.0/16 via vpc
`,
  check({ model, report }) {
    if (model.open) return;
    for (const expectation of expectations(model)) {
      const { target, failures } = expectation;
      if (failures.length === 0) continue;
      report(target.from, () => ({
        to: target.to,
        message: failedExpectationText(model, expectation),
        related: relatedRows(
          model,
          distinct(
            failures.flatMap(({ family, row }) => (row < 0 ? [] : [{ table: model.tables[family], row }])),
          ),
        ),
      }));
    }
  },
};

/** How the addresses of a failed expectation are routed instead, and the route that decides for the first range. */
export function failedExpectationText(model: Model, { way, failures }: DestinationExpectation): string {
  const ranges = failures.map((each) => `${rangeText(each)} ${goes(each.way)}`);
  return `expected ${quote(wayText(way))}, but ${enumeration(ranges)}${matchText(model, failures)}`;
}

function matchText(model: Model, failures: readonly FailingRange[]): string {
  const [first] = failures;
  if (first.row < 0) return '';
  const route = rowText(model, { table: model.tables[first.family], row: first.row });
  return `: ${failures.length === 1 ? 'it' : rangeText(first)} matches ${route}`;
}

function rangeText({ family, first, last }: FailingRange): string {
  return quote(formatRange(family, first, last));
}
