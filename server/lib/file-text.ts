import type { ReadResult } from '../host';

/** The largest file that a policy can name: 64 MiB. A large Terraform state has 50, AWS's ip-ranges.json under 3. */
export const mostFileBytes = 64 * 1024 * 1024;

/** A text, or why the bytes are not one: the offset of the first invalid byte, and the likely encoding. */
export type Decoded = Exclude<ReadResult, { readonly kind: 'missing' | 'network' }>;

/** The part of Node's and the browser's class that is used: this folder is compiled without their types. */
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Bytes as UTF-8 text, including a byte order mark, so that writing the text gives the same bytes; invalid bytes are an
 * error.
 */
export function decodedUtf8(bytes: Uint8Array): Decoded {
  const encoding = unicodeEncoding(bytes);
  if (encoding !== undefined) return notUtf8(encoding);
  try {
    return { kind: 'text', text: strict.decode(bytes) };
  } catch {
    const at = firstInvalid(bytes);
    const byte = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
    return notUtf8(`byte 0x${byte} at offset ${at}; its encoding is likely ${legacyEncoding(bytes)}`);
  }
}

/** `decodedUtf8` for a file that a policy names, which must not be binary. */
export function decodedFile(bytes: Uint8Array): Decoded {
  if (bytes.length > mostFileBytes) return { kind: 'unreadable', reason: tooLong(bytes.length) };
  const decoded = decodedUtf8(bytes);
  return decoded.kind === 'text' && decoded.text.includes('\0')
    ? { kind: 'unreadable', reason: 'binary file' }
    : decoded;
}

/** Why a file of this size is not read. */
export function tooLong(bytes: number): string {
  return `file too large: ${bytes} bytes, at most ${mostFileBytes} are read`;
}

function notUtf8(why: string): Decoded {
  return { kind: 'unreadable', reason: `not UTF-8: ${why}` };
}

const marks: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'UTF-32 LE', bytes: [0xff, 0xfe, 0, 0] },
  { name: 'UTF-32 BE', bytes: [0, 0, 0xfe, 0xff] },
  { name: 'UTF-16 LE', bytes: [0xff, 0xfe] },
  { name: 'UTF-16 BE', bytes: [0xfe, 0xff] },
];

/** A Unicode encoding other than UTF-8, by its byte order mark, or by the NUL in every other byte of ASCII. */
function unicodeEncoding(bytes: Uint8Array): string | undefined {
  const marked = marks.find((mark) => mark.bytes.every((byte, i) => bytes[i] === byte));
  if (marked) return `byte order mark of ${marked.name} at offset 0`;
  if (bytes.length < 4 || (bytes[0] !== 0 && bytes[1] !== 0)) return undefined;
  const start = bytes.subarray(0, 1024);
  const zeros = [0, 0];
  const others = [0, 0];
  start.forEach((byte, i) => (byte === 0 ? zeros : others)[i & 1]++);
  const name =
    zeros[1] > 9 * others[1] && others[0] > zeros[0]
      ? 'UTF-16 LE'
      : zeros[0] > 9 * others[0] && others[1] > zeros[1]
        ? 'UTF-16 BE'
        : undefined;
  return (
    name && `NUL byte at offset ${bytes.indexOf(0)}; its encoding is likely ${name} without a byte order mark`
  );
}

/** Windows-1252 has characters at 0x80 to 0x9F, except for five; ISO 8859-1 has control characters there. */
function legacyEncoding(bytes: Uint8Array): string {
  let has = false;
  for (const byte of bytes) {
    if (byte < 0x80 || byte > 0x9f) continue;
    if ([0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte)) return 'neither Windows-1252 nor Latin-1';
    has = true;
  }
  return has ? 'Windows-1252' : 'Latin-1 (ISO 8859-1) or Windows-1252';
}

/** The offset of the first byte that is not part of a well-formed sequence (Unicode 15, table 3-7). */
function firstInvalid(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return bytes.length;
}

/** The length of the well-formed sequence at an offset; 0 for none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const [first, second] = [bytes[at], bytes[at + 1]];
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first <= 0xdf
      ? 2
      : first >= 0xe0 && first <= 0xef
        ? 3
        : first >= 0xf0 && first <= 0xf4
          ? 4
          : 0;
  for (let i = 1; i < length; i++) if ((bytes[at + i] & 0xc0) !== 0x80) return 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return length === 2 || (second >= least && second <= most) ? length : 0;
}
