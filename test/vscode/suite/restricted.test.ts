import assert from 'node:assert/strict';
import { commands, workspace } from 'vscode';
import { blog, closeEverything, diagnostic, noDiagnostics, onStage, openPolicy } from './vscode';

describe('In Restricted Mode', () => {
  afterEach(closeEverything);

  it('a policy is checked, because nothing of the workspace is run', async () => {
    assert.equal(workspace.isTrusted, false);
    const { document } = await openPolicy('restricted.nbroute', blog.replace('10.0.0.0/16', '10.0.3.4/16'));
    await diagnostic(document, 'host-bits', '10.0.3.4/16');
  });

  it('the table is shown', async function () {
    const { document } = await openPolicy('restricted.nbroute', blog);
    await noDiagnostics(document);
    await commands.executeCommand('nbroute.previewRouteTable');
    await onStage(
      this,
      async ({ frame }) => {
        const preview = await frame('.routes');
        await preview.locator('.routes .body', { hasText: '10.0.0.0' }).waitFor();
      },
      null,
    );
  });
});
