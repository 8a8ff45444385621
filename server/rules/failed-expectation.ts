import { expectations, type DestinationExpectation, type FailingRange } from '../model/expectations';
import type { Model } from '../model/model';
import { goes, wayText } from '../model/actions';
import { formatRange } from '../net/prefix';
import { distinct, enumeration, relatedRows, rowText } from './lib/routing';
import type { Rule } from './lib/rule';

export const failedExpectation: Rule = {
  id: 'failed-expectation',
  severity: 'error',
  summary: 'An expectation does not hold',
  why: 'An `expect` line is a test kept in the policy: it holds only if every address of its target goes there. One that fails says that the policy does something its author did not want.',
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

/** Which addresses of a failed expectation's target go elsewhere, where to, and the route that takes the first. */
export function failedExpectationText(model: Model, { way, failures }: DestinationExpectation): string {
  const ranges = failures.map(
    (each) => `${formatRange(each.family, each.first, each.last)} ${goes(each.way)}`,
  );
  return `${enumeration(ranges)} instead of ${wayText(way)}${blame(model, failures[0])}`;
}

function blame(model: Model, { family, row }: FailingRange): string {
  return row < 0 ? '' : `: ${rowText(model, { table: model.tables[family], row })} takes it`;
}
