// Quick picks, input boxes and notifications, as users see them.
import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { eventually, onStage } from './vscode';

/** The contents of a quick pick or an input box. */
export interface Shown {
  readonly title: string;
  /** The placeholder of the empty box. */
  readonly placeholder: string;
  readonly value: string;
  /** The text below the box: the prompt of an input box, or its validation message. */
  readonly message: string;
  /** The labels in order, including separators. */
  readonly rows: readonly string[];
  /** The label of the row that Enter would accept; '' if there is none. */
  readonly active: string;
}

/** Waits for the quick pick or input box whose title contains this. */
export async function quickInput(test: Mocha.Context, title: string): Promise<Shown> {
  const shown = await onStage(
    test,
    async ({ page }, title) => {
      const widget = page.locator('.quick-input-widget:visible', {
        has: page.locator('.quick-input-title', { hasText: title }),
      });
      await widget.waitFor();
      // Neither loading nor drawing its items.
      await widget.locator('.quick-input-progress.done, .quick-input-progress:not(.active)').first().waitFor({
        state: 'attached',
      });
      const input = widget.locator('input[type="text"]');
      const rows = widget.locator('.quick-input-list-row');
      const labels = await widget.locator('.quick-input-list .label-name:visible').allInnerTexts();
      return {
        title: await widget.locator('.quick-input-title').innerText(),
        placeholder: (await input.getAttribute('placeholder')) ?? '',
        value: await input.inputValue(),
        message: await widget.locator('.quick-input-message').innerText(),
        rows: labels.map((label) => label.trim()),
        active: (await rows.count()) === 0 ? '' : await focused(),
      };
      async function focused(): Promise<string> {
        const row = widget.locator('.monaco-list-row.focused .label-name').first();
        return (await row.count()) === 0 ? '' : row.innerText();
      }
    },
    title,
  );
  assert.ok(isShown(shown), JSON.stringify(shown));
  return shown;
}

/** Waits until a quick pick offers all of these, because its rows are drawn one by one after it is shown. */
export function quickPick(test: Mocha.Context, title: string, labels: readonly string[]): Promise<Shown> {
  let rows: readonly string[] = [];
  return eventually(
    `${labels.join(', ')} in ${title}`,
    async () => {
      const shown = await quickInput(test, title);
      rows = shown.rows;
      return labels.every((label) => rows.includes(label)) ? shown : undefined;
    },
    () => rows.join(', '),
  );
}

/** Chooses the first row whose label begins like this, by typing it. */
export async function choose(test: Mocha.Context, title: string, label: string): Promise<void> {
  await onStage(
    test,
    async ({ page }, { title, label }) => {
      const widget = page.locator('.quick-input-widget:visible', {
        has: page.locator('.quick-input-title', { hasText: title }),
      });
      await widget.waitFor();
      const input = widget.locator('input[type="text"]');
      await input.fill(label);
      // The list is drawn again for the typed text, and a click meanwhile could hit another row.
      const active = widget.locator('.monaco-list-row.focused', {
        has: page.locator(`.label-name:has-text("${label}")`),
      });
      await active.waitFor();
      await input.press('Enter');
    },
    { title, label },
  );
}

/** Replaces the text in the box. */
export async function answer(test: Mocha.Context, title: string, text: string): Promise<void> {
  await quickInput(test, title);
  await onStage(
    test,
    async ({ page }, text) => page.locator('.quick-input-widget:visible input[type="text"]').fill(text),
    text,
  );
}

/** Presses a key, for the element with the focus. */
export const press = (test: Mocha.Context, key: string): Promise<unknown> =>
  onStage(test, async ({ page }, key) => page.keyboard.press(key), key);

/** Waits for the notification that contains this text and returns its whole text; clicks a button if one is given. */
export async function notification(test: Mocha.Context, text: string, button?: string): Promise<string> {
  await commands.executeCommand('notifications.showList');
  const message = await onStage(
    test,
    async ({ page }, { text, button }) => {
      const item = page.locator('.notifications-center .notification-list-item', { hasText: text }).first();
      await item.waitFor();
      const message = await item.locator('.notification-list-item-message').innerText();
      if (button !== undefined) await item.getByRole('button', { name: button }).click();
      return message;
    },
    { text, button },
  );
  await commands.executeCommand('notifications.hideList');
  return String(message);
}

function isShown(value: unknown): value is Shown {
  const names = ['title', 'placeholder', 'value', 'message', 'active'];
  return (
    names.every((name) => typeof Reflect.get(Object(value), name) === 'string') &&
    Array.isArray(Reflect.get(Object(value), 'rows'))
  );
}
