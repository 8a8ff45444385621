import assert from 'node:assert/strict';
import { commands, window } from 'vscode';
import { answer, press, quickInput, type Shown } from './quick-input';
import { closeEverything, eventually, noFindings, onStage } from './vscode';

describe('New Policy', () => {
  afterEach(closeEverything);

  it('asks three questions and opens a policy that has no findings', async function () {
    const done = commands.executeCommand('nbroute.newPolicy');
    for (const [step, text] of [
      ['New Policy (1/3)', '10.20.0.0/16'],
      ['New Policy (2/3)', '10.20.4.0/24'],
      ['New Policy (3/3)', '10.0.0.0/16, 192.168.10.0/24'],
    ] as const) {
      const { placeholder, value } = await quickInput(this, step);
      assert.match(placeholder, /^For example \d/);
      assert.equal(value, '');
      await answer(this, step, text);
      await press(this, 'Enter');
    }
    await done;
    const document = window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.equal(document.languageId, 'nbroute');
    assert.equal(
      document.getText(),
      `# 10.0.0.0/16, 192.168.10.0/24 through the VPC; everything else keeps the direct path.

vpc    10.20.0.0/16
subnet 10.20.4.0/24

route 10.0.0.0/16, 192.168.10.0/24 via vpc

expect 10.0.0.0/16, 192.168.10.0/24 via vpc
`,
    );
    await noFindings(document);
  });

  it('says what is wrong with an answer as it is typed, in the words of the checks, and waits', async function () {
    const done = commands.executeCommand('nbroute.newPolicy');
    const said = async (step: string, text: string, message: RegExp): Promise<void> => {
      await answer(this, step, text);
      await shownWhen(this, step, message);
    };
    await said('New Policy (1/3)', '172.31.0.0/33', /prefix length `33`/);
    await press(this, 'Enter');
    await said('New Policy (1/3)', '10.0.0.0/8', /\/16/);
    await said('New Policy (1/3)', '172.31.0.0/16', /CIDR blocks of the VPC/);
    await press(this, 'Enter');
    await said('New Policy (2/3)', '10.0.0.0/24', /10\.0\.0\.0\/24/);
    await press(this, 'Enter');
    await said('New Policy (2/3)', '172.31.64.0/20', /subnets that notebooks/);
    await press(this, 'Enter');
    await said('New Policy (3/3)', '169.254.169.254', /169\.254/);
    await press(this, 'Enter');
    // A warning is said, and keeps nobody.
    await said('New Policy (3/3)', '172.16.0.0/12', /172\.1[67]/);
    await press(this, 'Enter');
    await done;
    const text = window.activeTextEditor?.document.getText() ?? '';
    assert.ok(text.endsWith('route 172.16.0.0/12 via vpc\n'), text);
  });

  it('goes back with the answers kept, and stops at every step', async function () {
    const before = window.activeTextEditor;
    for (const steps of [0, 1, 2]) {
      const done = commands.executeCommand('nbroute.newPolicy');
      await quickInput(this, '(1/3)');
      for (const text of ['172.31.0.0/16', '172.31.64.0/20'].slice(0, steps)) {
        await answer(this, `/3)`, text);
        await press(this, 'Enter');
        await quickInput(this, `(${text.endsWith('16') ? 2 : 3}/3)`);
      }
      if (steps === 2) {
        await onStage(
          this,
          async ({ page }) => page.locator('.quick-input-titlebar .codicon-quick-input-back').click(),
          null,
        );
        assert.equal((await quickInput(this, '(2/3)')).value, '172.31.64.0/20');
      }
      await press(this, 'Escape');
      await done;
    }
    assert.equal(window.activeTextEditor, before);
  });

  it('takes no empty answer', async function () {
    const done = commands.executeCommand('nbroute.newPolicy');
    await quickInput(this, '(1/3)');
    await press(this, 'Enter');
    await shownWhen(this, '(1/3)', /For example 172\.31\.0\.0\/16/);
    await press(this, 'Escape');
    await done;
  });
});

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
