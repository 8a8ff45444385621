import type { Uri } from 'vscode';

/** Whether two URIs name one file: by a link, by a second name, or in another case where the disk does not mind. */
export async function isSameFile(one: Uri, other: Uri): Promise<boolean> {
  if (one.toString() === other.toString()) return true;
  if (typeof process === 'undefined' || one.scheme !== 'file' || other.scheme !== 'file') return false;
  const { stat } = await import('node:fs/promises');
  try {
    const [first, second] = await Promise.all(
      [one, other].map(({ fsPath }) => stat(fsPath, { bigint: true })),
    );
    return first.dev === second.dev && first.ino === second.ino && first.ino !== 0n;
  } catch {
    // What is not there is no file that was read.
    return false;
  }
}
