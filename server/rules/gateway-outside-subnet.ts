import { formatPrefix } from '../net/prefix';
import { enumeration } from './lib/routing';
import { pinnedGateway } from './lib/pinned-gateway';
import type { Rule } from './lib/rule';

export const gatewayOutsideSubnet: Rule = {
  id: 'gateway-outside-subnet',
  severity: 'error',
  summary: 'The pinned gateway lies in no declared subnet',
  why: 'A gateway is reached over the subnet the notebook sits in. The kernel refuses one elsewhere ("Nexthop has invalid gateway"), and the notebook would not start.',
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
      message: `${word.text} lies outside the subnet ${enumeration(subnets.map(({ prefix }) => formatPrefix(prefix)))}: the kernel refuses it as a gateway`,
      related: subnets
        .flatMap(({ place }) =>
          place ? [{ from: place.from, to: place.to, message: 'a declared subnet' }] : [],
        )
        .slice(0, 3),
    }));
  },
};
