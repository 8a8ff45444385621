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
