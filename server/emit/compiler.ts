/** What compiles a policy or measures its script. `engine.ts` loads it on demand: most checks need none of it. */
export { emit, fileNameOf, tooLargeFor } from './emit';
export { planOf } from './plan';
export { sizeOfScript, staysBelow, tooLarge } from './script/script';
