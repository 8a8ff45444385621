// VS Code's web server and a browser, for machines without a desktop VS Code. Both are started once and shared by all
// windows.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browser, run, printOnStderr, vscodeServer } from './install';
import { stepMs, testMs } from './patience';
import { startServer, type RunningServer } from './server';
import { openStage } from './stage';

/** The time limit for a window to begin its tests the first time; it doubles with every reload. */
const beginSeconds = 120;
const loads = 4;

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What VS Code itself logs without native modules and without internet access. */
const noise: readonly RegExp[] = [
  /^\[(AgentHost|ChatModelSelection|AccountPolicyGate|RemoteAgentHostProtocol|Service Worker)\b/,
  /^\[(remote-connection|reconnection-grace-time)\b/,
  /^(Creating a socket|Resolv(ing|ed) connection token|Updating additional builtin extensions cache)/,
  /^Error: Could not locate the bindings file/,
  /^Cannot find module '\.\/build\/Release\/watchdog'/,
  /^No default agent contributed/,
  /^Timed out waiting for authentication provider/,
  /^Creation of workbench contribution/,
  /^Canceled: Canceled/,
  /^\[DefaultAccount\]/,
  /^getaddrinfo \w+ open-vsx\.org/,
  // Confirmations for tools, which a test skips; rejections are asserted.
  /^DialogService: Dialog requested during smoke test/,
  /^\[LanguageModelToolsService#invokeTool\] Error from tool nbroute_/,
];

/** What a window opens, by absolute paths. */
export type Opens = { readonly folder: string } | { readonly workspace: string } | { readonly file: string };

export interface WebWindow {
  readonly opens: Opens;
  readonly trusted: boolean;
  /** A package that VS Code installs in this window before it starts. */
  readonly vsix?: string;
}

/** A window and the suites that run in it in sequence, each after a reload. */
export interface SuiteWindow extends WebWindow {
  /** An absolute path. */
  readonly extension: string;
  /** Writes the suite's module for the given stage, and returns its absolute path. */
  readonly suites: readonly ((stage: string) => Promise<string>)[];
  /** Called with each line of the suite's output, including the mocha report. */
  readonly hear: (line: string) => void;
}

export interface Web {
  /** Returns the first exit code other than 0; a suite's is 0 if its `run` resolved. */
  readonly show: (window: SuiteWindow) => Promise<number>;
  /** Drives a window without a suite; if that fails, saves a screenshot of the window by this name. */
  readonly drive: (window: WebWindow, name: string, act: (page: Page) => Promise<void>) => Promise<void>;
  /** Stops whatever was started. */
  readonly close: () => Promise<void>;
}

/** Downloads on first use, and starts a server for each kind of window when it is first needed. */
export async function openWeb(): Promise<Web> {
  const [server, chrome] = await Promise.all([vscodeServer(printOnStderr), browser(printOnStderr)]);
  const ends: (() => Promise<unknown>)[] = [];
  const chromes = await chromium.launch({
    executablePath: chrome.executable,
    args: chromiumFlags,
    env: { ...definedEnvironment(), ...chrome.env },
    // This program handles signals itself, because it has more to stop than the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  ends.push(() => chromes.close());

  const dataFolder = await mkdtemp(join(tmpdir(), 'nbroute-vscode-'));
  const running = new Map<string, Promise<RunningServer>>();
  const serverFor = ({ trusted, vsix }: WebWindow): Promise<RunningServer> => {
    const kind = `${trusted ? 'trusted' : 'restricted'}${vsix === undefined ? '' : '-installed'}`;
    const started = running.get(kind) ?? begun(join(dataFolder, kind), trusted, vsix);
    running.set(kind, started);
    return started;
  };
  const begun = async (folder: string, trusted: boolean, vsix?: string): Promise<RunningServer> => {
    if (vsix !== undefined) {
      const install = ['--install-extension', vsix, '--server-data-dir', folder];
      await run(server.node, [server.main, ...install, '--accept-server-license-terms'], dataFolder);
    }
    const flags = ['--enable-smoke-test-driver', ...(trusted ? ['--disable-workspace-trust'] : [])];
    const started = startServer(server, folder, flags);
    ends.push(started.stop);
    return started;
  };
  return {
    show: async (window) => show(chromes, await serverFor(window), window),
    drive: async (window, name, act) => drive(chromes, await serverFor(window), window, name, act),
    close: async () => {
      for (const end of ends.splice(0)) {
        await end().catch((error: unknown) => printOnStderr(String(error)));
      }
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A page in a new browser context, so that windows share neither storage nor open editors. */
async function newPage(chrome: Browser): Promise<Page> {
  const context = await chrome.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(stepMs);
  return page;
}

async function drive(
  chrome: Browser,
  vscode: RunningServer,
  window: WebWindow,
  name: string,
  act: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await newPage(chrome);
  try {
    await page.goto(addressOf(await vscode.url, vscode.token, window));
    await act(page);
  } catch (error) {
    const picture = await pictureOf(page, name);
    throw new Error(`${picture} shows VS Code then`, { cause: error });
  } finally {
    await page.context().close();
  }
}

async function show(chrome: Browser, vscode: RunningServer, window: SuiteWindow): Promise<number> {
  const page = await newPage(chrome);
  let begun: () => void = () => undefined;
  const stage = await openStage(page, () => begun());
  try {
    const heard: Heard = { lines: 0, last: 'nothing' };
    let exited: (code: number) => void = () => undefined;
    await page.exposeFunction('codeAutomationExit', (code: number) => exited(code));
    await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
      const line = format(...args);
      if (noise.some((pattern) => pattern.test(line))) return;
      if (line.trim() !== '') heard.last = line.trim();
      heard.lines++;
      window.hear(line);
    });
    const lost = new Promise<never>((_resolve, reject) => {
      page.once('crash', () => reject(new Error('The browser page crashed')));
      void vscode.ended.then(() => reject(new Error('The VS Code server ended before the suite did')));
    });
    lost.catch(() => undefined);
    const url = await vscode.url;
    // Undefined if the window did not begin the tests.
    const loaded = async (address: string, load: number): Promise<number | undefined> => {
      const exit = new Promise<number>((resolve) => {
        exited = resolve;
      });
      const begins = new Promise<true>((resolve) => {
        begun = () => resolve(true);
      });
      await page.goto(address);
      const hasBegun = await Promise.race([
        begins,
        exit.then(() => false),
        after(beginSeconds * 2 ** (load - 1), false),
        lost,
      ]);
      return hasBegun ? Promise.race([exit, lost, silence(page, heard)]) : undefined;
    };
    for (const suite of window.suites) {
      const module = await suite(stage.url);
      const address = addressOf(url, vscode.token, window, { extension: window.extension, module });
      // VS Code's web window reads a workspace's file while it starts, and on a slow machine may not notice it, so that
      // it has no folders. After a reload it has them from the browser's storage.
      let code = await loaded(address, 1);
      for (let load = 2; code === undefined && load <= loads; load++) {
        window.hear(`The window is not as it was asked for, and is loaded anew (${load} of ${loads})`);
        code = await loaded(address, load);
      }
      if (code !== 0) return code ?? 1;
    }
    return 0;
  } finally {
    await page.context().close();
    await stage.close();
  }
}

/** The workbench's URL; with a suite, that and its extension are loaded from this machine's disk. */
function addressOf(
  url: string,
  token: string,
  { opens }: WebWindow,
  suite?: { readonly extension: string; readonly module: string },
): string {
  const remote = `vscode-remote://${new URL(url).host}`;
  const payload = [
    ...(suite
      ? [
          ['extensionDevelopmentPath', remote + suite.extension],
          ['extensionTestsPath', remote + suite.module],
        ]
      : []),
    ['skipWelcome', 'true'],
    ...('file' in opens ? [['openFile', remote + opens.file]] : []),
  ];
  const query = new URLSearchParams({
    tkn: token,
    ...('folder' in opens && { folder: opens.folder }),
    ...('workspace' in opens && { workspace: opens.workspace }),
    // Explicitly empty, because otherwise the server opens the last folder.
    ...('file' in opens && { ew: 'true' }),
    payload: JSON.stringify(payload),
  });
  return `${url}/?${query.toString()}`;
}

/** The output of a suite so far: a line for each test that has finished. */
interface Heard {
  lines: number;
  last: string;
}

/**
 * Rejects if a suite has printed nothing for longer than any step may take, for example because its extension host has
 * exited, with its last output and a screenshot. The duration of the whole suite is not limited.
 */
async function silence(page: Page, heard: Heard): Promise<never> {
  for (let lines = -1; lines !== heard.lines;) {
    lines = heard.lines;
    await after(testMs / 1000, undefined);
  }
  const picture = await pictureOf(page, 'silence');
  throw new Error(
    `Nothing was heard of the suite for ${testMs / 60_000} minutes after "${heard.last}"; ${picture} shows VS Code then`,
  );
}

/** The file for a screenshot of VS Code. */
async function pictureOf(page: Page, name: string): Promise<string> {
  const picture = join(__dirname, `${name}.png`);
  await mkdir(__dirname, { recursive: true });
  await page.screenshot({ path: picture, timeout: 5000 }).catch(() => undefined);
  return picture;
}

const after = <T>(seconds: number, value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), seconds * 1000).unref());

function definedEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
