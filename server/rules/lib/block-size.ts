import { quote } from '../../lib/quote';

/** The message for a block without a prefix length; undefined if it has one. */
export function missingLength(text: string, sample: number): string | undefined {
  return text.includes('/')
    ? undefined
    : `${quote(text)} has no prefix length; add one, as in \`${text}/${sample}\``;
}
