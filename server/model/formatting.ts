import { formatAddress, formatPrefix } from '../net/prefix';
import { readPrefix } from '../net/spelling';
import { format } from '../syntax/printer';

/** A formatted policy of the same meaning, with canonical prefixes (RFC 5952 for IPv6). */
export function formatted(source: string): string {
  return format(source, spell);
}

function spell(word: string): string {
  const { prefixes, error } = readPrefix(word);
  const [prefix] = prefixes;
  if (error || !prefix) return word;
  return word.includes('/') ? formatPrefix(prefix) : formatAddress(prefix.family, prefix.base);
}
