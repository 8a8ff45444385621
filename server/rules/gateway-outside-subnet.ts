import { contains, formatPrefix, hostPrefix } from '../net/prefix';
import { enumeration } from './routing';
import type { Rule } from './rule';

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
    const { network } = model;
    const pin = network.interfaces.vpc;
    const word = pin.statement?.gateway;
    const { gateway } = pin;
    if (!word || !gateway) return;
    const subnets = network.subnets.filter(({ prefix }) => prefix.family === gateway.family);
    const home = subnets.find(({ prefix }) => contains(prefix, hostPrefix(gateway)));
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
