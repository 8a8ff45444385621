import assert from 'node:assert/strict';
import { commands, env, type Uri, window, workspace } from 'vscode';
import { headText } from '../../../client/preview/head';
import { choose, notification, press, quickInput, quickPick } from './quick-input';
import { openCommitted } from './committed';
import { launchInfo } from './launch-info';
import {
  blog,
  closeEverything,
  eventually,
  inWorkspace,
  onStage,
  openPolicy,
  replace,
  unexpecting,
} from './vscode';

/** The blog's table, as an instance has it after someone added a route by hand. */
const table = `default via 172.16.32.1 dev eth0
10.0.0.0/16 via 172.31.64.1 dev eth2
10.5.0.0/16 via 172.31.64.1 dev eth2
172.17.0.0/16 dev docker0
172.31.0.0/16 via 172.31.64.1 dev eth2
172.31.64.0/20 dev eth2
what is <b>this</b> \`line\`?
`;

describe('Compare With…', () => {
  afterEach(closeEverything);

  it('offers the policies there are, and shows which addresses go another way', async function () {
    await write('wider.nbroute', blog.replace('10.0.0.0/16', '10.0.0.0/15'));
    const { document } = await openPolicy('compared.nbroute', blog);
    const done = commands.executeCommand('nbroute.compare', document.uri);
    // It looks for policies first; the other one may be below what is in view, until it is typed.
    const offered = ['The Clipboard', 'A File…', 'blog.nbroute'];
    const { rows } = await quickPick(this, 'Compare compared.nbroute', offered);
    assert.ok(!rows.includes('compared.nbroute'), rows.join());
    await choose(this, 'Compare compared.nbroute', 'wider.nbroute');
    await done;
    const text = await resultText(this, 'compared.nbroute and wider.nbroute.md');
    assert.match(text, /compared\.nbroute → wider\.nbroute: 1 range, 65,536 addresses/);
    assert.match(text, /10\.1\.0\.0\/16/);
  });

  it('reads the routes of a notebook from the clipboard, an editor or a file, and says what it could not read', async function () {
    const { document } = await openPolicy('drift.nbroute', blog);
    await env.clipboard.writeText(table);
    const file = await write('table.txt', table);
    const dump = await workspace.openTextDocument({ language: 'plaintext', content: table });
    await window.showTextDocument(dump);
    for (const from of ['The Clipboard', 'Untitled-', 'file'] as const) {
      const done =
        from === 'file'
          ? commands.executeCommand('nbroute.compare', document.uri, file)
          : commands.executeCommand('nbroute.compare', document.uri);
      if (from !== 'file') await choose(this, 'Compare drift.nbroute', from);
      await done;
      const name = from === 'file' ? 'table.txt' : from === 'Untitled-' ? 'Untitled-' : 'the clipboard';
      const text = await resultText(this, `drift.nbroute and ${name}`);
      assert.match(text, /10\.5\.0\.0\/16/);
      assert.match(text, /Not compared:\s+line 7: what is <b>this<\/b> `line`\?: /);
      await commands.executeCommand('workbench.action.closeActiveEditor');
    }
  });

  it('takes two policies that are selected in the explorer', async function () {
    const one = await write('one.nbroute', blog);
    const two = await write('two.nbroute', blog.replace('10.0.0.0/16', '10.0.0.0/15'));
    await commands.executeCommand('nbroute.compare', one, [one, two]);
    assert.match(await resultText(this, 'one.nbroute and two.nbroute.md'), /1 range/);
  });

  it('says why nothing can be compared', async function () {
    const { document } = await openPolicy('sound.nbroute', blog);
    await commands.executeCommand('nbroute.compare', document.uri, await write('prose.txt', 'Dear all,\n'));
    await notification(this, 'nothing was compared: neither a table of routes');
    await commands.executeCommand('nbroute.compare', document.uri, inWorkspace('not-there.txt'));
    await notification(this, 'not-there.txt');
    await commands.executeCommand('nbroute.compare', document.uri, await write('unclear.nbroute', 'route'));
    await notification(this, 'nothing was compared: unclear.nbroute has errors');
  });

  it('stops at each question', async function () {
    const { document } = await openPolicy('stopped.nbroute', blog);
    let done = commands.executeCommand('nbroute.compare', document.uri);
    await quickInput(this, 'Compare stopped.nbroute');
    await press(this, 'Escape');
    await done;
    done = commands.executeCommand('nbroute.compare', document.uri);
    await choose(this, 'Compare stopped.nbroute', 'A File…');
    await quickInput(this, 'Compare with Routes, a Script or a Policy');
    await press(this, 'Escape');
    await done;
    assert.deepEqual(
      window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)),
      ['stopped.nbroute'],
    );
  });

  if (launchInfo.host === 'node')
    it('compares with the last commit', async function () {
      await workspace.fs.createDirectory(inWorkspace('committed'));
      const latin = inWorkspace('committed/latin.nbroute');
      await workspace.fs.writeFile(latin, Uint8Array.from(Buffer.from('# Büro\n', 'latin1')));
      const editor = await openCommitted('committed', 'head.nbroute', unexpecting);
      await replace(editor, '10.0.0.0/16', '10.0.0.0/15');
      // Git's extension looks for repositories in its own time; asking it is quicker than asking the person.
      const { uri } = editor.document;
      let problem = 'nothing';
      await eventually(
        'the commit',
        async () => {
          await commands.executeCommand('git.openRepository', inWorkspace('committed').fsPath);
          const head = await headText(uri);
          if ('text' in head) return head;
          problem = head.problem;
          return undefined;
        },
        () => problem,
      );
      const unreadable = await headText(latin);
      assert.match(
        'problem' in unreadable ? unreadable.problem : unreadable.text,
        /^The version in Git’s HEAD cannot be read: not UTF-8: byte 0xFC at offset 3; /,
      );
      const done = commands.executeCommand('nbroute.compare', uri);
      await choose(this, 'Compare head.nbroute', 'The Last Commit');
      await done;
      const text = await resultText(this, 'head.nbroute and head.nbroute in Git’s HEAD.md');
      assert.match(
        text,
        /head\.nbroute in Git’s HEAD → committed\/head\.nbroute: 1 range, 65,536 addresses \(1 added\)/,
      );
    });
});

const labels = (): string[] => window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));

const write = async (name: string, text: string): Promise<Uri> => {
  await workspace.fs.writeFile(inWorkspace(name), new TextEncoder().encode(text));
  return inWorkspace(name);
};

/** What the Markdown preview in front shows, once it is the one of this name. */
async function resultText(test: Mocha.Context, name: string): Promise<string> {
  await eventually(
    `a tab ${name}`,
    () => (labels().some((label) => label.startsWith(name)) ? true : undefined),
    () => labels().join(', '),
  );
  const text = await onStage(
    test,
    async ({ frame }) => (await frame('.markdown-body p')).locator('.markdown-body').innerText(),
    null,
  );
  return String(text);
}
