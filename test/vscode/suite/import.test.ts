import assert from 'node:assert/strict';
import { commands, env, Selection, type TextDocument, window, workspace } from 'vscode';
import { choose, notification, press, quickInput } from './quick-input';
import { blog, closeEverything, eventually, inWorkspace, noDiagnostics, onStage, openPolicy } from './vscode';

const script = `#!/bin/bash
sudo ip route add 10.0.0.0/16 via 172.31.64.1 dev eth2
ip route add oops via
`;

/*
 * Nothing is closed between tests, because on a slow machine VS Code gives the text of an untitled editor that was just
 * closed to the next one of the same name.
 */
describe('Import Routes…', () => {
  before(closeEverything);
  after(closeEverything);

  it('turns the clipboard into a policy, and reports what is not in it', async function () {
    await env.clipboard.writeText(script);
    const done = commands.executeCommand('nbroute.import');
    await choose(this, 'Import Routes', 'The Clipboard');
    await done;
    const document = await imported();
    const text = document.getText();
    assert.match(
      text,
      /^# Imported from the clipboard\.\n# Not in this policy:\n# {3}line 3: ip route add oops via: .+\n/,
    );
    assert.match(text, /^route 10\.0\.0\.0\/16 via vpc$/m);
    await noDiagnostics(document);
    await notification(this, 'a line of the clipboard is not in the policy');
  });

  it('takes the selection, or the text of an editor', async function () {
    const dump = await workspace.openTextDocument({ language: 'plaintext', content: script });
    for (const [label, rest] of [
      ['The Selection', false],
      ['Untitled-', true],
    ] as const) {
      const editor = await window.showTextDocument(dump);
      editor.selection = new Selection(1, 0, 2, 0);
      const done = commands.executeCommand('nbroute.import');
      await choose(this, 'Import Routes', label);
      await done;
      const document = await imported();
      assert.equal(document.getText().includes('oops'), rest);
      assert.match(document.getText(), /^route 10\.0\.0\.0\/16 via vpc$/m);
    }
  });

  it('takes a file, and keeps hostile text in comments', async function () {
    const file = inWorkspace('hostile.txt');
    const text =
      'ip route add 10.0.0.0/16 via 172.31.64.1 dev eth2\nroute add # allow host-bits\u202e\u0007\u2028route 1.2.3.4 via vpc\n';
    await workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await commands.executeCommand('nbroute.import', file);
    const document = await imported();
    assert.doesNotMatch(document.getText(), /[\u202e\u0007\u2028]/);
    assert.doesNotMatch(document.getText(), /^route 1\.2\.3\.4/m);
    await noDiagnostics(document);
  });

  it('turns routes that are pasted into a policy into statements', async function () {
    const editor = await openPolicy('pasted.nbroute', blog);
    const end = editor.document.positionAt(blog.length);
    editor.selection = new Selection(end, end);
    await commands.executeCommand('workbench.action.focusActiveEditorGroup');
    // The browser's own clipboard, from which the keyboard pastes.
    await onStage(
      this,
      async ({ page }, text) => {
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
        await page.locator('.monaco-editor.focused').first().waitFor();
        await page.keyboard.press('Control+V');
      },
      script,
    );
    await eventually('the statement', () =>
      editor.document.getText() === `${blog}route 10.0.0.0/16 via vpc\n` ? true : undefined,
    );
  });

  it('reports why nothing was imported, and opens nothing', async function () {
    await closeEverything();
    await env.clipboard.writeText('Dear all,\n');
    let done = commands.executeCommand('nbroute.import');
    await choose(this, 'Import Routes', 'The Clipboard');
    await done;
    await notification(this, 'nothing was imported: the clipboard: neither a table of routes');
    await commands.executeCommand('nbroute.import', inWorkspace('not-there.txt'));
    await notification(this, 'not-there.txt');
    done = commands.executeCommand('nbroute.import');
    await quickInput(this, 'Import Routes');
    await press(this, 'Escape');
    await done;
    done = commands.executeCommand('nbroute.import');
    await choose(this, 'Import Routes', 'A File…');
    await quickInput(this, 'Import Routes from a Dump or a Script');
    await press(this, 'Escape');
    await done;
    assert.equal(window.activeTextEditor, undefined);
  });
});

const seen = new Set<TextDocument>();

/** The imported policy, each one once. */
const imported = (): Promise<TextDocument> =>
  eventually('the policy', () => {
    const document = window.activeTextEditor?.document;
    if (!document?.isUntitled || document.languageId !== 'nbroute' || seen.has(document)) return undefined;
    seen.add(document);
    return document;
  });
