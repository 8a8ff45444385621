import * as assert from 'node:assert';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { version } from '../../package.json';
import { outputFormatNames } from '../../server/emit/output-formats';
import { nbroute, spawnNbroute } from '../cli/run';
import { assertPublished, type Output } from '../cli/schemas';
import { networkFiles } from '../network-files';
import { gate } from '../until';
import { McpSession, type Answer } from './session';

/*
 * `nbroute mcp` in a process, driven by the SDK's own client over standard streams. The process exits if it tries to
 * open a connection, change a file or start a program.
 */

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20, 172.31.80.0/20\n';
const policy = `${network}route 10.0.0.0/16 via vpc\n`;

describe('nbroute mcp', () => {
  let parent = '';
  let folder = '';
  let session: McpSession;
  const write = (name: string, text: string): void => {
    const file = path.join(parent, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };

  before(async () => {
    parent = realpathSync(mkdtempSync(path.join(tmpdir(), 'nbroute-mcp-')));
    folder = path.join(parent, 'work');
    write('work/net.nbroute', policy);
    write('work/lists.nbroute', 'prefix-list on-prem = 10.0.0.0/16\n');
    write('work/sub/with list.nbroute', `include "../lists.nbroute"\n${network}route on-prem via vpc\n`);
    write('work/bad.nbroute', `${network}route 10.0.3.4/16 via vpc\n`);
    write(
      'work/whole.nbroute',
      `vpc 10.0.0.0/16\nsubnet 10.0.1.0/24\nnetwork from "network.json" vpc vpc-0aaa\nroute 10.8.0.0/14 via vpc\n`,
    );
    write('work/network.json', networkFiles['network.json']);
    write(
      'work/table.txt',
      'default via 172.16.32.1 dev eth0\n172.31.64.0/20 dev eth2\n172.31.0.0/16 via 172.31.64.1 dev eth2\n',
    );
    write('work/note.txt', 'a note');
    write('secret/secret.nbroute', `${network}# secret\nroute 10.99.0.0/16 via vpc\n`);
    write('secret/list.txt', '10.98.0.0/16\n');
    write('secret/nbroute.json', '{"rules":{"host-bits":"off"}}');
    session = await McpSession.start(folder);
  });
  after(async () => {
    await session.close();
    rmSync(parent, { recursive: true, force: true });
  });

  const ask = async (tool: Output, input: object): Promise<Answer> => {
    const answer = await session.call(tool, input);
    assert.ok(!answer.isError, answer.text);
    assertPublished(tool, answer.json);
    return answer;
  };
  const refused = async (tool: string, input: object): Promise<string> => {
    const answer = await session.call(tool, input);
    assert.ok(answer.isError, answer.text);
    assert.strictEqual(answer.json, undefined);
    return answer.text;
  };

  it('introduces itself, and describes tools that only read', async () => {
    assert.deepStrictEqual(session.client.getServerVersion(), { name: 'nbroute', title: 'nbroute', version });
    assert.match(session.client.getInstructions() ?? '', /check it/);
    const { tools } = await session.client.listTools();
    assert.deepStrictEqual(
      tools.map(({ name }) => name),
      ['check', 'lookup', 'diff', 'explain', 'table', 'compile'],
    );
    for (const { name, description = '', annotations, outputSchema } of tools) {
      assert.match(description, /^[A-Z][^]*\. Use it .*\.$/, name);
      assert.strictEqual(annotations?.readOnlyHint, true, name);
      assert.strictEqual(annotations.openWorldHint, false, name);
      assert.deepStrictEqual(outputSchema?.type, 'object', name);
    }
  });

  it('check: a file with its includes, a text, a text in place of a file', async () => {
    assert.strictEqual((await ask('check', { path: 'sub/with list.nbroute' })).text, '1 file: no findings\n');
    const { text, json } = await ask('check', { path: 'bad.nbroute' });
    assert.match(text, /^bad\.nbroute:3:7: error\[host-bits\]: `10\.0\.3\.4\/16` has host bits set/);
    const { out } = await nbroute(['check', 'bad.nbroute', '--format', 'json'], folder);
    assert.deepStrictEqual(json, { ...JSON.parse(out), omitted: 0 });
    assert.match((await ask('check', { text: 'route 10/8 via vpc\n' })).text, /^policy\.nbroute:1:7/);
    const beside = 'include "../lists.nbroute"\nroute on-prem via direct\n';
    assert.doesNotMatch((await ask('check', { path: 'sub/new.nbroute', text: beside })).text, /missing-file/);
  });

  it('lookup: the output of the command line, with ports and onward rows', async () => {
    const { text, json } = await ask('lookup', {
      path: 'net.nbroute',
      addresses: ['10.0.12.7', '10.0.0.0/15'],
    });
    assert.match(text, /^10\.0\.12\.7 is routed via vpc\n/);
    const { out } = await nbroute(
      ['lookup', 'net.nbroute', '10.0.12.7', '10.0.0.0/15', '--format', 'json'],
      folder,
    );
    assert.deepStrictEqual(json, { ...JSON.parse(out), omitted: 0 });
    const wholePath = await ask('lookup', { path: 'whole.nbroute', addresses: ['10.8.0.7 tcp 443'] });
    assert.match(
      JSON.stringify(wholePath.json),
      /"nextHop":"tgw-0aaa".*"ports":\{"protocol":"tcp","ports":"443"/,
    );
    const subnet = { path: 'net.nbroute', addresses: ['10.0.0.1'], subnet: '172.31.80.0/20' };
    assert.match(JSON.stringify((await ask('lookup', subnet)).json), /"gateway":"172\.31\.80\.1"/);
  });

  it('diff: with another policy, an earlier text, a table and a network file', async () => {
    const text = policy.replace('10.0.0.0/16', '10.0.0.0/15');
    const edited = await ask('diff', { path: 'net.nbroute', text, other: 'net.nbroute' });
    assert.match(edited.text, /1 range, 65,536 addresses \(1 removed\)/);
    const change = {
      range: '10.1.0.0/16',
      from: { type: 'unicast', target: 'vpc' },
      to: { type: 'unicast', target: 'direct' },
    };
    assert.deepStrictEqual(edited.json, { version: 1, changes: [change], omitted: 0 });
    assert.match((await ask('diff', { path: 'net.nbroute', otherText: text })).text, /1 added/);
    assert.match((await ask('diff', { path: 'net.nbroute', other: 'table.txt' })).text, /1 missing/);
    const pasted = {
      path: 'net.nbroute',
      otherText: 'default via 172.16.32.1 dev eth0\n',
      otherKind: 'routes',
    };
    assert.match((await ask('diff', pasted)).text, /missing/);
    assert.match(
      (await ask('diff', { path: 'whole.nbroute', other: 'network.json' })).text,
      /→ network\.json: /,
    );
  });

  it('explain, table and compile', async () => {
    assert.match((await ask('explain', { rule: 'host-bits' })).text, /^## host-bits\n/);
    const { text, json } = await ask('table', { path: 'net.nbroute', changes: true });
    assert.match(text, /^\+ 10\.0\.0\.0 +172\.31\.64\.1 /m);
    const { out } = await nbroute(['table', 'net.nbroute', '--format', 'json'], folder);
    assert.deepStrictEqual(json, { ...JSON.parse(out), omitted: 0 });
    assert.match((await ask('table', { path: 'net.nbroute', format: 'markdown' })).text, /^\| Destination/);
    for (const to of outputFormatNames)
      assert.strictEqual(
        (await ask('compile', { path: 'net.nbroute', to })).text,
        (await nbroute(['compile', 'net.nbroute', '--to', to], folder)).out,
      );
    const halves = `${network}route 10.0.0.0/17, 10.0.128.0/17 via vpc\n`;
    assert.match(
      (await ask('compile', { text: halves, to: 'commands', minimise: true })).text,
      / 10\.0\.0\.0\/16 /,
    );
    assert.match((await ask('compile', { text: policy, to: 'commands', undo: true })).text, /route del/);
  });

  it('reports what is wrong with arguments, and what to do', async () => {
    for (const [tool, input, problem] of [
      ['check', {}, /give "path", or "text"/],
      ['check', { path: 7 }, /^invalid arguments: path must be string$/],
      ['check', { path: 'net.nbroute', fix: true }, /must NOT have additional properties/],
      ['check', { path: 'gone.nbroute' }, /"gone\.nbroute" cannot be read: no such file/],
      ['check', { path: 'note.txt' }, /is not a policy: its name does not end in \.nbroute/],
      ['check', { path: '' }, /is not a policy/],
      ['lookup', { path: 'net.nbroute' }, /^invalid arguments: must have required property 'addresses'$/],
      ['lookup', { path: 'net.nbroute', addresses: [] }, /must NOT have fewer than 1 items/],
      ['lookup', { path: 'net.nbroute', addresses: ['nowhere'] }, /undefined prefix list `nowhere`/],
      ['lookup', { path: 'net.nbroute', addresses: ['10.0.0.1 tcp 99999'] }, /port/],
      [
        'lookup',
        { path: 'net.nbroute', addresses: ['10.0.0.1'], subnet: '10.0.0.0/8' },
        /it declares 172\.31\.64\.0\/20/,
      ],
      ['lookup', { path: 'bad.nbroute', addresses: ['10.0.0.1'] }, /has 1 error, .*check it first/],
      ['diff', { path: 'net.nbroute' }, /nothing to compare with: give "other" or "otherText"/],
      ['diff', { path: 'bad.nbroute', other: 'net.nbroute' }, /has errors.*check it first/],
      ['diff', { path: 'net.nbroute', other: 'bad.nbroute' }, /has errors/],
      ['diff', { path: 'net.nbroute', other: 'note.txt' }, /nothing to compare with in note\.txt/],
      ['explain', { rule: 'host-bit' }, /did you mean `host-bits`/],
      [
        'table',
        { path: 'net.nbroute', format: 'xlsx' },
        /^invalid arguments: format must be route-n, ip-route, markdown or csv$/,
      ],
      ['compile', { path: 'net.nbroute', to: 'bash' }, /: to must be script, .* or [\w-]+$/],
      ['check', { path: `${'a/'.repeat(100_000)}x.nbroute` }, /cannot be read: the name is too long$/],
      ['check', { path: `/${'a/'.repeat(100_000)}x.nbroute` }, /is outside the folders that may be read/],
      [
        'compile',
        { path: 'bad.nbroute', to: 'script' },
        /host-bits[^]*nothing is compiled: bad\.nbroute has errors/,
      ],
      [
        'compile',
        { path: 'net.nbroute', to: 'script', undo: true },
        /"undo" is for commands, not for script/,
      ],
    ] as const)
      assert.match(await refused(tool, input), problem);
    await assert.rejects(session.call('remove', {}), /unknown tool remove/);
  });

  it('reads nothing outside the working directory', async () => {
    const secret = path.join(parent, 'secret/secret.nbroute');
    symlinkSync(secret, path.join(folder, 'link.nbroute'));
    symlinkSync(path.join(parent, 'secret'), path.join(folder, 'linked'));
    symlinkSync('link.nbroute', path.join(folder, 'chain.nbroute'));
    const uri = pathToFileURL(secret).href;
    const inside = pathToFileURL(folder).href;
    for (const attack of [
      '../secret/secret.nbroute',
      'sub/../../secret/secret.nbroute',
      './sub/.././../secret/secret.nbroute',
      secret,
      `${folder}/../secret/secret.nbroute`,
      `${folder}-no/x.nbroute`,
      `/proc/self/root${secret}`,
      uri,
      `${inside}/../secret/secret.nbroute`,
      `${inside}/%2e%2e/secret/secret.nbroute`,
      `${inside}/..%2fsecret/secret.nbroute`,
      `${inside}/%2e%2e%2fsecret%2fsecret.nbroute`,
      '%2e%2e/secret/secret.nbroute',
      '..%2fsecret/secret.nbroute',
      '..\\secret\\secret.nbroute',
      '\u2024\u2024/secret/secret.nbroute',
      '..\0/secret/secret.nbroute',
      `${secret}\0.nbroute`,
      '~/secret.nbroute',
      `/${secret}`,
      `\\\\?\\${secret}`,
      '\\\\server\\share\\x.nbroute',
      '//server/share/x.nbroute',
      'C:\\x.nbroute',
      'link.nbroute',
      'chain.nbroute',
      'linked/secret.nbroute',
      'linked/../secret.nbroute',
      'file://elsewhere/secret.nbroute',
      'https://example.com/secret.nbroute',
      'vscode-remote://ssh/secret.nbroute',
    ]) {
      for (const input of [{ path: attack }, { text: policy, path: attack }]) {
        const { text, isError } = await session.call('check', input);
        assert.doesNotMatch(text, /10\.99|# secret/, attack);
        // A text may have the path of a file that does not exist, but that must still be inside the folder.
        if (!isError) assert.deepStrictEqual(Object.keys(input), ['text', 'path'], attack);
      }
      assert.ok(
        (await session.call('diff', { path: 'net.nbroute', other: attack, otherKind: 'routes' })).isError,
        attack,
      );
      assert.ok((await session.call('compile', { path: attack, to: 'commands' })).isError, attack);
    }
    assert.match(
      await refused('check', { path: secret }),
      /is outside the folders that may be read: .*work$/,
    );
  });

  it('reads nothing outside for a policy that names it, by any name', async () => {
    for (const [statement, found] of [
      ['include "../secret/secret.nbroute"', /path-outside/],
      ['include "link.nbroute"', /path-outside/],
      ['include "linked/secret.nbroute"', /path-outside/],
      ['prefix-list x from "linked/list.txt"', /path-outside/],
      [`prefix-list x from "${parent}/secret/list.txt"`, /path-outside/],
      ['on-start "linked/list.txt"', /path-outside/],
      ['network from "linked/list.txt"', /path-outside/],
    ] as const) {
      const { text } = await ask('check', { text: `${statement}\n${policy}` });
      assert.match(text, found, statement);
      assert.doesNotMatch(text, /10\.9[89]/, statement);
    }
    // A repository above the working directory does not widen what may be read.
    mkdirSync(path.join(parent, '.git'));
    write('nbroute.json', '{"rules":{"redundant-route":"off"}}');
    const outside = { text: `include "../secret/secret.nbroute"\n${policy}`, path: 'new.nbroute' };
    assert.match((await ask('check', outside)).text, /path-outside/);
    const redundant = { text: `${policy}route 10.0.0.0/24 via vpc\n`, path: 'new.nbroute' };
    assert.match((await ask('check', redundant)).text, /redundant-route/, 'nbroute.json above is not read');
  });

  it('handles a policy of a megabyte, by its path and as a text, and reports what it leaves out', async () => {
    const comment = `# ${'a route with a comment '.repeat(4)}`;
    const routes = Array.from(
      { length: 10_000 },
      (_, i) => `route 10.${i >> 8}.${i & 255}.0/24 via vpc ${comment}`,
    );
    const large = `${network}${routes.join('\n')}\n`;
    assert.ok(large.length > 1_000_000);
    write('work/large.nbroute', large);
    for (const input of [{ path: 'large.nbroute' }, { text: large }]) {
      const { text, json } = await ask('check', input);
      assert.match(text, /more diagnostics not shown/);
      assert.ok(JSON.stringify(json).length < 200_000);
      assertOmitted(json);
    }
    const table = await ask('table', { path: 'large.nbroute' });
    assert.match(table.text, /\n\d+ more routes\n$/);
    assertOmitted(table.json);
    const result = await ask('lookup', { path: 'large.nbroute', addresses: ['10.7.7.7', '10.0.0.0/13'] });
    assert.match(result.text, /^10\.7\.7\.7 is routed via vpc\n/);
    assertOmitted(result.json);
    assertOmitted((await ask('diff', { path: 'net.nbroute', other: 'large.nbroute' })).json);
    assert.match(
      await refused('compile', { path: 'large.nbroute', to: 'commands' }),
      /write it to a file: nbroute compile/,
    );
  });

  it('has changed nothing', () => {
    const names = readdirSync(folder).sort();
    assert.deepStrictEqual(names, [
      'bad.nbroute',
      'chain.nbroute',
      'large.nbroute',
      'link.nbroute',
      'linked',
      'lists.nbroute',
      'net.nbroute',
      'network.json',
      'note.txt',
      'sub',
      'table.txt',
      'whole.nbroute',
    ]);
    assert.strictEqual(readFileSync(path.join(folder, 'net.nbroute'), 'utf8'), policy);
  });

  it('reads in the roots of the client, and in no other folder', async () => {
    write('one/a.nbroute', policy);
    write('two/b.nbroute', policy);
    const uriOf = (name: string): string => pathToFileURL(path.join(parent, name)).href;
    let roots = [uriOf('one'), uriOf('two')];
    const client = await McpSession.start(folder, () => Promise.resolve(roots));
    const change = (...uris: string[]): Promise<void> => {
      roots = uris;
      return client.client.sendRootsListChanged();
    };
    const check = (name: string): Promise<Answer> => client.call('check', { path: name });
    try {
      for (const name of ['a.nbroute', 'b.nbroute', 'two/b.nbroute', path.join(parent, 'two/b.nbroute')])
        assert.ok(!(await check(name)).isError, name);
      for (const name of ['net.nbroute', path.join(folder, 'net.nbroute'), '../secret/secret.nbroute'])
        assert.ok((await check(name)).isError, name);
      await change(uriOf('two'));
      assert.ok((await check(path.join(parent, 'one/a.nbroute'))).isError);
      assert.ok(!(await check('b.nbroute')).isError);
      // Without roots it is the working directory; a root that is not a folder on this machine is ignored.
      await change();
      assert.ok(!(await check('net.nbroute')).isError);
      await change('file://elsewhere/repository');
      assert.match((await check('net.nbroute')).text, /is outside the folders that may be read/);
      await change('https://example.com/repository');
      assert.match((await check('net.nbroute')).text, /its response is not a list of file URIs/);
    } finally {
      await client.close();
    }
  });

  it('stops a cancelled call, answers the next one, and supports a client that does not list its roots', async () => {
    const door = gate();
    let fails = false;
    const client = await McpSession.start(folder, async () => {
      await door.pass();
      if (fails) throw new Error('no roots today');
      return [pathToFileURL(folder).href];
    });
    try {
      const cancelled = new AbortController();
      const call = client.call('check', { path: 'net.nbroute' }, cancelled.signal);
      await door.reached;
      cancelled.abort('not needed');
      await assert.rejects(call, /not needed/);
      door.open();
      assert.strictEqual((await client.call('check', { path: 'net.nbroute' })).text, '1 file: no findings\n');
      fails = true;
      await client.client.sendRootsListChanged();
      const { text, isError } = await client.call('check', { path: 'net.nbroute' });
      assert.ok(isError);
      assert.match(text, /did not list its roots: .*no roots today/);
      fails = false;
      assert.ok(!(await client.call('check', { path: 'net.nbroute' })).isError);
    } finally {
      await client.close();
    }
  });

  it('sends nothing for a cancelled call, ignores invalid messages, and exits with its client', () => {
    const message = (value: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...value })}\n`;
    const call = (id: number, name: string): string =>
      message({ id, method: 'tools/call', params: { name: 'check', arguments: { path: name } } });
    const initialize = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 't', version: '1' },
    };
    const { code, out, err } = spawnNbroute(['mcp'], {
      cwd: folder,
      input: [
        message({ id: 1, method: 'initialize', params: initialize }),
        message({ method: 'notifications/initialized' }),
        'route 10.77.0.0/16 via vpc\n',
        call(2, 'large.nbroute'),
        message({ method: 'notifications/cancelled', params: { requestId: 2 } }),
        call(3, 'net.nbroute'),
      ].join(''),
    });
    assert.strictEqual(code, 0, err);
    const ids = out.split('\n').flatMap((line) => (line === '' ? [] : [/"id":(\d+)/.exec(line)?.[1]]));
    assert.deepStrictEqual(ids, ['1', '3']);
    assert.strictEqual(err, 'nbroute: a message was not understood and is ignored\n');
  });

  it('takes no operands', () => {
    const { code, err } = spawnNbroute(['mcp', 'folder'], { cwd: folder });
    assert.deepStrictEqual([code, err], [2, 'nbroute: mcp takes no operands, not "folder"\n']);
  });
});

function assertOmitted(json: unknown): void {
  assert.ok(typeof json === 'object' && json !== null && 'omitted' in json && Number(json.omitted) > 0);
}
