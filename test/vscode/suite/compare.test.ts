import assert from 'node:assert/strict';
import { commands, env, type Uri, window, workspace } from 'vscode';
import { repositoryOf } from '../../../client/git';
import { choose, notification, press, quickInput, quickPick } from './quick-input';
import { changesWith } from './changes';
import { git, openCommitted } from './committed';
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

/** The blog's table on an instance after someone added a route by hand. */
const table = `default via 172.16.32.1 dev eth0
10.0.0.0/16 via 172.31.64.1 dev eth2
10.5.0.0/16 via 172.31.64.1 dev eth2
172.17.0.0/16 dev docker0
172.31.0.0/16 via 172.31.64.1 dev eth2
172.31.64.0/20 dev eth2
what is <b>this</b> \`line\`?
`;

describe('Compare Routes With…', () => {
  afterEach(closeEverything);

  it('offers the policies of the workspace, and shows which addresses are routed differently', async function () {
    await write('wider.nbroute', blog.replace('10.0.0.0/16', '10.0.0.0/15'));
    const { document } = await openPolicy('compared.nbroute', blog);
    const done = commands.executeCommand('nbroute.compare', document.uri);
    // It first searches for policies; the other one may be scrolled out of view until its name is typed.
    const offered = ['The Clipboard', 'A File…', 'blog.nbroute'];
    const { rows } = await quickPick(this, 'Compare compared.nbroute', offered);
    assert.ok(!rows.includes('compared.nbroute'), rows.join());
    await choose(this, 'Compare compared.nbroute', 'wider.nbroute');
    await done;
    assert.deepEqual(await changesWith(this, 'wider.nbroute'), [
      'Compared with wider.nbroute',
      '1 address range is routed differently.',
      '10.1.0.0/16 via vpc (line 8) → via direct 65,536',
    ]);
    await onStage(
      this,
      async ({ frame }) => (await frame('.changes .body > .row')).locator('.changes .body > .row').click(),
      null,
    );
    // The selection arrives after the editor.
    await eventually('line 8 of the other policy', () => {
      const { document, selection } = window.activeTextEditor ?? {};
      return document?.uri.path.endsWith('/wider.nbroute') === true && selection?.active.line === 7
        ? true
        : undefined;
    });
  });

  it('reads the routes of a notebook from the clipboard, an editor or a file, and reports what it could not read', async function () {
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
      const shown = (await changesWith(this, name)).join('\n');
      assert.match(shown, /^10\.5\.0\.0\/16 via vpc \(line 3\) → via direct 65,536$/m);
      assert.match(shown, /^Not compared: line 7: what is <b>this<\/b> `line`\?: /m);
    }
  });

  it('takes two policies that are selected in the explorer', async function () {
    const one = await write('one.nbroute', blog);
    const two = await write('two.nbroute', blog.replace('10.0.0.0/16', '10.0.0.0/15'));
    await commands.executeCommand('nbroute.compare', one, [one, two]);
    assert.match((await changesWith(this, 'two.nbroute')).join(), /1 address range/);
  });

  it('reports why nothing can be compared', async function () {
    const { document } = await openPolicy('sound.nbroute', blog);
    await commands.executeCommand('nbroute.compare', document.uri, await write('prose.txt', 'Dear all,\n'));
    await notification(this, 'nothing was compared: prose.txt: neither a table of routes');
    await commands.executeCommand('nbroute.compare', document.uri, inWorkspace('not-there.txt'));
    await notification(this, 'not-there.txt');
    await commands.executeCommand('nbroute.compare', document.uri, await write('unclear.nbroute', 'route'));
    await notification(this, 'nothing was compared: unclear.nbroute has errors');
  });

  it('can be cancelled at each question', async function () {
    const { document } = await openPolicy('stopped.nbroute', blog);
    let done = commands.executeCommand('nbroute.compare', document.uri);
    await quickInput(this, 'Compare stopped.nbroute');
    await press(this, 'Escape');
    await done;
    done = commands.executeCommand('nbroute.compare', document.uri);
    await choose(this, 'Compare stopped.nbroute', 'A File…');
    await quickInput(this, 'Compare with Routes, a Network File or a Policy');
    await press(this, 'Escape');
    await done;
    assert.deepEqual(
      window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)),
      ['stopped.nbroute'],
    );
  });

  if (launchInfo.host === 'node')
    it('compares with the last commit, another branch, the merge base, and any other revision', async function () {
      const editor = await openCommitted('committed', 'head.nbroute', unexpecting);
      const folder = inWorkspace('committed').fsPath;
      const commit = async (text: string): Promise<void> => {
        await replace(editor, '10.0.0.0/16', text);
        await editor.document.save();
        await git(folder, 'commit', '-am', text);
      };
      await git(folder, 'switch', '-c', 'work');
      await commit('10.0.0.0/15');
      await git(folder, 'tag', 'v1');
      await replace(editor, '10.0.0.0/15', '10.0.0.0/14');
      // The Git extension finds repositories in its own time, and asking it directly is quicker.
      const { uri } = editor.document;
      let problem = 'nothing';
      await eventually(
        'the repository',
        async () => {
          await commands.executeCommand('git.openRepository', folder);
          const repository = await repositoryOf(uri);
          if (!('problem' in repository)) return repository.state.HEAD;
          problem = repository.problem;
          return undefined;
        },
        () => problem,
      );
      const compared = async (label: string, name: string): Promise<string> => {
        const done = commands.executeCommand('nbroute.compare', uri);
        await choose(this, 'Compare head.nbroute', label);
        if (label.startsWith('Another')) await choose(this, 'Compare head.nbroute with a Revision', name);
        await done;
        return (await changesWith(this, name)).slice(2).join();
      };
      assert.match(await compared('The Last Commit', 'HEAD'), /^10\.2\.0\.0\/15 via direct → via vpc/);
      assert.match(await compared('main', 'main'), /^10\.1\.0\.0-10\.3\.255\.255 via direct → via vpc/);
      assert.match(await compared('Merge Base with main', 'the merge base with main'), /^10\.1\.0\.0-/);
      assert.match(await compared('Another Branch', 'v1'), /^10\.2\.0\.0\/15 /);
      const done = commands.executeCommand('nbroute.compare', uri);
      await choose(this, 'Compare head.nbroute', 'Another Branch');
      await choose(this, 'Compare head.nbroute with a Revision', 'no-such');
      await done;
      await notification(this, 'nothing was compared: the repository has no revision no-such');
    });
});

const write = async (name: string, text: string): Promise<Uri> => {
  await workspace.fs.writeFile(inWorkspace(name), new TextEncoder().encode(text));
  return inWorkspace(name);
};
