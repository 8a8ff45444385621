/** What is used here of @noble/hashes: `sha256.ts` loads it when it is needed. */
export { sha256 } from '@noble/hashes/sha2.js';
export { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
