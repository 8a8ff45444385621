import { quote } from '../../syntax/quote';

/** What is wrong with a block that was written as an address; undefined for one with a length. */
export function missingLength(text: string, sample: number): string | undefined {
  return text.includes('/')
    ? undefined
    : `${quote(text)} has no prefix length; add one, as in \`${text}/${sample}\``;
}
