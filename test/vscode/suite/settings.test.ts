import assert from 'node:assert/strict';
import {
  commands,
  ConfigurationTarget,
  InlayHint,
  InlineCompletionItem,
  languages,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import {
  blog,
  closeEverything,
  cursorAfter,
  eventually,
  noDiagnostics,
  onStage,
  openPolicy,
  type,
} from './vscode';

describe('A setting', () => {
  const set = (name: string, value: unknown): Thenable<void> =>
    workspace.getConfiguration('nbroute').update(name, value, ConfigurationTarget.Workspace);
  afterEach(closeEverything);
  after(async () => {
    for (const name of ['inlayHints.interfaces', 'inlayHints.addressCounts']) await set(name, undefined);
  });

  it('hides and shows each kind of inlay hint', async () => {
    const { document } = await openPolicy('hints.nbroute', blog);
    await noDiagnostics(document);
    await hints(document, 'eth2 172.31.64.1');
    await set('inlayHints.interfaces', false);
    await hints(document);
    await set('inlayHints.addressCounts', true);
    await hints(document, '65,536 addresses');
    await set('inlayHints.interfaces', undefined);
    await hints(document, '65,536 addresses', 'eth2 172.31.64.1');
  });

  it('of VS Code shows completions of a policy next to ghost text, unless the user changes it', async function () {
    const ghost = languages.registerInlineCompletionItemProvider(
      { language: 'nbroute' },
      {
        provideInlineCompletionItems: (_document, at) => [
          new InlineCompletionItem('ute of a ghost', new Range(at, at)),
        ],
      },
    );
    try {
      const editor = await openPolicy('ghost.nbroute', blog);
      await noDiagnostics(editor.document);
      cursorAfter(editor, '# on-premises');
      await type('\n');
      // One key at a time, because a text that is inserted at once triggers no completion.
      await onStage(
        this,
        async ({ page }) => {
          await page.keyboard.type('ro', { delay: 50 });
          await page
            .locator('.suggest-widget.visible .monaco-list-row', { hasText: 'route' })
            .first()
            .waitFor();
          await page.keyboard.press('Escape');
        },
        null,
      );
    } finally {
      ghost.dispose();
    }
  });
});

/** Waits until these are the hints after the route. */
async function hints(document: TextDocument, ...wanted: string[]): Promise<void> {
  let last = '';
  await eventually(
    `the hints ${wanted.join(', ')}`,
    async () => {
      const answer: unknown = await commands.executeCommand(
        'vscode.executeInlayHintProvider',
        document.uri,
        document.lineAt(7).range,
      );
      assert.ok(Array.isArray(answer));
      last = answer
        .filter((hint) => hint instanceof InlayHint)
        .map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')))
        .sort()
        .join(', ');
      return last === wanted.join(', ') ? true : undefined;
    },
    () => last,
  );
}
