// The entry that VS Code calls: runs a group of tests with mocha, inside the extension host.
import Mocha from 'mocha';
import { workspace } from 'vscode';
import { testMs } from '../patience';
import { launchInfo } from './launch-info';
import { begin, eventually } from './vscode';

/** Which tests run in which window; what needs Node is loaded only there. */
const groups: Readonly<Record<string, readonly (() => Promise<unknown>)[]>> = {
  node: [
    () => import('./start.test'),
    () => import('./editor.test'),
    () => import('./virtual.test'),
    // Before the many policies of the others are there: it looks for its own in a tree.
    () => import('./test-explorer.test'),
    () => import('./palette.test'),
    () => import('./settings.test'),
    () => import('./export.test'),
    () => import('./compare.test'),
    () => import('./fleet.test'),
    () => import('./import.test'),
    () => import('./new-policy.test'),
    () => import('./language-status.test'),
    () => import('./language-model-tools.test'),
    () => import('./around.test'),
    () => import('./tasks.test'),
    () => import('./preview.test'),
    () => import('./verify.test'),
    () => import('./server.test'),
  ],
  worker: [
    () => import('./start.test'),
    () => import('./editor.test'),
    () => import('./virtual.test'),
    // Before the many policies of the others are there: it looks for its own in a tree.
    () => import('./test-explorer.test'),
    () => import('./palette.test'),
    () => import('./settings.test'),
    () => import('./export.test'),
    () => import('./compare.test'),
    () => import('./import.test'),
    () => import('./new-policy.test'),
    () => import('./language-status.test'),
    () => import('./language-model-tools.test'),
    () => import('./around.test'),
    () => import('./preview.test'),
  ],
  themes: [() => import('./preview-themes.test')],
  restricted: [() => import('./restricted.test'), () => import('./palette.test')],
  folders: [() => import('./walkthrough.test'), () => import('./folders.test')],
  file: [() => import('./file.test')],
};

/** Resolves when every test passed; rejects when one failed, when none ran and, on a stage, when one is pending. */
export async function run(): Promise<void> {
  const folders = (): number => workspace.workspaceFolders?.length ?? 0;
  await eventually(
    `a window with ${launchInfo.folders} folders`,
    () => folders() === launchInfo.folders || undefined,
    () => `${folders()}`,
  );
  await begin();
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    timeout: testMs,
    slow: 2000,
    failZero: true,
    // Only these: for who works on one of them.
    ...(launchInfo.grep !== undefined && { grep: launchInfo.grep }),
    forbidOnly: true,
    // On the desktop there is no stage to look at VS Code from outside.
    forbidPending: launchInfo.stage !== undefined,
  });
  // The suites describe themselves when required, which needs mocha's globals to be there.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const load of groups[launchInfo.group] ?? []) await load();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the tests inside VS Code failed`);
}
