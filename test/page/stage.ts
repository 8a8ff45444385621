import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import * as path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { addedPolicy } from '../../server/compare/compare';
import { preview } from '../../server/features/preview';
import { analyse, diagnostics, uncertainties } from '../../server/engine';
import { diskHost } from '../../server/node/disk-host';
import { compareResult } from '../../server/lsp/requests/custom/compare';
import type { CompareResult, Preview } from '../../server/protocol';
import { root } from '../fixture';
import { modelOfText } from '../random-policy';
import { browser, printOnStderr } from '../vscode/install';
import themes from './themes.json';

/** The page alone in a browser, with the panel's own content security policy, in one tab that is reloaded. */
export interface PageStage {
  /** Opens the page as the panel shows it, with the state of an earlier page. */
  readonly open: (options?: OpenOptions) => Promise<Page>;
  /** Opens a document as a browser shows the file. */
  readonly openDocument: (html: string, options: DocumentOptions) => Promise<Page>;
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly state?: unknown;
  readonly theme?: Theme;
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

export interface DocumentOptions {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** VS Code's four kinds of theme, with the colours and fonts of a webview that the page uses. */
export type Theme = keyof typeof themes;
export const themeNames: readonly Theme[] = ['dark', 'light', 'high-contrast-dark', 'high-contrast-light'];

let opened: Promise<PageStage> | undefined;
const openedStage = (): Promise<PageStage> => (opened ??= openPageStage());

/** The stage of all suites in this process, which starts with the first page. */
export const stage: Pick<PageStage, 'open' | 'openDocument'> = {
  open: async (options) => (await openedStage()).open(options),
  openDocument: async (html, options) => (await openedStage()).openDocument(html, options),
};

after(async () => (await opened)?.close());

/** Starts the browser, which is downloaded on first use. */
async function openPageStage(): Promise<PageStage> {
  const chrome = await browser(printOnStderr);
  const server = await serve();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const window: Browser = await chromium.launch({
    executablePath: chrome.executable,
    args: ['--no-sandbox', '--disable-gpu'],
    env: { ...definedEnvironment(), ...chrome.env },
  });
  const page = await window.newPage();
  await page.addInitScript(`{
    let kept = location.hash === '' ? null : JSON.parse(decodeURIComponent(location.hash.slice(1)));
    window.said = [];
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.said.push(message),
      getState: () => kept,
      setState: (next) => { kept = next; window.kept = next; },
    });
  }`);
  // For a hang; no machine is that slow.
  page.setDefaultTimeout(300_000);
  let loads = 0;
  return {
    open: async ({ width = 900, height = 700, state = null, theme = 'dark', reducedMotion } = {}) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ reducedMotion: reducedMotion ?? null, colorScheme: null });
      const kept = encodeURIComponent(JSON.stringify(state));
      await page.goto(`http://127.0.0.1:${address.port}/${theme}?load=${loads++}#${kept}`);
      await page.locator('.notice', { hasText: 'Computing' }).waitFor();
      return page;
    },
    openDocument: async (html, { width, colorScheme }) => {
      await page.setViewportSize({ width, height: 700 });
      await page.emulateMedia({ colorScheme, reducedMotion: null });
      await page.goto('about:blank');
      await page.setContent(html);
      return page;
    },
    close: async () => {
      await window.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

function serve(): Promise<Server> {
  const nonce = 'page-alone';
  const media = path.join(root, 'dist', 'media');
  const server = createServer(({ url = '' }, response) => {
    const theme = themeNames.find((name) => url.startsWith(`/${name}`)) ?? 'dark';
    if (url === '/page.js' || url === '/page.css') {
      response.setHeader('content-type', url.endsWith('css') ? 'text/css' : 'text/javascript');
      response.end(readFileSync(path.join(media, url)));
    } else if (url.endsWith('.css')) {
      const colours = Object.entries(themes[theme]).map(([name, value]) => `${name}: ${value};`);
      response.setHeader('content-type', 'text/css');
      response.end(`:root { ${colours.join(' ')} }`);
    } else {
      response.setHeader('content-type', 'text/html');
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; style-src 'self'; script-src 'nonce-${nonce}'`,
      );
      response.end(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Route table</title>
<link rel="stylesheet" href="/${theme}.css"><link rel="stylesheet" href="/page.css"></head>
<body><main></main><script nonce="${nonce}" src="/page.js"></script></body></html>`);
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function definedEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) environment[name] = value;
  return environment;
}

/** The server's preview of a policy's text. */
export function previewOf(text: string, subnet?: string): Preview {
  const model = modelOfText(text);
  const checked = diagnostics(model, new Map());
  return preview(model, 1, uncertainties(model), { subnet, checked });
}

/** The same for a sample policy with the files that it names, and more lines. */
export async function previewOfSample(name: string, more = '', subnet?: string): Promise<Preview> {
  const file = path.join(root, 'samples', `${name}.nbroute`);
  const { model } = await analyse(diskHost(), file, `${readFileSync(file, 'utf8')}${more}`);
  return preview(model, 1, uncertainties(model), { subnet, checked: diagnostics(model, new Map()) });
}

/** The server's comparison of a policy's text with the notebook without it. */
export const addedBy = (text: string): CompareResult =>
  compareResult(addedPolicy({ name: 'policy', analysis: { model: modelOfText(text) } }), 'after');

/** The panel's message for a comparison, with another policy of this name or with no policy. */
export const comparison = (result: CompareResult | null, name: string | null = null): object => ({
  comparison: { name, against: null, result },
});

/** Sends a table to the page as the panel does. */
export async function shown(page: Page, table: Preview | null, more: object = {}): Promise<void> {
  await send(page, { ...message(table), ...more });
  if (table) await page.locator('h1', { hasText: table.policy }).waitFor();
}

/** The panel's message for a table. */
export const message = (table: unknown): object => ({
  kind: 'show',
  uri: 'file:///policy.nbroute',
  locked: false,
  table,
  problem: null,
  comparison: null,
});

/** A string, because code for the page is not compiled with the browser's types. */
export const send = (page: Page, data: unknown): Promise<void> =>
  page.evaluate(`postMessage(${JSON.stringify(data)}, '*')`);

/** Shows another view of the page, and waits until it is drawn. */
export async function view(page: Page, name: string): Promise<void> {
  await page.locator(`#tab-${name}`).click();
  // Work scheduled for one frame is done before the second one.
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}

export const views = ['table', 'diagram', 'map', 'changes'] as const;

export const sample = readFileSync(path.join(root, 'samples', 'fail-closed.nbroute'), 'utf8');

/** The network of a policy with two subnets. */
export const network = 'policy Many\nvpc 172.31.0.0/16\nsubnet 172.31.64.0/20, 172.31.0.0/20\n';

/** A policy with this many routes. */
export function many(count: number, comment = 'site'): string {
  const routes = Array.from(
    { length: count },
    (_, i) =>
      `route 10.${i >> 6}.${(i * 4) & 255}.0/24 ${i % 5 === 4 ? 'unreachable' : 'via vpc'} # ${comment} ${i}\n`,
  );
  return network + routes.join('');
}
