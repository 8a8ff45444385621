import { formatPrefix, type Prefix } from '../../server/net/prefix';
import { randomNumbers } from '../../server/verify/addresses';

/** Policies that resemble the internet's routing table, always the same for the same seed. */

export interface Route {
  readonly prefix: Prefix;
  readonly action: string;
}

/** How many of a thousand IPv4 prefixes in the global table have each length. */
const lengths: readonly (readonly [length: number, share: number])[] = [
  ...([
    [12, 1],
    [13, 1],
    [14, 1],
    [15, 2],
    [16, 13],
    [17, 8],
    [18, 13],
    [19, 24],
    [20, 41],
  ] as const),
  ...([
    [21, 49],
    [22, 105],
    [23, 93],
    [24, 550],
    [28, 1],
    [29, 4],
    [30, 1],
    [32, 93],
  ] as const),
];
const allShares = lengths.reduce((sum, [, share]) => sum + share, 0);

/** Routes with prefixes of public addresses, unsorted. */
export function internetLike(count: number, seed = 1): Route[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    let drawn = random() * allShares;
    const [length] = lengths.find(([, share]) => (drawn -= share) < 0) ?? lengths[lengths.length - 1];
    return { prefix: publicPrefix(random, length), action: actionFrom(random) };
  });
}

/** Adds actions to prefixes without any, such as those of the global table or of AWS. */
export function routed(prefixes: readonly Prefix[], seed = 1): Route[] {
  const random = randomFrom(seed);
  return prefixes.map((prefix) => ({ prefix, action: actionFrom(random) }));
}

/** The routes as a policy: a VPC and a subnet, then one line per route. */
export function policyOf(routes: readonly Route[]): string {
  const lines = routes.map(({ prefix, action }) => `route ${formatPrefix(prefix)} ${action}\n`);
  return `vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n\n${lines.join('')}`;
}

/** 5 % are rejected, the rest use one of the two interfaces. */
function actionFrom(random: () => number): string {
  const drawn = random();
  return drawn < 0.05 ? 'unreachable' : drawn < 0.6 ? 'via vpc' : 'via direct';
}

function publicPrefix(random: () => number, length: number): Prefix {
  for (;;) {
    const first = 1 + Math.floor(random() * 223);
    if ([10, 127, 169, 172].includes(first)) continue;
    const address = first * 2 ** 24 + Math.floor(random() * 2 ** 24);
    const size = 2 ** (32 - length);
    return { family: 4, base: BigInt(address - (address % size)), length };
  }
}

/** Numbers from 0 to 1. */
export function randomFrom(seed: number): () => number {
  const next = randomNumbers(seed);
  return () => next() / 2 ** 32;
}
