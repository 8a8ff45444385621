import * as assert from 'node:assert';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import type { Preview } from '../../server/protocol';
import { sites } from '../../server/model/effective';
import { nbroute } from '../cli/run';
import { root } from '../fixture';
import { modelOfText } from '../random-policy';
import {
  addedBy,
  comparison,
  many,
  stage,
  previewOf,
  previewOfSample,
  sample,
  send,
  shown,
  themeNames,
  view,
  views,
  type PageStage,
} from './stage';
import { renderedTable } from '../../server/render/rendered-table';
import { isLong, share } from '../volume';

/** The themes whose colours differ most, for `npm test`. */
const extremes = ['dark', 'high-contrast-light'] as const;

const axe = readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** axe-core's violations on the page, by all of its rules or by those about colours. */
async function violations(page: Page, rules: 'all' | 'colours' = 'all'): Promise<unknown> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  const options =
    rules === 'all' ? {} : { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };
  return page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id, nodes }) =>
      id + ': ' + nodes.map((node) => node.html + ' ' + node.failureSummary).join(' ')))`,
  );
}

const colorSchemes = isLong ? (['light', 'dark'] as const) : (['light'] as const);

/** Elements wider than the space they have. */
const tooWide = (page: Page): Promise<unknown> =>
  page.evaluate(
    `[...document.querySelectorAll('html, body, main, .panel, .scroller, .parts, .details, .notice')]
      .filter((each) => each.scrollWidth > each.clientWidth)
      .map((each) => each.className || each.tagName)`,
  );

/** In `npm test`, axe-core runs in one of a document's widths. */
async function assertAccessible(page: Page, width: number): Promise<void> {
  if (isLong || width === 320) assert.deepStrictEqual(await violations(page), [], `${width}`);
  assert.deepStrictEqual(await tooWide(page), [], `${width}`);
}

/** A policy whose network file has the next hops of its routes, one of which is a dead end. */
const wholePath = (): Promise<Preview> =>
  previewOfSample('whole-path', 'route 10.80.0.0/16 via vpc # the old lab\n');

const longComment = 'a comment that is rather long and goes on and on';

describe('the accessibility of the preview', () => {
  let page: Page;

  /** A page with as much open as possible: a look-up, the current route, the cursor's line. */
  async function open(
    source: string | Preview,
    options: Parameters<PageStage['open']>[0],
    query = '10.0.0.0/14',
  ): Promise<void> {
    page = await stage.open(options);
    const table = typeof source === 'string' ? previewOf(source) : source;
    const compared = typeof source === 'string' ? comparison(addedBy(source), 'table.txt') : {};
    await shown(page, table, compared);
    await page.getByLabel('How is an address').fill(query);
    await send(page, { kind: 'cursor', line: table.rows.find(({ line }) => line !== null)?.line });
    await page.locator('.row.at-cursor').first().waitFor();
    await page.locator('.row.added').first().click();
    await page.locator('.details .mono').first().waitFor();
  }

  /** Everything else it can show: another subnet's older table, a failed look-up, an open menu. */
  async function openMore(source: string): Promise<void> {
    await view(page, 'table');
    await shown(page, previewOf(source, '172.31.0.0/20'), { problem: 'the server is gone' });
    await page.locator('.notice.old').waitFor();
    await page.getByLabel('How is an address').fill('10.0.3.4/14');
    await page.locator('.answer.wrong').waitFor();
    await page.getByLabel('Filter routes').fill('nothing is like this');
    await page.locator('.routes .nothing').waitFor();
    await page.locator('summary', { hasText: 'Copy' }).click();
  }

  for (const theme of isLong ? themeNames : extremes) {
    // Themes differ only in colours, so in `npm test` all other rules run in one of them.
    const isFirst = isLong || theme === extremes[0];
    it(`has no violations by axe-core in ${isFirst ? 'any view' : 'two views'} of ${theme}`, async () => {
      const rules = isFirst ? 'all' : 'colours';
      // With the VPC's route table: next hops, and a dead end.
      await open(await wholePath(), { theme }, '10.80.0.0/15');
      for (const name of isFirst ? views : share(views, 2)) {
        await view(page, name);
        if (name === 'map') {
          await page.getByLabel('Block to show').fill('10.0.0.0/12');
          await page.keyboard.press('Enter');
        }
        assert.deepStrictEqual(await violations(page, rules), [], name);
      }
      await openMore(many(20));
      assert.deepStrictEqual(await violations(page, rules), []);
    });
  }

  for (const width of isLong ? [320, 640, 1280] : [])
    it(`has no violations by axe-core at ${width} pixels`, async () => {
      await open(many(300), { width });
      for (const name of views) {
        await view(page, name);
        assert.deepStrictEqual(await violations(page), [], name);
      }
    });

  for (const [what, source, query] of share([
    ['300 routes with long comments', () => many(300, longComment), '10.0.0.0/14'],
    ['a sample', () => sample, '10.0.0.0/14'],
    ['the VPC’s route table', wholePath, '10.80.0.0/15'],
  ] as const))
    it(`allows no sideways scrolling at 320 pixels in any view, with ${what}`, async () => {
      await open(await source(), { width: 320 }, query);
      for (const name of views) {
        await view(page, name);
        assert.deepStrictEqual(await tooWide(page), [], name);
      }
      await openMore(many(20));
      assert.deepStrictEqual(await tooWide(page), []);
    });

  for (const reducedMotion of isLong ? (['reduce', 'no-preference'] as const) : (['reduce'] as const))
    it(`has no animation for users who prefer reduced motion: ${reducedMotion}`, async () => {
      await open(sample, { reducedMotion });
      for (const name of views) {
        await view(page, name);
        const moving = await page.evaluate(
          `[...document.querySelectorAll('*')].map((each) => getComputedStyle(each)).filter((style) =>
            style.transitionDuration !== '0s' || style.animationName !== 'none' || style.scrollBehavior !== 'auto').length`,
        );
        if (reducedMotion === 'reduce') assert.strictEqual(moving, 0, name);
        else assert.notStrictEqual(moving, 0, name);
      }
    });
});

describe('the preview in forced colours', () => {
  it('keeps the marks of the actions, and underlines only the selected tab', async () => {
    const page = await stage.open();
    await page.emulateMedia({ forcedColors: 'active' });
    try {
      await shown(page, previewOf(sample));
      const style = (selector: string, property: string): Promise<unknown> =>
        page.evaluate(`getComputedStyle(document.querySelector("${selector}")).${property}`);
      assert.match(String(await style('.action-swatch.nb-vpc', 'backgroundImage')), /gradient/);
      assert.strictEqual(
        await style("[role='tab'][aria-selected='false']", 'borderBottomColor'),
        await style('body', 'backgroundColor'),
      );
    } finally {
      await page.emulateMedia({ forcedColors: null });
    }
  });
});

describe('the accessibility of the exported page', () => {
  const exported = (source: string): string => {
    const model = modelOfText(source);
    return renderedTable(model, sites(model)[0], 'html', false);
  };

  for (const colorScheme of colorSchemes)
    it(`has no violations by axe-core and no sideways scrolling, ${colorScheme}`, async () => {
      for (const width of [1280, 320]) {
        const page = await stage.openDocument(exported(many(20, longComment)), { width, colorScheme });
        await assertAccessible(page, width);
      }
    });

  it('shows the whole table at 1,000 pixels', async () => {
    const page = await stage.openDocument(exported(sample), { width: 1000, colorScheme: 'light' });
    const cut = await page.evaluate(
      `[...document.querySelectorAll('.wide')].filter((each) => each.scrollWidth > each.clientWidth).length`,
    );
    assert.strictEqual(cut, 0);
  });
});

describe("the accessibility of the fleet's page", () => {
  for (const colorScheme of colorSchemes)
    it(`has no violations by axe-core and no sideways scrolling, ${colorScheme}`, async () => {
      const { out } = await nbroute([
        'fleet',
        'samples/fleet/policies',
        '--from',
        'samples/fleet/answers.json',
        '--format',
        'html',
      ]);
      for (const width of [1280, 320]) {
        const page = await stage.openDocument(out, { width, colorScheme });
        await page.locator('summary').first().click();
        await page.locator('details[open] tbody th').first().waitFor();
        await assertAccessible(page, width);
      }
    });
});
