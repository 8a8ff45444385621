// Runs the suites in real windows of VS Code, and drives other windows from outside, with the packaged extension.
// NBROUTE_VSCODE selects VS Code: `web`, its web server and a browser, both from the npm registry (the default on Linux
// x64), or `desktop`, downloaded by @vscode/test-electron (the default elsewhere), whose version is
// NBROUTE_VSCODE_VERSION: a number, `minimum`, `stable` or `insiders`. NBROUTE_LAUNCH selects one window of
// `launches.ts`, --one the first, which `npm test` uses; NBROUTE_GREP selects tests.
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { runTests, runVSCodeCommand, TestRunFailedError } from '@vscode/test-electron';
import { engines } from '../../package.json';
import { cacheFolder, printOnStderr, webHostRunsHere } from './install';
import { launches, type Launch, type LaunchInfo } from './launches';
import { filesOf, unpack } from './package';
import { reload, reloadTitle } from './reload';
import { stop } from './stop';
import { openWeb, type Opens, type Web } from './web';

/** Hides VS Code's other features, and keeps them from accessing the internet. */
const quiet = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  // In a browser VS Code saves a second after typing, which would break tests with unsaved text.
  'files.autoSave': 'off',
  'git.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** How many windows run at a time. */
const atATime = 2;

const root = resolve(__dirname, '..', '..');
const vsix = join(root, 'nbroute.vsix');

async function main(): Promise<number> {
  const host = process.env['NBROUTE_VSCODE'] ?? (webHostRunsHere ? 'web' : 'desktop');
  if (host !== 'web' && host !== 'desktop') {
    printOnStderr(`NBROUTE_VSCODE is '${host}', but can only be 'web' or 'desktop'`);
    return 2;
  }
  const asked = process.env['NBROUTE_LAUNCH'];
  const only = process.argv.includes('--one') ? launches[0]?.name : asked;
  const wanted = launches.filter(({ name }) => only === undefined || only === name);
  if (wanted.length === 0) {
    printOnStderr(`NBROUTE_LAUNCH is '${asked}', but can be ${launches.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const stopped = stop().then((reason) => {
    throw new Error(`Stopped: ${reason}`);
  });
  const scratch = await mkdtemp(join(tmpdir(), 'nbroute-suite-'));
  try {
    return await Promise.race([
      host === 'web' ? onWeb(wanted, scratch) : onDesktop(wanted, scratch),
      stopped,
    ]);
  } finally {
    await web?.close();
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

let web: Web | undefined;

/** Web server and browser are shared by all windows; a window's output is printed when it has finished. */
async function onWeb(wanted: readonly Launch[], scratch: string): Promise<number> {
  const shown = (web = await openWeb());
  const waiting = [...wanted];
  let worst = 0;
  const one = async (): Promise<void> => {
    for (let launch = waiting.shift(); launch; launch = waiting.shift()) {
      const { name, host, trusted, installed, groups } = launch;
      const heard: string[] = [];
      const hear = (line: string): void => {
        if (wanted.length === 1) process.stdout.write(`${line}\n`);
        else heard.push(line);
      };
      const from = Date.now();
      let code = 1;
      try {
        const window = {
          opens: await laidOut(launch, join(scratch, name)),
          trusted,
          ...(installed && { vsix }),
        };
        if (groups.length > 0) {
          const extension = await extensionFor(launch, join(scratch, name));
          const suites = groups.map((group) => (stage: string) => suiteFor(launch, extension, group, stage));
          code = await shown.show({ ...window, extension, suites, hear });
        } else {
          await shown.drive(window, name, (page) => reload(page, host));
          hear(`\n  ✔ ${reloadTitle}\n\n  1 passing`);
          code = 0;
        }
      } catch (error) {
        hear(inspect(error));
      }
      const seconds = Math.round((Date.now() - from) / 1000);
      process.stdout.write(`\nVS Code, ${titleOf(launch)} (${seconds} s)\n${heard.join('\n')}\n`);
      worst = Math.max(worst, code);
    }
  };
  await Promise.all(Array.from({ length: atATime }, one));
  return worst;
}

/** Opens one window at a time, each in its own VS Code. */
async function onDesktop(wanted: readonly Launch[], scratch: string): Promise<number> {
  let worst = 0;
  for (const launch of wanted) {
    // @vscode/test-electron trusts every folder, and cannot reload a window.
    if (!launch.trusted || launch.groups.length !== 1) {
      await mkdir(join(root, 'out'), { recursive: true });
      const gap = `VS Code, ${titleOf(launch)}: a desktop VS Code is not driven from outside here\n`;
      await appendFile(join(root, 'out', 'not-proven.txt'), gap);
      continue;
    }
    process.stdout.write(`\nVS Code, ${titleOf(launch)}\n`);
    const opens = await laidOut(launch, join(scratch, launch.name));
    const extension = await extensionFor(launch, join(scratch, launch.name));
    const own = [
      `--user-data-dir=${join(scratch, launch.name, 'user')}`,
      `--extensions-dir=${join(scratch, launch.name, 'extensions')}`,
    ];
    try {
      if (launch.installed) await runVSCodeCommand([...own, '--install-extension', vsix], desktop());
      await runTests({
        ...desktop(),
        extensionDevelopmentPath: extension,
        extensionTestsPath: await suiteFor(launch, extension, launch.groups[0] ?? ''),
        launchArgs: [
          ...Object.values(opens),
          ...(launch.host === 'worker' ? ['--extensionDevelopmentKind=web'] : []),
          ...(launch.installed ? [] : ['--disable-extensions']),
          ...own,
        ],
      });
    } catch (error) {
      // The result of the suite was already printed.
      if (error instanceof TestRunFailedError) worst = 1;
      else {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(
          `VS Code could not be downloaded and started: ${reason}; on Linux x64 NBROUTE_VSCODE=web needs only npm's registry`,
        );
      }
    }
  }
  return worst;
}

/** The desktop VS Code's version and where it is cached. */
function desktop(): { readonly version: string; readonly cachePath: string } {
  const asked = process.env['NBROUTE_VSCODE_VERSION'] ?? '1.139.1';
  const version = asked === 'minimum' ? engines.vscode.replace(/^\^/, '') : asked;
  return { version, cachePath: join(cacheFolder(), 'desktop') };
}

const titleOf = ({ name, host, installed }: Launch): string =>
  `${name}, the extension${installed ? ' installed,' : ''} in ${host === 'node' ? 'Node' : "a browser's worker"}`;

/** The extension folder for the suite: unpacked, or empty if the package is installed. */
async function extensionFor({ installed }: Launch, scratch: string): Promise<string> {
  const extension = join(scratch, 'extension');
  if (installed) {
    await mkdir(extension, { recursive: true });
    const manifest = { name: 'suite', publisher: 'nbroute', version: '0.0.0', engines };
    await writeFile(join(extension, 'package.json'), JSON.stringify(manifest));
  } else await unpack(await filesOf(vsix), extension);
  return extension;
}

/** Creates what the window opens. */
async function laidOut({ host, opens }: Launch, scratch: string): Promise<Opens> {
  const folder = join(scratch, 'workspace');
  await cp(join(root, 'samples'), folder, { recursive: true });
  if (opens === 'file') return { file: join(folder, 'blog.nbroute') };
  // VS Code's web server also has Node, where extensions run unless the user wants otherwise.
  const settings =
    host === 'worker' ? { ...quiet, 'remote.extensionKind': { 'nbroute.nbroute': ['web'] } } : quiet;
  if (opens === 'folder') {
    await mkdir(join(folder, '.vscode'));
    await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    return { folder };
  }
  await mkdir(join(scratch, 'second'));
  const workspace = join(scratch, 'both.code-workspace');
  const folders = [{ path: 'workspace' }, { path: 'second' }];
  await writeFile(workspace, JSON.stringify({ folders, settings }));
  return { workspace };
}

/** The suite's module for one window, with the launch information at its beginning. */
async function suiteFor(
  { name, host, opens }: Launch,
  extension: string,
  group: string,
  stage?: string,
): Promise<string> {
  const { NBROUTE_GREP: grep } = process.env;
  const launchInfo: LaunchInfo = {
    group,
    host,
    folders: { file: 0, folder: 1, folders: 2 }[opens],
    ...(stage !== undefined && { stage }),
    ...(grep !== undefined && { grep }),
  };
  const bundle = await readFile(join(__dirname, 'suite', `${host}.js`), 'utf8');
  // VS Code runs a suite where its extension runs; the one for Node resolves its packages from here.
  const file = join(host === 'worker' ? extension : join(__dirname, 'suite'), `${name}-${group}.js`);
  await writeFile(file, `globalThis.nbrouteTests = ${JSON.stringify(launchInfo)}; ${bundle}`);
  return file;
}

void main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    printOnStderr(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
