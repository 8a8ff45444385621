import { networkStatementOf } from '../model/network-view';
import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const networkFile: Rule = {
  id: 'network-file',
  severity: 'error',
  summary: 'Incomplete, ambiguous or unsafe network file',
  why: "A truncated file can lack routes that exist, and a contradictory one is wrong in one place: a check against it proves nothing. A Terraform state contains secrets in clear text, so resources other than the network's are a warning.",
  bad: `vpc     10.0.0.0/16
subnet  10.0.1.0/24
network from "network.json" vpc vpc-0fff
`,
  good: `vpc     10.0.0.0/16
subnet  10.0.1.0/24
network from "network.json" vpc vpc-0aaa
`,
  check({ model, report }) {
    const { networkView: view } = model;
    const statement = networkStatementOf(model.unit);
    if (!view || !statement?.path) return;
    const { file, path, selection } = view;
    const quoted = statement.path;
    for (const diagnostic of file.diagnostics) {
      const isWarning = diagnostic.kind === 'other-resources';
      report(
        quoted.from,
        () => {
          const span = diagnostic.jsonPath
            ? file.spanOf(diagnostic.jsonPath)
            : { from: diagnostic.from, to: diagnostic.from };
          const related = [{ ...span, path, message: 'here' }];
          return { to: quoted.to, message: `${quote(quoted.text)} ${diagnostic.message}`, related };
        },
        isWarning ? 'warning' : 'error',
      );
    }
    // A missing VPC is not worth reporting if nothing in the file was understood.
    if (selection.vpc || file.diagnostics.some(({ kind }) => kind === 'nothing' || kind === 'not-json'))
      return;
    const at = statement.choice?.name ?? quoted;
    const { problem } = selection;
    report(at.from, () => ({ to: at.to, message: `${quote(quoted.text)} ${problem}` }));
  },
};
