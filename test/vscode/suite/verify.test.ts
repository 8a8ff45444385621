import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { notification } from './quick-input';
import { blog, closeEverything, eventually, onStage, openPolicy } from './vscode';

describe("Verify on This Machine's Kernel", () => {
  afterEach(closeEverything);

  it("shows the kernel's result in a document, or why there is none", async function () {
    const { document } = await openPolicy('verified.nbroute', blog);
    await commands.executeCommand('nbroute.verify', document.uri);
    const report = await eventually('the report', () => {
      const shown = window.activeTextEditor?.document;
      return shown?.uri.scheme === 'nbroute-result' ? shown : undefined;
    });
    assert.equal(report.uri.path, '/verified.nbroute on this kernel.txt');
    // A machine that forbids network namespaces reports that in words.
    assert.match(report.getText(), /^Route10CidrThroughVPC: the kernel agrees|namespace|unshare|iproute2/);
  });

  it('can be cancelled, and then shows nothing', async function () {
    // Six notebooks for each subnet, so that it cannot finish before it is cancelled.
    const subnets = Array.from({ length: 100 }, (_, at) => `172.31.${at}.0/24`).join(', ');
    const { document } = await openPolicy('cancelled.nbroute', blog.replace('172.31.64.0/20', subnets));
    const done = commands.executeCommand('nbroute.verify', document.uri);
    await notification(this, 'kernel about cancelled.nbroute', 'Cancel');
    await done;
    assert.equal(window.activeTextEditor?.document, document);
  });

  it('waits for a policy without errors', async function () {
    const { document } = await openPolicy('unsound.nbroute', blog.replace('10.0.0.0/16', '10.0.3.4/16'));
    await commands.executeCommand('nbroute.verify', document.uri);
    await notification(this, 'unsound.nbroute has errors, so there is nothing to verify yet');
    // No progress is running.
    await commands.executeCommand('notifications.showList');
    await onStage(
      this,
      async ({ page }) =>
        page.locator('.notification-list-item', { hasText: 'kernel about' }).waitFor({ state: 'detached' }),
      null,
    );
    await commands.executeCommand('notifications.hideList');
  });
});
