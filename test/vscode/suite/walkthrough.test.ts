import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { blog, closeEverything, noDiagnostics, onStage, openPolicy } from './vscode';

/** The steps with their buttons and what each opens; the first is completed by opening a policy. */
const steps = [
  ['Write a policy', null, ''],
  ['See the routing table', 'Preview Route Table', '.tab:has-text("Route Table:")'],
  ['Keep tests in the policy', 'Open the Test Explorer', '.test-explorer'],
  ['Export the lifecycle script', 'Export Lifecycle Script', '.quick-input-widget'],
] as const;

describe('The walkthrough', () => {
  afterEach(async () => {
    await closeEverything();
    await commands.executeCommand('workbench.action.closePanel');
    await commands.executeCommand('workbench.view.explorer');
  });

  it('has four steps, each with a picture, and each completed by its button', async function () {
    const walkthrough = (): Thenable<unknown> =>
      commands.executeCommand('workbench.action.openWalkthrough', 'nbroute.nbroute#start');
    // VS Code records completed steps only after a walkthrough was first shown.
    await walkthrough();
    const { document } = await openPolicy('walkthrough.nbroute', blog);
    await noDiagnostics(document);
    for (const [title, button, opens] of steps) {
      await walkthrough();
      // In a narrow editor the pictures are left out.
      await commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
      await commands.executeCommand('workbench.action.closeSidebar');
      await commands.executeCommand('workbench.action.closeAuxiliaryBar');
      const width = await onStage(
        this,
        async ({ page }, { title, button, opens }) => {
          const step = page.locator('.getting-started-step:visible', { hasText: title });
          await step.locator('.step-title').click();
          const picture = page.locator('.getting-started-media img:visible').first();
          await picture.waitFor();
          await page.waitForFunction(`document.querySelector('.getting-started-media img')?.complete`);
          const width = await picture.evaluate((image) => Number(Reflect.get(image, 'naturalWidth')));
          if (button !== null) {
            await step.locator('.monaco-button', { hasText: button }).click();
            await page.locator(opens).filter({ visible: true }).first().waitFor();
            // In the walkthrough Escape means to go back.
            if (opens === '.quick-input-widget') await page.keyboard.press('Escape');
          }
          const tab = page.locator('.tab', { hasText: 'Welcome' });
          await tab.click();
          await step.locator('.codicon-getting-started-step-checked').waitFor();
          return width;
        },
        { title, button, opens },
      );
      assert.ok(Number(width) > 500, `${title}: ${String(width)}`);
    }
  });
});
