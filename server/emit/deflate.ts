/** The part of fflate that is used. Loading it builds large tables, so `bytes.ts` loads it on demand. */
export { gzipSync, strToU8 } from 'fflate/browser';
