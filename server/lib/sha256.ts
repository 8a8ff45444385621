import type * as Hashes from './noble-hashes';

declare const require: (file: './noble-hashes') => typeof Hashes;

/** The SHA-256 of a text's UTF-8 in hexadecimal, as sha256sum(1) prints it. A bundle runs the library on the first call. */
export function sha256(text: string): string {
  const { bytesToHex, sha256: digest, utf8ToBytes } = require('./noble-hashes');
  return bytesToHex(digest(utf8ToBytes(text)));
}
