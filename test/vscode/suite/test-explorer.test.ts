import assert from 'node:assert/strict';
import { commands, type Uri, workspace } from 'vscode';
import {
  blog,
  closeEverything,
  eventually,
  diagnostic,
  inWorkspace,
  noDiagnostics,
  onStage,
  openPolicy,
  replace,
} from './vscode';

const failing = blog.replace('expect 8.8.8.8   via direct', 'expect 8.8.8.8, 10.0.0.0/8 via vpc');

describe('The Test Explorer', () => {
  const written = new Set<string>();
  const write = async (name: string, text: string): Promise<Uri> => {
    const uri = inWorkspace(name);
    written.add(name);
    await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  };
  afterEach(async () => {
    await closeEverything();
    for (const name of written) await workspace.fs.delete(inWorkspace(name));
    written.clear();
    await commands.executeCommand('testing.clearTestResults');
    await commands.executeCommand('workbench.action.closePanel');
    await commands.executeCommand('workbench.view.explorer');
  });

  it('lists the expectations of every policy, open or not, and follows created and deleted files', async function () {
    await write('tests/unopened.nbroute', blog);
    await openPolicy('open.nbroute', blog);
    written.add('open.nbroute');
    await shown(this, ['open.nbroute', 'unopened.nbroute']);
    await commands.executeCommand('testing.refreshTests');
    const late = await write('tests/late.nbroute', blog);
    await shown(this, ['late.nbroute']);
    await workspace.fs.delete(late);
    written.delete('tests/late.nbroute');
    await shown(this, [], ['late.nbroute']);
    await write('tests/unopened.nbroute', blog.slice(0, blog.indexOf('expect')));
    await shown(this, [], ['unopened.nbroute']);
    // VS Code often reports a new folder without its files, and always a deleted one.
    await write('new/within.nbroute', blog);
    await shown(this, ['within.nbroute']);
    await workspace.fs.delete(inWorkspace('new'), { recursive: true });
    written.delete('new/within.nbroute');
    await shown(this, [], ['within.nbroute']);
  });

  it('shows failures at their line, with expected and actual results', async function () {
    await openPolicy('failing.nbroute', failing);
    written.add('failing.nbroute');
    await ran(this, 'failing.nbroute', 'testing.runCurrentFile', [
      ['10.0.12.7 via vpc', 'Passed'],
      ['8.8.8.8, 10.0.0.0/8 via vpc', 'Failed'],
    ]);
    const text = await onStage(
      this,
      async ({ page }) => {
        const atItsLine = page.locator('.test-error-content-widget');
        await atItsLine.waitFor();
        const results = page.locator('.part.panel');
        await results.locator('[aria-label*="8.8.8.8/32"][aria-label*="is routed via direct"]').click();
        const sides = results.locator('.monaco-diff-editor .view-line', { hasText: '8.8.8.8/32' });
        await sides.nth(1).waitFor();
        return [await atItsLine.innerText(), ...(await sides.allInnerTexts())];
      },
      null,
    );
    assert.ok(Array.isArray(text));
    const [atItsLine, ...sides] = text.map((each) => String(each).replace(/\u00a0/g, ' '));
    assert.match(atItsLine ?? '', /8\.8\.8\.8\/32 via direct != 8\.8\.8\.8\/32 via vpc/);
    assert.deepEqual(sides, ['8.8.8.8/32 via vpc', '8.8.8.8/32 via direct']);
  });

  it('evaluates nothing while the policy is unresolved', async function () {
    await openPolicy('uncertain.nbroute', blog.replace('10.0.0.0/16', '10.0.0.300'));
    written.add('uncertain.nbroute');
    await ran(this, 'uncertain.nbroute', 'testing.runCurrentFile', [['8.8.8.8 via direct', 'Errored']]);
  });

  it('runs continuously on request, even after a change to a list in another file', async function () {
    const list = await write('lists.nbroute', 'prefix-list on-prem = 10.0.0.0/16\n');
    const text = blog.replace('route 10.0.0.0/16', 'include "lists.nbroute"\nroute on-prem');
    await openPolicy('continuous.nbroute', text);
    written.add('continuous.nbroute');
    await shown(this, ['continuous.nbroute']);
    await commands.executeCommand('testing.startContinuousRun');
    await outcome(this, 'continuous.nbroute', 'Passed');
    await workspace.fs.writeFile(list, new TextEncoder().encode('prefix-list on-prem = 10.9.0.0/16\n'));
    await outcome(this, 'continuous.nbroute', 'Failed');
    await commands.executeCommand('testing.stopContinuousRun');
  });

  it('runs them when the policy is saved, without opening anything', async function () {
    const editor = await openPolicy('saved.nbroute', failing);
    written.add('saved.nbroute');
    await shown(this, ['saved.nbroute']);
    await diagnostic(editor.document, 'failed-expectation', '8.8.8.8');
    await replace(editor, 'policy Route10CidrThroughVPC', 'policy Saved');
    await editor.document.save();
    await outcome(this, 'saved.nbroute', 'Failed');
    await replace(editor, '8.8.8.8, 10.0.0.0/8 via vpc', '8.8.8.8 via direct');
    await noDiagnostics(editor.document);
    await editor.document.save();
    await outcome(this, 'saved.nbroute', 'Passed');
    const visible = await onStage(
      this,
      async ({ page }) => ({
        panel: await page.locator('.part.panel').isVisible(),
        peek: await page.locator('.test-output-peek').count(),
        toasts: await page.locator('.notifications-toasts .notification-list-item').count(),
      }),
      null,
    );
    assert.deepEqual(visible, { panel: false, peek: 0, toasts: 0 });
  });
});

/** Waits until some policies are in the view and others are not. */
async function shown(test: Mocha.Context, there: string[], gone: string[] = []): Promise<void> {
  // Without tests the view cannot be shown.
  await eventually('the view', async () => {
    await commands.executeCommand('workbench.view.testing.focus');
    const visible = await onStage(
      test,
      ({ page }) => page.locator('.test-explorer .monaco-list-row').first().isVisible(),
      null,
    );
    return visible === true ? true : undefined;
  });
  await onStage(
    test,
    async ({ page }, { there, gone }) => {
      const view = page.locator('.test-explorer');
      for (const name of there) await view.locator('.monaco-list-row', { hasText: name }).first().waitFor();
      for (const name of gone)
        await view.locator('.monaco-list-row', { hasText: name }).first().waitFor({ state: 'detached' });
    },
    { there, gone },
  );
}

/** Waits for the text of a row in the view. */
async function outcome(test: Mocha.Context, name: string, result: string): Promise<void> {
  await onStage(
    test,
    async ({ page }, { name, result }) => {
      await page
        .locator(`.test-explorer .monaco-list-row[aria-label*="${name}"][aria-label*="${result}"]`)
        .waitFor();
    },
    { name, result },
  );
}

/** Runs a command until it has found its tests, and waits for their results in the view. */
async function ran(
  test: Mocha.Context,
  policy: string,
  command: string,
  outcomes: [string, string][],
): Promise<void> {
  await shown(test, [policy]);
  await commands.executeCommand(command);
  await onStage(
    test,
    async ({ page }, policy) => {
      const row = page.locator(`.test-explorer .monaco-list-row[aria-label*="${policy}"]`);
      await row.click();
      await row.press('ArrowRight');
    },
    policy,
  );
  for (const [name, result] of outcomes) await outcome(test, name, result);
}
