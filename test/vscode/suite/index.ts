// The entry point that VS Code calls: runs a group of tests with mocha, inside the extension host.
import Mocha from 'mocha';
import { workspace } from 'vscode';
import { testMs } from '../patience';
import { launchInfo } from './launch-info';
import { begin, eventually } from './vscode';

type Suites = readonly (() => Promise<unknown>)[];

/** The first suites: they look for their own policies in a tree, which the later ones fill. */
const first: Suites = [
  () => import('./start.test'),
  () => import('./editor.test'),
  () => import('./virtual.test'),
  () => import('./test-explorer.test'),
];

const later: Suites = [
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
];

/** The tests of each window; those that need Node are loaded only there. */
const groups: Readonly<Record<string, Suites>> = {
  node: [
    ...first,
    // Tasks are offered for 50 policies.
    () => import('./tasks.test'),
    ...later,
    () => import('./fleet.test'),
    () => import('./verify.test'),
    () => import('./server.test'),
  ],
  worker: [...first, ...later],
  themes: [() => import('./preview-themes.test')],
  restricted: [() => import('./restricted.test'), () => import('./palette.test')],
  folders: [() => import('./walkthrough.test'), () => import('./folders.test')],
  file: [() => import('./file.test')],
};

/** Resolves if every test passed; rejects if one failed, if none ran and, with a stage, if one is pending. */
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
    // Only these tests, during development.
    ...(launchInfo.grep !== undefined && { grep: launchInfo.grep }),
    forbidOnly: true,
    // On the desktop there is no stage to see VS Code from outside.
    forbidPending: launchInfo.stage !== undefined,
  });
  // The suites register themselves when required, which needs mocha's globals.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const load of groups[launchInfo.group] ?? []) await load();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the tests inside VS Code failed`);
}
