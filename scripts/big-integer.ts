/** Replaces jsbn (20 kB) in ip-address, which makes numbers of digits and takes digits of them. */
export class BigInteger {
  private readonly value: bigint;

  constructor(digits: string, radix: 2 | 10 | 16 = 10) {
    this.value = BigInt(`${{ 2: '0b', 10: '', 16: '0x' }[radix]}${digits}`);
  }

  toString(radix?: number): string {
    return this.value.toString(radix);
  }
}
