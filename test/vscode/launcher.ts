// A stand-in for the `code` executable that @vscode/test-electron starts, on machines without a desktop VS Code:
// takes VS Code's own flags, runs the suite in the VS Code web server with a browser before it, and ends with the
// suite's exit code. Standard output carries what the suite logs, the mocha report included.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { browser, sayOnStderr, vscodeServer } from './install';
import { startServer } from './server';
import { openStage } from './stage';
import { stop } from './stop';

const overallSeconds = 240;

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
  /^getaddrinfo \w+ open-vsx\.org/,
];

interface Flags {
  readonly extension: string;
  readonly suite: string;
  readonly workspace: string;
  /** The rest that means something to the server too. */
  readonly server: readonly string[];
}

function flagsOf(argv: readonly string[]): Flags {
  const value = (name: string): string | undefined =>
    argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  const extension = value('extensionDevelopmentPath');
  const suite = value('extensionTestsPath');
  const workspace = argv.find((argument) => !argument.startsWith('-'));
  if (extension === undefined || suite === undefined || workspace === undefined) {
    throw new Error('Usage: launcher FOLDER --extensionDevelopmentPath=FOLDER --extensionTestsPath=FILE');
  }
  return {
    extension: resolve(extension),
    suite: resolve(suite),
    workspace: resolve(workspace),
    server: argv.filter((argument) => argument === '--disable-workspace-trust'),
  };
}

/** Says how to end what was started; done in this order, the browser first, whatever way the suite ends. */
type AtEnd = (end: () => Promise<unknown>) => void;

/** The suite's exit code: 0 when its `run` resolved. */
async function runSuite(flags: Flags, atEnd: AtEnd): Promise<number> {
  const [server, chrome] = await Promise.all([vscodeServer(sayOnStderr), browser(sayOnStderr)]);

  const window = await chromium.launch({
    executablePath: chrome.executable,
    args: chromiumFlags,
    env: { ...definedEnvironment(), ...chrome.env },
    // The signals are this program's to handle: it has more to end than the browser.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
  atEnd(() => window.close());
  const page = await window.newPage({ viewport: { width: 1280, height: 800 } });
  // Below the suite's own limit, so that a test says what it waited for.
  page.setDefaultTimeout(8000);
  const stage = await openStage(page);
  atEnd(stage.close);

  const dataFolder = await mkdtemp(join(tmpdir(), 'nbroute-vscode-'));
  const vscode = startServer(server, dataFolder, ['--enable-smoke-test-driver', ...flags.server], {
    NBROUTE_STAGE: stage.url,
  });
  atEnd(vscode.stop);
  atEnd(() => rm(dataFolder, { recursive: true, force: true, maxRetries: 5 }));
  const url = await vscode.url;

  const exit = new Promise<number>((resolve, reject) => {
    void page.exposeFunction('codeAutomationExit', resolve);
    page.once('crash', () => reject(new Error('The browser page crashed')));
    void vscode.ended.then(() => reject(new Error('The VS Code server ended before the suite did')));
  });
  exit.catch(() => undefined);
  await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
    const line = format(...args);
    if (!noise.some((pattern) => pattern.test(line))) process.stdout.write(`${line}\n`);
  });
  await page.goto(addressOf(url, vscode.token, flags), { timeout: 60_000 });
  const code = await Promise.race([exit, hang(page)]);
  return code;
}

/** The workbench on a folder, with an extension and its suite loaded from this machine's disk. */
function addressOf(url: string, token: string, { extension, suite, workspace }: Flags): string {
  const remote = `vscode-remote://${new URL(url).host}`;
  const payload = [
    ['extensionDevelopmentPath', remote + extension],
    ['extensionTestsPath', remote + suite],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ tkn: token, folder: workspace, payload: JSON.stringify(payload) });
  return `${url}/?${query.toString()}`;
}

/** Rejects when the suite takes too long, leaving a picture of what VS Code showed then. */
async function hang(page: Page): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, overallSeconds * 1000).unref());
  const picture = join(__dirname, 'hang.png');
  await mkdir(__dirname, { recursive: true });
  await page.screenshot({ path: picture, timeout: 5000 }).catch(() => undefined);
  throw new Error(`The suite did not end within ${overallSeconds} seconds; ${picture} shows VS Code then`);
}

function definedEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

async function main(): Promise<number> {
  const ends: (() => Promise<unknown>)[] = [];
  const stopped = stop().then((reason) => {
    throw new Error(`Stopped: ${reason}`);
  });
  try {
    return await Promise.race([runSuite(flagsOf(process.argv.slice(2)), (end) => ends.push(end)), stopped]);
  } catch (error) {
    sayOnStderr(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    for (const end of ends) {
      await end().catch((error: unknown) => sayOnStderr(String(error)));
    }
  }
}

// Whoever reads may be gone before everything has been ended.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

void main().then((code) => process.exit(code));
