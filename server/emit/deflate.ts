/** What is used here of fflate, which makes large tables when it is loaded: `bytes.ts` loads it when it is needed. */
export { gzipSync, strToU8 } from 'fflate/browser';
