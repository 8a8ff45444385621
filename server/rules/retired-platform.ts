import { firstOnes } from '../model/network';
import { isRetired } from '../model/platforms';
import { defaultPlatform } from '../syntax/statements';
import { replaced } from './lib/edits';
import type { Rule } from './lib/rule';

export const retiredPlatform: Rule = {
  id: 'retired-platform',
  severity: 'warning',
  summary: 'AWS no longer creates notebooks on this platform',
  why: 'Existing instances go on running, but a template that creates one fails. Amazon Linux 2 followed Amazon Linux 1 in July 2026.',
  bad: `platform notebook-al2-v2
`,
  good: `platform notebook-al2023-v1
`,
  check({ model, report }) {
    const stated = firstOnes(model.unit.file).get('platform');
    const value = stated?.kind === 'platform' ? stated.value : undefined;
    if (!value || !isRetired(value.text)) return;
    report(value.from, () => ({
      to: value.to,
      message: `AWS no longer creates notebooks on ${value.text}`,
      fixes: [replaced(value.from, value.to, defaultPlatform)],
    }));
  },
};
