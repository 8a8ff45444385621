import assert from 'node:assert/strict';
import { CodeLens, commands, env, ViewColumn, window, workspace } from 'vscode';
import type { Stage } from '../stage';
import {
  blog,
  closeEverything,
  cursorAfter,
  eventually,
  onStage,
  openPolicy,
  replace,
  type,
  unexpecting,
} from './vscode';

/** What the page displays. */
interface Shown {
  readonly title: string;
  readonly notice: string;
  readonly columns: string[];
  readonly rows: string[][];
}

describe('The route table preview', () => {
  afterEach(closeEverything);

  it("shows the effective table in route -n's columns, with the policy's routes marked as added", async function () {
    await openPolicy('table.nbroute', blog);
    await commands.executeCommand('nbroute.previewRouteTable');
    const shown = await shownWhen(this, 'Route10CidrThroughVPC', '10.0.0.0');
    assert.deepEqual(shown.columns, [
      'Origin',
      'Destination',
      'Gateway',
      'Genmask',
      'Flags',
      'Metric',
      'Ref',
      'Use',
      'Iface',
      'Action',
      'Comment',
    ]);
    assert.deepEqual(
      shown.rows.map((row) => row.slice(0, 9).join(' ')),
      [
        'system 0.0.0.0 (direct gateway) 0.0.0.0 UG 0 0 0 eth0',
        '+added 10.0.0.0 172.31.64.1 255.255.0.0 UG 0 0 0 eth2',
        'system 169.254.0.0 0.0.0.0 255.255.255.0 U 0 0 0 veth_def_agent',
        'system 169.254.169.254 0.0.0.0 255.255.255.255 UH 0 0 0 eth0',
        'system 172.17.0.0 0.0.0.0 255.255.0.0 U 0 0 0 docker0',
        'system 172.31.0.0 172.31.64.1 255.255.0.0 UG 0 0 0 eth2',
        'system 172.31.64.0 0.0.0.0 255.255.240.0 U 0 0 0 eth2',
      ],
    );
    assert.deepEqual(shown.rows[1]?.slice(9), ['via vpc', 'on-premises']);
    assert.equal(shown.notice, '');
  });

  it('opens next to the editor, which keeps the focus, once for each policy', async () => {
    const editor = await openPolicy('beside.nbroute', blog);
    await commands.executeCommand('nbroute.previewRouteTable');
    await commands.executeCommand('nbroute.previewRouteTable', editor.document.uri);
    const labels = await eventually('the preview in the second column', () => {
      const [, second] = window.tabGroups.all;
      return second?.tabs.length ? second.tabs.map(({ label }) => label) : undefined;
    });
    assert.deepEqual(labels, ['Route Table: beside.nbroute']);
    assert.equal(window.activeTextEditor?.document, editor.document);
  });

  it('follows the policy in the active editor, until it is locked to one', async function () {
    await openPolicy('first.nbroute', blog.replace('Route10CidrThroughVPC', 'First'));
    await commands.executeCommand('nbroute.previewRouteTable');
    await shownWhen(this, 'First', '10.0.0.0');
    await openPolicy('second.nbroute', blog.replace('Route10CidrThroughVPC', 'Second'));
    await shownWhen(this, 'Second', '10.0.0.0');
    await onStage(this, async ({ frame }) => (await frame('.lock')).locator('.lock').click(), null);
    await openPolicy('third.nbroute', blog.replace('Route10CidrThroughVPC', 'Third'));
    await commands.executeCommand('nbroute.previewRouteTable');
    await shownWhen(this, 'Third', '10.0.0.0');
    assert.deepEqual(
      window.tabGroups.all
        .flatMap(({ tabs }) => tabs.map(({ label }) => label))
        .filter((label) => label.startsWith('Route Table')),
      ['Route Table: second.nbroute', 'Route Table: third.nbroute'],
    );
  });

  it('looks up the address of the lens of a failing expectation', async function () {
    const { document } = await openPolicy('failing.nbroute', `${unexpecting}expect 8.8.8.8 via vpc\n`);
    const lens = await eventually('the lens', async () => {
      const lenses: unknown = await commands.executeCommand('vscode.executeCodeLensProvider', document.uri);
      assert.ok(Array.isArray(lenses));
      return lenses
        .filter((each) => each instanceof CodeLens)
        .find(({ command }) => command?.title.startsWith('Fails'));
    });
    assert.ok(lens.command);
    const given: unknown[] = lens.command.arguments ?? [];
    await commands.executeCommand(lens.command.command, ...given);
    const answer = await onStage(
      this,
      async ({ frame }) => {
        const preview = await frame('.answer:has-text("8.8.8.8: ")');
        return preview.locator('.answer').innerText();
      },
      null,
    );
    assert.equal(answer, '8.8.8.8: via direct');
  });

  it('follows every keystroke', async function () {
    const editor = await openPolicy('typing.nbroute', blog);
    await commands.executeCommand('nbroute.previewRouteTable');
    await shownWhen(this, 'Route10CidrThroughVPC', '10.0.0.0');
    cursorAfter(editor, '# on-premises');
    for (const [key, comment] of [
      ['!', 'on-premises!'],
      ['<', 'on-premises!<'],
      ['b', 'on-premises!<b'],
      ['>', 'on-premises!<b>'],
    ] as const) {
      await type(key);
      await shownWhen(this, 'Route10CidrThroughVPC', comment);
    }
    await type('\nroute 10.5.0.0/16 unreachable');
    const { rows } = await shownWhen(this, 'Route10CidrThroughVPC', '10.5.0.0');
    const rejected = rows.find((row) => row[1] === '10.5.0.0');
    assert.deepEqual([rejected?.[0], rejected?.[9]], ['⊘rejected', 'unreachable']);
  });

  it('shows the resolved routes under a notice while the text has errors', async function () {
    const editor = await openPolicy('errors.nbroute', unexpecting);
    await commands.executeCommand('nbroute.previewRouteTable');
    const good = await shownWhen(this, 'Route10CidrThroughVPC', '10.0.0.0');
    await replace(editor, '10.0.0.0/16', '10.0.3.4/16');
    const resolved = await shownWithNotice(this, 'Inconclusive: the policy has 1 error');
    // An invalid prefix means what its first fix would write.
    assert.deepEqual(resolved.rows, good.rows);

    await replace(editor, '10.0.3.4/16', '10.6.0.0/16');
    const next = await shownWhen(this, 'Route10CidrThroughVPC', '10.6.0.0');
    assert.equal(next.notice, '');
  });

  it('never scrolls sideways as a whole, however narrow', async function () {
    await openPolicy('narrow.nbroute', blog);
    await commands.executeCommand('nbroute.previewRouteTable');
    await shownWhen(this, 'Route10CidrThroughVPC', '10.0.0.0');
    const widths = await onStage(
      this,
      async ({ page, frame }) => {
        const size = page.viewportSize();
        await page.setViewportSize({ width: 600, height: 800 });
        const preview = await frame('.routes');
        await preview.waitForFunction('innerWidth <= 320');
        const measured = await preview.evaluate(
          '[document.documentElement.scrollWidth <= innerWidth, document.body.scrollWidth <= innerWidth]',
        );
        if (size !== null) await page.setViewportSize(size);
        return measured;
      },
      null,
    );
    assert.deepEqual(widths, [true, true]);
  });

  it('has its table again after it was hidden', async function () {
    const editor = await openPolicy('hidden.nbroute', unexpecting);
    await commands.executeCommand('nbroute.previewRouteTable');
    await shownWhen(this, 'Route10CidrThroughVPC', '10.0.0.0');
    const cover = await workspace.openTextDocument({ content: 'in front of the preview' });
    await window.showTextDocument(cover, { viewColumn: ViewColumn.Two, preserveFocus: true });
    await replace(editor, '10.0.0.0/16', '10.6.0.0/16');
    await commands.executeCommand('nbroute.previewRouteTable', editor.document.uri);
    await shownWhen(this, 'Route10CidrThroughVPC', '10.6.0.0');
  });

  it("jumps to a row's line, and marks the rows of the cursor's", async function () {
    const editor = await openPolicy('lines.nbroute', blog);
    await commands.executeCommand('nbroute.previewRouteTable');
    await shownWhen(this, 'Route10CidrThroughVPC', '10.0.0.0');
    cursorAfter(editor, 'policy');
    await onStage(
      this,
      async ({ frame }) => {
        const preview = await frame('.routes');
        await preview.locator('.row.added').click();
        await preview.locator('.row.added.at-cursor').waitFor();
      },
      null,
    );
    await eventually('the cursor on the route', () =>
      window.activeTextEditor?.selection.active.line === 7 ? true : undefined,
    );
    cursorAfter(editor, 'policy');
    await onStage(
      this,
      async ({ frame }) => (await frame('.routes')).locator('.row.added:not(.at-cursor)').waitFor(),
      null,
    );
  });

  it("opens a row's line next to the preview, or where the policy is open", async function () {
    await openPolicy('alone.nbroute', blog);
    await commands.executeCommand('nbroute.previewRouteTable');
    await shownWhen(this, 'Route10CidrThroughVPC', '10.0.0.0');
    await commands.executeCommand('workbench.action.closeEditorsInGroup');
    await eventually('the preview alone', () => (window.tabGroups.all.length === 1 ? true : undefined));
    const opensBeside = async (): Promise<void> => {
      await onStage(this, async ({ frame }) => (await frame('.routes')).locator('.row.added').click(), null);
      await eventually('the cursor on the route', () =>
        window.activeTextEditor?.selection.active.line === 7 ? true : undefined,
      );
      assert.deepEqual(
        window.tabGroups.all.map(({ activeTab }) => activeTab?.label),
        ['Route Table: alone.nbroute', 'alone.nbroute'],
      );
    };
    await opensBeside();
    const cover = await workspace.openTextDocument({ content: 'in front of the policy' });
    await window.showTextDocument(cover, { viewColumn: ViewColumn.Two });
    await opensBeside();
  });

  it('copies what the command line writes', async function () {
    await openPolicy('copy.nbroute', blog);
    await commands.executeCommand('nbroute.previewRouteTable');
    await shownWhen(this, 'Route10CidrThroughVPC', '10.0.0.0');
    await env.clipboard.writeText('');
    for (const [format, start] of [
      ['As text', 'Kernel IP routing table'],
      ['As Markdown', '| Destination |'],
      ['As CSV', 'Destination,Gateway'],
    ] as const) {
      await onStage(
        this,
        async ({ frame }, name) => {
          const preview = await frame('.routes');
          await preview.locator('summary', { hasText: 'Copy' }).click();
          await preview.locator('.items button', { hasText: name }).click();
        },
        format,
      );
      await eventually(`${format} on the clipboard`, async () =>
        (await env.clipboard.readText()).startsWith(start) ? true : undefined,
      );
    }
  });

  it('shows the policy for another of its subnets', async function () {
    await openPolicy('subnets.nbroute', unexpecting.replace('/20', '/20, 172.31.0.0/20'));
    await commands.executeCommand('nbroute.previewRouteTable');
    await shownWhen(this, 'Route10CidrThroughVPC', '172.31.64.1');
    await onStage(
      this,
      async ({ frame }) => (await frame('.routes')).locator('.subnet select').selectOption('172.31.0.0/20'),
      null,
    );
    const { rows } = await shownWhen(this, 'Route10CidrThroughVPC', '172.31.0.1');
    assert.equal(rows.find((row) => row[1] === '10.0.0.0')?.[2], '172.31.0.1');
  });

  it('runs nothing in hostile names and comments', async function () {
    const hostile =
      '<img src=x onerror="top.hostile=1;parent.hostile=1;window.hostile=1"></script><script>window.hostile=1</script>';
    const text = blog.replace('on-premises', hostile);
    await openPolicy('<img src=x onerror=window.hostile=1>.nbroute', text);
    await commands.executeCommand('nbroute.previewRouteTable');
    const shown = await shownWhen(this, 'Route10CidrThroughVPC', '10.0.0.0');
    assert.equal(shown.rows[1]?.[10], hostile);

    const found = await onStage(this, tryToRunScripts, hostile);
    assert.deepEqual(found, { hostile: [], elements: [], title: hostile, blocked: true });
  });
});

/**
 * Shows the page a table that is hostile in every field, bypassing the server's checks, then breaks the escaping on
 * purpose: the content security policy must hold by itself.
 */
async function tryToRunScripts({ page, frame }: Stage, hostile: string): Promise<unknown> {
  const preview = await frame('.routes');
  const field = { destination: hostile, gateway: hostile, genmask: hostile, flags: hostile, metric: hostile };
  const diagnostics = [{ severity: 'warning', rule: hostile, message: hostile }];
  const row = {
    ...field,
    ref: hostile,
    use: hostile,
    iface: hostile,
    prefix: hostile,
    action: hostile,
    comment: hostile,
    line: 0,
    origin: 'policy',
    findings: diagnostics,
  };
  const its = { name: hostile, pinned: false, gateway: hostile };
  const network = {
    vpc: [hostile],
    subnet: hostile,
    own: [hostile],
    service: hostile,
    docker: [hostile],
    direct: its,
    router: its,
  };
  const router = {
    routeTable: hostile,
    nextHops: [{ state: 'ok', id: hostile, kind: hostile, reason: hostile }],
    rows: [{ destination: hostile, nextHop: hostile, kind: hostile, origin: hostile }],
    ranges: [{ first: '0.0.0.0', nextHop: 0, row: 0 }],
  };
  const table = {
    policy: hostile,
    version: 1,
    errors: 1,
    note: hostile,
    network,
    router,
    problems: [{ line: 0, rule: hostile, message: hostile }],
    counts: { error: 1, warning: 0, information: 0, hint: 0 },
    onLoss: 'restore',
    rows: [row],
    system: [row],
    subnets: [hostile, 'x'],
    otherSubnets: [hostile],
  };
  const message = { kind: 'show', uri: hostile, locked: true, table, problem: null, comparison: null };
  // A string, because code for the page is not compiled with the browser's types.
  await preview.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  await preview.locator('h1', { hasText: 'onerror' }).waitFor();
  const title = await preview.locator('h1').textContent();
  const elements = await preview.evaluate(
    `[...document.body.querySelectorAll('img, iframe, main script, [onerror]')].map((one) => one.outerHTML)`,
  );

  const blocked = await preview.evaluate(`new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', () => resolve(true), { once: true });
    const breach = document.createElement('div');
    breach.innerHTML = ${JSON.stringify(hostile).replaceAll('</', '<\\/')};
    const script = document.createElement('script');
    script.textContent = 'window.hostile = 1';
    breach.append(script);
    document.body.append(breach);
  })`);
  const inFrames = await Promise.all(page.frames().map((one) => one.evaluate('window.hostile')));
  return { hostile: inFrames.filter((value) => value !== undefined), elements, title, blocked };
}

/** What the page shows once its title and its table contain these texts and there is no notice. */
async function shownWhen(test: Mocha.Context, title: string, cell: string): Promise<Shown> {
  return shownOf(
    await onStage(
      test,
      async ({ frame }, wanted) => {
        const preview = await frame(`body:not(.old) h1:text-is("${wanted.title}")`);
        await preview.locator('.routes .body', { hasText: wanted.cell }).waitFor();
        return preview.evaluate(wanted.read);
      },
      { title, cell, read: readPage },
    ),
  );
}

async function shownWithNotice(test: Mocha.Context, notice: string): Promise<Shown> {
  return shownOf(
    await onStage(
      test,
      async ({ frame }, wanted) => {
        const preview = await frame(`.notice:has-text("${wanted.notice}")`);
        return preview.evaluate(wanted.read);
      },
      { notice, read: readPage },
    ),
  );
}

const readPage = `({
  title: document.querySelector('h1').textContent,
  notice: document.querySelector('.notice').textContent,
  columns: [...document.querySelectorAll('.routes .head .cell')].map((cell) => cell.textContent),
  rows: [...document.querySelectorAll('.routes .body > .row')]
    .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
    .map((row) => [...row.children].map((cell) => (cell.querySelector('.whole') ?? cell).textContent)),
})`;

function shownOf(value: unknown): Shown {
  assert.ok(isShown(value), `The page shows ${JSON.stringify(value)}`);
  return value;
}

function isShown(value: unknown): value is Shown {
  if (typeof value !== 'object' || value === null) return false;
  if (!('title' in value && 'notice' in value && 'columns' in value && 'rows' in value)) return false;
  const { title, notice, columns, rows } = value;
  return typeof title === 'string' && typeof notice === 'string' && areTexts(columns) && isTable(rows);
}

const isTable = (value: unknown): boolean => Array.isArray(value) && value.every(areTexts);

const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');
