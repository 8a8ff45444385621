import * as assert from 'node:assert';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CancellationTokenSource, ProgressType } from 'vscode-languageserver/node';
import * as protocol from '../../server/protocol';
import { rules } from '../../server/rules/registry';
import { answersText, configurationAnswer, listAnswer } from '../fleet-responses';
import { root } from '../fixture';
import { networkFiles } from '../network-files';
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
  const server = await session(options);
  running.push(server);
  return server;
}

describe("The product's own requests", () => {
  afterEach(() => running.splice(0).forEach((each) => each.end()));

  it("compile returns the script's size, and a notebook if requested", async () => {
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
      errors: 1,
      routes: 2,
      size: null,
      expectations: { holding: 1, failing: 1 },
    });
    change('a.nbroute', 2, { text: policy.replace('10.0.0.0/8  ', '10.0.0.0/16') });
    const now = await status();
    assert.deepStrictEqual(now?.expectations, { holding: 2, failing: 0 });
    assert.ok(now.size !== null && now.size.bytes > 0);
    change('a.nbroute', 3, { text: policy.replace('10.0.12.7', '10.0.12.777') });
    assert.strictEqual((await status())?.expectations, null);
  });

  it('expectations returns those of one policy, open or not, or of all', async () => {
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

  it('check covers an open text, or another text in its place', async () => {
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

  it('lookup returns how addresses are routed and why, or what is wrong with the query', async () => {
    const { client } = await started();
    const look = (source: string, ...queries: string[]): Promise<protocol.TextResult> =>
      client.sendRequest(protocol.lookupRequest, { uri: 'untitled:a', source, queries });
    const clean = `${network}route 10.0.0.0/16 via vpc\n`;
    const results = await look(clean, '10.0.0.1', '8.8.8.8');
    assert.ok(results.ok);
    assert.match(results.text, /^10\.0\.0\.1 is routed via vpc\n.*line 3.*\n/);
    assert.match(results.text, /^8\.8\.8\.8 is routed via direct$/m);
    assert.deepStrictEqual(await look(clean, 'on-prem'), {
      ok: false,
      problem: 'undefined prefix list `on-prem`',
    });
    // The wording of the command line and of a failing expectation.
    const ports = await look(clean, '10.0.0.1 tcp 443', '8.8.8.8 icmp');
    assert.ok(ports.ok);
    assert.match(ports.text, /^  tcp 443 is unknown: the policy has no network statement$/m);
    assert.match(ports.text, /^  icmp is unknown: the security groups are yours only via vpc$/m);
    assert.deepStrictEqual(await look(clean, '10.0.0.1 tcp 70000'), {
      ok: false,
      problem: 'invalid port "70000"; expected 0 to 65535, or a range as in 8000-8100',
    });
    const uncertain = await look('route 10.0.0.300 via vpc\n', '10.0.0.1');
    assert.ok(!uncertain.ok && uncertain.problem.includes('has errors'));
  });

  it('pin returns the location and text of an expectation, or why there is none', async () => {
    const { client, open } = await started();
    open('a.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
    const pin = (query: string): Promise<protocol.PinResult> =>
      client.sendRequest(protocol.pinRequest, { uri: uriOf('a.nbroute'), query, subnet: null });
    assert.deepStrictEqual(await pin('10.0.0.1'), {
      ok: true,
      version: 1,
      at: { line: 3, character: 0 },
      text: '\nexpect 10.0.0.1 via vpc\n',
    });
    assert.deepStrictEqual(await pin('10.0.0.300'), {
      ok: false,
      problem: 'invalid address `10.0.0.300`: octets are 0 to 255',
    });
  });

  it('explain returns a page for every rule', async () => {
    const { client } = await started();
    const explain = (rule: string): Promise<protocol.TextResult> =>
      client.sendRequest(protocol.explainRequest, { rule });
    for (const { id } of rules) {
      const page = await explain(id);
      assert.ok(page.ok && page.text.startsWith(`## ${id}\n`), id);
    }
    assert.deepStrictEqual(await explain('host-bit'), {
      ok: false,
      problem: 'unknown rule `host-bit`; did you mean `host-bits`?',
    });
  });

  it('compare compares another policy, a dump, a network file or a revision with the policy', async () => {
    const lists = 'prefix-list a = 10.0.0.0/16\n';
    const { client, open } = await started({
      files: { ...networkFiles, 'lists.nbroute': lists, 'disk.nbroute': network },
      initializationOptions: { files: true },
    });
    const compare = (other: object | null, name = 'a'): Promise<protocol.CompareResult> =>
      client.sendRequest(protocol.compareRequest, { uri: uriOf(`${name}.nbroute`), name, other });
    const ranges = (result: protocol.CompareResult): readonly unknown[] =>
      result.ok
        ? result.changes.map(({ range, addresses, before, after }) => [
            range,
            addresses,
            before.label,
            ...before.routes.map(({ line, text }) => line ?? text),
            after.label,
            ...after.routes.map(({ line, text }) => line ?? text),
          ])
        : [result.problem];
    open('a.nbroute', `${network}route 10.0.0.0/16 via vpc\n`);
    open('b.nbroute', `${network}\nroute 10.0.0.0/15 via vpc\n`);
    open('broken.nbroute', 'route');
    const byDefault = "0.0.0.0/0, the instance's default route";
    assert.deepStrictEqual(ranges(await compare({ name: 'b', uri: uriOf('b.nbroute') })), [
      ['10.1.0.0/16', '65,536 addresses', 'via vpc', 3, 'via direct', byDefault],
    ]);
    const added = [['10.0.0.0/16', '65,536 addresses', 'via direct', byDefault, 'via vpc', 2]];
    assert.deepStrictEqual(ranges(await compare(null)), added);
    assert.deepStrictEqual(ranges(await compare({ name: 'disk', uri: uriOf('disk.nbroute') })), added);
    assert.deepStrictEqual(ranges(await compare({ name: 'x.nbroute', text: network })), added);
    assert.deepStrictEqual(ranges(await compare({ name: 'a', uri: uriOf('a.nbroute') })), []);

    // The files that the policy reads are those of the revision, too.
    open('listed.nbroute', `include "lists.nbroute"\n${network}route a via vpc\n`);
    const past = new Map([
      [uriOf('listed.nbroute'), `include "lists.nbroute"\n${network}route a via vpc\n`],
      [uriOf('lists.nbroute'), lists.replace('/16', '/15')],
    ]);
    client.onRequest<protocol.FileResult, void>(
      protocol.readFileRequest,
      ({ uri, revision }: protocol.ReadFileParams): Promise<protocol.FileResult> => {
        const text = revision === '1a2b' ? past.get(uri) : undefined;
        return Promise.resolve(text === undefined ? { kind: 'missing' } : { kind: 'text', text });
      },
    );
    const revision = { name: 'main', revision: '1a2b' };
    assert.deepStrictEqual(ranges(await compare(revision, 'listed')), [
      ['10.1.0.0/16', '65,536 addresses', 'via vpc', 3, 'via direct', byDefault],
    ]);

    // So is the network file, because the VPC router's next hops count too.
    const whole =
      'vpc 10.0.0.0/16\nsubnet 10.0.1.0/24\nnetwork from "network.json" vpc vpc-0aaa\nroute 10.8.0.0/16 via vpc\n';
    open('whole.nbroute', whole);
    past.set(uriOf('whole.nbroute'), whole.replace('/16 via vpc', '/15 via vpc'));
    past.set(uriOf('network.json'), networkFiles['network.json'].replaceAll('tgw-0aaa', 'tgw-0bbb'));
    assert.deepStrictEqual(ranges(await compare(revision, 'whole')), [
      ['10.9.0.0/16', '65,536 addresses', 'via vpc, a dead end', 3, 'via direct', byDefault],
      ['10.8.0.0/16', '65,536 addresses', 'via vpc to tgw-0bbb', 3, 'via vpc to tgw-0aaa', 3],
    ]);

    const dump = await compare({ name: 'now', text: 'default via 172.16.32.1 dev eth0\nnonsense\n' });
    assert.ok(dump.ok && dump.changes.length > 0);
    assert.deepStrictEqual(
      dump.notes.missing.map(({ line, text }) => [line, text]),
      [[2, 'nonsense']],
    );
    const script = await client.sendRequest<Extract<protocol.CompileResult, { ok: true }>>(
      protocol.compileRequest,
      { uri: uriOf('b.nbroute'), to: 'script' },
    );
    const deployed = configurationAnswer('A', script.text);
    assert.strictEqual(ranges(await compare({ name: 'deployed', text: JSON.stringify(deployed) })).length, 1);

    const sample = readFileSync(path.join(root, 'samples', 'network.json'), 'utf8');
    open('home.nbroute', 'vpc 10.20.0.0/16\nsubnet 10.20.1.0/24\n');
    const ofTable = ranges(await compare({ name: 'network.json', text: sample }, 'home'));
    assert.strictEqual(ofTable.length, 2);
    assert.deepStrictEqual(ofTable[1], [
      '10.64.0.0/16',
      '65,536 addresses',
      'via vpc to pcx-0a1b2c3d4e5f60718',
      'route 10.64.0.0/16 via vpc # pcx-0a1b2c3d4e5f60718',
      'via direct',
      byDefault,
    ]);

    for (const [other, problem] of [
      [{ name: 'broken', uri: uriOf('broken.nbroute') }, 'broken has errors'],
      [{ name: 'before.nbroute', text: 'route' }, 'before.nbroute has errors'],
      [{ name: 'gone', uri: uriOf('gone.nbroute') }, 'gone cannot be read'],
      [{ name: 'empty', text: ' ' }, 'empty: it is empty'],
      [{ name: 'prose', text: 'Dear all,' }, 'prose: neither a table of routes'],
      [{ name: 'v1', revision: 'ffff' }, 'v1 does not have the file'],
      [
        { name: 'network.json', text: networkFiles['network.json'] },
        'network.json: none of its subnets is a subnet of the policy',
      ],
    ] as const) {
      const rejected = await compare(other);
      assert.ok(!rejected.ok && rejected.problem.includes(problem), JSON.stringify(rejected));
    }
  });

  it('fleet returns a page for the policies of the workspace, with links to each and to its comparison', async () => {
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

  it('import turns a dump into a policy and reports the lines that are not in it', async () => {
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
    const paste = async (pasted: string): Promise<string | undefined> => {
      const params: protocol.ImportParams = { text: pasted, isPasted: true };
      const result = await client.sendRequest<protocol.ImportResult>(protocol.importRequest, params);
      return result.ok ? result.text : undefined;
    };
    const route = 'route 10.0.0.0/16 via vpc\n';
    for (const [pasted, statements] of [
      [text, route],
      ['10.0.0.0/16 via 172.31.64.1 dev eth2', route],
      ['10.0.0.0  172.31.64.1  255.255.0.0  UG  0  0  0  eth2', route],
      ['unreachable 10.0.0.0/16 metric 1024', 'route 10.0.0.0/16 unreachable\n'],
      // A policy itself, and prose.
      [policy, ''],
      ['10.0.0.0/16\n10.1.0.0/16', ''],
      ['10.0.0.0/16, 10.1.0.0/16 via vpc', ''],
      ['Dear all,', ''],
    ])
      assert.strictEqual(await paste(pasted), statements, pasted);
  });

  it('import creates the policy of a notebook or subnet that networkHomes finds in a network file', async () => {
    const { client } = await started();
    const text = readFileSync(path.join(root, 'samples', 'network.json'), 'utf8');
    const homesIn = (file: string): Promise<readonly protocol.NetworkHome[]> =>
      client.sendRequest(protocol.networkHomesRequest, { text: file });
    assert.deepStrictEqual(await homesIn('{"scripts": {}}'), []);
    assert.deepStrictEqual(await homesIn(policy), []);
    const homes = await homesIn(text);
    assert.deepStrictEqual(
      homes.map(({ notebook, subnet, blocks }) => [notebook, subnet, ...blocks]),
      [
        ['analysis', 'subnet-0a1b2c3d4e5f60718', '10.20.0.0/20'],
        [null, 'subnet-0b1b2c3d4e5f60718', '10.20.16.0/20'],
      ],
    );
    const importedText = async (more: object): Promise<string> => {
      const params = { text, name: 'Made', path: '../network.json', ...more };
      const result = await client.sendRequest<protocol.ImportResult>(protocol.importRequest, params);
      return result.ok ? result.text : result.problem;
    };
    const ofNotebook = await importedText({ home: homes[0] });
    assert.match(ofNotebook, /^# .*, for the notebook analysis\n\npolicy Made\n\nvpc /);
    assert.match(ofNotebook, /^network +from "\.\.\/network\.json"$/m);
    assert.match(ofNotebook, /^expect 10\.64\.0\.0\/16 via vpc to pcx-/m);
    assert.match(await importedText({ home: homes[1] }), /^subnet +10\.20\.16\.0\/20$/m);
    assert.match(await importedText({}), /^subnet +10\.20\.0\.0\/20$/m);
    assert.match(
      await importedText({ home: { ...homes[1], subnet: 'subnet-0c' } }),
      /does not have the subnet subnet-0c/,
    );
  });

  it('verify is available with a kernel, reports progress, and can be cancelled', async () => {
    let stopped = false;
    const { client, open } = await started({
      environment: (defaults) => ({
        ...defaults,
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
    // It is running once it has reported progress.
    await until('the progress of a verification', () => reports.length > 1);
    source.cancel();
    await assert.rejects(slow);
    await until('the end of the verification', () => stopped);
    const { client: without } = await started();
    await assert.rejects(without.sendRequest(protocol.verifyRequest, { uri: uriOf('a.nbroute'), progress }));
  });

  it('invalid parameters are rejected, and the server continues', async () => {
    const { client, open } = await started();
    open('a.nbroute', policy);
    for (const name of [
      'lookup',
      'pin',
      'explain',
      'compare',
      'fleet',
      'import',
      'check',
      'expectations',
      'status',
    ])
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
