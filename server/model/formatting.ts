import { formatAddress, formatPrefix } from '../net/prefix';
import { readPrefix } from '../net/spelling';
import { format } from '../syntax/printer';

/** A policy laid out, its prefixes in their one spelling (RFC 5952 for IPv6); means what it meant. */
export function formatted(source: string): string {
  return format(source, spell);
}

function spell(word: string): string {
  const { prefixes, problem } = readPrefix(word);
  const [prefix] = prefixes;
  if (problem || !prefix) return word;
  return word.includes('/') ? formatPrefix(prefix) : formatAddress(prefix.family, prefix.base);
}
