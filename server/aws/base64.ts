const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The text whose UTF-8 an RFC 4648 base64 text encodes; undefined where it is no base64, or its bytes are no text. */
export function decodedBase64(base64: string): string | undefined {
  const plain = base64.replace(/\s+/g, '').replace(/={0,2}$/, '');
  // A group of one digit has only six bits.
  if (plain.length % 4 === 1) return undefined;
  const escapes: string[] = [];
  let held = 0;
  let bits = 0;
  for (const digit of plain) {
    const value = digits.indexOf(digit);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escapes.push(`%${((held >> bits) & 255).toString(16).padStart(2, '0')}`);
  }
  try {
    const text = decodeURIComponent(escapes.join(''));
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
