import { readNetworkFile } from '../../server/aws/read';
import { portFilterAt, routerAt, selectedVpc } from '../../server/model/network-file';
import { portQuery } from '../../server/syntax/port-query';
import { portsAt } from '../../server/model/ports';
import { formatAddress, parsePrefix, type Family } from '../../server/net/prefix';
import { rangeOf } from './account-model';
import type { Agreement } from './vpc-router-agreement';
import { portsModel } from './ports-model';
import { dice } from './random-account';
import { randomPorts, type PortsAccount } from './random-ports';

/** The differences between ranges and model for random accounts; empty if they agree. */
export function portDifferences(
  seeds: Iterable<number>,
  samples: { readonly addresses: number; readonly ports: number },
): Agreement {
  const different: string[] = [];
  const states: Record<string, number> = {};
  let compared = 0;
  for (const seed of seeds) {
    const account = randomPorts(seed);
    const { facts } = readNetworkFile(account.answers.map((answer) => JSON.stringify(answer)).join('\n'));
    const selection = selectedVpc(facts, { choice: { by: 'vpc', name: 'vpc-a' }, vpc: [], subnets: [] });
    if (!selection.vpc) throw new Error(selection.problem);
    const site = { four: parsePrefix('10.0.1.0/24'), six: parsePrefix('2600:1f00:1:1::/64') };
    const filter = portFilterAt(facts, selection, site, routerAt(facts, selection, site));
    const expected = portsModel(account);
    const roll = dice(seed + 1_000_000_000);
    for (const family of [4, 6] as const) {
      const points = boundaries(account, family);
      for (const protocol of ['tcp', 'udp', 'icmp'] as const) {
        const end = (1n << (family === 4 ? 32n : 128n)) - 1n;
        const query = portQuery(protocol, [{ from: 0, to: 65_535 }]);
        const ranges = [...portsAt(filter, family, 0n, end, query)];
        const gap = ranges.findIndex(({ first }, i) => first !== (i === 0 ? 0n : ranges[i - 1].last + 1n));
        if (gap >= 0 || ranges[ranges.length - 1]?.last !== end) different.push(`${seed}: a gap at ${gap}`);
        const addresses = chosen(points, samples.addresses, roll);
        for (const address of addresses) {
          const parts = ranges.find(({ first, last }) => first <= address && address <= last)?.parts ?? [];
          for (const port of protocol === 'icmp' ? [0] : chosen(portEnds, samples.ports, roll)) {
            const state = parts.find(({ ports }) => ports.from <= port && port <= ports.to)?.decision.state;
            const answer = expected({ six: family === 6, address, protocol, port });
            states[answer] = (states[answer] ?? 0) + 1;
            compared++;
            if (state !== answer)
              different.push(
                `${seed}: ${formatAddress(family, address)} ${protocol} ${port} is ${state}, not ${answer}`,
              );
          }
        }
      }
    }
  }
  return { compared, states, different };
}

const portEnds = [
  0, 22, 53, 80, 443, 444, 1024, 8000, 32_767, 32_768, 40_000, 49_152, 60_999, 61_000, 65_535,
].flatMap((port) => [port - 1, port, port + 1].filter((near) => near >= 0 && near <= 65_535));

function chosen<T>(all: readonly T[], most: number, roll: (limit: number) => number): T[] {
  return all.length <= most ? [...all] : Array.from({ length: most }, () => all[roll(all.length)]);
}

function boundaries({ answers }: PortsAccount, family: Family): bigint[] {
  const points = new Set<bigint>();
  const end = (1n << (family === 4 ? 32n : 128n)) - 1n;
  const written = JSON.stringify(answers);
  const blocks = written.match(/"[0-9a-f:.]+\/\d+"/g) ?? [];
  const hosts = (written.match(/"(?:PrivateIpAddress|Ipv6Address)":"[^"]+"/g) ?? []).map((each) =>
    each
      .replace(/^.*:"|"$/g, '')
      .replace(/^/, '"')
      .replace(/$/, each.includes('v6') ? '/128"' : '/32"'),
  );
  for (const block of [...blocks, ...hosts, '"10.0.0.2/32"', '"10.0.2.1/32"', '"169.254.169.253/32"']) {
    const { six, first, last } = rangeOf(block.slice(1, -1));
    if (six === (family === 6))
      for (const address of [first - 1n, first, last, last + 1n])
        if (address >= 0n && address <= end) points.add(address);
  }
  return [...points];
}
