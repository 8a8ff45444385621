import { firstOnes } from '../model/network';
import { isRetired } from '../model/platforms';
import { quote } from '../lib/quote';
import { defaultPlatform } from '../syntax/statements';
import { replaced } from './lib/edits';
import type { Rule } from './lib/rule';

export const retiredPlatform: Rule = {
  id: 'retired-platform',
  severity: 'warning',
  summary: 'Retired platform',
  why: 'AWS no longer creates notebooks on this platform: existing instances continue to run, but a template that creates one fails. Amazon Linux 2 was retired in July 2026, after Amazon Linux 1.',
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
      message: `retired platform ${quote(value.text)}: AWS no longer creates notebooks on it`,
      fixes: [replaced(value.from, value.to, defaultPlatform)],
    }));
  },
};
