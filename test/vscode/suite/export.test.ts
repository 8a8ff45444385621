import assert from 'node:assert/strict';
import {
  commands,
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Uri,
  window,
  workspace,
} from 'vscode';
import { choose, notification, press, quickInput, quickPick } from './quick-input';
import { launchInfo } from './launch-info';
import { blog, closeEverything, eventually, inWorkspace, onStage, openPolicy } from './vscode';

/** The choices of “Export Policy…”, each with a text that only files of that form contain. */
const forms = [
  ['Lifecycle Script', /^#!\/bin\/bash\n/],
  ['CloudFormation (YAML)', /^AWSTemplateFormatVersion: (?![^]*SageMaker::NotebookInstance\n)/m],
  ['CloudFormation (JSON)', /^\{\s+"AWSTemplateFormatVersion"(?![^]*SageMaker::NotebookInstance")/],
  ['Terraform', /^(?![^]*resource "aws_sagemaker_notebook_instance" )[^]*resource "aws_sagemaker_notebook_/],
  ['AWS CLI', /^\{\s+"NotebookInstanceLifecycleConfigName"/],
  ['Bare Commands', /^sudo ip route replace 10\.0\.0\.0\/16 /m],
  ['CloudFormation (YAML) with a Notebook', /Type: AWS::SageMaker::NotebookInstance$/m],
  ['CloudFormation (JSON) with a Notebook', /"Type": "AWS::SageMaker::NotebookInstance"/],
  ['Terraform with a Notebook', /resource "aws_sagemaker_notebook_instance" /],
] as const;

// Notifications are read from their list, because VS Code shows no toasts while a test drives it.
describe('An export', () => {
  afterEach(closeEverything);

  it('writes the lifecycle script to the chosen file, and opens it', async () => {
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

  it('writes the policy as the editor shows it, saved or not', async () => {
    const editor = await openPolicy('unsaved.nbroute', blog);
    await editor.edit((edit) =>
      edit.insert(editor.document.positionAt(blog.length), 'route 10.9.0.0/16 via vpc\n'),
    );
    const destination = inWorkspace('unsaved.sh');
    await commands.executeCommand('nbroute.exportLifecycleScript', undefined, destination);
    assert.ok((await textOf(destination)).includes('10.9.0.0/16'));
  });

  it('from the palette suggests a name next to the policy', async function () {
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
        // The dialog accesses the disk before it fills in its name.
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
        await title.locator('[aria-label^="Export Policy…"]').waitFor();
        await title.locator('[aria-label^="Preview Route Table"]').waitFor();
        await title.locator('[aria-label^="More Actions"]').click();
        const menu = page.locator('.monaco-menu', { hasText: 'Compare Routes With…' });
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
    for (const title of ['Preview Route Table', 'Export Policy…', 'Compare Routes With…']) {
      assert.ok(String(offered).includes(title), `${title} is not in: ${String(offered)}`);
    }
  });

  for (const command of ['nbroute.exportLifecycleScript', 'nbroute.exportCloudFormation']) {
    it(`writes nothing while the policy has errors, and shows them (${command})`, async function () {
      const broken = blog.replace('10.0.0.0/16', '10.0.3.4/16');
      const editor = await openPolicy('broken.nbroute', broken);
      const destination = inWorkspace(`broken-${command}`);
      const written: unknown = await commands.executeCommand(command, editor.document.uri, destination);
      assert.equal(written, undefined);
      await assert.rejects(Promise.resolve(workspace.fs.stat(destination)));

      await commands.executeCommand('notifications.showList');
      const text = await onStage(
        this,
        async ({ page }) => {
          const item = page.locator('.notification-list-item', { hasText: 'Nothing was exported' });
          const text = await item.locator('.notification-list-item-message').innerText();
          await item.getByRole('button', { name: 'Go to First Error' }).click();
          return text;
        },
        null,
      );
      assert.match(String(text), /broken\.nbroute has an error: line 8: .*10\.0\.3\.4\/16/);
      await eventually('the cursor at the first error', () =>
        window.activeTextEditor?.selection.active.line === 7 ? true : undefined,
      );
    });
  }

  it('that cannot be written reports so', async function () {
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

  it('offers every form with the size of the script, and the last one first', async function () {
    const { document } = await openPolicy('forms.nbroute', blog);
    // The server creates them for both hosts; only the requests differ.
    const tried = launchInfo.host === 'node' ? forms : [forms[0], forms[8]];
    for (const [at, [label, content]] of tried.entries()) {
      const destination = inWorkspace(`form-${at}`);
      const done = commands.executeCommand('nbroute.export', document.uri, destination);
      const labels = forms.map(([form]) => form);
      const shown = await quickPick(this, 'Export forms.nbroute', labels);
      assert.match(shown.placeholder, /^Script: \d{1,2},\d{3} of 16,384 base64 characters \(\d+ %\)$/);
      assert.deepEqual(
        shown.rows.filter((row) => labels.some((form) => form === row)),
        labels,
      );
      if (at > 0) assert.equal(shown.active, tried[at - 1]?.[0]);
      else assert.notEqual(shown.active, '', 'Enter would take nothing');
      await choose(this, 'Export forms.nbroute', label);
      await done;
      assert.match(await textOf(destination), content);
    }
  });

  it('asks for a file under the size of the script, and can be cancelled at each question', async function () {
    const { document } = await openPolicy('stops.nbroute', blog);
    let done = commands.executeCommand('nbroute.export', document.uri);
    await quickInput(this, 'Export stops.nbroute');
    await press(this, 'Escape');
    assert.equal(await done, undefined);

    done = commands.executeCommand('nbroute.export', document.uri);
    await choose(this, 'Export stops.nbroute', 'AWS CLI');
    await quickInput(this, 'of 16,384 base64 characters');
    await press(this, 'Escape');
    assert.equal(await done, undefined);
    await assert.rejects(Promise.resolve(workspace.fs.stat(inWorkspace('stops.aws-cli.json'))));
  });

  it('shows what would be replaced, and replaces it only after confirmation', async function () {
    const { document } = await openPolicy('replaced.nbroute', blog);
    const destination = inWorkspace('replaced.sh');
    const before = '#!/bin/bash\n# by hand\n';
    const run = (): Thenable<unknown> =>
      commands.executeCommand('nbroute.exportLifecycleScript', document.uri, destination);
    await workspace.fs.writeFile(destination, new TextEncoder().encode(before));

    const title = 'replaced.sh already exists';
    for (const answer of ['Escape', 'Keep replaced.sh'] as const) {
      const done = run();
      await quickInput(this, title);
      const tabs = window.tabGroups.activeTabGroup.tabs.map(({ label }) => label);
      assert.ok(tabs.includes('replaced.sh: as it is ↔ as exported'), tabs.join());
      if (answer === 'Escape') await press(this, answer);
      else await choose(this, title, answer);
      assert.equal(await done, undefined);
      assert.equal(await textOf(destination), before);
      assert.deepEqual(
        window.tabGroups.activeTabGroup.tabs.map(({ label }) => label),
        ['replaced.nbroute'],
      );
    }

    let done = run();
    await choose(this, title, 'Save as Another File…');
    await quickInput(this, 'Export Lifecycle Script');
    await press(this, 'Escape');
    assert.equal(await done, undefined);
    assert.equal(await textOf(destination), before);

    done = run();
    await choose(this, title, 'Replace replaced.sh');
    await done;
    assert.ok((await textOf(destination)).includes('10.0.0.0/16'));
    // The same content again needs no confirmation.
    assert.equal(String(await run()), destination.toString());
  });

  it('replaces nothing that has unsaved changes', async function () {
    const { document } = await openPolicy('edited.nbroute', blog);
    const destination = inWorkspace('edited.sh');
    await workspace.fs.writeFile(destination, new TextEncoder().encode('# by hand\n'));
    const editor = await window.showTextDocument(destination);
    await editor.edit((edit) => edit.insert(editor.document.positionAt(0), '# more\n'));
    await commands.executeCommand('nbroute.exportLifecycleScript', document.uri, destination);
    await notification(this, 'edited.sh has changes in an editor that are not saved');
    assert.equal(await textOf(destination), '# by hand\n');
  });

  it('of a script that is too large offers the bare commands', async function () {
    const octets = Array.from({ length: 4000 }, (_, at) => `${at >> 8}.${at & 255}`);
    const routes = octets.map((each, at) => `route 10.${each}.${(at * 7) % 256}/32 via vpc\n`);
    const text = `${blog.slice(0, blog.indexOf('route'))}${routes.join('')}`;
    const { document } = await openPolicy('large.nbroute', text);
    const destination = inWorkspace('large.commands.sh');
    const done = commands.executeCommand('nbroute.export', document.uri, destination);
    const { placeholder } = await quickInput(this, 'Export large.nbroute');
    assert.match(placeholder, /16,384|12,288/);
    await choose(this, 'Export large.nbroute', 'Bare Commands');
    await done;
    assert.ok((await textOf(destination)).includes('ip route replace'));
  });

  it('of a read-only file suggests a file in the workspace', async function () {
    const files = workspace.registerFileSystemProvider('nbroute-fixed', fixed(blog), { isReadonly: true });
    try {
      const document = await workspace.openTextDocument(Uri.parse('nbroute-fixed:/team/fixed.nbroute'));
      await window.showTextDocument(document);
      const done = commands.executeCommand('nbroute.exportLifecycleScript');
      await quickInput(this, 'Export Lifecycle Script');
      await onStage(
        this,
        async ({ page }) =>
          page.waitForFunction(`document.activeElement.value?.endsWith('fixed.sh')`).then(() => null),
        null,
      );
      const { value } = await quickInput(this, 'Export Lifecycle Script');
      assert.equal(value, inWorkspace('fixed.sh').path);
      await press(this, 'Escape');
      await done;
      await commands.executeCommand(
        'nbroute.exportLifecycleScript',
        document.uri,
        Uri.parse('nbroute-fixed:/team/fixed.sh'),
      );
      await notification(this, 'fixed.sh could not be written');
    } finally {
      await closeEverything();
      files.dispose();
    }
  });
});

const textOf = async (uri: Uri): Promise<string> =>
  new TextDecoder().decode(await workspace.fs.readFile(uri));

/** A read-only file system in which every policy exists with the same text. */
function fixed(text: string): FileSystemProvider {
  const content = new TextEncoder().encode(text);
  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  const known = (uri: Uri): Uint8Array => {
    if (!uri.path.endsWith('.nbroute')) throw FileSystemError.FileNotFound(uri);
    return content;
  };
  return {
    onDidChangeFile: new EventEmitter<FileChangeEvent[]>().event,
    watch: () => new Disposable(() => undefined),
    stat: (uri) => ({ type: FileType.File, ctime: 0, mtime: 0, size: known(uri).length }),
    readFile: known,
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}
