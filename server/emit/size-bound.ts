import type { Model } from '../model/model';
import { hasIPv6 } from '../model/network';
import { stepDigits } from '../model/script-routes';

/** AWS accepts at most 16,384 characters of base64, which are so many bytes of script. */
export const scriptLimit = 12288;

/**
 * An upper bound for the smallest form's size in bytes, from the table and the length of the comments: cheap enough for
 * every keystroke. If it is below the limit, nothing of the script is needed.
 */
export function sizeBound({ tables, unit, network }: Model): number {
  const source = unit.file.source.toString();
  let text = 0;
  for (const [comment] of source.matchAll(/#[^\n]*/g)) text += commentBound(comment);
  for (const read of unit.data.values())
    if (read.kind === 'text' && source.includes('on-start')) text += 1000 + mostPacked(3 * read.text.length);
  const prefixes = network.vpc.length + network.subnets.length;
  const code = mostCode(tables[6].count > 0 || hasIPv6(network));
  return code + 800 + 170 * prefixes + mostPacked(stepsLength(tables)) + text;
}

/** Outside ASCII, a UTF-16 unit has at most three bytes, and NFC may double them. */
function commentBound(comment: string): number {
  return /[^\t-~]/.test(comment) ? 2 * (3 * comment.length + 3) : comment.length + 3;
}

/**
 * The most bytes of the script's own code when packed, with what unpacks it, without the lines before it: the head and
 * the values.
 */
export function mostCode(withIPv6: boolean): number {
  return withIPv6 ? 7700 : 6800;
}

/** The largest base64 of the gzip of so many bytes: what cannot be compressed is stored, in blocks with a header. */
export function mostPacked(bytes: number): number {
  return Math.ceil(((bytes * 1.01 + 64) * 4 * 121) / (3 * 120));
}

/** The most characters that the rows of tables take as steps, system routes included. */
function stepsLength({ 4: four, 6: six }: Model['tables']): number {
  // By action and length, like the list.
  const nexts: number[] = [];
  let characters = six.count * 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128\n'.length;
  for (let row = 0; row < four.count; row++) {
    const length = four.length[row];
    const group = four.action[row] * 33 + length;
    const position = four.from[row] / 2 ** (32 - length);
    const next = nexts[group];
    if (next === undefined) characters += '\n/32 '.length;
    // A row that repeats another takes no step.
    characters += stepDigits(Math.max(0, position - (next ?? 0))).length;
    nexts[group] = position + 1;
  }
  return characters;
}
