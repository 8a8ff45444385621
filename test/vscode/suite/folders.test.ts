import assert from 'node:assert/strict';
import { commands, languages, lm, tasks, Uri, window, workspace } from 'vscode';
import { changesWith } from './changes';
import { choose, press, quickInput } from './quick-input';
import { closeEverything, eventually, diagnostic, noDiagnostics, onStage, openUri } from './vscode';

/** Its second route is inside the first, so its diagnostics depend on a rule's severity. */
const redundant = `vpc 172.31.0.0/16
subnet 172.31.64.0/20
route 10.0.0.0/8 via vpc
route 10.1.0.0/16 via vpc
`;

describe('In a workspace of two folders', () => {
  afterEach(closeEverything);

  it('a policy can include files in its own folder', async () => {
    const second = folder(1);
    await write(second, 'shared/lists.nbroute', 'prefix-list on-prem = 10.0.0.0/16\n');
    await write(
      second,
      'team/a.nbroute',
      'include "../shared/lists.nbroute"\nroute on-prem unreachable\nroute 10.9.3.4/16 unreachable\n',
    );
    const { document } = await openUri(Uri.joinPath(second, 'team/a.nbroute'));
    // This is the only diagnostic.
    await diagnostic(document, 'host-bits', '10.9.3.4/16');
    assert.equal(languages.getDiagnostics(document.uri).length, 1);
  });

  it('a policy cannot include files of the other folder', async () => {
    await write(folder(0), 'lists.nbroute', 'prefix-list on-prem = 10.0.0.0/16\n');
    await write(folder(1), 'b.nbroute', 'include "../workspace/lists.nbroute"\n');
    const { document } = await openUri(Uri.joinPath(folder(1), 'b.nbroute'));
    await diagnostic(document, 'path-outside', '"../workspace/lists.nbroute"');
  });

  it('each folder has its own nbroute.json', async () => {
    await write(folder(1), 'nbroute.json', '{ "rules": { "redundant-route": "off" } }');
    await write(folder(0), 'c.nbroute', redundant);
    await write(folder(1), 'c.nbroute', redundant);
    const first = await openUri(Uri.joinPath(folder(0), 'c.nbroute'));
    await diagnostic(first.document, 'redundant-route', '10.1.0.0/16');
    const second = await openUri(Uri.joinPath(folder(1), 'c.nbroute'));
    await noDiagnostics(second.document);
    await workspace.fs.delete(Uri.joinPath(folder(1), 'nbroute.json'));
    await diagnostic(second.document, 'redundant-route', '10.1.0.0/16');
  });

  it('each folder has its own settings', async () => {
    await write(folder(1), 'd.nbroute', redundant);
    const { document } = await openUri(Uri.joinPath(folder(1), 'd.nbroute'));
    await diagnostic(document, 'redundant-route', '10.1.0.0/16');
    await write(folder(1), '.vscode/settings.json', '{ "nbroute.rules": { "redundant-route": "off" } }');
    await noDiagnostics(document);
    await write(folder(0), 'd.nbroute', redundant);
    const first = await openUri(Uri.joinPath(folder(0), 'd.nbroute'));
    await diagnostic(first.document, 'redundant-route', '10.1.0.0/16');
  });

  it('the Test Explorer has the expectations of both, and distinguishes them', async function () {
    const expecting = `${redundant}expect 10.0.0.1 via vpc\n`;
    await write(folder(0), 'same.nbroute', expecting);
    await write(folder(1), 'team/same.nbroute', expecting);
    await openUri(Uri.joinPath(folder(0), 'same.nbroute'));
    const rows = await eventually('both', async () => {
      await commands.executeCommand('workbench.view.testing.focus');
      const texts = await onStage(
        this,
        ({ page }) =>
          page.locator('.test-explorer .monaco-list-row', { hasText: 'same.nbroute' }).allInnerTexts(),
        null,
      );
      return Array.isArray(texts) && texts.length > 1 ? texts.map(String) : undefined;
    });
    const text = rows.map((row) => row.replace(/\s+/g, ' ').trim()).sort();
    assert.deepEqual(text, ['same.nbroutesecond/team', 'same.nbrouteworkspace']);
    await commands.executeCommand('workbench.view.explorer');
  });

  it('a check is offered for each, and an agent may name the folder', async () => {
    await write(folder(1), 'broken.nbroute', 'route 10.0.3.4/16 via direct\n');
    const offered = await tasks.fetchTasks({ type: 'nbroute' });
    const scopes = offered.flatMap(({ name, scope }) =>
      name === 'check' && typeof scope === 'object' ? [scope.name] : [],
    );
    assert.deepEqual(scopes.sort(), ['second', 'workspace']);
    const input = { path: 'second/broken.nbroute' };
    const { content } = await lm.invokeTool('nbroute_check', { input, toolInvocationToken: undefined });
    assert.match(JSON.stringify(content), /host-bits/);
  });

  it('a policy is compared with one of the other folder', async function () {
    await write(folder(0), 'here.nbroute', redundant);
    await write(folder(1), 'there.nbroute', redundant.replace('10.0.0.0/8', '10.0.0.0/7'));
    const { document } = await openUri(Uri.joinPath(folder(0), 'here.nbroute'));
    const done = commands.executeCommand('nbroute.compare', document.uri);
    await choose(this, 'Compare here.nbroute', 'there.nbroute');
    await done;
    const [, summary] = await changesWith(this, 'there.nbroute');
    assert.equal(summary, '1 address range is routed differently.');
  });

  it('an untitled policy is exported to the first folder', async function () {
    const document = await workspace.openTextDocument({ language: 'nbroute', content: redundant });
    await window.showTextDocument(document);
    const done = commands.executeCommand('nbroute.exportLifecycleScript');
    const place = await eventually('the place offered', async () => {
      const { value } = await quickInput(this, 'Export Lifecycle Script');
      return value.endsWith('.sh') ? value : undefined;
    });
    assert.ok(place.startsWith(`${folder(0).path}/`), place);
    await press(this, 'Escape');
    await done;
  });
});

function folder(at: number): Uri {
  const found = workspace.workspaceFolders?.[at];
  assert.ok(found, 'The suite needs two folders');
  return found.uri;
}

const write = async (top: Uri, name: string, text: string): Promise<void> =>
  workspace.fs.writeFile(Uri.joinPath(top, name), new TextEncoder().encode(text));
