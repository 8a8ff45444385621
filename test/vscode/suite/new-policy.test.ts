import assert from 'node:assert/strict';
import { commands, window, workspace } from 'vscode';
import { answer, choose, press, quickInput, quickPick, type Shown } from './quick-input';
import { closeEverything, eventually, inWorkspace, noDiagnostics, onStage } from './vscode';

describe('New Policy', () => {
  afterEach(closeEverything);

  it('creates the policy of a notebook in a network file of the workspace', async function () {
    const done = commands.executeCommand('nbroute.newPolicy');
    const { rows } = await quickPick(this, 'New Policy', ['analysis', 'Another Network…']);
    assert.deepEqual(rows, ['analysis', 'subnet-0b1b2c3d4e5f60718', 'Another Network…']);
    await choose(this, 'New Policy', 'analysis');
    await answer(this, 'New Policy', 'Analysis');
    await press(this, 'Enter');
    await quickInput(this, 'Folder of the New Policy');
    await press(this, 'Enter');
    await done;
    const document = window.activeTextEditor?.document;
    assert.equal(document?.uri.toString(), inWorkspace('Analysis.nbroute').toString());
    assert.match(document.getText(), /^policy Analysis$/m);
    assert.match(document.getText(), /^network +from "network.json"$/m);
    assert.match(document.getText(), /^expect 10\.64\.0\.0\/16 via vpc to pcx-0a1b2c3d4e5f60718$/m);
    await noDiagnostics(document);
    await workspace.fs.delete(document.uri);
  });

  it('asks for name, network, destinations and folder, and writes a policy without diagnostics', async function () {
    const { ended: done } = await begun(this);
    for (const [step, text] of [
      ['New Policy (1/4)', 'Wizard'],
      ['New Policy (2/4)', '10.20.0.0/16'],
      ['New Policy (3/4)', '10.20.4.0/24'],
      ['New Policy (4/4)', '10.0.0.0/16, 192.168.10.0/24'],
    ] as const) {
      const { placeholder, value } = await quickInput(this, step);
      assert.match(placeholder, /^For example \S/);
      assert.equal(value, '');
      await answer(this, step, text);
      await press(this, 'Enter');
    }
    // The workspace's own folder comes first.
    await quickInput(this, 'Folder of the New Policy');
    await press(this, 'Enter');
    await done;
    const document = window.activeTextEditor?.document;
    assert.equal(document?.uri.toString(), inWorkspace('Wizard.nbroute').toString());
    assert.equal(document.isDirty, false);
    assert.equal(
      document.getText(),
      `# 10.0.0.0/16, 192.168.10.0/24 through the VPC; everything else keeps the direct path.

policy Wizard

vpc    10.20.0.0/16
subnet 10.20.4.0/24

route 10.0.0.0/16, 192.168.10.0/24 via vpc

expect 8.8.8.8 via direct
expect 10.0.0.0/16, 192.168.10.0/24 via vpc
`,
    );
    await noDiagnostics(document);
    await workspace.fs.delete(document.uri);
  });

  it('reports what is wrong with an answer as it is typed, in the words of the checks, and keeps the draft', async function () {
    const { ended: done } = await begun(this);
    const text = async (step: string, text: string, message: RegExp): Promise<void> => {
      await answer(this, step, text);
      await shownWhen(this, step, message);
    };
    await text('New Policy (1/4)', 'two words', /words/);
    await press(this, 'Enter');
    await text('New Policy (1/4)', 'Draft', /policy's name/);
    await press(this, 'Enter');
    await text('New Policy (2/4)', '172.31.0.0/33', /prefix length `33`/);
    await press(this, 'Enter');
    await text('New Policy (2/4)', '172.31.0.0', /add one, as in `172\.31\.0\.0\/16`/);
    await text('New Policy (2/4)', '10.0.0.0/8', /\/16/);
    await text('New Policy (2/4)', '172.31.0.0/16', /CIDR blocks of the VPC/);
    await press(this, 'Enter');
    await text('New Policy (3/4)', '10.0.0.0/24', /10\.0\.0\.0\/24/);
    await press(this, 'Enter');
    await text('New Policy (3/4)', '172.31.64.0/20', /subnets that notebooks/);
    await press(this, 'Enter');
    await text('New Policy (4/4)', '169.254.169.254', /169\.254/);
    await press(this, 'Enter');
    // A warning is shown but does not prevent continuing.
    await text('New Policy (4/4)', '172.16.0.0/12', /172\.1[67]/);
    await press(this, 'Enter');
    await choose(this, 'Folder of the New Policy', 'Another Folder…');
    await quickInput(this, 'New Policy in a Folder');
    await press(this, 'Escape');
    await done;
    const document = window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.match(document.getText(), /\nroute 172\.16\.0\.0\/12 via vpc\n\nexpect 8\.8\.8\.8 via direct\n$/);
  });

  it('goes back with the answers kept, and can be cancelled at every step', async function () {
    const before = window.activeTextEditor;
    const answers = ['Steps', '172.31.0.0/16', '172.31.64.0/20'];
    for (const steps of [0, 1, 3]) {
      const { ended: done } = await begun(this);
      for (const [index, text] of answers.slice(0, steps).entries()) {
        await quickInput(this, `(${index + 1}/4)`);
        await answer(this, `(${index + 1}/4)`, text);
        await press(this, 'Enter');
      }
      await quickInput(this, `(${steps + 1}/4)`);
      if (steps === 3) {
        await onStage(
          this,
          async ({ page }) => page.locator('.quick-input-titlebar .codicon-quick-input-back').click(),
          null,
        );
        assert.equal((await quickInput(this, '(3/4)')).value, '172.31.64.0/20');
      }
      await press(this, 'Escape');
      await done;
    }
    assert.equal(window.activeTextEditor, before);
  });

  it('rejects an empty answer', async function () {
    const { ended: done } = await begun(this);
    await quickInput(this, '(1/4)');
    await press(this, 'Enter');
    await shownWhen(this, '(1/4)', /For example team-a/);
    await press(this, 'Escape');
    await done;
  });
});

/** Starts the command for another network than those in the workspace's network file. */
async function begun(test: Mocha.Context): Promise<{ readonly ended: Thenable<unknown> }> {
  const done = commands.executeCommand('nbroute.newPolicy');
  await choose(test, 'New Policy', 'Another Network…');
  return { ended: done };
}

const shownWhen = (test: Mocha.Context, title: string, message: RegExp): Promise<Shown> => {
  let last: Shown | undefined;
  return eventually(
    `${message.source} below the box`,
    async () => {
      last = await quickInput(test, title);
      return message.test(last.message) ? last : undefined;
    },
    () => JSON.stringify(last),
  );
};
