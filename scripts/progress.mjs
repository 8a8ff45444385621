// Progress of slow commands: on the terminal, or in separate lines for `npm test`, which owns the terminal.

/** The first character of a line that only reports progress. */
export const mark = '\u0001';

/** Reports progress to a parent that has asked for it, or on a terminal. */
export function progress(text) {
  if (process.env.NBROUTE_PROGRESS === '1') process.stdout.write(`${mark}${text}\n`);
  else if (process.stdout.isTTY) process.stdout.write(`\r\u001B[K${text}\r`);
}
