import { setsRoute } from '../route-commands';

/** A text that is base64 of a script, decoded; undefined for any other. */
export function decodedScript(text: string): string | undefined {
  const plain = text.replace(/\s+/g, '');
  if (plain.length < 16 || plain.length > 100_000 || !/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return undefined;
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const digit of plain.replace(/=+$/, '')) {
    held = ((held << 6) | digits.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 255);
  }
  const decoded = utf8(bytes);
  return decoded !== undefined && (decoded.startsWith('#!') || setsRoute(decoded)) ? decoded : undefined;
}

/** RFC 3629; undefined where the bytes are no text. */
function utf8(bytes: readonly number[]): string | undefined {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return undefined;
  }
}
