import type { Model } from '../../server/model/model';
import { onwardOf } from '../../server/model/vpc-router';
import { reportText } from '../../server/verify/report';
import { verify } from '../../server/verify/verify';
import { randomAccount } from '../model/random-account';
import { modelOfFiles } from '../random-policy';

/** A notebook in a random account's VPC that routes everything via vpc. */
export async function accountModel(seed: number): Promise<Model> {
  const { answers, vpc, subnetBlocks } = randomAccount(seed);
  return modelOfFiles(
    [
      'policy Account',
      'vpc 10.0.0.0/16, 2600:1f00:1::/56',
      `subnet ${subnetBlocks.join(', ')}`,
      `network from "network.json" vpc ${vpc}`,
      'direct-internet disabled',
      'route ::/0 via vpc # allow moves-default',
      '',
    ].join('\n'),
    { 'network.json': answers.map((answer) => JSON.stringify(answer)).join('\n') },
  );
}

/** The results of packets through the routers of random accounts. */
export interface AccountsComparison {
  readonly packets: number;
  /** How many addresses each next hop, "blackhole" and "no route" decides, and how many are IPv6. */
  readonly nextHops: ReadonlyMap<string, number>;
  /** The first accounts that differ, with the differences. */
  readonly different: readonly string[];
}

/** Sends packets through the routers of the seeds' accounts, one notebook each. */
export async function compareAccounts(seeds: Iterable<number>): Promise<AccountsComparison> {
  const nextHops = new Map<string, number>();
  const different: string[] = [];
  let packets = 0;
  const count = (what: string): void => void nextHops.set(what, (nextHops.get(what) ?? 0) + 1);
  for (const seed of seeds) {
    const report = await verify(await accountModel(seed), {
      only: (i, all) => i === seed % all,
      onward: (router, family, first, last) => {
        const [onward] = onwardOf(router, family, first, last);
        const row = onward.row?.row;
        count(row ? (row.state === 'blackhole' ? 'blackhole' : row.nextHop.id) : 'no route');
        if (family === 6) count('IPv6');
        return [onward];
      },
    });
    if (report.kind === 'cannot' || !report.ok) different.push(`seed ${seed}: ${reportText(report)}`);
    else packets += report.runs.reduce((sum, { onward }) => sum + (onward?.asked ?? 0), 0);
    if (different.length >= 3) break;
  }
  return { packets, nextHops, different };
}
