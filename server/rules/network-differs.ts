import { networkDifferences } from '../model/network-difference';
import { addedLines, replaced } from './lib/edits';
import { contentStart } from '../syntax/lines';
import { LazyFix } from './lib/routing';
import type { Fix, Rule } from './lib/rule';

export const networkDiffers: Rule = {
  id: 'network-differs',
  severity: 'error',
  summary: 'Declared network differs from the network file',
  why: 'The script finds the interface by the subnet that the policy declares, and all routes are checked against the declared blocks. If they differ from the real ones, the notebook does not start, or routes traffic differently than the policy states.',
  bad: `vpc     10.0.0.0/16
subnet  10.0.9.0/24
network from "network.json" vpc vpc-0aaa
`,
  good: `vpc     10.0.0.0/16
subnet  10.0.1.0/24
network from "network.json" vpc vpc-0aaa
`,
  check({ model, report }) {
    const { networkView: view } = model;
    const { source } = model.unit.file;
    if (!view || model.open) return;
    for (const { statement, value, message, written, jsonPath } of networkDifferences(model, view)) {
      const at = value ?? view.statement;
      report(at.from, () => {
        const fixes: Fix[] = [];
        if (written !== undefined) {
          const title = `Write \`${written}\``;
          if (statement) fixes.push({ ...replaced(statement.from, statement.to, written), title });
          else
            fixes.push(
              new LazyFix('suggestion', title, () => [
                addedLines(source, contentStart(source, view.statement.from), [written]),
              ]),
            );
        }
        const related = jsonPath
          ? [{ ...view.file.spanOf(jsonPath), path: view.path, message: 'in the network file' }]
          : [];
        return { to: at.to, message, related, fixes };
      });
    }
  },
};
