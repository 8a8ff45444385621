import * as assert from 'node:assert';
import { CancellationTokenSource, ProgressType } from 'vscode-languageserver/node';
import * as protocol from '../../server/protocol';
import { rules } from '../../server/rules/registry';
import { answersText, configurationAnswer, listAnswer } from '../fleet-answers';
import { until } from '../until';
import { session, uriOf, type Options, type Session } from './session';
import { type OutputFormat } from '../../server/emit/output-formats';

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
const policy = `${network}route 10.0.0.0/16, 10.1.0.0/16 via vpc
expect 10.0.0.0/8   via vpc
expect 10.0.12.7 via vpc # holds
`;

const running: Session[] = [];

async function started(options?: Options): Promise<Session> {
  const made = await session(options);
  running.push(made);
  return made;
}

describe("The product's own requests", () => {
  afterEach(() => running.splice(0).forEach((each) => each.end()));

  it('compile says how large the script is, and writes a notebook where it is asked to', async () => {
    const { client, open } = await started();
    open('a.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
    const compile = (
      to: OutputFormat,
      withNotebook?: boolean,
    ): Promise<Extract<protocol.CompileResult, { ok: true }>> =>
      client.sendRequest(protocol.compileRequest, { uri: uriOf('a.nbroute'), to, withNotebook });
    const script = await compile('script');
    assert.strictEqual(script.size?.bytes, Buffer.byteLength(script.text));
    assert.strictEqual(script.size.base64, Buffer.from(script.text).toString('base64').length);
    assert.deepStrictEqual(script.size.limit, { bytes: 12288, base64: 16384 });
    assert.deepStrictEqual(script.inputs, [uriOf('a.nbroute')]);
    assert.deepStrictEqual((await compile('terraform')).size, script.size);
    assert.strictEqual((await compile('commands')).size, null);
    assert.ok(!(await compile('cloudformation')).text.includes('AWS::SageMaker::NotebookInstance\n'));
    assert.ok((await compile('cloudformation', true)).text.includes('AWS::SageMaker::NotebookInstance\n'));
  });

  it('status counts routes, bytes and expectations', async () => {
    const { client, open, change } = await started();
    const status = (): Promise<protocol.Status | null> =>
      client.sendRequest(protocol.statusRequest, { uri: uriOf('a.nbroute') });
    assert.strictEqual(await status(), null);
    open('a.nbroute', policy);
    assert.deepStrictEqual(await status(), {
      ...{ errors: 1, routes: 2, size: null },
      expectations: { holding: 1, failing: 1 },
    });
    change('a.nbroute', 2, { text: policy.replace('10.0.0.0/8  ', '10.0.0.0/16') });
    const now = await status();
    assert.deepStrictEqual(now?.expectations, { holding: 2, failing: 0 });
    assert.ok(now.size !== null && now.size.bytes > 0);
    change('a.nbroute', 3, { text: policy.replace('10.0.12.7', '10.0.12.777') });
    assert.strictEqual((await status())?.expectations, null);
  });

  it('expectations are those of one policy, open or not, or of all', async () => {
    const files = { 'lists.nbroute': 'prefix-list x = 10.0.0.0/8\n', 'team/b.nbroute': policy };
    const { client, open } = await started({ files });
    const ask = (name: string | null): Promise<protocol.ExpectationsResult> =>
      client.sendRequest(protocol.expectationsRequest, { uri: name === null ? null : uriOf(name) });
    open('a.nbroute', policy.replace('10.0.0.0/8', '10.0.0.300'));
    const all = await ask(null);
    assert.deepStrictEqual(
      all.map(({ uri, expectations }) => [uri, expectations.map(({ result }) => result)]).sort(),
      [
        [uriOf('a.nbroute'), ['open', 'open']],
        [uriOf('lists.nbroute'), []],
        [uriOf('team/b.nbroute'), ['fails', 'holds']],
      ],
    );
    const [closed] = await ask('team/b.nbroute');
    assert.deepStrictEqual(closed.expectations[0], {
      text: 'expect 10.0.0.0/8 via vpc',
      range: { start: { line: 3, character: 0 }, end: { line: 3, character: 27 } },
      result: 'fails',
      failures: [
        {
          range: { start: { line: 3, character: 7 }, end: { line: 3, character: 17 } },
          message:
            "expected `via vpc`, but `10.2.0.0-10.255.255.255` is routed via direct: it matches the instance's default route",
          expected: '10.2.0.0-10.255.255.255 via vpc',
          actual: '10.2.0.0-10.255.255.255 via direct',
        },
      ],
    });
    assert.strictEqual(closed.expectations[1]?.text, 'expect 10.0.12.7 via vpc');
    assert.deepStrictEqual(await ask('none.nbroute'), []);
  });

  it('check looks at an open text, or at another in its place', async () => {
    const { client, open } = await started();
    const check = (source?: string): Promise<protocol.CheckResult | null> =>
      client.sendRequest(protocol.checkRequest, { uri: uriOf('a.nbroute'), source });
    assert.strictEqual(await check(), null);
    const alone = await check('vpc 172.31.0.1/16\n');
    assert.deepStrictEqual(alone?.counts, { error: 1, warning: 0, information: 0, hint: 0 });
    assert.strictEqual(alone.findings[0]?.rule, 'host-bits');
    assert.deepStrictEqual(alone.findings[0].range.start, { line: 0, character: 4 });
    open('a.nbroute', policy);
    assert.deepStrictEqual(
      (await check())?.findings.map(({ rule }) => rule),
      ['mergeable-routes', 'failed-expectation'],
    );
  });

  it('lookup says where addresses go and why, or what is wrong with the question', async () => {
    const { client } = await started();
    const look = (source: string, ...queries: string[]): Promise<protocol.TextResult> =>
      client.sendRequest(protocol.lookupRequest, { uri: 'untitled:a', source, queries });
    const clean = `${network}route 10.0.0.0/16 via vpc\n`;
    const found = await look(clean, '10.0.0.1', '8.8.8.8');
    assert.ok(found.ok);
    assert.match(found.text, /^10\.0\.0\.1 is routed via vpc\n.*line 3.*\n/);
    assert.match(found.text, /^8\.8\.8\.8 is routed via direct$/m);
    assert.deepStrictEqual(await look(clean, 'on-prem'), {
      ok: false,
      problem: 'undefined prefix list `on-prem`',
    });
    // The words of the command line and of a failing expectation.
    const ports = await look(clean, '10.0.0.1 tcp 443', '8.8.8.8 icmp');
    assert.ok(ports.ok);
    assert.match(ports.text, /^  tcp 443 cannot be known: that needs a network statement$/m);
    assert.match(ports.text, /^  icmp cannot be known: only via vpc/m);
    assert.deepStrictEqual(await look(clean, '10.0.0.1 tcp 70000'), {
      ok: false,
      problem: 'invalid port "70000"; expected 0 to 65535, or a range as in 8000-8100',
    });
    const uncertain = await look('route 10.0.0.300 via vpc\n', '10.0.0.1');
    assert.ok(!uncertain.ok && uncertain.problem.includes('has errors'));
  });

  it('explain has a page for every rule', async () => {
    const { client } = await started();
    const explain = (rule: string): Promise<protocol.TextResult> =>
      client.sendRequest(protocol.explainRequest, { rule });
    for (const { id } of rules) {
      const page = await explain(id);
      assert.ok(page.ok && page.text.startsWith(`## ${id}\n`), id);
    }
    assert.deepStrictEqual(await explain('host-bit'), {
      ok: false,
      problem: 'unknown rule "host-bit"; did you mean host-bits?',
    });
  });

  it('compare holds a policy against another one, or against a dump', async () => {
    const { client, open } = await started();
    const compare = (other: object): Promise<protocol.CompareResult> =>
      client.sendRequest(protocol.compareRequest, { uri: uriOf('a.nbroute'), name: 'a', other });
    open('a.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
    open('b.nbroute', `${network}route 10.0.0.0/15 via vpc\n`);
    open('broken.nbroute', 'route');
    const two = await compare({ name: 'b', uri: uriOf('b.nbroute') });
    assert.ok(two.ok && two.ranges === 1);
    assert.match(two.markdown, /`10\.1\.0\.0\/16`/);
    const same = await compare({ name: 'a', uri: uriOf('a.nbroute') });
    assert.ok(same.ok && same.ranges === 0);
    const older = await compare({ name: 'before', source: network });
    assert.ok(older.ok && older.ranges === 1);
    assert.match(older.markdown, /^\*\*before → a\*\*: 1 range, 65,536 addresses \(1 added\)$/m);
    const dump = await compare({ name: 'now', text: 'default via 172.16.32.1 dev eth0\nnonsense\n' });
    assert.ok(dump.ok && dump.ranges > 0);
    assert.deepStrictEqual(
      dump.notes.missing.map(({ line, text }) => [line, text]),
      [[2, 'nonsense']],
    );
    for (const [other, problem] of [
      [{ name: 'broken', uri: uriOf('broken.nbroute') }, 'broken has errors'],
      [{ name: 'before', source: 'route' }, 'before has errors'],
      [{ name: 'gone', uri: uriOf('gone.nbroute') }, 'gone is not open'],
      [{ name: 'empty', text: ' ' }, 'nothing in it'],
      [{ name: 'prose', text: 'Dear all,' }, 'neither a table of routes'],
    ] as const) {
      const rejected = await compare(other);
      assert.ok(!rejected.ok && rejected.problem.includes(problem), JSON.stringify(rejected));
    }
  });

  it('fleet is a page for the policies of the workspace, with links to each and to its comparison', async () => {
    const older = `policy Blog\n${network}route 10.0.0.0/15 via vpc\n`;
    const files = { 'team/blog.nbroute': older.replace('/15', '/16'), 'team/b <b>.nbroute': policy };
    const { client, open } = await started({ files });
    open('old.nbroute', older);
    const compiled = await client.sendRequest<Extract<protocol.CompileResult, { ok: true }>>(
      protocol.compileRequest,
      { uri: uriOf('old.nbroute'), to: 'script' },
    );
    // The workspace has the later text of the policy.
    open('old.nbroute', 'policy Other\n');
    const notebook = { name: 'analysis', configuration: 'Blog' };
    const text = answersText([listAnswer([notebook]), configurationAnswer('Blog', compiled.text)]);
    const ask = (texts: readonly string[]): Promise<protocol.FleetResult> =>
      client.sendRequest(protocol.fleetRequest, { texts });
    const fleet = await ask([text, '{"cut": ']);
    assert.ok(fleet.ok);
    assert.match(fleet.html, /class="state outdated">outdated</);
    const commandsIn = [...fleet.html.matchAll(/href="command:([\w.]+)\?([^"]*)"/g)].map(([, name, args]) => [
      name,
      decodeURIComponent(args ?? ''),
    ]);
    assert.deepStrictEqual(commandsIn.slice(0, 2), [
      ['vscode.open', JSON.stringify([uriOf('team/blog.nbroute')])],
      [protocol.fleetComparisonCommand, '[0]'],
    ]);
    assert.strictEqual(fleet.comparisons.length, 1);
    assert.match(fleet.comparisons[0]?.markdown ?? '', /`10\.1\.0\.0\/16`/);
    assert.strictEqual(fleet.problems.length, 1);
    const empty = await ask(['{"Vpcs": []}']);
    assert.ok(!empty.ok && empty.problem.includes('no notebook instances'), JSON.stringify(empty));
  });

  it('import makes a policy of a dump and names the lines that are not in it', async () => {
    const { client } = await started();
    const text = 'sudo ip route add 10.0.0.0/16 via 172.31.64.1 dev eth2\nip route add oops via\n';
    const made = await client.sendRequest<protocol.ImportResult>(protocol.importRequest, { text });
    assert.ok(made.ok);
    assert.match(made.text, /^route 10\.0\.0\.0\/16 via vpc$/m);
    assert.deepStrictEqual(
      made.notes.missing.map(({ line }) => line),
      [2],
    );
    const rejected = await client.sendRequest<protocol.ImportResult>(protocol.importRequest, { text: '' });
    assert.ok(!rejected.ok);
  });

  it('verify is offered where there is a kernel, tells how far it is, and can be stopped', async () => {
    let stopped = false;
    const { client, open } = await started({
      environment: (made) => ({
        ...made,
        verify: (model, signal, progress) =>
          new Promise((resolve) => {
            progress(1, 2);
            if (model.name === 'quick') resolve({ kind: 'compared', ok: true, text: 'all agree' });
            signal.addEventListener('abort', () => {
              stopped = true;
              resolve({ kind: 'cannot', text: 'stopped' });
            });
          }),
      }),
    });
    const reports: protocol.VerifyProgress[] = [];
    const progress = 'verify-1';
    client.onProgress(
      new ProgressType<protocol.VerifyProgress>(),
      progress,
      (value) => void reports.push(value),
    );
    const ask = (name: string, token?: CancellationTokenSource): Promise<protocol.VerifyResult> =>
      token
        ? client.sendRequest(protocol.verifyRequest, { uri: uriOf(name), progress }, token.token)
        : client.sendRequest(protocol.verifyRequest, { uri: uriOf(name), progress });

    open('quick.nbroute', network);
    open('slow.nbroute', network);
    open('broken.nbroute', 'route');
    assert.deepStrictEqual(await ask('quick.nbroute'), { kind: 'compared', ok: true, text: 'all agree' });
    assert.deepStrictEqual(reports, [{ done: 1, all: 2 }]);
    assert.deepStrictEqual(await ask('broken.nbroute'), { kind: 'errors', count: 1 });
    const source = new CancellationTokenSource();
    const slow = ask('slow.nbroute', source);
    // It is running when it has told its progress.
    await until('the progress of a verification', () => reports.length > 1);
    source.cancel();
    await assert.rejects(slow);
    await until('the end of the verification', () => stopped);
    const { client: without } = await started();
    await assert.rejects(without.sendRequest(protocol.verifyRequest, { uri: uriOf('a.nbroute'), progress }));
  });

  it('answer requests of a wrong shape with a refusal, and go on', async () => {
    const { client, open } = await started();
    open('a.nbroute', policy);
    for (const name of ['lookup', 'explain', 'compare', 'fleet', 'import', 'check', 'expectations', 'status'])
      for (const params of [
        {},
        { uri: 7 },
        { uri: uriOf('a.nbroute'), queries: 3, text: [], rule: {}, other: 0 },
      ])
        await client.sendRequest(`nbroute/${name}`, params).then(
          (answer) => assert.ok(answer === null || typeof answer === 'object', name),
          () => undefined,
        );
    const status = await client.sendRequest<protocol.Status | null>(protocol.statusRequest, {
      uri: uriOf('a.nbroute'),
    });
    assert.strictEqual(status?.routes, 2);
  });
});
