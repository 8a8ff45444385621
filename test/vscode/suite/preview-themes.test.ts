import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, ConfigurationTarget, workspace } from 'vscode';
import { closeEverything, onStage, openPolicy } from './vscode';
import { told } from './told';

/** VS Code's four kinds of theme, and what their pictures are called. */
const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast-dark': 'Default High Contrast',
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

/** Where pictures go; none are taken without it. */
const folder = told.pictures;

describe('The preview in every theme', function () {
  this.timeout(60_000);
  const theme = (name: string | undefined): Thenable<void> =>
    workspace.getConfiguration('workbench').update('colorTheme', name, ConfigurationTarget.Global);
  afterEach(closeEverything);
  after(() => theme(undefined));

  for (const [picture, name] of Object.entries(themes))
    it(`has nothing that axe-core would find in ${name}`, async function () {
      await theme(name);
      if (folder !== undefined) {
        await commands.executeCommand('workbench.action.closeSidebar');
        await commands.executeCommand('workbench.action.closeAuxiliaryBar');
      }
      await openPolicy('data-centre.nbroute', policy);
      await commands.executeCommand('nbroute.previewRouteTable');
      const axe = readFileSync(join(__dirname, '../../../node_modules/axe-core/axe.min.js'), 'utf8');
      const found = await onStage(
        this,
        async ({ page, frame }, { axe, folder, picture, kind }) => {
          const size = page.viewportSize();
          if (folder !== undefined) await page.setViewportSize({ width: 1600, height: 900 });
          const preview = await frame('.routes .row.added');
          await preview.locator(`body.vscode-${kind}`).waitFor();
          await preview.locator('.probe input').fill('10.9.7.5');
          const violations: unknown[] = [];
          for (const view of ['table', 'diagram', 'map', 'changes']) {
            await preview.locator(`#tab-${view}`).click();
            if (view === 'map') {
              await preview.locator('.map .tools input').fill('10.0.0.0/12');
              await preview.locator('.map .tools input').press('Enter');
            }
            await page.mouse.move(0, 0);
            // The pictures show one thing each.
            if (folder !== undefined && view !== 'table') await preview.locator('.probe input').fill('');
            await preview.evaluate(axe);
            const its: unknown = await preview.evaluate(
              `axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
                id + ': ' + nodes.map((node) => node.html + ' ' + node.failureSummary).join(' ')))`,
            );
            if (Array.isArray(its)) violations.push(...its.map((each) => `${view}: ${each}`));
            if (folder !== undefined)
              await page.screenshot({ path: `${folder}/preview-${view}-${picture}.png` });
          }
          if (size !== null) await page.setViewportSize(size);
          return violations;
        },
        {
          ...{ axe, folder, picture },
          kind: picture.replace(/^high-contrast-dark$/, 'high-contrast'),
        },
      );
      assert.deepEqual(found, []);
    });
});
