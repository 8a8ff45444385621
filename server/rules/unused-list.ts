import { namesInList, unitFiles } from '../model/names';
import { quote } from '../lib/quote';
import { withoutLines } from './lib/edits';
import type { Rule } from './lib/rule';

export const unusedList: Rule = {
  id: 'unused-list',
  severity: 'hint',
  summary: 'Unused prefix list',
  why: 'A list that no route or expectation uses has no effect. Policies that include the file may use it; the editor looks for them before it removes the list. A file with only lists and includes, meant to be included by others, is not checked for this.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

prefix-list on-prem = 10.0.0.0/16
route 10.0.0.0/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

prefix-list on-prem = 10.0.0.0/16
route on-prem via vpc
`,
  unnecessary: true,
  check({ model, report }) {
    const { file, path } = model.unit;
    const library =
      file.plain.count === 0 &&
      file.statements.every(({ kind }) => kind === 'prefix-list' || kind === 'include');
    if (library) return;
    const used = new Set<string>();
    for (const { file: each } of unitFiles(model.unit)) {
      for (const statement of each.statements) {
        const entries =
          statement.kind === 'prefix-list'
            ? namesInList(statement)
            : 'destinations' in statement
              ? statement.destinations
              : [];
        for (const entry of entries) if (entry.kind === 'name') used.add(entry.text);
      }
    }
    for (const list of model.names.lists.values()) {
      const name = list.statement?.name;
      if (!list.statement || !name || list.path !== path || used.has(list.name)) continue;
      const { statement } = list;
      report(name.from, () => ({
        to: name.to,
        message: `unused prefix list ${quote(list.name)}`,
        fixes: [
          {
            title: `Remove the list \`${list.name}\``,
            kind: 'suggestion',
            edits: [withoutLines(file.source, statement)],
          },
        ],
      }));
    }
  },
};
