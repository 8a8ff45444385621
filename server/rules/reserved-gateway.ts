import { formatAddress, formatPrefix } from '../net/prefix';
import { pinnedGateway } from './lib/pinned-gateway';
import type { Rule } from './lib/rule';

export const reservedGateway: Rule = {
  id: 'reserved-gateway',
  severity: 'warning',
  summary: 'The pinned gateway is not the VPC router',
  why: "AWS puts the VPC router at the subnet's base address + 1. Another address can be an appliance of yours in the subnet; more often it is mistyped.",
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20
interface vpc eth2 gateway 172.31.64.2
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20
interface vpc eth2 gateway 172.31.64.1
`,
  check({ model, report }) {
    const pinned = pinnedGateway(model);
    if (!pinned) return;
    const { word, gateway, home } = pinned;
    if (!home || gateway.value === home.prefix.base + 1n) return;
    const router = formatAddress(gateway.family, home.prefix.base + 1n);
    report(word.from, () => ({
      to: word.to,
      message: `${word.text} is not the VPC router of ${formatPrefix(home.prefix)}: that is ${router}`,
      fixes: [
        {
          title: `Change to ${router}`,
          kind: 'suggestion',
          edits: [{ from: word.from, to: word.to, text: router }],
        },
      ],
    }));
  },
};
