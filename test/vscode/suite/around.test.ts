import assert from 'node:assert/strict';
import { commands, type CompletionList, type Diagnostic, languages, Position, workspace } from 'vscode';
import {
  blog,
  closeEverything,
  codeOf,
  cursorAfter,
  eventually,
  inWorkspace,
  onStage,
  openPolicy,
  openUri,
} from './vscode';

// Features outside the policies: in other files, and for a policy's surroundings.
describe('Outside the policies', () => {
  afterEach(closeEverything);

  it('a fence in Markdown is highlighted as the language', async function () {
    const uri = inWorkspace('fence.md');
    const text =
      '# Title\n\n- item\n\n  ```nbroute\n  route 10.0.0.0/16 via vpc # why\n  ```\n\nroute 10.1.0.0/16 via vpc\n';
    await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const editor = await openUri(uri);
    const scopesAt = async (before: string): Promise<string> => {
      cursorAfter(editor, before);
      await commands.executeCommand('editor.action.inspectTMScopes');
      const scopes = await onStage(
        this,
        async ({ page }) => {
          const shown = page.locator('.token-inspect-widget', { hasText: 'textmate scopes' });
          await shown.waitFor();
          const text = await shown.innerText();
          await page.keyboard.press('Escape');
          await shown.waitFor({ state: 'hidden' });
          return text;
        },
        null,
      );
      return String(scopes);
    };
    const inside = await scopesAt('route 10.0');
    assert.match(inside, /constant\.numeric\.ipv4\.nbroute/);
    assert.match(inside, /meta\.embedded\.block\.nbroute/);
    assert.match(inside, /language\s+nbroute/);
    assert.doesNotMatch(await scopesAt('route 10.1'), /nbroute/);
    await workspace.fs.delete(uri);
  });

  it('nbroute.json is checked by the server, and while it is open by its schema alone', async () => {
    const uri = inWorkspace('nbroute.json');
    await workspace.fs.writeFile(uri, new TextEncoder().encode('{ "rules": { "redundant-route": "loud" } }'));
    const reported = (...codes: readonly string[]): Promise<Diagnostic[]> =>
      eventually(`${codes.join(', ') || 'nothing'} in nbroute.json`, () => {
        const diagnostics = languages.getDiagnostics(uri);
        return String(diagnostics.map(codeOf)) === String(codes) ? diagnostics : undefined;
      });
    await openPolicy('configured.nbroute', blog);
    const [{ range }] = await reported('unknown-value');
    // As a click does: the API would keep the document open for minutes.
    await commands.executeCommand('vscode.open', uri);
    const [fromSchema] = await reported('1');
    assert.match(fromSchema.message, /error.*warning/s);
    assert.deepEqual(range, fromSchema.range);
    await commands.executeCommand('workbench.action.closeActiveEditor');
    await reported('unknown-value');
    await workspace.fs.delete(uri);
    await reported();
  });

  it('a statement is offered once, with the snippets of the server', async () => {
    const editor = await openPolicy('snippet.nbroute', 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n\n');
    const labels = await eventually('the statements', async () => {
      const { items } = await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        editor.document.uri,
        new Position(2, 0),
      );
      const all = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return all.includes('route') ? all : undefined;
    });
    assert.equal(new Set(labels).size, labels.length, labels.join(', '));
  });

  it('policies have their own icon', async function () {
    await openPolicy('icon.nbroute', blog);
    const picture = await onStage(
      this,
      async ({ page }) => {
        await page
          .locator('.explorer-folders-view [aria-label^="icon.nbroute"] .nbroute-lang-file-icon')
          .waitFor();
        return page.evaluate(
          `getComputedStyle(document.querySelector('.explorer-folders-view .nbroute-lang-file-icon'), '::before').backgroundImage`,
        );
      },
      null,
    );
    assert.match(String(picture), /language\.svg/);
    await workspace.fs.delete(inWorkspace('icon.nbroute'));
  });
});
