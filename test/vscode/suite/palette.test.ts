import assert from 'node:assert/strict';
import { commands, workspace } from 'vscode';
import { notification } from './quick-input';
import { launchInfo } from './launch-info';
import { blog, closeEverything, eventually, noDiagnostics, onStage, openPolicy } from './vscode';

const always = [
  'Copy Diagnostic Information',
  'Import Routes…',
  'New Policy',
  'Restart Language Server',
  'Show Fleet',
  'Show Log',
];
const ofPolicies = [
  'Compare Routes With…',
  'Export CloudFormation',
  'Export Lifecycle Script',
  'Export Policy…',
  'Preview Route Table',
];
const verify = "Verify on This Machine's Kernel";

describe('The command palette', () => {
  afterEach(closeEverything);

  it('has the commands that need no policy', async function () {
    const offered = await palette(this);
    assert.deepEqual(offered, always, offered.join(', '));
  });

  it('has the commands for the policy in the editor that are available here', async function () {
    const { document } = await openPolicy('palette.nbroute', blog);
    await noDiagnostics(document);
    const kernel = launchInfo.host === 'node' && process.platform === 'linux' && workspace.isTrusted;
    const expected = [...always, ...ofPolicies, ...(kernel ? [verify] : [])].sort();
    const offered = await palette(this);
    assert.deepEqual(offered, expected, offered.join(', '));
  });

  it('opens the log', async () => {
    await commands.executeCommand('nbroute.showLog');
    await eventually(
      'the log',
      () =>
        workspace.textDocuments.some(({ uri }) => uri.scheme === 'output' && uri.path.includes('nbroute')) ||
        undefined,
      () => workspace.textDocuments.map(({ uri }) => uri.toString()).join(', '),
    );
    await commands.executeCommand('workbench.action.closePanel');
  });

  if (launchInfo.host === 'worker' || launchInfo.group === 'restricted')
    it('lacks commands that would run something; when called anyway, they report why not', async function () {
      const { document } = await openPolicy('palette.nbroute', blog);
      await commands.executeCommand('nbroute.verify', document.uri);
      await notification(
        this,
        workspace.isTrusted ? 'needs an extension host on Linux' : 'only in a workspace that you trust',
      );
    });
});

/** The titles of this extension's commands in the palette, in alphabetical order. */
async function palette(test: Mocha.Context): Promise<string[]> {
  const rows = await onStage(
    test,
    async ({ page }) => {
      await page.keyboard.press('F1');
      const input = page.locator('.quick-input-widget:visible input[type="text"]');
      await input.fill('>nbroute: ');
      const names = page.locator('.quick-input-list-row .label-name', { hasText: /^nbroute: / });
      await names.first().waitFor();
      const offered = await names.allInnerTexts();
      await page.keyboard.press('Escape');
      return offered;
    },
    null,
  );
  assert.ok(Array.isArray(rows));
  return rows.map((row) => String(row).replace(/^nbroute: /, '')).sort();
}
