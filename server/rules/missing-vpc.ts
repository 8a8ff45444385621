import { firstOnes } from '../model/network';
import { reportMissing } from './lib/missing-interface';
import type { Rule } from './lib/rule';

export const missingVpc: Rule = {
  id: 'missing-vpc',
  severity: 'error',
  summary: 'Route via vpc, but no VPC is declared',
  why: 'Without a `vpc` statement no VPC is attached, and the notebook has only the direct interface.',
  bad: `route 10.0.0.0/16 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    reportMissing(model, 'missing-vpc', report);
    const internet = firstOnes(model.unit.file).get('direct-internet');
    if (internet && !model.network.directInternet && model.network.vpc.length === 0)
      report(internet.from, () => ({
        to: internet.to,
        message: 'the notebook has no network: direct internet access is disabled and no VPC is attached',
      }));
  },
};
