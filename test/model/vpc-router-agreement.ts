import { readNetworkFile } from '../../server/aws/read';
import { formatAddress, formatPrefix, parsePrefix, type Family } from '../../server/net/prefix';
import { routerAt, selectedVpc } from '../../server/model/network-file';
import { onwardOf } from '../../server/model/vpc-router';
import { accountModel, rangeOf } from './account-model';
import { randomAccount, type Account } from './random-account';

/** A comparison with an independent model: how many answers there were, how many of each state, and what differs. */
export interface Agreement {
  readonly compared: number;
  readonly states: Record<string, number>;
  readonly different: string[];
}

/** The differences between the router's ranges and the model's addresses for random accounts; empty if they agree. */
export function routerDifferences(seeds: Iterable<number>): Agreement {
  const different: string[] = [];
  const states: Record<string, number> = {};
  let compared = 0;
  for (const seed of seeds) {
    const account = randomAccount(seed);
    const text = account.answers.map((answer) => JSON.stringify(answer)).join('\n');
    const { facts, diagnostics: problems } = readNetworkFile(text);
    if (problems.length > 0) different.push(`${seed}: ${problems[0].message}`);
    const selection = selectedVpc(facts, { choice: { by: 'vpc', name: account.vpc }, vpc: [], subnets: [] });
    if (!selection.vpc) throw new Error(selection.problem);
    const [four, six] = account.subnetBlocks.map((block) => parsePrefix(block));
    const router = routerAt(facts, selection, { four, six });
    const expected = accountModel(account);
    for (const family of [4, 6] as const) {
      const end = (1n << (family === 4 ? 32n : 128n)) - 1n;
      const ranges = [...onwardOf(router, family, 0n, end)];
      let next = 0n;
      for (const { first, last } of ranges) {
        if (first !== next || last < first)
          different.push(`${seed}: a gap or an overlap at ${formatAddress(family, first)}`);
        next = last + 1n;
      }
      if (next !== end + 1n) different.push(`${seed}: the ranges do not cover all addresses`);
      for (const address of boundaries(account, family)) {
        const range = ranges.find(({ first, last }) => first <= address && address <= last);
        const answer = expected(address, family === 6);
        const destination = range?.row ? formatPrefix(range.row.prefix) : null;
        const nextHop = range?.row?.row.nextHop.id ?? null;
        const same =
          range?.state === answer.state &&
          (answer.nextHop === 'own subnet' ||
            (nextHop === answer.nextHop && destination === answer.destination));
        states[answer.state] = (states[answer.state] ?? 0) + 1;
        compared++;
        if (!same)
          different.push(
            `${seed}: ${formatAddress(family, address)} is ${range?.state} by ${destination} to ${nextHop}, not ${JSON.stringify(answer)}`,
          );
      }
    }
  }
  return { compared, states, different };
}

/** Every address at which something in the answers begins or ends, and its neighbours. */
function boundaries(account: Account, family: Family): Set<bigint> {
  const points = new Set<bigint>();
  const end = (1n << (family === 4 ? 32n : 128n)) - 1n;
  const blocks = JSON.stringify(account.answers).match(/"[0-9a-f:.]+\/\d+"/g) ?? [];
  const special = [
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    '169.254.0.0/16',
    'fc00::/7',
    '0.0.0.0/0',
    '::/0',
  ];
  for (const block of [...blocks.map((each) => each.slice(1, -1)), ...special, ...account.subnetBlocks]) {
    const { six, first, last } = rangeOf(block);
    if (six === (family === 6))
      for (const address of [first - 1n, first, last, last + 1n])
        if (address >= 0n && address <= end) points.add(address);
  }
  return points;
}
