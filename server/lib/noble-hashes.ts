/** The part of @noble/hashes that is used. `sha256.ts` loads it on demand. */
export { sha256 } from '@noble/hashes/sha2.js';
export { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
