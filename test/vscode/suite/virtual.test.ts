import assert from 'node:assert/strict';
import {
  commands,
  CompletionList,
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileChangeType,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Location,
  Uri,
  workspace,
} from 'vscode';
import {
  closeEverything,
  cursorAfter,
  eventually,
  diagnostic,
  noDiagnostics,
  openUri,
  positionOf,
} from './vscode';

describe('Files in a virtual file system', () => {
  const files = new Map<string, string>();
  const changes = new EventEmitter<FileChangeEvent[]>();
  const at = (path: string): Uri => Uri.from({ scheme: 'nbroute-virtual', authority: 'some', path });
  const put = (path: string, text: string): void => {
    files.set(path, text);
    changes.fire([{ type: FileChangeType.Changed, uri: at(path) }]);
  };
  let registered: Disposable;
  before(() => {
    registered = workspace.registerFileSystemProvider('nbroute-virtual', fileSystemOf(files, changes));
  });
  beforeEach(() => files.clear());
  afterEach(closeEverything);
  after(() => {
    registered.dispose();
  });

  it('include each other, and have their nbroute.json', async () => {
    put('/team/lists.nbroute', 'prefix-list on-prem = 10.0.0.0/16, 10.0.0.0/24\n');
    put('/team/nbroute.json', '{ "rules": { "redundant-route": "off" } }');
    put('/team/a.nbroute', 'include "lists.nbroute"\nroute on-prem via direct\n');
    const { document } = await openUri(at('/team/a.nbroute'));
    await noDiagnostics(document);
    const place = positionOf(document, 'on-prem');
    const found = await eventually('the list in its file', async () => {
      const answer: unknown = await commands.executeCommand(
        'vscode.executeDefinitionProvider',
        document.uri,
        place,
      );
      const all: readonly unknown[] = Array.isArray(answer) ? answer : [];
      return all.length > 0 ? all : undefined;
    });
    const [first] = found;
    const target: unknown = first instanceof Location ? first.uri : Reflect.get(Object(first), 'targetUri');
    assert.equal(String(target), at('/team/lists.nbroute').toString());
  });

  it('that are missing, or cannot be read, are reported where they are named', async () => {
    put('/team/b.nbroute', 'include "gone.nbroute"\ninclude "locked.nbroute"\n');
    put('/team/locked.nbroute', locked);
    const { document } = await openUri(at('/team/b.nbroute'));
    await diagnostic(document, 'missing-file', '"gone.nbroute"');
    await diagnostic(document, 'unreadable-file', '"locked.nbroute"');
  });

  it('are offered as completions of paths', async () => {
    put('/team/lists.nbroute', 'prefix-list on-prem = 10.0.0.0/16\n');
    put('/team/c.nbroute', 'include ""\n');
    const editor = await openUri(at('/team/c.nbroute'));
    const place = cursorAfter(editor, 'include "');
    await eventually('the file among the completions', async () => {
      const answer: unknown = await commands.executeCommand(
        'vscode.executeCompletionItemProvider',
        editor.document.uri,
        place,
      );
      const items = answer instanceof CompletionList ? answer.items : [];
      return items.some(({ label }) => label === 'lists.nbroute') ? true : undefined;
    });
  });

  it('are exported to their own folder', async () => {
    put('/team/d.nbroute', 'route 10.0.0.0/16 via direct\n');
    const { document } = await openUri(at('/team/d.nbroute'));
    await commands.executeCommand('nbroute.exportLifecycleScript', document.uri, at('/team/d.sh'));
    assert.ok(files.get('/team/d.sh')?.startsWith('#!/bin/bash\n'));
  });
});

/** The content of a file that cannot be read. */
const locked = 'locked';

function fileSystemOf(
  files: Map<string, string>,
  changes: EventEmitter<FileChangeEvent[]>,
): FileSystemProvider {
  const isFolder = (path: string): boolean =>
    [...files.keys()].some((name) => name.startsWith(path.replace(/\/?$/, '/')));
  const known = (uri: Uri): string => {
    const text = files.get(uri.path);
    if (text === undefined) throw FileSystemError.FileNotFound(uri);
    return text;
  };
  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  // The file's time changes at every request, so that VS Code reads it again.
  let asked = 0;
  return {
    onDidChangeFile: changes.event,
    watch: () => new Disposable(() => undefined),
    stat: (uri) =>
      isFolder(uri.path)
        ? { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 }
        : { type: FileType.File, ctime: 0, mtime: ++asked, size: known(uri).length },
    readFile: (uri) => (known(uri) === locked ? refuse(uri) : new TextEncoder().encode(known(uri))),
    readDirectory: (uri) =>
      [...files.keys()]
        .filter((path) => path.startsWith(`${uri.path}/`))
        .map((path): [string, FileType] => [path.slice(uri.path.length + 1), FileType.File]),
    writeFile: (uri, bytes) => {
      files.set(uri.path, new TextDecoder().decode(bytes));
    },
    createDirectory: () => undefined,
    delete: refuse,
    rename: refuse,
  };
}
