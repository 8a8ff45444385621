import * as assert from 'node:assert';
import * as path from 'node:path';
import { root } from '../fixture';
import { Client } from '../lsp/client';

/** What Node requires before a program, to print what that loads. */
const loadedHook = path.join(root, 'test/package/loaded.cjs');

/** The arguments of Node for a program that prints what it loads. */
export const printsLoaded = (program: string): readonly string[] => ['--require', loadedHook, program];

/** Asserts the limits of what a program had loaded at its first output, or at its end. */
export function assertLoaded(
  stderr: string,
  when: 'at first' | 'at the end',
  [mostFiles, mostBytes]: readonly [files: number, bytes: number],
  what: string,
): void {
  const [, files, bytes] =
    new RegExp(`^loaded ${when} (\\d+) files, (\\d+) bytes$`, 'm').exec(stderr) ?? assert.fail(stderr);
  assert.ok(Number(files) <= mostFiles && Number(bytes) <= mostBytes, `${what}: ${stderr}`);
}

/** What a language server prints that answers `initialize`, reports the diagnostics of a policy, and exits. */
export async function loadedByServer(program: string, ...args: readonly string[]): Promise<string> {
  const client = new Client([process.execPath, ...printsLoaded(program), ...args, '--stdio']);
  let stderr = '';
  client.process.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const capabilities = {};
  await client.request('initialize', { processId: process.pid, rootUri: null, capabilities });
  client.notify('initialized', {});
  const text = 'route 10.1.2.3/16 via vpc\n';
  const textDocument = { uri: 'file:///a.nbroute', languageId: 'nbroute', version: 1, text };
  client.notify('textDocument/didOpen', { textDocument });
  await client.message(({ method }) => method === 'textDocument/publishDiagnostics');
  await client.request('shutdown', null);
  client.notify('exit', null);
  await client.exited;
  return stderr;
}
