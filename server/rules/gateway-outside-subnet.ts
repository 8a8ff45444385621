import { enumeration } from '../lib/word-list';
import { formatPrefix } from '../net/prefix';
import { quote } from '../lib/quote';
import { pinnedGateway } from './lib/pinned-gateway';
import type { Rule } from './lib/rule';

export const gatewayOutsideSubnet: Rule = {
  id: 'gateway-outside-subnet',
  severity: 'error',
  summary: 'Pinned gateway outside every declared subnet',
  why: 'A gateway must be in the subnet of the notebook. The kernel rejects any other ("Nexthop has invalid gateway"), and the notebook does not start.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20
interface vpc eth2 gateway 172.31.0.1
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20
interface vpc eth2 gateway 172.31.64.1
`,
  check({ model, report }) {
    const pinned = pinnedGateway(model);
    if (!pinned) return;
    const { word, subnets, home } = pinned;
    if (home || subnets.length === 0) return;
    report(word.from, () => ({
      to: word.to,
      message: `gateway ${quote(word.text)} is outside ${subnets.length === 1 ? 'subnet' : 'subnets'} ${enumeration(subnets.map(({ prefix }) => quote(formatPrefix(prefix))))}: the kernel rejects it`,
      related: subnets
        .flatMap(({ span }) => (span ? [{ from: span.from, to: span.to, message: 'declared subnet' }] : []))
        .slice(0, 3),
    }));
  },
};
