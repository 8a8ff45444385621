import { fittedName } from '../model/model';
import { firstOnes } from '../model/network';
import type { Rule } from './lib/rule';

export const policyName: Rule = {
  id: 'policy-name',
  severity: 'error',
  summary: 'Invalid policy name',
  why: 'The policy name becomes the name of the lifecycle configuration: at most 63 letters, digits and hyphens, with no hyphen first or last. AWS rejects any other name.',
  bad: `policy Route_10/8
`,
  good: `policy Route-10-8
`,
  fixedSeverity: true,
  check({ model, report }) {
    const stated = firstOnes(model.unit.file).get('policy');
    const value = stated?.kind === 'policy' ? stated.value : undefined;
    if (!value || (/^[A-Za-z0-9](?:-*[A-Za-z0-9])*$/.test(value.text) && value.text.length <= 63)) return;
    report(value.from, () => ({
      to: value.to,
      message:
        value.text.length > 63 && /^[A-Za-z0-9-]+$/.test(value.text)
          ? `policy name has ${value.text.length} characters: AWS allows at most 63`
          : 'invalid policy name: use letters and digits; hyphens may not come first or last',
      fixes: [
        {
          title: `Change to \`${fittedName(value.text)}\``,
          kind: 'suggestion',
          edits: [{ from: value.from, to: value.to, text: fittedName(value.text) }],
        },
      ],
    }));
  },
};
