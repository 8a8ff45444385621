// How a command that takes a while shows how far it is: to `npm test`, which has the terminal, in lines of their own.

/** What a line begins with that is only about how far a command is. */
export const mark = '\u0001';

/** Shows how far it is, to the one who has asked to hear of it or on a terminal. */
export function progress(text) {
  if (process.env.NBROUTE_PROGRESS === '1') process.stdout.write(`${mark}${text}\n`);
  else if (process.stdout.isTTY) process.stdout.write(`\r\u001B[K${text}\r`);
}
