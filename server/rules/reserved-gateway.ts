import { formatAddress, formatPrefix } from '../net/prefix';
import { pinnedGateway } from './lib/pinned-gateway';
import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const reservedGateway: Rule = {
  id: 'reserved-gateway',
  severity: 'warning',
  summary: 'Pinned gateway is not the VPC router',
  why: "The VPC router has the subnet's base address + 1. Another address may be an appliance of yours in the subnet, but more often it is mistyped.",
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
      message: `gateway ${quote(word.text)} is not the VPC router \`${router}\` of subnet ${quote(formatPrefix(home.prefix))}`,
      fixes: [
        {
          title: `Change to \`${router}\``,
          kind: 'suggestion',
          edits: [{ from: word.from, to: word.to, text: router }],
        },
      ],
    }));
  },
};
