import * as assert from 'node:assert';
import {
  type ClientCapabilities,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type PublishDiagnosticsParams,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import { internetPolicy } from '../random-policy';
import { capable, session, uriOf, type Session } from './session';

/** A queue of messages that a test can wait for. */
class Inbox<Item> {
  readonly items: Item[] = [];
  private resume: ((item: Item) => void) | undefined;

  put(item: Item): void {
    const { resume } = this;
    this.resume = undefined;
    if (resume) resume(item);
    else this.items.push(item);
  }

  async next(): Promise<Item> {
    const [first] = this.items.splice(0, 1);
    return first ?? new Promise((resume) => (this.resume = resume));
  }
}

interface Still {
  readonly made: Session;
  readonly sent: Inbox<PublishDiagnosticsParams>;
  /** The server's requests to pull diagnostics again. */
  readonly refreshed: Inbox<string>;
  /** The notifications that a policy has changed. */
  readonly changed: Inbox<string>;
  /** Runs the work that waits for inactivity. */
  readonly rest: () => void;
  /** How many times work has waited for inactivity. */
  readonly waits: () => number;
  readonly end: () => void;
}

/** A session in which time passes only when the test advances it. */
async function still(capabilities: ClientCapabilities, files: Record<string, string> = {}): Promise<Still> {
  const waiting = new Set<() => void>();
  const sent = new Inbox<PublishDiagnosticsParams>();
  const refreshed = new Inbox<string>();
  const changed = new Inbox<string>();
  const made = await session({
    files,
    capabilities,
    initializationOptions: { commands: { preview: 'show.it' } },
    environment: (from) => ({
      ...from,
      later: (work) => {
        waiting.add(work);
        return () => void waiting.delete(work);
      },
    }),
    before: (client) => {
      client.onNotification('textDocument/publishDiagnostics', (each: PublishDiagnosticsParams) =>
        sent.put(each),
      );
      client.onNotification('nbroute/changed', ({ uri }: { readonly uri: string }) => changed.put(uri));
      client.onRequest('workspace/diagnostic/refresh', () => {
        refreshed.put('diagnostics');
        return null;
      });
    },
  });
  return {
    made,
    sent,
    refreshed,
    changed,
    rest: () => {
      const works = [...waiting];
      waiting.clear();
      for (const work of works) work();
    },
    waits: () => waiting.size,
    end: () => made.end(),
  };
}

const codes = (items: readonly Diagnostic[]): unknown[] => items.map(({ code }) => code);
const sizesIn = (items: readonly Diagnostic[]): string[] =>
  items.flatMap(({ code, message }) =>
    code === 'script-size' && typeof message === 'string' ? [message] : [],
  );

/** A policy with this many routes after one that is redundant. */
function policy(count: number, lines = ''): string {
  return `${internetPolicy(count, 4)}route 10.0.0.0/8 via vpc\nroute 10.1.0.0/16 via vpc\n${lines}`;
}

/** A change that appends text. */
function appended(text: string): object {
  const end = { line: text.split('\n').length - 1, character: 0 };
  return { start: end, end };
}

describe("the script's size in an editor", () => {
  const running: Still[] = [];
  afterEach(() => running.splice(0).forEach((each) => each.end()));
  async function started(...given: Parameters<typeof still>): Promise<Still> {
    const made = await still(...given);
    running.push(made);
    return made;
  }

  it('is reported when the text is left alone, however many routes it has, and everything else at once', async () => {
    const { made, sent, changed, rest, waits } = await started({});
    made.open('a.nbroute', policy(5000), 3);
    const first = await sent.next();
    assert.ok(codes(first.diagnostics).includes('redundant-route'));
    assert.deepStrictEqual(sizesIn(first.diagnostics), []);
    await changed.next();
    assert.strictEqual(waits(), 1);
    rest();
    const second = await sent.next();
    assert.strictEqual(second.version, 3);
    const [size, ...others] = sizesIn(second.diagnostics);
    assert.match(size, /^the script has [\d,]+ bytes with 5,00\d routes/);
    assert.deepStrictEqual(others, []);
    // The preview is notified as well.
    assert.strictEqual(await changed.next(), uriOf('a.nbroute'));
  });

  it('is reported at once for more routes than fit in any script', async () => {
    const { made, sent } = await started({});
    made.open('a.nbroute', internetPolicy(49_500, 4));
    assert.match(
      sizesIn((await sent.next()).diagnostics).join(),
      /^49,\d{3} routes do not fit into a lifecycle script: AWS accepts 12,288 bytes$/,
    );
  });

  it('does not change while the user types, and is sent again after a change', async () => {
    const { made, sent, rest, waits } = await started({});
    const text = policy(3000);
    made.open('a.nbroute', text, 1);
    await sent.next();
    rest();
    const [size] = sizesIn((await sent.next()).diagnostics);
    assert.ok(size);

    made.change('a.nbroute', 2, { range: appended(text), text: 'route 10.9.0.0/16 unreachable\n' });
    assert.deepStrictEqual(sizesIn((await sent.next()).diagnostics), [size]);
    made.change('a.nbroute', 3, { range: appended(text), text: 'route 10.8.0.0/16 unreachable\n' });
    assert.deepStrictEqual(sizesIn((await sent.next()).diagnostics), [size]);
    assert.strictEqual(waits(), 1);
    rest();
    const after = await sent.next();
    assert.strictEqual(after.version, 3);
    const [now] = sizesIn(after.diagnostics);
    assert.notStrictEqual(now, size);

    // An unresolved policy hides it; measuring has nothing to report then.
    const broken = appended(`${text}\n\n`);
    made.change('a.nbroute', 4, { range: broken, text: 'nonsense\n' });
    const open = await sent.next();
    assert.ok(codes(open.diagnostics).includes('unknown-statement'));
    assert.deepStrictEqual(sizesIn(open.diagnostics), []);
    rest();
    made.change('a.nbroute', 5, {
      range: {
        start: { line: text.split('\n').length + 1, character: 0 },
        end: { line: 99_999, character: 0 },
      },
      text: '',
    });
    const afterFix = await sent.next();
    assert.strictEqual(afterFix.version, 5);
    assert.deepStrictEqual(sizesIn(afterFix.diagnostics), [now]);
    rest();

    made.change('a.nbroute', 6, { text: policy(10) });
    const small = await sent.next();
    assert.strictEqual(small.version, 6);
    assert.deepStrictEqual(sizesIn(small.diagnostics), [now]);
    rest();
    assert.deepStrictEqual(sizesIn((await sent.next()).diagnostics), []);
  });

  it('makes a client that pulls diagnostics pull again', async () => {
    const { made, refreshed, rest } = await started(capable);
    made.open('a.nbroute', policy(5000));
    const pull = (previousResultId?: string): Promise<DocumentDiagnosticReport> =>
      made.client.sendRequest('textDocument/diagnostic', {
        textDocument: { uri: uriOf('a.nbroute') },
        previousResultId,
      });
    const first = await pull();
    assert.ok(first.kind === 'full' && first.items.length > 0);
    assert.deepStrictEqual(sizesIn(first.items), []);
    const all = (previousResultIds: readonly object[]): Promise<WorkspaceDiagnosticReport> =>
      made.client.sendRequest('workspace/diagnostic', { previousResultIds });
    const { items } = await all([]);
    const news = all(items.map(({ uri, resultId }) => ({ uri, value: resultId })));
    assert.strictEqual((await pull(first.resultId)).kind, 'unchanged');
    rest();
    await refreshed.next();
    const second = await pull(first.resultId);
    assert.ok(second.kind === 'full');
    assert.strictEqual(sizesIn(second.items).length, 1);
    assert.strictEqual((await pull(second.resultId)).kind, 'unchanged');
    const [report] = (await news).items;
    assert.ok(report.kind === 'full');
    assert.strictEqual(sizesIn(report.items).length, 1);
  });

  it('is reported at once to a client that cannot be asked to pull again, or with its next pull for many routes', async () => {
    const { made, changed, rest } = await started({ textDocument: { diagnostic: {} } });
    const pull = async (name: string): Promise<readonly Diagnostic[]> => {
      const report: DocumentDiagnosticReport = await made.client.sendRequest('textDocument/diagnostic', {
        textDocument: { uri: uriOf(name) },
      });
      assert.ok(report.kind === 'full');
      return report.items;
    };
    made.open('a.nbroute', policy(1950));
    assert.strictEqual(sizesIn(await pull('a.nbroute')).length, 1);
    made.open('b.nbroute', policy(5000));
    assert.deepStrictEqual(sizesIn(await pull('b.nbroute')), []);
    for (const uri of [await changed.next(), await changed.next()]) assert.match(uri, /[ab]\.nbroute$/);
    rest();
    assert.strictEqual(await changed.next(), uriOf('b.nbroute'));
    assert.strictEqual(sizesIn(await pull('b.nbroute')).length, 1);
  });

  it('is measured for the policies that include a file when that changes', async () => {
    const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
    const files = { 'lists.nbroute': 'prefix-list many = 10.0.0.0/16\n' };
    const { made, sent, rest } = await started({}, files);
    const names = ['a.nbroute', 'b.nbroute'];
    for (const name of names) {
      made.open(name, `include "lists.nbroute"\n${network}route many via vpc\n`);
      assert.deepStrictEqual((await sent.next()).diagnostics, []);
    }
    rest();
    const prefixes = [...internetPolicy(3000, 4).matchAll(/^route (\S+)/gm)].map(([, prefix]) => prefix);
    made.open('lists.nbroute', `prefix-list many = ${prefixes.join(', ')}\n`);
    for (const each of [await sent.next(), await sent.next(), await sent.next()])
      assert.deepStrictEqual(sizesIn(each.diagnostics), []);
    rest();
    const notified = [await sent.next(), await sent.next()];
    assert.deepStrictEqual(notified.map(({ uri }) => uri).sort(), names.map(uriOf));
    for (const { diagnostics } of notified) assert.strictEqual(sizesIn(diagnostics).length, 1);
  });

  it('is not measured if the rule is off or nothing changes, nor reported for a closed text', async () => {
    const { made, sent, rest } = await started({});
    const nbroute = { rules: { 'script-size': 'off' } };
    void made.client.sendNotification('workspace/didChangeConfiguration', { settings: { nbroute } });
    made.open('a.nbroute', policy(3000));
    await sent.next();
    rest();
    void made.client.sendNotification('workspace/didChangeConfiguration', { settings: {} });
    assert.deepStrictEqual(sizesIn((await sent.next()).diagnostics), []);
    rest();
    assert.strictEqual(sizesIn((await sent.next()).diagnostics).length, 1);
    made.change('a.nbroute', 2, { range: appended(''), text: '\n' });
    await sent.next();
    rest();
    void made.client.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf('a.nbroute') } });
    // The next message clears the diagnostics, because an unchanged size was not sent again.
    assert.deepStrictEqual((await sent.next()).diagnostics, []);
    made.open('a.nbroute', policy(3000));
    assert.deepStrictEqual(sizesIn((await sent.next()).diagnostics), []);
    void made.client.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf('a.nbroute') } });
    assert.deepStrictEqual((await sent.next()).diagnostics, []);
    rest();
    made.open('b.nbroute', '');
    assert.strictEqual((await sent.next()).uri, uriOf('b.nbroute'));
  });
});
