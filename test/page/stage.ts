import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import * as path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { preview } from '../../server/features/preview';
import { findings } from '../../server/service';
import type { Preview } from '../../server/protocol';
import { root } from '../fixture';
import { modelOfText } from '../random-policy';
import { browser, sayOnStderr } from '../vscode/install';

/** The page alone in a browser, under the panel's own content security policy. */
export interface PageStage {
  /** A page as the panel shows it, with what an earlier one has kept. */
  readonly open: (options?: OpenOptions) => Promise<Page>;
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly state?: unknown;
}

/** Colours of VS Code's Dark Modern, for a page that no VS Code is around. */
const colours = `:root {
  --vscode-font-family: sans-serif; --vscode-font-size: 13px;
  --vscode-editor-font-family: monospace; --vscode-editor-font-size: 14px;
  --vscode-editor-foreground: #cccccc; --vscode-editor-background: #1f1f1f;
  --vscode-descriptionForeground: #9d9d9d; --vscode-focusBorder: #0078d4;
  --vscode-input-background: #313131; --vscode-input-foreground: #cccccc;
  --vscode-input-placeholderForeground: #989898; --vscode-editorGroup-border: #ffffff17;
  --vscode-dropdown-background: #313131; --vscode-dropdown-foreground: #cccccc;
  --vscode-button-secondaryForeground: #cccccc; --vscode-button-secondaryBackground: #313131;
  --vscode-textLink-foreground: #4daafc; --vscode-errorForeground: #f85149;
  --vscode-charts-blue: #59a4f9; --vscode-charts-green: #89d185; --vscode-charts-purple: #ad80d7;
  --vscode-charts-yellow: #cca700; --vscode-charts-red: #f14c4c;
}`;

/** Starts the browser; fetched on first need. */
export async function openPageStage(): Promise<PageStage> {
  const found = await browser(sayOnStderr);
  const server = await serve();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const window: Browser = await chromium.launch({
    executablePath: found.executable,
    args: ['--no-sandbox', '--disable-gpu'],
    env: { ...definedEnvironment(), ...found.env },
  });
  return {
    open: async ({ width = 900, height = 700, state = null } = {}) => {
      const page = await window.newPage({ viewport: { width, height } });
      page.setDefaultTimeout(10_000);
      await page.addInitScript(`{
        let kept = ${JSON.stringify(state)};
        window.said = [];
        window.acquireVsCodeApi = () => ({
          postMessage: (message) => window.said.push(message),
          getState: () => kept,
          setState: (next) => { kept = next; window.kept = next; },
        });
      }`);
      await page.goto(`http://127.0.0.1:${address.port}/`);
      await page.locator('.notice', { hasText: 'Working out' }).waitFor();
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
  const server = createServer(({ url }, response) => {
    if (url === '/page.js' || url === '/page.css') {
      response.setHeader('content-type', url.endsWith('css') ? 'text/css' : 'text/javascript');
      response.end(readFileSync(path.join(media, url)));
    } else if (url === '/colours.css') {
      response.setHeader('content-type', 'text/css');
      response.end(colours);
    } else {
      response.setHeader('content-type', 'text/html');
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; style-src 'self'; script-src 'nonce-${nonce}'`,
      );
      response.end(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Route table</title>
<link rel="stylesheet" href="/colours.css"><link rel="stylesheet" href="/page.css"></head>
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

/** What the server answers for a policy's text. */
export function previewOf(text: string, subnet?: string): Preview {
  const model = modelOfText(text);
  const checked = findings(model, new Map());
  return preview(model, 1, checked.counts.error, { subnet, findings: checked.findings });
}

/** Sends the page a table as the panel does. */
export async function shown(page: Page, table: Preview | null, more: object = {}): Promise<void> {
  await send(page, { ...message(table), ...more });
  if (table) await page.locator('h1', { hasText: table.policy }).waitFor();
}

/** What the panel says to show a table. */
export const message = (table: unknown): object => ({
  ...{ kind: 'show', uri: 'file:///policy.nbroute', table, errors: 0, problem: null, head: null },
});

/** Text, since what runs in the page is not compiled with the browser's types. */
export const send = (page: Page, data: unknown): Promise<void> =>
  page.evaluate(`postMessage(${JSON.stringify(data)}, '*')`);
