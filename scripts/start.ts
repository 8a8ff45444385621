// `npm start`: packages the extension, installs it and opens VS Code on samples/. NBROUTE_VSCODE selects VS Code:
// `desktop`, the one that `code` on the PATH starts, or `web`, its web server from the npm registry and any browser. By
// default the desktop's, if there is one.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onPath, run, printOnStderr as say, vscodeServer, webHostRunsHere } from '../test/vscode/install';
import { startServer } from '../test/vscode/server';
import { stop } from '../test/vscode/stop';

const root = resolve(__dirname, '..');
const samples = join(root, 'samples');
const vsix = join(root, 'nbroute.vsix');

const next =
  'There: open a .nbroute file, then run "nbroute: Preview Route Table" or "nbroute: Export Lifecycle Script"';

async function main(): Promise<number> {
  const asked = process.env['NBROUTE_VSCODE'];
  if (asked !== undefined && asked !== 'web' && asked !== 'desktop') {
    say(`NBROUTE_VSCODE is '${asked}', but can only be 'web' or 'desktop'`);
    return 2;
  }
  const code =
    asked === 'web' ? undefined : await onPath(process.platform === 'win32' ? ['code.cmd'] : ['code']);
  if (code === undefined && (asked === 'desktop' || !webHostRunsHere)) {
    say(
      "VS Code's command `code` is not on PATH: run \"Shell Command: Install 'code' command in PATH\" in VS Code, " +
        'then npm start again',
    );
    return 1;
  }

  say('Packaging the extension …');
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  await run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', vsix], root);
  return code === undefined ? openInBrowser() : openOnDesktop(code);
}

async function openOnDesktop(code: string): Promise<number> {
  say('Installing it into VS Code …');
  await run(code, ['--install-extension', vsix, '--force'], root);
  say(`Opening VS Code on ${samples} …`);
  const first = await firstSample();
  await run(code, first === undefined ? [samples] : [samples, first], root);
  say(next);
  return 0;
}

/** Resolves when the server exits, or when this program is stopped. */
async function openInBrowser(): Promise<number> {
  // From here on a signal only triggers this, so that everything that was started is stopped.
  const stopped = stop();
  const server = await vscodeServer(say);
  const dataFolder = await mkdtemp(join(tmpdir(), 'nbroute-start-'));
  try {
    say('Installing it into VS Code …');
    const install = ['--install-extension', vsix, '--server-data-dir', dataFolder];
    await run(server.node, [server.main, ...install, '--accept-server-license-terms'], root);

    const settings = join(dataFolder, 'data', 'Machine');
    await mkdir(settings, { recursive: true });
    await writeFile(join(settings, 'settings.json'), JSON.stringify(tidy));

    say('Starting VS Code …');
    const vscode = startServer(server, dataFolder, ['--disable-workspace-trust']);
    try {
      const url = await Promise.race([vscode.url, stopped.then(() => undefined)]);
      if (url === undefined) return 0;
      say('');
      const query = new URLSearchParams({ folder: samples, tkn: vscode.token });
      say(`Open in a browser:  ${url}/?${query.toString()}`);
      say(next);
      say('Ctrl-C here ends it');
      const early = vscode.ended.then(() => 'VS Code ended by itself');
      const reason = await Promise.race([stopped, early]);
      say(`Ending VS Code (${reason}) …`);
      return reason === 'VS Code ended by itself' ? 1 : 0;
    } finally {
      await vscode.stop();
    }
  } finally {
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function firstSample(): Promise<string | undefined> {
  const files = await readdir(samples).catch(() => []);
  const [first] = files.filter((file) => file.endsWith('.nbroute')).sort();
  return first === undefined ? undefined : join(samples, first);
}

/** Settings for a tidy window, in a profile of its own. */
const tidy = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

void main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
