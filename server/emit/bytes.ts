import type * as Deflate from './deflate';

declare const require: (file: './deflate') => typeof Deflate;

/** The bundle runs the module at the first call: that takes longer than the check of a small policy. */
const deflate = (): typeof Deflate => require('./deflate');

export function utf8(text: string): Uint8Array {
  return deflate().strToU8(text);
}

/** For gzip(1); the same bytes on every platform, without time stamp and operating system. */
export function gzipped(text: string): Uint8Array {
  return deflate().gzipSync(utf8(text), { level: 9, mem: 8, mtime: 0 });
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, 4: with padding, in one line. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) text += digits[(group >> shift) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - missing) + '='.repeat(missing);
}
