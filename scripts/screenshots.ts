// `npm run screenshots`: makes the documentation's pictures (pictures.ts) in a real VS Code, its web server, with the
// packaged extension installed as a user would. Names after the command select pictures; `--to FOLDER` writes them
// there instead of docs/images, `--all FOLDER` writes each there in every theme.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { browser, run, printOnStderr as say, vscodeServer } from '../test/vscode/install';
import { startServer, type RunningServer } from '../test/vscode/server';
import { windowOf } from '../test/vscode/window';
import { palettePng } from './palette-png';
import { pictures, themes, type Picture, type Theme } from './pictures';

const root = resolve(__dirname, '..');
/** The size limit of a picture in bytes, so that pages stay fast. */
const mostBytes = 200_000;
/** The default number of colours. */
const mostColours = 96;
const atATime = 2;

const { values, positionals } = parseArgs({
  options: { to: { type: 'string' }, all: { type: 'string' } },
  allowPositionals: true,
});

async function main(): Promise<number> {
  const inAll = values.all !== undefined;
  const wanted = pictures.filter(({ name, onlyInAll }) =>
    positionals.length === 0 ? inAll || !onlyInAll : positionals.includes(name),
  );
  const [server, chrome] = await Promise.all([vscodeServer(say), browser(say)]);
  const scratch = await mkdtemp(join(tmpdir(), 'nbroute-pictures-'));
  const data = join(scratch, 'server');
  const install = ['--install-extension', join(root, 'nbroute.vsix'), '--server-data-dir', data];
  await run(server.node, [server.main, ...install, '--accept-server-license-terms'], root);
  const vscode = startServer(server, data, ['--disable-workspace-trust']);
  const window = await chromium.launch({
    executablePath: chrome.executable,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    env: { ...(process.env as Record<string, string>), ...chrome.env },
  });
  const waiting = wanted.flatMap((picture) =>
    (inAll ? themeNames : picture.themes).map((theme) => ({ picture, theme })),
  );
  let worst = 0;
  const one = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { picture, theme } = next;
      const name = inAll || picture.themes.length > 1 ? `${picture.name}-${theme}` : picture.name;
      const folder = values.all ?? values.to ?? join(root, picture.folder ?? 'docs/images');
      await mkdir(folder, { recursive: true });
      const file = resolve(folder, `${name}.png`);
      try {
        const screenshot = await take(window, vscode, picture, theme, join(scratch, name), file);
        const small = palettePng(screenshot, picture.colours ?? mostColours);
        await writeFile(file, small);
        const size = small.length;
        say(`${name}: ${Math.round(size / 1000)} kB`);
        if (size <= mostBytes || inAll) continue;
        say(`${file} is larger than ${mostBytes / 1000} kB`);
      } catch (error) {
        say(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
      worst = 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: atATime }, one));
    return worst;
  } finally {
    await window.close();
    await vscode.stop();
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

const themeNames: readonly Theme[] = ['dark', 'light', 'high-contrast-dark', 'high-contrast-light'];

/** Hides everything in VS Code that is not the extension's. */
const quiet = {
  'breadcrumbs.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.folding': false,
  'editor.lineNumbersMinChars': 3,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.statusBar.visible': false,
  'workbench.tips.enabled': false,
};

async function take(
  chrome: Browser,
  vscode: RunningServer,
  { part, width, height, scale, committed, files, act }: Picture,
  theme: Theme,
  folder: string,
  file: string,
): Promise<Uint8Array> {
  await mkdir(join(folder, '.vscode'), { recursive: true });
  const settings = { ...quiet, 'workbench.colorTheme': themes[theme] };
  await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  const write = (texts: Picture['files']): Promise<unknown> =>
    Promise.all(Object.entries(texts).map(([name, text]) => writeFile(join(folder, name), text)));
  if (committed) {
    await write(committed);
    const as = ['-c', 'user.name=nbroute', '-c', 'user.email=nbroute@example.org'];
    await run('git', ['init', '--quiet'], folder);
    await run('git', ['add', '.'], folder);
    await run('git', [...as, 'commit', '--quiet', '--message', 'As it was'], folder);
  }
  await write(files);
  // A new browser context, so that nothing is left of the previous picture.
  const context = await chrome.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
  const page = await context.newPage();
  try {
    page.setDefaultTimeout(20_000);
    const payload = JSON.stringify([['skipWelcome', 'true']]);
    const query = new URLSearchParams({ folder, payload, tkn: vscode.token });
    await page.goto(`${await vscode.url}/?${query.toString()}`, { timeout: 60_000 });
    await page.locator('.monaco-workbench .part.sidebar').waitFor();
    const window = windowOf(page);
    await window.hide('sidebar', 'Close Primary Side Bar');
    await window.hide('auxiliarybar', 'Hide Secondary Side Bar');
    await act(window);
    // Away from everything that shows a hover, and from the sash of the hidden side bar.
    await page.mouse.move(40, height - 12);
    await page.locator('.monaco-sash.hover').waitFor({ state: 'detached' });
    await page.evaluate('document.fonts.ready.then(() => new Promise(requestAnimationFrame))');
    const shown = part === 'window' ? page : page.locator('.editor-group-container').last();
    return await shown.screenshot();
  } catch (error) {
    await page.screenshot({ path: `${file}.failed.png` });
    throw error;
  } finally {
    await context.close();
  }
}

void main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
