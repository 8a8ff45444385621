// What the tests need of VS Code, with deadlines in place of sleeps.
import assert from 'node:assert/strict';
import type { Stage } from '../stage';

export const inWebHost = process.env['NBROUTE_STAGE'] !== undefined;

/**
 * Runs a function where Playwright drives the browser that shows this VS Code. It travels as text: it sees its two
 * arguments and nothing else from here. Its result comes back as JSON. Skips the test on the desktop.
 */
export async function onStage<A>(
  test: Mocha.Context,
  act: (stage: Stage, argument: A) => Promise<unknown>,
  argument: A,
): Promise<unknown> {
  const url = process.env['NBROUTE_STAGE'];
  if (url === undefined) return test.skip();
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ act: act.toString(), argument }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const result: unknown = JSON.parse(text);
  return result;
}

/** The first value that is not undefined; asked for again every 20 ms, for ten seconds. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | PromiseLike<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (Date.now() > deadline) assert.fail(`Not within ten seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
