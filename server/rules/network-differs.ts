import { networkDifferences } from '../model/network-difference';
import { inserted, replaced } from './lib/edits';
import type { Fix, Rule } from './lib/rule';

export const networkDiffers: Rule = {
  id: 'network-differs',
  severity: 'error',
  summary: 'The declared network is not what the network file says',
  why: 'The script finds the subnet by the blocks that the policy declares, and everything is checked against them: with other blocks than the VPC has, a notebook stops at start or sends traffic elsewhere than the policy says.',
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
    if (!view || model.open) return;
    for (const { statement, value, message, written, jsonPath } of networkDifferences(model, view)) {
      const at = value ?? view.statement;
      report(at.from, () => {
        const fixes: Fix[] = [];
        if (written !== undefined) {
          const title = `Write \`${written}\``;
          if (statement) fixes.push({ ...replaced(statement.from, statement.to, written), title });
          else fixes.push({ ...inserted(view.statement.from, `${written}\n`), title });
        }
        const related = jsonPath
          ? [{ ...view.file.spanOf(jsonPath), path: view.path, message: 'what the file says' }]
          : [];
        return { to: at.to, message, related, fixes };
      });
    }
  },
};
