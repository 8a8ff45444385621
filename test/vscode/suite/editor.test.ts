import assert from 'node:assert/strict';
import {
  CodeAction,
  CodeActionKind,
  commands,
  DiagnosticSeverity,
  DiagnosticTag,
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Hover,
  languages,
  MarkdownString,
  type Position,
  Selection,
  type TextEditor,
  Uri,
  version,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import {
  blog,
  closeEverything,
  codeOf,
  cursorAfter,
  eventually,
  diagnostic,
  inWorkspace,
  noDiagnostics,
  onStage,
  openPolicy,
  positionOf,
  type,
  unexpecting,
} from './vscode';

describe('A policy in the editor', () => {
  afterEach(closeEverything);

  it('runs in VS Code 1.139', () => {
    assert.match(version, /^1\.139\./);
  });

  it('is highlighted by the grammar', async function () {
    const editor = await openPolicy('highlight.nbroute', blog);
    assert.equal(editor.document.languageId, 'nbroute');
    cursorAfter(editor, 'route 10.0');
    await commands.executeCommand('editor.action.inspectTMScopes');
    const scopes = await onStage(
      this,
      async ({ page }) => {
        const shown = page.locator('.token-inspect-widget', { hasText: 'nbroute' });
        await shown.waitFor();
        return shown.innerText();
      },
      null,
    );
    assert.match(String(scopes), /constant\.numeric\.ipv4\.nbroute/);
    assert.match(String(scopes), /meta\.route\.nbroute/);
  });

  it('includes a file by its new name after it is renamed', async () => {
    await openPolicy('shared.nbroute', 'route 10.0.0.0/16 via vpc\n');
    const including = (name: string): string => `include "${name}"\nroute 10.1.0.0/8 via direct\n`;
    const { document } = await openPolicy('includes.nbroute', including('shared.nbroute'));
    // VS Code asks the language server about a rename only once that has started.
    await diagnostic(document, 'host-bits', '10.1.0.0/8');
    const edit = new WorkspaceEdit();
    edit.renameFile(inWorkspace('shared.nbroute'), inWorkspace('common.nbroute'), { overwrite: true });
    assert.ok(await workspace.applyEdit(edit));
    await eventually('the new name', () => document.getText() === including('common.nbroute') || undefined);
  });

  it('is commented and uncommented by the command', async () => {
    const editor = await openPolicy('comment.nbroute', blog);
    cursorAfter(editor, 'route 10.0');
    await commands.executeCommand('editor.action.commentLine');
    assert.equal(lineOf(editor), '# route 10.0.0.0/16 via vpc      # on-premises');
    await commands.executeCommand('editor.action.commentLine');
    assert.equal(lineOf(editor), 'route 10.0.0.0/16 via vpc      # on-premises');
  });

  it('continues a comment that is broken in the middle', async () => {
    const editor = await openPolicy('enter.nbroute', blog);
    cursorAfter(editor, 'through the VPC;');
    await type('\n');
    assert.equal(lineOf(editor), '# everything else keeps the direct path.');
  });

  it('has whole prefixes, addresses, names and rules as words', async () => {
    const text = `route 10.0.0.0/16, 10.1.2.3,::/0, 2001:db8::1/32,fd00:: via vpc
prefix-list on-prem.eu = ::ffff:10.0.0.0/104, 10.0.0.0-10.0.3.255
# allow host-bits, and prose. Note: the end.
`;
    const { document } = await openPolicy('words.nbroute', text);
    const words = ['10.0.0.0/16', '10.1.2.3', '::/0', '2001:db8::1/32', 'fd00::', 'vpc', 'prefix-list'];
    words.push(
      'on-prem.eu',
      '::ffff:10.0.0.0/104',
      '10.0.0.0-10.0.3.255',
      'host-bits',
      'prose',
      'Note',
      'end',
    );
    for (const word of words) {
      const middle = positionOf(document, word).translate(0, Math.floor(word.length / 2));
      const range = document.getWordRangeAtPosition(middle);
      assert.equal(range && document.getText(range), word);
    }
  });

  it('selects a whole prefix by a double click', async function () {
    const editor = await openPolicy('click.nbroute', blog);
    await onStage(
      this,
      async ({ page }) => {
        await page
          .locator('.view-line span', { hasText: /^10\.0\.0\.0/ })
          .first()
          .dblclick();
      },
      null,
    );
    const selected = await eventually('a selection', () =>
      editor.selection.isEmpty ? undefined : editor.document.getText(editor.selection),
    );
    assert.equal(selected, '10.0.0.0/16');
  });

  it('has host bits reported at exactly their characters, with both meanings as quick fixes', async () => {
    const editor = await openPolicy('host-bits.nbroute', 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n');
    await noDiagnostics(editor.document);
    cursorAfter(editor, 'subnet 172.31.64.0/20\n');
    await type('route 10.0.3.4/16 via vpc');

    const found = await diagnostic(editor.document, 'host-bits', '10.0.3.4/16');
    assert.equal(found.severity, DiagnosticSeverity.Error);

    const fixes = await quickFixes(editor, found.range.start);
    const results: string[] = [];
    for (const fix of fixes) {
      assert.ok(fix.edit);
      assert.ok(await workspace.applyEdit(fix.edit));
      results.push(editor.document.lineAt(found.range.start).text);
      await commands.executeCommand('undo');
      await diagnostic(editor.document, 'host-bits', '10.0.3.4/16');
    }
    assert.deepEqual(results.sort(), ['route 10.0.0.0/16 via vpc', 'route 10.0.3.4/32 via vpc']);
  });

  it('has nothing underlined at the word being typed, until the cursor leaves it', async () => {
    const editor = await openPolicy('typed.nbroute', unexpecting);
    const { document } = editor;
    cursorAfter(editor, 'on-premises');
    await type('\n');
    await type('route 10.0.3.4/16 via v');
    await type('p');
    // Both are in the same response.
    await diagnostic(document, 'host-bits', '10.0.3.4/16');
    const rules = (): string[] => languages.getDiagnostics(document.uri).map(codeOf);
    assert.ok(!rules().includes('syntax-error'), rules().join());
    cursorAfter(editor, 'policy');
    await diagnostic(document, 'syntax-error', 'vp');
  });

  it('has a route inside the VPC reported as redundant, with the VPC line as related information', async () => {
    const editor = await openPolicy('redundant.nbroute', blog);
    await noDiagnostics(editor.document);
    cursorAfter(editor, '# on-premises');
    await type('\nroute 172.31.5.0/24 via vpc');

    const found = await diagnostic(editor.document, 'redundant-route', '172.31.5.0/24');
    assert.equal(found.severity, DiagnosticSeverity.Warning);
    assert.deepEqual(found.tags, [DiagnosticTag.Unnecessary]);
    const [related] = found.relatedInformation ?? [];
    assert.ok(related);
    assert.equal(related.location.uri.toString(), editor.document.uri.toString());
    assert.equal(editor.document.getText(related.location.range), '172.31.0.0/16');
  });

  it('shows on hover how a prefix is routed, how many addresses it has, and why', async () => {
    const { document } = await openPolicy('hover.nbroute', blog);
    const text = await hoverText(document.uri, positionOf(document, '10.0.0.0/16').translate(0, 3));
    for (const fact of ['eth2', '172.31.64.1', 'VPC router', '10.0.0.0', '10.0.255.255', '65,536']) {
      assert.ok(text.includes(fact), `'${fact}' is not in: ${text}`);
    }
  });

  it('shows on hover which interface `vpc` is', async () => {
    const { document } = await openPolicy('hover-vpc.nbroute', blog);
    const text = await hoverText(document.uri, positionOf(document, 'via vpc').translate(0, 5));
    for (const fact of ['eth2', '172.31.64.1'])
      assert.ok(text.includes(fact), `'${fact}' is not in: ${text}`);
  });

  it('is checked in a virtual file system', async () => {
    const files = workspace.registerFileSystemProvider(
      'nbroute-test',
      oneFile(blog.replace('10.0.0.0/16', '10.0.3.4/16')),
    );
    try {
      const document = await workspace.openTextDocument(Uri.parse('nbroute-test:/virtual.nbroute'));
      await window.showTextDocument(document);
      await diagnostic(document, 'host-bits', '10.0.3.4/16');
    } finally {
      await closeEverything();
      files.dispose();
    }
  });

  it('is checked before it is saved for the first time', async () => {
    const document = await workspace.openTextDocument({ language: 'nbroute', content: blog });
    const editor = await window.showTextDocument(document);
    cursorAfter(editor, '# on-premises');
    await type('\nroute 10.0.3.4/16 via vpc');
    await diagnostic(document, 'host-bits', '10.0.3.4/16');
  });
});

const lineOf = (editor: TextEditor): string => editor.document.lineAt(editor.selection.active).text;

/** A file system in which every file exists with the same text. */
function oneFile(text: string): FileSystemProvider {
  const content = new TextEncoder().encode(text);
  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  return {
    onDidChangeFile: new EventEmitter<FileChangeEvent[]>().event,
    watch: () => new Disposable(() => undefined),
    stat: () => ({ type: FileType.File, ctime: 0, mtime: 0, size: content.length }),
    readFile: () => content,
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}

async function quickFixes(editor: TextEditor, at: Position): Promise<CodeAction[]> {
  const answer: unknown = await commands.executeCommand(
    'vscode.executeCodeActionProvider',
    editor.document.uri,
    new Selection(at, at),
    CodeActionKind.QuickFix.value,
  );
  assert.ok(Array.isArray(answer));
  return answer.filter((action) => action instanceof CodeAction);
}

async function hoverText(uri: Uri, at: Position): Promise<string> {
  return eventually('a hover', async () => {
    const answer: unknown = await commands.executeCommand('vscode.executeHoverProvider', uri, at);
    assert.ok(Array.isArray(answer));
    const texts = answer
      .filter((hover) => hover instanceof Hover)
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof MarkdownString ? content.value : ''));
    return texts.length === 0 ? undefined : texts.join('\n');
  });
}
