import { base64Bytes } from '../../lib/base64';
import { setsRoute } from '../route-commands';

/** The script that a text is the base64 of; undefined for any other text. */
export function decodedScript(text: string): string | undefined {
  const plain = text.replace(/\s+/g, '');
  if (plain.length < 16 || plain.length > 100_000 || !/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return undefined;
  const decoded = utf8(base64Bytes(plain) ?? new Uint8Array());
  return decoded !== undefined && (decoded.startsWith('#!') || setsRoute(decoded)) ? decoded : undefined;
}

/** RFC 3629; undefined if the bytes are not valid. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    return decodeURIComponent([...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return undefined;
  }
}
