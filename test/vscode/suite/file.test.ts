import assert from 'node:assert/strict';
import { commands, extensions, Uri, window, workspace } from 'vscode';
import {
  blog,
  closeEverything,
  cursorAfter,
  eventually,
  diagnostic,
  noDiagnostics,
  openUri,
  type,
} from './vscode';

describe('In a window without a folder', () => {
  let own: Uri;
  before(async () => {
    const editor = await eventually('the file that VS Code was opened with', () => window.activeTextEditor);
    own = editor.document.uri;
  });
  afterEach(closeEverything);

  it('the extension is where VS Code installs its own', () => {
    const where = extensions.getExtension('nbroute.nbroute')?.extensionUri.path;
    assert.match(where ?? '', /\/extensions\/nbroute\.nbroute-[\d.]+$/);
  });

  it('the one file is checked', async () => {
    assert.equal(workspace.workspaceFolders, undefined);
    const editor = await openUri(own);
    await noDiagnostics(editor.document);
    cursorAfter(editor, 'via vpc');
    await type('\nroute 10.0.3.4/16 via vpc');
    await diagnostic(editor.document, 'host-bits', '10.0.3.4/16');
  });

  it('a policy can include files in its folder, and none above', async () => {
    const beside = (name: string): Uri => Uri.joinPath(own, '..', name);
    const text = new TextEncoder().encode(
      'include "lists.nbroute"\ninclude "../up.nbroute"\nroute on-prem via direct\n',
    );
    await workspace.fs.writeFile(
      beside('lists.nbroute'),
      new TextEncoder().encode('prefix-list on-prem = 10.0.0.0/16\n'),
    );
    await workspace.fs.writeFile(beside('includes.nbroute'), text);
    const { document } = await openUri(beside('includes.nbroute'));
    await diagnostic(document, 'path-outside', '"../up.nbroute"');
  });

  it('an untitled document is checked, and exported to the chosen file', async () => {
    const document = await workspace.openTextDocument({ language: 'nbroute', content: blog });
    const editor = await window.showTextDocument(document);
    await noDiagnostics(document);
    const destination = Uri.joinPath(own, '..', 'untitled.sh');
    await commands.executeCommand('nbroute.exportLifecycleScript', document.uri, destination);
    const written = new TextDecoder().decode(await workspace.fs.readFile(destination));
    assert.ok(written.startsWith('#!/bin/bash\n'));
    await window.showTextDocument(document);
    cursorAfter(editor, '# on-premises');
    await type('\ninclude "lists.nbroute"');
    // It is in no folder, so it can include nothing.
    await diagnostic(document, 'path-outside', '"lists.nbroute"');
  });
});
