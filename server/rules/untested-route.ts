import { destinationAt, destinationOffset } from '../model/model';
import { last } from '../net/prefix';
import { decidedRanges } from '../net/table';
import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const untestedRoute: Rule = {
  id: 'untested-route',
  severity: 'off',
  summary: 'Untested route',
  why: 'For policies that should be tested completely: every route needs at least one `expect` that depends on it.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
route 10.1.0.0/16 via vpc
expect 10.0.0.1 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
expect 10.0.0.1 via vpc
`,
  check({ model, report }) {
    if (model.open) return;
    const touched = new Set<number>();
    for (const statement of model.expectations) {
      for (const prefix of statement.destinations.flatMap(model.prefixesOf)) {
        const table = model.tables[prefix.family];
        for (const { row } of decidedRanges(table, prefix.base, last(prefix)))
          if (row >= 0) touched.add(table.owner[row]);
      }
    }
    const first = model.system.length;
    const count = model.unit.file.plain.count + model.destinations.length;
    for (let owner = first; owner < first + count; owner++) {
      if (touched.has(owner)) continue;
      report(destinationOffset(model, owner), () => {
        const { entry } = destinationAt(model, owner);
        return { to: entry.to, message: `untested route: no expectation overlaps ${quote(entry.text)}` };
      });
    }
  },
};
