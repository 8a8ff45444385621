import * as assert from 'node:assert';
import type { Page } from 'playwright-core';
import { grouped } from '../../server/lib/numbers';
import { isLong } from '../volume';
import {
  addedBy,
  comparison,
  many,
  message,
  network,
  previewOf,
  previewOfSample,
  sample,
  send,
  shown,
  stage,
  view,
  views,
} from './stage';

/** The texts of the rows in the document, in order. */
const rowsIn = (page: Page): Promise<string[][]> =>
  page.evaluate(`[...document.querySelectorAll('.routes .body > .row')]
    .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
    .map((row) => [...row.children].map((cell) => cell.textContent))`);

const messages = (page: Page): Promise<unknown[]> => page.evaluate('window.said');

/** The focused element after each press of a key: its role, name and state, checked to be visibly focused. */
async function walked(page: Page, key: string, times: number): Promise<string[]> {
  const focused: string[] = [];
  for (let i = 0; i < times; i++) {
    await page.keyboard.press(key);
    const ring = await page.evaluate(`(() => {
      const focus = document.activeElement;
      if (focus === document.body) return null;
      const covering = [focus, focus.closest('label'), focus.closest('.cell'), focus.closest('.scroller')];
      return covering.some((each) => each && getComputedStyle(each).outlineStyle === 'solid');
    })()`);
    const [line] = ring === null ? ['- none'] : (await page.locator(':focus').ariaSnapshot()).split('\n');
    focused.push(`${line.replace(/^- |(?<=["\]]):.*/g, '')}${ring || line === '- none' ? '' : ', not seen'}`);
  }
  return focused;
}

describe('the page of the preview', () => {
  let page: Page;

  const most = isLong ? 10_000 : 300;

  it(`keeps ${grouped(most)} routes in a few rows, wherever it is scrolled to`, async () => {
    page = await stage.open();
    await shown(page, previewOf(many(most)));
    const drawn = await page.locator('.routes .body > .row').count();
    assert.ok(drawn > 5 && drawn < 80, `${drawn} rows`);
    assert.strictEqual(await page.getByRole('grid').getAttribute('aria-rowcount'), `${most + 7}`);

    const work = await drawing(
      page,
      `for (let i = 1; i <= 60; i++) {
        const scroller = document.querySelector('.routes .scroller');
        scroller.scrollTop = (i * (scroller.scrollHeight - scroller.clientHeight)) / 60;
        scroller.dispatchEvent(new Event('scroll'));
        await painted();
      }`,
    );
    // A different range of rows each time, none of them drawn far outside the view.
    assert.ok(work.rows >= 60 && work.rows <= 60 * 80, `${work.rows} rows are drawn`);
    const [first] = await rowsIn(page);
    assert.match(first[1], /^10\./);
    // The column heads stay visible.
    const tops: number[] = await page.evaluate(
      `['.scroller', '.row.head'].map((name) => Math.round(document.querySelector('.routes ' + name).getBoundingClientRect().top))`,
    );
    assert.deepStrictEqual(tops, [tops[1] - 1, tops[1]]);
  });

  it('draws no more for an update of ten times as many routes, in any view', async () => {
    const nodes = new Map<string, number[]>(views.map((name) => [name, []]));
    for (const count of [most / 10, most]) {
      page = await stage.open();
      const source = many(count);
      const last = count / 2 - 1;
      const edited = source.replace(`unreachable # site ${last}\n`, `via vpc # site ${last}\n`);
      const before = { table: previewOf(source), ...comparison(addedBy(source)) };
      const after = { table: previewOf(edited), ...comparison(addedBy(edited)) };
      await shown(page, before.table, before);
      for (const [i, name] of views.entries()) {
        await view(page, name);
        const next = { ...message(null), ...(i % 2 === 0 ? after : before) };
        const update = `dispatchEvent(new MessageEvent('message', { data: ${JSON.stringify(next)} })); await painted();`;
        nodes.get(name)?.push((await drawing(page, update)).nodes);
      }
    }
    for (const [name, [small, large]] of nodes)
      assert.ok(
        small > 0 && large <= 2 * small + 100 && large < 3000,
        `${name}: ${small} and ${large} nodes are drawn`,
      );
  });

  it('draws nothing again that an update leaves unchanged', async () => {
    page = await stage.open();
    await shown(page, previewOf(sample));
    await view(page, 'map');
    await page.locator('.stretches button').last().focus();
    await page.evaluate(
      `window.before = [document.querySelector('.overview > svg'), document.activeElement]`,
    );
    const stays = (): Promise<unknown> =>
      page.evaluate('[...before.map((each) => each.isConnected), document.activeElement === before[1]]');
    const table = previewOf(sample);
    await shown(page, { ...table, policy: 'Another' });
    assert.deepStrictEqual(await stays(), [true, true, true]);
    await shown(page, { ...previewOf(`${sample}route 8.0.0.0/8 unreachable\n`), policy: 'One more' });
    assert.deepStrictEqual(await stays(), [false, false, false]);
  });

  it('shows hostile text as text', async () => {
    page = await stage.open();
    const attack = '<img src=x onerror="window.hostile=1"></script><script>window.hostile=1</script>';
    const table = previewOf(many(3, attack));
    const rows = table.rows.map((row) => ({ ...row, iface: attack, gateway: attack, prefix: attack }));
    const interfaces = { name: attack, pinned: false, gateway: attack };
    const [vpc] = table.rows.filter(({ action }) => action === 'vpc');
    const router = {
      routeTable: attack,
      nextHops: [{ state: 'ok' as const, id: attack, kind: attack, reason: attack }],
      rows: [{ destination: '0.0.0.0/0', nextHop: attack, kind: attack, origin: attack }],
      ranges: [{ first: '0.0.0.0', nextHop: 0, row: 0 }],
    };
    const side = { action: attack, state: 'ok' as const, label: attack, routes: [{ line: 0, text: attack }] };
    const changes = [{ range: attack, count: 1, addresses: attack, before: side, after: side }];
    const notes = { missing: [{ line: 1, text: attack, message: attack }], assumptions: [attack] };
    await shown(
      page,
      {
        ...table,
        rows: [vpc, ...rows],
        router,
        policy: attack,
        note: attack,
        subnets: [attack, 'x'],
        otherSubnets: [attack],
        network: { ...table.network, vpc: [attack], direct: interfaces, router: interfaces },
      },
      comparison({ ok: true, changes, notes }, attack),
    );
    // An address in both route tables, then hostile text.
    for (const query of ['172.31.0.1', attack]) await page.getByLabel('How is an address').fill(query);
    for (const name of ['table', 'diagram', 'map', 'changes']) await view(page, name);
    assert.strictEqual(await page.evaluate('window.hostile'), undefined);
    assert.strictEqual(await page.locator('main img, main script, main iframe, [onerror]').count(), 0);
    assert.strictEqual(await page.locator('h1').textContent(), attack);
  });

  it('shows only the reason if there has not been a table', async () => {
    page = await stage.open();
    const text = (): Promise<string> => page.locator('main').innerText();
    assert.strictEqual(await text(), 'Computing the route table …');
    const table = previewOf(sample);
    await send(page, { ...message(table), table: null, problem: 'it is gone' });
    assert.strictEqual(
      await text(),
      'The policy cannot be evaluated: it is gone. The route table appears as soon as it can.',
    );
    await shown(page, table);
    assert.ok(await page.locator('h1').isVisible());
  });

  it('shows the resolved routes while there are errors, without verdicts, and links to each error', async () => {
    page = await stage.open();
    await shown(page, previewOf(sample));
    await view(page, 'map');
    const wrong = previewOf(`${sample}route 10.77.0.0/16 via vpc\nroute 10.0.3.4/16 via vpc\nnothing\n`);
    await shown(page, wrong);
    await page.locator('.row', { hasText: '10.77.0.0' }).waitFor();
    assert.match(await page.locator('.notice').innerText(), /^Inconclusive: the policy has 2 errors\./);
    for (const hidden of ['.probe', '.tabs', '.menus', '.map'])
      assert.strictEqual(await page.locator(`${hidden}:visible`).count(), 0, hidden);
    const links = page.locator('.problems .link');
    assert.deepStrictEqual(
      await links.allInnerTexts(),
      wrong.problems.map(({ line }) => `Line ${line + 1}`),
    );
    await links.last().click();
    const [last] = (await messages(page)).slice(-1);
    assert.deepStrictEqual(last, { kind: 'reveal', line: wrong.problems[1].line });
    assert.match(await page.locator('.about .summary').innerText(), /2 errors/);
    await shown(page, previewOf(sample));
    await page.locator('.map svg').first().waitFor();
    assert.ok(await page.locator('.probe').isVisible());
    for (const [more, expected] of [
      ['', /\d+ of them from the policy · restored when lost/],
      ['on-loss ignore\n', /\d+ of them from the policy · set once/],
    ] as const) {
      await shown(page, previewOf(`${sample}${more}`));
      assert.match(await page.locator('.about .summary').innerText(), expected);
    }
  });

  it('shows that it is updating if a response takes a while', async () => {
    page = await stage.open();
    const notice = page.locator('.notice');
    await send(page, { kind: 'updating' });
    assert.strictEqual(await notice.textContent(), 'Computing the route table …');
    await shown(page, previewOf(sample));
    await send(page, { kind: 'updating' });
    assert.strictEqual(await notice.textContent(), 'Updating …');
    await shown(page, { ...previewOf(sample), policy: 'Another' });
    assert.strictEqual(await notice.textContent(), '');
  });

  it('is locked to its policy and follows again, and looks up requested addresses', async () => {
    page = await stage.open();
    await shown(page, previewOf(sample));
    const lock = page.locator('.lock');
    assert.strictEqual(await lock.getAttribute('aria-pressed'), 'false');
    await lock.click();
    assert.deepStrictEqual((await messages(page)).slice(-1), [{ kind: 'lock', locked: true }]);
    assert.strictEqual(await lock.innerText(), 'Locked to this policy');
    const size = page.viewportSize();
    await page.setViewportSize({ width: 190, height: 800 });
    const widths =
      '[document.documentElement.scrollWidth <= innerWidth, document.body.scrollWidth <= innerWidth]';
    assert.deepStrictEqual(await page.evaluate(widths), [true, true]);
    if (size) await page.setViewportSize(size);
    await send(page, { kind: 'probe', query: '8.8.8.8' });
    await page.locator('.answer', { hasText: '8.8.8.8: ' }).waitFor();
  });

  it('makes its host look up ports, and shows the result for the current query as text', async () => {
    page = await stage.open();
    await shown(page, previewOf(sample));
    const query = '10.10.5.7 tcp 5432';
    await send(page, { kind: 'probe', query });
    assert.deepStrictEqual((await messages(page)).slice(-1), [{ kind: 'ports', query }]);
    const text = '10.10.5.7 is routed via vpc\n  tcp 5432 is blocked: <b>no outbound rule</b>\n';
    await send(page, { kind: 'ports', query: '10.10.5.7 tcp 54', ok: true, text: 'an older answer' });
    await send(page, { kind: 'ports', query, ok: true, text: 5 });
    await send(page, { kind: 'ports', query, ok: true, text });
    assert.strictEqual(await page.locator('.answer').innerText(), '10.10.5.7 is routed via vpc');
    assert.strictEqual(
      await page.locator('.parts pre').innerText(),
      '  tcp 5432 is blocked: <b>no outbound rule</b>',
    );
    await send(page, { kind: 'ports', query, ok: false, text: 'invalid port' });
    assert.match((await page.locator('.answer').getAttribute('class')) ?? '', /wrong/);
    assert.strictEqual(await page.locator('.parts pre').count(), 0);
  });

  it('ignores messages of another shape', async () => {
    page = await stage.open();
    const table = previewOf(many(3));
    await shown(page, table);
    const [row] = table.rows;
    for (const bad of [
      null,
      'show',
      { kind: 'show' },
      { ...message(table), table: { ...table, policy: 5 } },
      { ...message(table), table: { ...table, policy: 'Other', rows: [{ ...row, line: -1 }] } },
      { ...message(table), table: { ...table, policy: 'Other', network: null } },
      {
        ...message({ ...table, policy: 'Other' }),
        comparison: { name: null, against: null, result: { ok: true } },
      },
      { kind: 'cursor', line: '5' },
    ])
      await send(page, bad);
    assert.strictEqual(await page.locator('h1').textContent(), 'Many');
  });

  it('filters by text and by address, and hides the system’s rows', async () => {
    page = await stage.open();
    await shown(page, previewOf(sample));
    const filter = page.getByLabel('Filter routes');
    await filter.fill('10.0.12.7');
    assert.deepStrictEqual(
      (await rowsIn(page)).map((row) => row[1]),
      ['0.0.0.00.0.0.0/0', '10.0.0.010.0.0.0/16', '10.0.0.010.0.0.0/8'],
    );
    await filter.fill('UNREACHABLE');
    assert.strictEqual((await rowsIn(page)).length, 3);
    await page.keyboard.press('Escape');
    await page.getByLabel('System rows').uncheck();
    assert.ok((await rowsIn(page)).every(([origin]) => origin !== 'system'));
    assert.strictEqual(await page.locator('.tools .shown').textContent(), '7 rows of 13');
  });

  it('sorts by a column, ascending and descending, and back', async () => {
    page = await stage.open({ width: 1300 });
    await shown(page, previewOf(sample));
    const given = await rowsIn(page);
    const head = page.getByRole('columnheader', { name: 'Action' });
    const targets = async (): Promise<string[]> => (await rowsIn(page)).map((row) => row[9]);
    await head.getByRole('button').click();
    assert.strictEqual(await head.getAttribute('aria-sort'), 'ascending');
    assert.deepStrictEqual(await targets(), given.map((row) => row[9]).sort());
    await head.getByRole('button').click();
    assert.deepStrictEqual(
      await targets(),
      given
        .map((row) => row[9])
        .sort()
        .reverse(),
    );
    await head.getByRole('button').click();
    assert.deepStrictEqual(await rowsIn(page), given);
    // By keyboard, too: the column heads precede the rows.
    await page.getByLabel('System rows').focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.strictEqual(await page.locator('[aria-sort=ascending]').count(), 1);
  });

  it('can be used by keyboard alone', async () => {
    page = await stage.open();
    await shown(page, previewOf(sample));
    const grid = page.getByRole('grid');
    await grid.focus();
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowDown');
    const current = await grid.getAttribute('aria-activedescendant');
    assert.match((await page.locator(`#${current}`).textContent()) ?? '', /10\.0\.0\.0\/16/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    assert.match((await page.locator('.row.current').textContent()) ?? '', /192\.168\.10\.0/);
    assert.deepStrictEqual((await messages(page)).at(-1), { kind: 'reveal', line: 12 });

    await page.locator('[role=tab][aria-selected=true]').focus();
    for (const name of ['Diagram', 'Address map', 'Before and after', 'Table']) {
      await page.keyboard.press('ArrowRight');
      assert.strictEqual(await page.locator('[role=tab][aria-selected=true]').textContent(), name);
      assert.strictEqual(await page.evaluate('document.activeElement.textContent'), name);
    }

    await page.locator('summary', { hasText: 'Copy' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.deepStrictEqual((await messages(page)).at(-1), { kind: 'copy', format: 'route-n' });
  });

  it('has every control once in Tab order, with its name and a visible focus, and reversed with Shift+Tab', async () => {
    page = await stage.open();
    const routes = `${network}route 10.0.0.0/16 via vpc\nroute 10.0.12.0/24 unreachable\n`;
    await shown(page, previewOf(routes), comparison(addedBy(routes), 'main'));
    await page.getByLabel('How is an address').fill('10.0.12.7');
    const buttons = (...names: readonly string[]): string[] => names.map((name) => `button "${name}"`);
    const above = [
      'text: Copy',
      'text: Save Picture As',
      'combobox "Subnet"',
      'button "Follows the active policy"',
      'textbox "How is an address or prefix routed?"',
      'button "Add as an expectation"',
      // From here arrow keys lead to the other candidates, and in the map to the other ranges.
      ...buttons('10.0.12.0/24'),
    ];
    const stops = {
      table: [
        'tab "Table" [selected]',
        'searchbox "Filter routes by text, address or prefix"',
        'checkbox "System rows" [checked]',
        'grid "Route table"',
        ...buttons('Origin', 'Destination', 'Gateway', 'Iface', 'Action', 'Comment'),
      ],
      diagram: ['tab "Diagram" [selected]', 'tabpanel "Diagram"'],
      map: [
        'tab "Address map" [selected]',
        'tabpanel "Address map"',
        'button "Previous block"',
        'textbox "Block to show, as a prefix"',
        ...buttons('Next block', 'Zoom out', '10.0.0.0/12', '10.0.0.0/20', '172.16.0.0/12', '172.31.0.0/16'),
        ...buttons('10.0.0.0-10.0.11.255'),
      ],
      changes: [
        'tab "Before and after" [selected]',
        ...buttons('Compare Routes With…', 'Without the Policy'),
        'grid "Addresses that are routed differently"',
        ...buttons('Range', 'Before', 'After', 'Addresses'),
      ],
    };
    for (const name of ['table', 'diagram', 'map', 'changes'] as const) {
      await view(page, name);
      if (name === 'map') {
        await page.getByLabel('Block to show').fill('10.0.0.0/16');
        await page.keyboard.press('Enter');
      }
      // From the top of the page.
      await page.locator('h1').click();
      const there = [...above, ...stops[name]];
      assert.deepStrictEqual(await walked(page, 'Tab', there.length), there);
      assert.deepStrictEqual(await walked(page, 'Tab', 1), ['none']);
      if (isLong || name === 'table')
        assert.deepStrictEqual(await walked(page, 'Shift+Tab', there.length), there.reverse());
    }
  });

  it('has a single Tab stop for each long list, and arrow keys inside', async () => {
    page = await stage.open();
    const table = previewOf(sample);
    await shown(page, table);
    const candidates = ['10.0.0.0/16', '10.0.0.0/8', '0.0.0.0/0'].map((name) => `button "${name}"`);
    const query = page.getByLabel('How is an address');
    await query.fill('10.0.12.7');
    assert.deepStrictEqual(await walked(page, 'Tab', 2), ['button "Add as an expectation"', candidates[0]]);
    assert.deepStrictEqual(await walked(page, 'ArrowDown', 3), [...candidates.slice(1), candidates[2]]);
    assert.deepStrictEqual(await walked(page, 'Home', 1), candidates.slice(0, 1));
    assert.deepStrictEqual(await walked(page, 'End', 1), candidates.slice(2));
    assert.deepStrictEqual(await walked(page, 'ArrowUp', 1), candidates.slice(1, 2));
    // An equal response keeps the elements; Tab returns to the previous one.
    await shown(page, { ...table, policy: 'Another' });
    assert.deepStrictEqual(await walked(page, 'Tab', 1), ['tab "Table" [selected]']);
    assert.deepStrictEqual(await walked(page, 'Shift+Tab', 1), candidates.slice(1, 2));
    await query.fill('8.8.8.8');
    assert.deepStrictEqual((await walked(page, 'Tab', 2)).slice(1), candidates.slice(2));

    await view(page, 'map');
    const ranges = page.getByRole('toolbar', { name: 'What is in the block' }).getByRole('button');
    const names = (await ranges.allTextContents()).map((name) => `button "${name}"`);
    await page.locator('.worth button').last().focus();
    assert.deepStrictEqual(await walked(page, 'Tab', 1), names.slice(0, 1));
    assert.deepStrictEqual(await walked(page, 'ArrowDown', names.length - 1), names.slice(1));
    // Another block starts at its first entry.
    await page.keyboard.press('Enter');
    await page.locator('.map h2:focus').waitFor();
    await page.getByRole('button', { name: 'Zoom out' }).click();
    assert.deepStrictEqual(await ranges.first().getAttribute('tabindex'), '0');
  });

  it('moves the focus to a sensible place when the focused element disappears', async () => {
    page = await stage.open();
    await shown(page, previewOf(sample));
    const focused = async (): Promise<string> => (await walked(page, 'Enter', 1)).join();
    await page.locator('summary', { hasText: 'Copy' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'As CSV' }).focus();
    assert.strictEqual(await focused(), 'text: Copy');

    await view(page, 'map');
    await page.locator('.stretches button').nth(3).focus();
    assert.match(await focused(), /^heading "\d/);
    const out = page.getByRole('button', { name: 'Zoom out' });
    while (await out.isEnabled()) {
      await out.focus();
      assert.match(await focused(), /^button "Zoom out"|^heading "The whole/);
    }
    await page.locator('.map h2:focus').waitFor();
  });

  it('shows how an address is routed, the winner first, and links to its row', async () => {
    page = await stage.open();
    await shown(page, previewOf(sample));
    await page.getByLabel('How is an address').fill('10.0.12.7');
    assert.strictEqual(await page.locator('.answer').textContent(), '10.0.12.7: via vpc');
    const candidates = page.locator('.candidates > li');
    assert.deepStrictEqual(
      (await candidates.allTextContents()).map((text) => text.split(' ')[0]),
      ['10.0.0.0/16', '10.0.0.0/8', '0.0.0.0/0'],
    );
    await page.getByLabel('System rows').uncheck();
    await candidates.last().getByRole('button').click();
    assert.match((await page.locator('.row.current').textContent()) ?? '', /0\.0\.0\.0\/0/);
    await page.getByLabel('How is an address').fill('10.0.3.4/16');
    assert.match((await page.locator('.answer.wrong').textContent()) ?? '', /host bits/);
  });

  it('shows the whole path if a network file describes the VPC', async () => {
    page = await stage.open();
    const table = await previewOfSample('whole-path', 'route 10.80.0.0/16 via vpc\n');
    await shown(page, table);
    const query = page.getByLabel('How is an address');
    const answer = page.locator('.answer');
    await query.fill('10.8.0.1');
    assert.strictEqual(await answer.textContent(), '10.8.0.1: via vpc to tgw-0a1b2c3d4e5f60718');
    assert.deepStrictEqual(await page.locator('.candidates > .winner').allTextContents(), [
      '10.0.0.0/12 via vpc wins · policy',
      '10.0.0.0/12to tgw-0a1b2c3d4e5f60718wins · static',
    ]);
    const pin = page.getByRole('button', { name: 'Add as an expectation' });
    await pin.click();
    assert.deepStrictEqual((await messages(page)).at(-1), { kind: 'pin', query: '10.8.0.1' });
    await query.fill('10.80.0.1');
    assert.strictEqual(await answer.textContent(), '10.80.0.1: via vpc, a dead end');
    // It is not shown, so it cannot be expected.
    assert.ok(await pin.isHidden());
    const then = page.locator('.parts p').last();
    assert.match(
      (await then.textContent()) ?? '',
      /^Then rtb-\w+: a dead end: rtb-\w+ has no route for it\.$/,
    );
    await page.locator('.row', { hasText: '10.64.0.0' }).click();
    assert.match(
      await page.locator('.routes .details').innerText(),
      /then rtb-\w+:\s+10\.64\.0\.0\/16 to pcx-\w+ \(pee/,
    );
    await view(page, 'diagram');
    assert.match(
      (await page.locator('.diagram desc').textContent()) ?? '',
      /Dead ends: 10\.80\.0\.0\/16 \(rtb-/,
    );
    await view(page, 'map');
    const ranges = (await page.locator('.stretches > li').allTextContents()).join('\n');
    assert.match(ranges, /^10\.80\.0\.0\/16 via vpc, a dead end .*has no route for it$/m);
  });

  it('has a map of each IP version that begins at the routes of the policy', async () => {
    page = await stage.open();
    const both =
      'vpc 172.31.0.0/16, 2600:1f18:1234:5600::/56\nsubnet 172.31.64.0/20, 2600:1f18:1234:5600::/64\n';
    const table = previewOf(`${both}route 10.8.0.0/16 via vpc\nroute fd00:8::/32 unreachable\n`);
    await shown(page, table);
    await view(page, 'map');
    const title = page.locator('.map h2');
    assert.strictEqual(await title.textContent(), '10.0.0.0/12');
    await page.getByLabel('IPv6').check();
    assert.strictEqual(await title.textContent(), 'fd00::/24');
    assert.match((await page.locator('.stretches').textContent()) ?? '', /fd00:8::\/32 unreachable/);
    await page.getByLabel('Block to show').fill('::/0');
    await page.keyboard.press('Enter');
    assert.strictEqual(await title.textContent(), 'The whole IPv6 space');
    await page.getByLabel('IPv4').check();
    assert.strictEqual(await title.textContent(), '10.0.0.0/12');
    await shown(page, previewOf(`${network}route 10.0.0.0/16 via vpc\n`));
    await page.locator('.map .choice').waitFor({ state: 'hidden' });
  });

  it('zooms the map by pointer, by keyboard and by name', async () => {
    page = await stage.open();
    await shown(page, previewOf(sample));
    await view(page, 'map');
    await page.locator('.bar.overview').click({ position: { x: 850, y: 40 } });
    const title = page.locator('.map h2');
    assert.strictEqual(await title.textContent(), '240.0.0.0/4');
    await page.getByLabel('Block to show').fill('10.0.0.0/8');
    await page.keyboard.press('Enter');
    assert.strictEqual(await title.textContent(), '10.0.0.0/8');
    const ranges = page.locator('.stretches > li');
    assert.match((await ranges.first().textContent()) ?? '', /^10\.0\.0\.0\/16 via vpc/);
    await ranges.first().getByRole('button').focus();
    await page.keyboard.press('Enter');
    assert.strictEqual(await title.textContent(), '10.0.0.0/16');
    await page.getByRole('button', { name: 'Next block' }).click();
    assert.strictEqual(await title.textContent(), '10.1.0.0/16');
    await page.getByRole('button', { name: 'Zoom out' }).click();
    assert.strictEqual(await title.textContent(), '10.0.0.0/12');
    await page.getByLabel('Block to show').fill('nonsense');
    await page.keyboard.press('Enter');
    assert.match((await page.locator('.map .wrong').textContent()) ?? '', /Not a prefix/);
  });

  it('shows what is routed differently, with the lines that decide', async () => {
    page = await stage.open();
    const table = previewOf(sample);
    await shown(page, table);
    await view(page, 'changes');
    assert.deepStrictEqual((await messages(page)).at(-1), { kind: 'show', subnet: null, compared: true });
    await page.locator('.changes .summary', { hasText: 'Comparing' }).waitFor();
    await shown(page, table, comparison(addedBy(sample)));
    await page
      .locator('.changes .summary', { hasText: /^\d+ address ranges are routed differently/ })
      .waitFor();
    const [first] = table.rows.filter(({ origin }) => origin === 'policy');
    const row = page.locator('.changes .body > .row', { hasText: `line ${(first.line ?? 0) + 1}` }).first();
    await row.click();
    assert.deepStrictEqual((await messages(page)).at(-1), { kind: 'reveal', line: first.line });
    await page.locator('.changes .details').getByRole('button').first().click();
    assert.deepStrictEqual((await messages(page)).at(-1), { kind: 'reveal', line: first.line });
    await page.getByRole('button', { name: 'Compare Routes With…' }).click();
    assert.deepStrictEqual((await messages(page)).at(-1), { kind: 'compare', asks: true });

    const missing = [{ line: 7, text: '<b>this</b>', message: 'not a route' }];
    const same = {
      ok: true,
      changes: [],
      notes: { missing, assumptions: ['treated as if it had run'] },
    } as const;
    await shown(page, table, comparison(same, 'table.txt'));
    await page.locator('.changes .summary', { hasText: /^Every address is routed the same/ }).waitFor();
    assert.deepStrictEqual(await page.locator('.changes .problems > li').allTextContents(), [
      'Not compared: line 7: <b>this</b>: not a route',
      'Assumption: treated as if it had run',
    ]);
    await page.getByRole('button', { name: 'Without the Policy' }).click();
    assert.deepStrictEqual((await messages(page)).at(-1), { kind: 'compare', asks: false });
    await shown(page, table, comparison({ ok: false, problem: 'main does not have the file' }, 'main'));
    await page.locator('.changes .summary', { hasText: /: main does not have the file$/ }).waitFor();
    await send(page, { kind: 'view', view: 'table' });
    await page.locator('#tab-table[aria-selected="true"]').waitFor();
    assert.deepStrictEqual((await messages(page)).at(-1), { kind: 'show', subnet: null, compared: false });
  });

  it('compares with a file that is dropped on it', async () => {
    page = await stage.open();
    await shown(page, previewOf(sample));
    const drop = (fill: string): Promise<unknown> =>
      page.evaluate(`{
        const data = new DataTransfer();
        ${fill};
        const event = (type) => new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
        document.querySelector('h1').dispatchEvent(event('dragover'));
        const taken = document.body.classList.contains('dropping');
        document.querySelector('h1').dispatchEvent(event('drop'));
        taken;
      }`);
    assert.strictEqual(await drop(`data.items.add(new File(['default via 1.2.3.4'], 'table.txt'))`), true);
    await page.waitForFunction(`said.at(-1).kind === 'dropped'`);
    assert.deepStrictEqual((await messages(page)).at(-1), {
      kind: 'dropped',
      name: 'table.txt',
      text: 'default via 1.2.3.4',
    });
    assert.strictEqual(
      await drop(`data.setData('text/uri-list', 'file:///w/table.txt\\r\\nfile:///w/b')`),
      true,
    );
    assert.deepStrictEqual((await messages(page)).at(-1), {
      kind: 'droppedFile',
      uri: 'file:///w/table.txt',
    });
    assert.strictEqual(await drop(`data.setData('text/plain', 'words')`), false);
  });

  it('marks the rows of the cursor’s line and requests another subnet', async () => {
    page = await stage.open();
    const table = previewOf(many(1000));
    await shown(page, table);
    await send(page, { kind: 'cursor', line: 600 });
    const marked = page.locator('.row.at-cursor');
    await marked.waitFor();
    assert.match((await marked.textContent()) ?? '', /site 597/);
    await page.getByLabel('Subnet').selectOption('172.31.0.0/20');
    assert.deepStrictEqual((await messages(page)).at(-1), {
      kind: 'show',
      subnet: '172.31.0.0/20',
      compared: false,
    });
    assert.strictEqual(previewOf(many(1), '172.31.0.0/20').network.router?.gateway, '172.31.0.1');
  });

  it('restores its state after a reload', async () => {
    page = await stage.open({
      state: { uri: 'file:///x', view: 'map', block: '10.0.0.0/8', subnet: 'x', probe: '8.8.8.8' },
    });
    assert.deepStrictEqual((await messages(page)).at(-1), { kind: 'show', subnet: 'x', compared: false });
    await shown(page, previewOf(sample));
    // The map is drawn in a frame after its title.
    await page.locator('.map h2', { hasText: '/' }).waitFor();
    assert.strictEqual(await page.locator('.map h2').textContent(), '10.0.0.0/8');
    assert.strictEqual(await page.locator('.answer').textContent(), '8.8.8.8: via direct');
  });
});

/** How much a page draws while a script runs in it: nodes added or with a changed text, and rows with any of those. */
const drawing = (page: Page, script: string): Promise<{ readonly nodes: number; readonly rows: number }> =>
  page.evaluate(
    `(async () => {
      let nodes = 0;
      let rows = 0;
      const count = (records) => {
        const drawn = new Set();
        for (const { type, target, addedNodes } of records) {
          const place = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
          const changed = type === 'characterData' ? [target] : [...addedNodes];
          for (const node of changed) nodes += 1 + (node.querySelectorAll?.('*').length ?? 0);
          for (const row of [place?.closest('.row'), ...changed.map((node) => node.closest?.('.row'))])
            if (row) drawn.add(row);
        }
        rows += drawn.size;
      };
      const observer = new MutationObserver(count);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      const painted = async () => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        count(observer.takeRecords());
      };
      ${script}
      observer.disconnect();
      return { nodes, rows };
    })()`,
  );
