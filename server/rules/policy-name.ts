import { fittedName } from '../model/model';
import { firstOnes } from '../model/network';
import type { Rule } from './lib/rule';

export const policyName: Rule = {
  id: 'policy-name',
  severity: 'error',
  summary: "The policy's name is not one AWS accepts",
  why: 'The name becomes the name of the lifecycle configuration: at most 63 letters, digits and hyphens, no hyphen at either end. AWS refuses anything else when the configuration is created.',
  bad: `policy Route_10/8
`,
  good: `policy Route-10-8
`,
  firm: true,
  check({ model, report }) {
    const stated = firstOnes(model.unit.file).get('policy');
    const value = stated?.kind === 'policy' ? stated.value : undefined;
    if (!value || (/^[A-Za-z0-9](?:-*[A-Za-z0-9])*$/.test(value.text) && value.text.length <= 63)) return;
    report(value.from, () => ({
      to: value.to,
      message:
        value.text.length > 63 && /^[A-Za-z0-9-]+$/.test(value.text)
          ? `this name has ${value.text.length} characters: AWS takes at most 63`
          : 'AWS takes letters, digits and inner hyphens in this name, and nothing else',
      fixes: [
        {
          title: `Change to ${fittedName(value.text)}`,
          kind: 'suggestion',
          edits: [{ from: value.from, to: value.to, text: fittedName(value.text) }],
        },
      ],
    }));
  },
};
