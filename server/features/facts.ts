import IPCIDR from 'ip-cidr';
import { formatPrefix, type Prefix } from '../net/prefix';
import { grouped } from '../report/report';

/** What a hover says of a prefix by itself, as text. */
export interface Facts {
  readonly first: string;
  readonly last: string;
  /** The number of addresses, with its thousands apart. */
  readonly count: string;
}

/** The facts of a prefix. Takes some 20 µs: for one hover, never for a whole policy. */
export function factsOf(prefix: Prefix): Facts {
  const cidr = new IPCIDR(formatPrefix(prefix));
  return {
    first: cidr.start<string>(),
    last: cidr.end<string>(),
    count: grouped(BigInt(String(cidr.size))),
  };
}
