import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { blog, closeEverything, noDiagnostics, onStage, openPolicy, replace, unexpecting } from './vscode';

describe('The language status', () => {
  afterEach(closeEverything);

  it('shows routes, size and expectations, and follows changes', async function () {
    const editor = await openPolicy('status.nbroute', blog);
    await noDiagnostics(editor.document);
    await shows(this, [
      '1 route',
      'no errors',
      '% of the limit',
      'of 16,384 characters',
      '2 expectations hold',
    ]);
    await replace(
      editor,
      'expect 10.0.12.7 via vpc',
      'route 10.9.0.0/16 via vpc\nexpect 10.0.12.7 via direct',
    );
    await shows(this, ['2 routes', '1 error', 'No script', '1 of 2 expectations fail']);
    await replace(editor, '10.0.0.0/16', '10.0.0.300');
    await shows(this, ['Expectations not evaluated']);
  });

  it('is that of the active editor', async function () {
    const other = await openPolicy('without.nbroute', unexpecting);
    await noDiagnostics(other.document);
    await shows(this, ['1 route', 'No expectations']);
    await openPolicy('with.nbroute', blog);
    await shows(this, ['2 expectations hold']);
  });

  it('opens the table', async function () {
    const editor = await openPolicy('leads.nbroute', blog);
    await noDiagnostics(editor.document);
    await shows(this, ['1 route']);
    await onStage(
      this,
      async ({ page, frame }) => {
        await page.locator('.hover-language-status a', { hasText: 'Preview' }).click();
        await frame('.routes .row');
      },
      null,
    );
    await commands.executeCommand('workbench.action.closeAllEditors');
  });
});

/** Opens the language status menu, and waits until it contains these texts. */
async function shows(test: Mocha.Context, texts: string[]): Promise<void> {
  const text = await onStage(
    test,
    async ({ page }, texts) => {
      await page.locator('#status\\.languageStatus').hover();
      for (const text of texts)
        await page.locator('.hover-language-status', { hasText: text }).first().waitFor();
      return page.locator('.hover-language-status').allInnerTexts();
    },
    texts,
  );
  assert.ok(Array.isArray(text) && text.length > 0);
}
