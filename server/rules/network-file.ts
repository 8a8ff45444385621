import { networkStatementOf } from '../model/network-view';
import type { Rule } from './lib/rule';

export const networkFile: Rule = {
  id: 'network-file',
  severity: 'error',
  summary: 'The network file cannot be used as it is',
  why: "What is absent from a truncated answer may exist, and of two contradicting answers one is wrong: a check against such a file proves nothing. A Terraform state holds secrets in clear text, so one with resources besides the network's is a warning.",
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
    for (const problem of file.diagnostics) {
      const isWarning = problem.kind === 'other-resources';
      report(
        quoted.from,
        () => {
          const span = problem.jsonPath
            ? file.spanOf(problem.jsonPath)
            : { from: problem.from, to: problem.from };
          const related = [{ ...span, path, message: 'here' }];
          return { to: quoted.to, message: `${quoted.text} ${problem.message}`, related };
        },
        isWarning ? 'warning' : 'error',
      );
    }
    // A missing VPC is not worth reporting if nothing in the file was understood.
    if (selection.vpc || file.diagnostics.some(({ kind }) => kind === 'nothing' || kind === 'not-json'))
      return;
    const at = statement.choice?.name ?? quoted;
    const { problem } = selection;
    report(at.from, () => ({ to: at.to, message: `${quoted.text} ${problem}` }));
  },
};
