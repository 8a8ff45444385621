// Lets a suite that runs inside VS Code act from outside: it drives the browser that shows the workbench.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { runInThisContext } from 'node:vm';
import type { Frame, Page } from 'playwright-core';
import { stepMs } from './patience';

/** What a function sent by the suite receives. */
export interface Stage {
  readonly page: Page;
  /** Waits for the frame, the page's own or a webview's, that shows something for this selector. */
  readonly frame: (selector: string) => Promise<Frame>;
  /** Must be called when the window is there and its tests begin; failures before that are retried. */
  readonly begin: () => void;
}

export interface OpenStage {
  /** The URL for the suite; it contains a secret, because it allows its owner to run code here. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Opens the stage on this machine's loopback address. A request's body is `{ act, argument }` as JSON: the source of a
 * function of the stage, and a plain value. The response is the function's result, or status 500 with the error.
 */
export async function openStage(page: Page, begin: () => void): Promise<OpenStage> {
  const secret = `/${randomUUID()}`;
  const stage: Stage = { page, begin, frame: (selector) => frameWith(page, selector) };
  const server = createServer((request, response) => {
    // A suite in the browser has another origin; the secret in the URL authorises it.
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (request.url !== secret) {
      response.writeHead(404).end();
      return;
    }
    bodyOf(request)
      .then((body) => act(stage, body))
      .then(
        (result) => response.end(JSON.stringify(result ?? null)),
        (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stage has no port');
  return {
    url: `http://127.0.0.1:${address.port}${secret}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function act(stage: Stage, body: string): Promise<unknown> {
  const request: unknown = JSON.parse(body);
  if (typeof request !== 'object' || request === null || !('act' in request))
    throw new Error('Nothing to act');
  const play: unknown = runInThisContext(`(${String(request.act)})`);
  if (typeof play !== 'function') throw new Error('Not a function');
  const argument: unknown = 'argument' in request ? request.argument : undefined;
  const result: unknown = await Promise.resolve(Reflect.apply(play, undefined, [stage, argument]));
  return result;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}

/** Waits for the frame, the page's own or a webview's, that shows something for a selector. */
export async function frameWith(page: Page, selector: string): Promise<Frame> {
  const deadline = Date.now() + stepMs;
  for (;;) {
    for (const frame of page.frames()) {
      const shown = await frame
        .locator(selector)
        .first()
        .isVisible()
        .catch(() => false);
      if (shown) return frame;
    }
    if (Date.now() > deadline) throw new Error(`waited for a frame that shows ${selector}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
