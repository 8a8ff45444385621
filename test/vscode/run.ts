// Runs the suite inside a real VS Code. NBROUTE_VSCODE says which: `web`, its web server and a browser, both from
// the npm registry (the default on Linux x64), or `desktop`, downloaded by @vscode/test-electron (elsewhere).
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { cacheFolder, sayOnStderr, webHostRunsHere } from './install';

/** Keeps VS Code's other features out of the way, and from asking the internet. */
const quiet = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'git.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

const root = resolve(__dirname, '..', '..');
const host = process.env['NBROUTE_VSCODE'] ?? (webHostRunsHere ? 'web' : 'desktop');

// @vscode/test-electron passes SIGINT on to VS Code and then exits at once, unless someone else listens as well.
process.on('SIGINT', () => sayOnStderr('Stopping …'));
process.on('SIGTERM', () => process.kill(process.pid, 'SIGINT'));

async function main(): Promise<number> {
  if (host !== 'web' && host !== 'desktop') {
    sayOnStderr(`NBROUTE_VSCODE is '${host}', but can only be 'web' or 'desktop'`);
    return 2;
  }
  const scratch = await mkdtemp(join(tmpdir(), 'nbroute-suite-'));
  try {
    const workspace = join(scratch, 'workspace');
    await cp(join(root, 'samples'), workspace, { recursive: true });
    await mkdir(join(workspace, '.vscode'));
    await writeFile(join(workspace, '.vscode', 'settings.json'), JSON.stringify(quiet));
    await runTests({
      version: '1.139.1',
      cachePath: join(cacheFolder(), 'desktop'),
      ...(host === 'web' ? { vscodeExecutablePath: join(__dirname, 'launcher.js') } : {}),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(__dirname, 'suite', 'index.js'),
      extensionTestsEnv: { NBROUTE_VSCODE: host },
      launchArgs: [
        workspace,
        '--disable-extensions',
        `--user-data-dir=${join(scratch, 'user')}`,
        `--extensions-dir=${join(scratch, 'extensions')}`,
      ],
    });
    return 0;
  } catch (error) {
    // How the suite fared was said on the way.
    if (error instanceof TestRunFailedError) return 1;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      host === 'desktop'
        ? `VS Code could not be downloaded and started: ${reason}; on Linux x64 NBROUTE_VSCODE=web needs only npm's registry`
        : `VS Code could not be started: ${reason}`,
    );
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

void main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    sayOnStderr(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
