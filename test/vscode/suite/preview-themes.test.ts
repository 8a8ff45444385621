import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, ConfigurationTarget, workspace } from 'vscode';
import { closeEverything, onStage, openPolicy } from './vscode';

/** VS Code's four kinds of theme, with the class names that a webview has in them. */
const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

const policy = `# Reach the data centre through the VPC; keep the rest of 10/8 in, whatever happens.

policy DataCentreThroughVPC

vpc    172.31.0.0/16
subnet 172.31.64.0/20, 172.31.80.0/20

route 10.0.0.0/8  unreachable   # nothing of the company leaves by accident
route 10.0.0.0/16 via vpc       # data centre
route 10.8.0.0/14 via vpc       # plants in Europe
route 10.9.7.0/24 unreachable   # the plant that is being closed
route 192.168.10.0/24 via vpc   # licence server

expect 10.0.12.7 via vpc
expect 8.8.8.8   via direct
`;

describe('The preview in every theme', () => {
  const theme = (name: string | undefined): Thenable<void> =>
    workspace.getConfiguration('workbench').update('colorTheme', name, ConfigurationTarget.Global);
  afterEach(closeEverything);
  after(() => theme(undefined));

  for (const [kind, name] of Object.entries(themes))
    it(`has no violations by axe-core in ${name}`, async function () {
      await theme(name);
      await openPolicy('data-centre.nbroute', policy);
      await commands.executeCommand('nbroute.previewRouteTable');
      const axe = readFileSync(join(__dirname, '../../../node_modules/axe-core/axe.min.js'), 'utf8');
      const found = await onStage(
        this,
        async ({ page, frame }, { axe, kind }) => {
          const preview = await frame('.routes .row.added');
          await preview.locator(`body.vscode-${kind}`).waitFor();
          await preview.locator('.probe input').fill('10.9.7.5');
          const violations: unknown[] = [];
          for (const view of ['table', 'diagram', 'map', 'changes']) {
            await preview.locator(`#tab-${view}`).click();
            if (view === 'map') {
              await preview.locator('.map .tools input[type=text]').fill('10.0.0.0/12');
              await preview.locator('.map .tools input[type=text]').press('Enter');
            }
            await page.mouse.move(0, 0);
            await preview.evaluate(axe);
            const its: unknown = await preview.evaluate(
              `axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
                id + ': ' + nodes.map((node) => node.html + ' ' + node.failureSummary).join(' ')))`,
            );
            if (Array.isArray(its)) violations.push(...its.map((each) => `${view}: ${each}`));
          }
          return violations;
        },
        { axe, kind },
      );
      assert.deepEqual(found, []);
    });
});
