// VS Code's web server and a browser before it, for machines without a desktop VS Code. Both are started once and
// show every window that is asked for.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browser, run, printOnStderr, vscodeServer } from './install';
import { stepMs, testMs } from './patience';
import { startServer, type RunningServer } from './server';
import { openStage } from './stage';

/** How long a window may take to begin its tests the first time; each time it is loaded anew it has twice as long. */
const beginSeconds = 120;
const loads = 4;

const chromiumFlags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** What VS Code itself logs for want of native modules and of the internet. */
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
  // What tools are asked for, and that they may be, which a test need not confirm; refusals are asserted.
  /^DialogService: Dialog requested during smoke test/,
  /^\[LanguageModelToolsService#invokeTool\] Error from tool nbroute_/,
];

/** What a window shows. Absolute paths. */
export type Opens = { readonly folder: string } | { readonly workspace: string } | { readonly file: string };

export interface WebWindow {
  readonly opens: Opens;
  readonly trusted: boolean;
  /** A package that this window's VS Code installs before it starts. */
  readonly vsix?: string;
}

/** One window, and the suites that run in it one after the other, the window loaded anew for each. */
export interface SuiteWindow extends WebWindow {
  /** An absolute path. */
  readonly extension: string;
  /** Writes the suite's module, which is to act on the given stage, and returns its absolute path. */
  readonly suites: readonly ((stage: string) => Promise<string>)[];
  /** Takes what the suite says, the mocha report included. */
  readonly hear: (line: string) => void;
}

export interface Web {
  /** The first exit code that is not 0: a suite's is 0 when its `run` resolved. */
  readonly show: (window: SuiteWindow) => Promise<number>;
  /** Does something in a window without a suite; when that fails, leaves a picture of the window by this name. */
  readonly drive: (window: WebWindow, name: string, act: (page: Page) => Promise<void>) => Promise<void>;
  /** Ends what was started; harmless when nothing was. */
  readonly close: () => Promise<void>;
}

/** Fetches on first need; starts a server for each kind of window when the first one asks for it. */
export async function openWeb(): Promise<Web> {
  const [server, chrome] = await Promise.all([vscodeServer(printOnStderr), browser(printOnStderr)]);
  const ends: (() => Promise<unknown>)[] = [];
  const chromes = await chromium.launch({
    executablePath: chrome.executable,
    args: chromiumFlags,
    env: { ...definedEnvironment(), ...chrome.env },
    // The signals are this program's to handle: it has more to end than the browser.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
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

/** A page in a browser of its own: two windows share neither storage nor what was open in them. */
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
    // Undefined when the window did not get as far as to begin the tests.
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
      // VS Code's web window reads a workspace's file while it starts, and on a slow machine it can miss that it has:
      // then it never has any folders. The next time it has them at once, from the browser's store.
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

/** The workbench; where there is a suite, with it and its extension loaded from this machine's disk. */
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
    // Said to be empty, or the server shows the folder that was open last.
    ...('file' in opens && { ew: 'true' }),
    payload: JSON.stringify(payload),
  });
  return `${url}/?${query.toString()}`;
}

/** What a suite has said so far: a line for each test that has ended. */
interface Heard {
  lines: number;
  last: string;
}

/**
 * Rejects when a suite has said nothing for longer than any of its steps may take, as when its extension host has
 * ended: with what it said last, and a picture of what VS Code showed. However long all of the suite takes is fine.
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

/** Where a picture of what VS Code shows is left. */
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
