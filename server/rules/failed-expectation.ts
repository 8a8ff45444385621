import { expectations, type DestinationExpectation, type FailingRange } from '../model/expectations';
import type { Model } from '../model/model';
import { goes, wayText } from '../model/actions';
import { formatRange } from '../net/prefix';
import { quote } from '../syntax/quote';
import type { Onward } from '../model/vpc-router';
import { decisionText, relatedPlaces } from './lib/onward-text';
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
      const { statement, target, failures } = expectation;
      const { nextHop } = statement;
      if (failures.length === 0) {
        if (nextHop && !model.networkView?.selection.vpc)
          report(nextHop.from, () => ({ to: nextHop.to, message: unknownHop(model, nextHop.text) }));
        continue;
      }
      report(target.from, () => ({
        to: target.to,
        message: failedExpectationText(model, expectation),
        related: [
          ...relatedRows(
            model,
            distinct(
              failures.flatMap(({ family, row }) => (row < 0 ? [] : [{ table: model.tables[family], row }])),
            ),
          ),
          ...(model.networkView
            ? relatedPlaces(
                model.networkView,
                failures.flatMap(({ beyond }) => beyond ?? []),
              )
            : []),
        ],
      }));
    }
  },
};

/** Why nothing can be said of a next hop. */
function unknownHop({ networkView }: Model, nextHop: string): string {
  const reason = networkView
    ? 'the network file does not say which VPC it is'
    : 'that needs a `network` statement';
  return `whether the VPC router sends it to ${quote(nextHop)} cannot be known: ${reason}`;
}

/** How the addresses of a failed expectation are routed instead, and the route that decides for the first range. */
export function failedExpectationText(model: Model, expectation: DestinationExpectation): string {
  const { statement, way, failures } = expectation;
  const [first] = failures;
  if (first.beyond) {
    const { router, onward } = first.beyond;
    const ranges = failures.map((each) => `${rangeText(each)} ${onwardText(each.beyond?.onward)}`);
    const to = statement.nextHop ? ` to ${statement.nextHop.text}` : '';
    return `expected ${quote(`${wayText(way)}${to}`)}, but ${enumeration(ranges)}: ${decisionText(router, onward)}`;
  }
  const ranges = failures.map((each) => `${rangeText(each)} ${goes(each.way)}`);
  return `expected ${quote(wayText(way))}, but ${enumeration(ranges)}${matchText(model, failures)}`;
}

function onwardText(onward: Onward | undefined): string {
  if (onward?.state === 'dead-end') return 'is a dead end in the VPC';
  if (!onward?.row) return 'is routed to an unknown next hop';
  return `goes to ${quote(onward.row.row.nextHop.id)} (${onward.row.row.nextHop.kind})`;
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
