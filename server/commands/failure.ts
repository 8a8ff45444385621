/** Wrong usage, or a file that cannot be read or written: one line, and exit code 2. */
export class Failure extends Error {}
