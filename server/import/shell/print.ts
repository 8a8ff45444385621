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

/** A text with the escapes of `echo -e` and printf(1) interpreted. */
export function ansi(text: string): string {
  return text.replace(
    /\\(?:0([0-7]{0,3})|x([\da-f]{1,2})|(.))/gi,
    (whole, octal: string | undefined, hex: string | undefined, char: string) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(`0${octal}`, 8));
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      return Object.hasOwn(escapes, char) ? escapes[char] : whole;
    },
  );
}

/** The output of printf(1), which repeats the format while there are arguments. */
export function printfText(format: string, args: readonly ShellText[]): ShellText {
  let result = '';
  let at = 0;
  do {
    const begin = at;
    let unknown: ShellText | undefined;
    result += ansi(format).replace(
      /%(%|([-0 +#]*)(\d*)(?:\.(\d+))?([sdiuxXbqc]))/g,
      (...[, whole, flags, width, precision, kind]: readonly (string | undefined)[]) => {
        if (whole === '%') return '%';
        const arg = args[at++] ?? '';
        if (!isKnown(arg)) {
          unknown ??= arg;
          return '';
        }
        return padded(converted(arg, kind ?? '', precision), flags ?? '', Number(width ?? 0));
      },
    );
    if (unknown !== undefined) return unknown;
    if (at === begin || result.length > 1_000_000) break;
  } while (at < args.length);
  return result;
}

function converted(arg: string, kind: string, precision: string | undefined): string {
  if (kind === 's') return precision === undefined ? arg : arg.slice(0, Number(precision));
  if (kind === 'b') return ansi(arg);
  if (kind === 'c') return arg.slice(0, 1);
  if (kind === 'q') return /^[\w./:@%+=-]+$/.test(arg) ? arg : `'${arg.replace(/'/g, "'\\''")}'`;
  const value = /^0\d/.test(arg) ? parseInt(arg, 8) : Number(arg);
  const whole = Number.isNaN(value) ? 0 : Math.trunc(value);
  return kind === 'x' ? whole.toString(16) : kind === 'X' ? whole.toString(16).toUpperCase() : String(whole);
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  return text.padStart(width, flags.includes('0') ? '0' : ' ');
}
