import { isKnown, type ShellText } from './values';

/** A command's arguments, as getopt(3) reads them. */
export interface Options<T extends ShellText = string> {
  /** The letters of the options, in order. */
  readonly flags: string;
  /** The last value of an option. */
  readonly value: (letter: string) => T | undefined;
  readonly values: (letter: string) => readonly T[];
  readonly operands: readonly T[];
}

/**
 * Reads arguments; undefined if an option is unknown. In `letters`, a colon follows those with a value, two colons if
 * it is optional; after a plus, the first operand ends the options. `long` has the letters of long names.
 */
export function optionsOf<T extends ShellText>(
  args: readonly T[],
  letters: string,
  long: Readonly<Record<string, string>> = {},
): Options<T | string> | undefined {
  const operands: T[] = [];
  const given: (readonly [letter: string, value: T | string])[] = [];
  let at = 0;
  const take = (letter: string, attached: string | undefined): boolean => {
    const [, colons = ''] = letters.split(letter);
    const isValued = colons.startsWith(':');
    if (!isValued && attached !== undefined) return false;
    const isAttached = !isValued || colons.startsWith('::') || attached !== undefined;
    given.push([letter, isAttached ? (attached ?? '') : (args[++at] ?? '')]);
    return letters.includes(letter);
  };
  for (; at < args.length; at++) {
    const arg = args[at];
    if (!isKnown(arg) || !/^-./.test(arg)) {
      if (letters.startsWith('+')) break;
      operands.push(arg);
    } else if (arg === '--') {
      at++;
      break;
    } else if (arg.startsWith('--')) {
      const [, name = '', , value] = /^--([^=]*)(=([^]*))?$/.exec(arg) ?? [];
      if (!Object.hasOwn(long, name) || !take(long[name], value)) return undefined;
    } else
      for (let i = 1; i < arg.length; i++) {
        const isValued = letters[letters.indexOf(arg[i]) + 1] === ':';
        const attached = isValued && i + 1 < arg.length ? arg.slice(i + 1) : undefined;
        if (arg[i] === ':' || !take(arg[i], attached)) return undefined;
        if (attached !== undefined) break;
      }
  }
  const values = (letter: string) => given.flatMap(([each, value]) => (each === letter ? [value] : []));
  return {
    flags: given.map(([letter]) => letter).join(''),
    value: (letter) => values(letter).pop(),
    values,
    operands: [...operands, ...args.slice(at)],
  };
}
