// The packaged extension, unpacked like VS Code does on installation.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/**
 * The files that a VSIX installs, by path in the extension's folder: https://aka.ms/vscode-vsix is a zip of
 * `extension/`.
 */
export async function filesOf(vsix: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const top = 'extension/';
  const entries = Object.entries(unzipSync(await readFile(vsix)));
  return new Map(
    entries.flatMap(([name, bytes]) =>
      name.startsWith(top) && !name.endsWith('/') ? [[name.slice(top.length), bytes] as const] : [],
    ),
  );
}

/** Writes the files into the extension's folder. */
export async function unpack(files: ReadonlyMap<string, Uint8Array>, folder: string): Promise<void> {
  for (const [name, bytes] of files) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}
