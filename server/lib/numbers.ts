/** With thousands separated: 65,536. */
export function grouped(number: number | bigint): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** "1 error", "2,048 errors"; "1 prefix", "2 prefixes". */
export function counted(count: number, noun: string, several = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : several}`;
}

/** "65,536 addresses"; large numbers as powers of two. */
export function countedAddresses(count: bigint): string {
  return `${shortCount(count)} ${count === 1n ? 'address' : 'addresses'}`;
}

/** Without the noun: 65,536, 2^64, over 2^64. */
export function shortCount(count: bigint): string {
  if (count < 1n << 40n) return grouped(count);
  const power = BigInt(count.toString(2).length - 1);
  return `${count === 1n << power ? '' : 'over '}2^${power}`;
}
