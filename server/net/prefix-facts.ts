import type * as Library from './ip-cidr';
import { formatAddress, formatPrefix, type Prefix } from './prefix';

declare const require: (file: './ip-cidr') => typeof Library;

/** Facts about a prefix, for display. */
export interface PrefixFacts {
  readonly first: string;
  readonly last: string;
  /** In dotted decimal; undefined for IPv6. */
  readonly netmask: string | undefined;
  readonly count: bigint;
}

/** Computed by ip-cidr, which is too slow for tables. Their own arithmetic is tested against it. */
export function prefixFacts(prefix: Prefix): PrefixFacts {
  const { IpCidr } = require('./ip-cidr');
  const { family, length } = prefix;
  const block = new IpCidr(formatPrefix(prefix));
  const [first, last] = block.toRange<bigint>({ type: 'bigInteger' });
  return {
    first: formatAddress(family, first),
    last: formatAddress(family, last),
    netmask: family === 4 ? new IpCidr(`255.255.255.255/${length}`).start<string>() : undefined,
    count: last - first + 1n,
  };
}
