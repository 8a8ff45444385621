// A preview that is open while its window is reloaded. Driven from outside, because VS Code restores nothing in a
// window that runs a suite.
import assert from 'node:assert/strict';
import type { Frame, Locator, Page } from 'playwright-core';
import type { Launch } from './launches';
import { windowOf } from './window';

export const reloadTitle =
  'brings back an open preview as the person left it, without its policy, and follows the policy again';

/** Must be called in a window that shows the samples. */
export async function reload(page: Page, host: Launch['host']): Promise<void> {
  const { run, offers, frame } = windowOf(page);
  const inExplorer = (name: string): Locator =>
    page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
  await inExplorer('vpc-only.nbroute').click();
  await run('nbroute: Preview Route Table');
  const left = await frame('.routes .row.added');
  // The kernel check is offered only if there may be a kernel, which is in Node.
  const verify = "Verify on This Machine's Kernel";
  await offers(`nbroute: ${verify}`, host === 'node' ? verify : 'similar commands');
  // Replaces the policy's editor, so that the preview alone starts the extension.
  await inExplorer('.vscode').click();
  await inExplorer('settings.json').click();
  await page.locator('.tab', { hasText: 'settings.json' }).waitFor();
  await set(left);
  assert.deepEqual(await shown(left), asSet);

  await Promise.all([page.waitForEvent('load'), run('Developer: Reload Window')]);
  const back = await frame('.map h2');
  assert.deepEqual(await shown(back), asSet);

  await back.getByRole('tab', { name: 'Table' }).click();
  await back.locator('.row.added').click();
  await page.locator('.monaco-editor.focused .view-line', { hasText: 'route 192.168.40.0/24' }).waitFor();
  await page.keyboard.press('End');
  await page.keyboard.type(' # for good');
  await back.locator('.row.added', { hasText: 'for good' }).waitFor();
}

/** Changes everything that a preview keeps from its initial value. */
async function set(preview: Frame): Promise<void> {
  await preview.getByLabel('Subnet').selectOption('10.20.2.0/24');
  await preview.getByLabel('How is an address').fill('192.168.40.12');
  await preview.getByLabel('Filter routes').fill('192.168');
  await preview.getByLabel('System rows').uncheck();
  await preview.getByRole('tab', { name: 'Address map' }).click();
  await preview.getByLabel('Block to show').fill('192.168.0.0/16');
  await preview.getByLabel('Block to show').press('Enter');
}

const asSet = {
  view: 'Address map',
  subnet: '10.20.2.0/24',
  probe: '192.168.40.12: unreachable',
  filter: '192.168',
  system: false,
  block: '192.168.0.0/16',
};

/** The same as displayed, once a result is there. */
async function shown(preview: Frame): Promise<unknown> {
  await preview.locator('.answer', { hasText: asSet.probe }).waitFor();
  return {
    view: await preview.getByRole('tab', { selected: true }).textContent(),
    subnet: await preview.getByLabel('Subnet').inputValue(),
    probe: await preview.locator('.answer').textContent(),
    filter: await preview.getByLabel('Filter routes').inputValue(),
    system: await preview.getByLabel('System rows').isChecked(),
    block: await preview.locator('.map h2').textContent(),
  };
}
