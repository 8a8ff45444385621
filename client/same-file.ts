import type { Uri } from 'vscode';
import { inBrowser } from './in-browser';

/**
 * Whether two URIs denote the same file, even through a link, a hard link, or different case on a disk that ignores it.
 */
export async function isSameFile(file: Uri, other: Uri): Promise<boolean> {
  if (file.toString() === other.toString()) return true;
  if (inBrowser || file.scheme !== 'file' || other.scheme !== 'file') return false;
  const { stat } = await import('node:fs/promises');
  try {
    const [first, second] = await Promise.all(
      [file, other].map(({ fsPath }) => stat(fsPath, { bigint: true })),
    );
    return first.dev === second.dev && first.ino === second.ino && first.ino !== 0n;
  } catch {
    // A missing file is none of the files that were read.
    return false;
  }
}
