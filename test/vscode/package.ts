// The packaged extension, taken apart as VS Code does when it installs it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** What a VSIX installs, by its path in the extension's folder: https://aka.ms/vscode-vsix is a zip of `extension/`. */
export async function filesOf(vsix: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const top = 'extension/';
  const entries = Object.entries(unzipSync(await readFile(vsix)));
  return new Map(
    entries.flatMap(([name, bytes]) =>
      name.startsWith(top) && !name.endsWith('/') ? [[name.slice(top.length), bytes] as const] : [],
    ),
  );
}

/**
 * Writes the extension's folder. For a worker the manifest names no entry for Node and no wish to be beside the
 * workspace: where VS Code has a Node as well, as its web server does, either would have it run there.
 */
export async function unpack(
  files: ReadonlyMap<string, Uint8Array>,
  folder: string,
  host: 'node' | 'worker',
): Promise<void> {
  for (const [name, bytes] of files) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, host === 'worker' && name === 'package.json' ? forWorker(bytes) : bytes);
  }
}

function forWorker(bytes: Uint8Array): string {
  const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return JSON.stringify({ ...Object(manifest), main: undefined, extensionKind: undefined });
}
