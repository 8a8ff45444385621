import assert from 'node:assert/strict';
import { commands, Uri, window, workspace } from 'vscode';
import { blog, closeEverything, eventually, inWorkspace, onStage, openPolicy } from './vscode';

// Notifications are looked for in their list: VS Code shows no toasts while it is driven by a test.
describe('An export', () => {
  afterEach(closeEverything);

  it('writes the lifecycle script where the person says, and opens it', async () => {
    const { document } = await openPolicy('blog.nbroute', blog);
    const destination = inWorkspace('given.sh');
    await commands.executeCommand('nbroute.exportLifecycleScript', document.uri, destination);

    const script = await textOf(destination);
    assert.ok(script.startsWith('#!/bin/bash\n'));
    assert.ok(!script.includes('\r'));
    assert.ok(script.includes('10.0.0.0/16'));
    assert.equal(window.activeTextEditor?.document.uri.toString(), destination.toString());
  });

  it('writes the CloudFormation template', async () => {
    const { document } = await openPolicy('blog.nbroute', blog);
    const destination = inWorkspace('given.yaml');
    await commands.executeCommand('nbroute.exportCloudFormation', document.uri, destination);
    assert.match(await textOf(destination), /AWS::SageMaker::NotebookInstanceLifecycleConfig/);
    assert.equal(window.activeTextEditor?.document.uri.toString(), destination.toString());
  });

  it('writes what the editor shows, saved or not', async () => {
    const editor = await openPolicy('unsaved.nbroute', blog);
    await editor.edit((edit) =>
      edit.insert(editor.document.positionAt(blog.length), 'route 10.9.0.0/16 via vpc\n'),
    );
    const destination = inWorkspace('unsaved.sh');
    await commands.executeCommand('nbroute.exportLifecycleScript', undefined, destination);
    assert.ok((await textOf(destination)).includes('10.9.0.0/16'));
  });

  it('from the palette offers a name beside the policy', async function () {
    const editor = await openPolicy('palette.nbroute', blog);
    const offered = await onStage(
      this,
      async ({ page }) => {
        await page.keyboard.press('F1');
        const input = page.locator('.quick-input-widget input[type="text"]:visible');
        await input.fill('>nbroute: Export Lifecycle Script');
        await page
          .locator('.quick-input-list-row', { hasText: 'nbroute: Export Lifecycle Script' })
          .waitFor();
        await input.press('Enter');
        await page.locator('.quick-input-title', { hasText: 'Export Lifecycle Script' }).waitFor();
        // The dialog looks at the disk before it fills its name in.
        await page.waitForFunction(`document.activeElement.value?.endsWith('.sh')`);
        const name = await input.inputValue();
        await input.press('Enter');
        return name;
      },
      null,
    );
    const destination = editor.document.uri.with({ path: String(offered) });
    assert.equal(destination.path, Uri.joinPath(editor.document.uri, '../palette.sh').path);
    await eventually('the script in the active editor', () =>
      window.activeTextEditor?.document.uri.path === destination.path ? true : undefined,
    );
    assert.ok((await textOf(destination)).startsWith('#!/bin/bash\n'));
  });

  it("is in the editor's title and in the explorer's context menu", async function () {
    await openPolicy('menus.nbroute', blog);
    const offered = await onStage(
      this,
      async ({ page }) => {
        const title = page.locator('.editor-actions');
        await title.locator('[aria-label^="Export Lifecycle Script"]').waitFor();
        await title.locator('[aria-label^="Preview Route Table"]').waitFor();
        await title.locator('[aria-label^="More Actions"]').click();
        const menu = page.locator('.monaco-menu', { hasText: 'Export CloudFormation' });
        await menu.waitFor();
        await page.keyboard.press('Escape');
        await menu.waitFor({ state: 'hidden' });

        await page.locator('.explorer-folders-view [aria-label^="menus.nbroute"]').click({ button: 'right' });
        await menu.waitFor();
        const explorer = await menu.innerText();
        await page.keyboard.press('Escape');
        await menu.waitFor({ state: 'hidden' });
        return explorer;
      },
      null,
    );
    for (const title of ['Preview Route Table', 'Export Lifecycle Script', 'Export CloudFormation']) {
      assert.ok(String(offered).includes(title), `${title} is not in: ${String(offered)}`);
    }
  });

  for (const command of ['nbroute.exportLifecycleScript', 'nbroute.exportCloudFormation']) {
    it(`writes nothing while the policy has errors, and says which (${command})`, async function () {
      const broken = blog.replace('10.0.0.0/16', '10.0.3.4/16');
      const editor = await openPolicy('broken.nbroute', broken);
      const destination = inWorkspace(`broken-${command}`);
      const written: unknown = await commands.executeCommand(command, editor.document.uri, destination);
      assert.equal(written, undefined);
      await assert.rejects(Promise.resolve(workspace.fs.stat(destination)));

      await commands.executeCommand('notifications.showList');
      const said = await onStage(
        this,
        async ({ page }) => {
          const item = page.locator('.notification-list-item', { hasText: 'Nothing was exported' });
          const text = await item.locator('.notification-list-item-message').innerText();
          await item.getByRole('button', { name: 'Go to First Error' }).click();
          return text;
        },
        null,
      );
      assert.match(String(said), /broken\.nbroute has an error: line 8: .*10\.0\.3\.4\/16/);
      await eventually('the cursor at the first error', () =>
        window.activeTextEditor?.selection.active.line === 7 ? true : undefined,
      );
    });
  }

  it('that cannot be written says so', async function () {
    const { document } = await openPolicy('blog.nbroute', blog);
    const inAFile = Uri.joinPath(document.uri, 'no-folder.sh');
    await commands.executeCommand('nbroute.exportLifecycleScript', document.uri, inAFile);
    await commands.executeCommand('notifications.showList');
    await onStage(
      this,
      async ({ page }) => {
        await page
          .locator('.notification-list-item', { hasText: 'no-folder.sh could not be written' })
          .waitFor();
      },
      null,
    );
  });
});

const textOf = async (uri: Uri): Promise<string> =>
  new TextDecoder().decode(await workspace.fs.readFile(uri));
