const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes as base64 (RFC 4648, 4), with padding, in one line. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) text += alphabet[(group >> shift) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - missing) + '='.repeat(missing);
}

/** The bytes that base64 text encodes (RFC 4648, 4); undefined if it has other characters. */
export function base64Bytes(base64: string): Uint8Array | undefined {
  const digits = base64.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const digit of digits) {
    const value = alphabet.indexOf(digit);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes[at++] = (held >> (bits -= 8)) & 255;
  }
  return bytes;
}

/** The UTF-8 text that base64 encodes; undefined if it is not base64, or the bytes are not UTF-8. */
export function decodedBase64(base64: string): string | undefined {
  const digits = base64.replace(/\s+/g, '').replace(/={0,2}$/, '');
  // One leftover digit has only six bits.
  const bytes = digits.length % 4 === 1 || digits.endsWith('=') ? undefined : base64Bytes(digits);
  if (!bytes) return undefined;
  const escapes = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`);
  try {
    const text = decodeURIComponent(escapes.join(''));
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
