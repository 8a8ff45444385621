// A window of VS Code, driven from outside as a user would.
import type { Frame, Locator, Page } from 'playwright-core';
import { stepMs } from './patience';
import { frameWith } from './stage';

export interface VscodeWindow {
  readonly page: Page;
  /** Opens a file of the folder in the active editor group. */
  readonly open: (file: string) => Promise<void>;
  /** Runs a command by its title, from the Command Palette. */
  readonly run: (title: string) => Promise<void>;
  /** Waits until the Command Palette has this row for a title. */
  readonly offers: (title: string, row: string) => Promise<void>;
  /** Hides a part by the command that is available only while the part is visible. */
  readonly hide: (part: string, title: string) => Promise<void>;
  /** Waits for the frame, including a webview's, that shows something for a selector. */
  readonly frame: (selector: string) => Promise<Frame>;
}

export function windowOf(page: Page): VscodeWindow {
  const input = page.locator('.quick-input-widget input[type=text]');
  const offer = async (text: string, row: string, timeout: number): Promise<Locator> => {
    const offered = page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first();
    await page.keyboard.press('F1');
    await input.fill(text, { timeout });
    await offered.waitFor({ timeout });
    return offered;
  };
  const pickOnce = async (text: string, row: string, timeout: number): Promise<void> => {
    const offered = await offer(text, row, timeout);
    // Clicks instead of pressing Enter, which would go to the text once the list has closed. Without a time limit,
    // because a click that times out may still have been handled.
    await offered.click();
    // The chosen command may ask for something in the same place.
    await offered.waitFor({ state: 'hidden' });
  };
  // The commands depend on the active editor, which may not be ready yet.
  const pick = (text: string, row: string): Promise<void> =>
    again(page, (timeout) => pickOnce(text, row, timeout));
  return {
    page,
    open: async (name) => {
      await pick(name, name);
      await page.locator('.tab', { hasText: name }).waitFor();
    },
    run: (title) => pick(`>${title}`, title.replace(/^\w+: /, '')),
    offers: (title, row) =>
      again(page, async (timeout) => {
        await offer(`>${title}`, row, timeout);
        await page.keyboard.press('Escape');
      }),
    hide: (part, title) =>
      again(page, async (timeout) => {
        const shown = page.locator(`.monaco-workbench .part.${part}`);
        if (await shown.isVisible()) await pickOnce(`>View: ${title}`, title, timeout);
        await shown.waitFor({ state: 'hidden', timeout });
      }),
    frame: (selector) => frameWith(page, selector),
  };
}

/**
 * Repeats an action until it does not throw, because a window may not respond yet. Each attempt may take `timeout`
 * milliseconds.
 */
export async function again(page: Page, act: (timeout: number) => Promise<void>): Promise<void> {
  let patience = 3000;
  for (const deadline = Date.now() + stepMs; ; patience *= 2)
    try {
      await act(patience);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await page.keyboard.press('Escape');
    }
}
