import { isKnown, type ShellText } from './values';

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\u001b',
  '\\': '\\',
};

/** A text with the escapes of `echo -e`, or of a format of printf(1), interpreted. */
export function ansi(text: string, isFormat = false): string {
  return text.replace(
    isFormat ? /\\(?:([0-7]{1,3})|x([\da-f]{1,2})|(.))/gi : /\\(?:0([0-7]{0,3})|x([\da-f]{1,2})|(.))/gi,
    (whole, octal: string | undefined, hex: string | undefined, char: string) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(`0${octal}`, 8) & 255);
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      return Object.hasOwn(escapes, char) ? escapes[char] : whole;
    },
  );
}

/** The output of printf(1), which repeats the format while there are arguments, and whether all its numbers are valid. */
export function printfText(
  format: string,
  args: readonly ShellText[],
): { readonly text: ShellText; readonly isValid: boolean } {
  let result = '';
  let isValid = true;
  let at = 0;
  do {
    const begin = at;
    let unknown: ShellText | undefined;
    result += ansi(format, true).replace(
      /%(%|([-0 +#]*)(\d*)(?:\.(\d+))?([sdiuxXbqc]))/g,
      (...[, whole, flags, width, precision, kind]: readonly (string | undefined)[]) => {
        if (whole === '%') return '%';
        const arg = args[at++] ?? '';
        if (!isKnown(arg)) {
          unknown ??= arg;
          return '';
        }
        isValid &&= !/[diuxX]/.test(kind ?? '') || number.exec(arg)?.[3] === '';
        return padded(converted(arg, kind ?? '', precision), flags ?? '', Number(width ?? 0));
      },
    );
    if (unknown !== undefined) return { text: unknown, isValid };
    if (at === begin || result.length > 1_000_000) break;
  } while (at < args.length);
  return { text: result, isValid };
}

/** The sign and the digits of a number, and what follows it. */
const number = /^\s*([-+]?)(0x[\da-f]+|0[0-7]*|\d*|(?=['"]))([^]*)$/i;

function converted(arg: string, kind: string, precision: string | undefined): string {
  if (kind === 's') return precision === undefined ? arg : arg.slice(0, Number(precision));
  if (kind === 'b') return ansi(arg);
  if (kind === 'c') return arg.slice(0, 1);
  if (kind === 'q') return /^[\w./:@%+=-]+$/.test(arg) ? arg : `'${arg.replace(/'/g, "'\\''")}'`;
  const [, sign = '', digits = ''] = number.exec(arg) ?? [];
  const value = /^0\d/.test(digits) ? parseInt(digits, 8) : Number(digits);
  const whole = /^['"]/.test(arg) ? (arg.codePointAt(1) ?? 0) : sign === '-' ? -value : value;
  return kind === 'x' ? whole.toString(16) : kind === 'X' ? whole.toString(16).toUpperCase() : String(whole);
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  return text.padStart(width, flags.includes('0') ? '0' : ' ');
}
