import { bits, last, size, type Address, type Family, type Prefix } from '../net/prefix';

/**
 * The first and last address of each prefix, and their neighbours outside: a wrong length shows there. Ascending,
 * without duplicates.
 */
export function boundaries(prefixes: readonly Prefix[]): Address[] {
  return unique(
    prefixes.flatMap((prefix) => {
      const { family, base } = prefix;
      const end = last(prefix);
      return [base - 1n, base, end, end + 1n]
        .filter((value) => value >= 0n && value < 1n << BigInt(bits(family)))
        .map((value) => ({ family, value }));
    }),
  );
}

/**
 * `count` addresses of a family, the same for the same seed: half of them anywhere, half inside the prefixes, which are
 * a small part of all addresses.
 */
export function randomAddresses(
  family: Family,
  prefixes: readonly Prefix[],
  count: number,
  seed: number,
): Address[] {
  const random = randomNumbers(seed);
  const everything: Prefix = { family, base: 0n, length: 0 };
  const inside = prefixes.filter((prefix) => prefix.family === family);
  return Array.from({ length: count }, (_, i) => {
    const prefix = i % 2 === 0 || inside.length === 0 ? everything : inside[random() % inside.length];
    const wide = Array.from({ length: 4 }, random).reduce((value, part) => (value << 32n) | BigInt(part), 0n);
    return { family, value: prefix.base + (wide % size(prefix)) };
  });
}

/** Pseudo-random integers from 0 to 2³² − 1: mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

function unique(addresses: readonly Address[]): Address[] {
  const sorted = [...addresses].sort((a, b) =>
    a.family !== b.family ? a.family - b.family : a.value < b.value ? -1 : a.value > b.value ? 1 : 0,
  );
  return sorted.filter((address, i) => {
    const before = sorted[i - 1];
    return !before || before.family !== address.family || before.value !== address.value;
  });
}
