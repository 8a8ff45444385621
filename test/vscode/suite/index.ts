// The entry that VS Code calls: runs every test of this folder with mocha, inside the extension host.
import Mocha from 'mocha';
import { inWebHost } from './vscode';

/** Resolves when every test passed; rejects when one failed, when none ran and, in the web host, when one is pending. */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 20_000,
    slow: 2000,
    failZero: true,
    // Only these: for who works on one of them, and for pictures.
    ...(process.env['NBROUTE_GREP'] !== undefined && { grep: process.env['NBROUTE_GREP'] }),
    forbidOnly: true,
    // On the desktop there is no stage to look at VS Code from outside.
    forbidPending: inWebHost,
  });
  // The suites describe themselves when required, which needs mocha's globals to be there.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./editor.test');
  await import('./export.test');
  await import('./preview.test');
  await import('./preview-themes.test');
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the tests inside VS Code failed`);
}
