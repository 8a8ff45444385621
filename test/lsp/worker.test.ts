import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vm from 'node:vm';
import { workerScript } from '../../client/worker-script';
import { internetPolicy } from '../random-policy';
import { until } from '../until';
import { serverProgram, type Message } from './client';

/** The server's environment in a browser's worker: a global object with messages and timers, without Node. */
class Worker {
  readonly sent: Message[] = [];
  private readonly self: { onmessage?: (event: { readonly data: object }) => void };
  private next = 1;
  private wake: (() => void) | undefined;

  constructor(answer: (message: Message) => unknown) {
    const globals = {
      postMessage: (message: Message) => {
        const copy = JSON.parse(JSON.stringify(message)) as Message;
        if (copy.method !== undefined && copy.id !== undefined)
          this.post({ id: copy.id, result: answer(copy) ?? null });
        else this.sent.push(copy);
        this.wake?.();
      },
      addEventListener: () => undefined,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      TextEncoder,
      TextDecoder,
      console,
    };
    this.self = vm.createContext({ ...globals, self: globals });
    vm.runInContext(program(), this.self, { filename: 'the script of the worker' });
  }

  post(message: object): void {
    setImmediate(() => this.self.onmessage?.({ data: { jsonrpc: '2.0', ...message } }));
  }

  notify(method: string, params: object): void {
    this.post({ method, params });
  }

  /** Begins a session whose client offers its files. */
  async start(folder: string, textDocument: object = { diagnostic: {} }): Promise<void> {
    await this.request('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders: [{ uri: folder, name: 'r' }],
      capabilities: { textDocument },
      initializationOptions: { files: true },
    });
    this.notify('initialized', {});
  }

  /** The next published diagnostics, as JSON. */
  async published(): Promise<string> {
    for (;;) {
      const place = this.sent.findIndex(({ method }) => method === 'textDocument/publishDiagnostics');
      if (place >= 0) return JSON.stringify(this.sent.splice(place, 1));
      await new Promise<void>((resume) => (this.wake = resume));
    }
  }

  async request(method: string, params: object): Promise<unknown> {
    const id = this.next++;
    this.post({ id, method, params });
    const answer = await until(`the response to ${method}`, () => this.sent.find((each) => each.id === id));
    if (answer.error) throw new Error(answer.error.message);
    return answer.result;
  }
}

/** The server's files as the client makes a script of them. */
function program(): string {
  const folder = path.join(path.dirname(serverProgram), 'server');
  const textIn = (file: string): string => readFileSync(file, 'utf8');
  return workerScript([
    ['server.js', textIn(`${folder}.js`)],
    ...readdirSync(folder).map((name) => [name, textIn(path.join(folder, name))] as const),
  ]).join('');
}

describe('the server in a worker', () => {
  it("needs only the browser's messages, and reads files through its client", async () => {
    const files: Record<string, string> = {
      'vscode-vfs://github/o/r/shared/my%20lists.nbroute': 'prefix-list on-prem = 10.0.0.0/16\n',
      'vscode-vfs://github/o/r/nbroute.json': '{"rules":{"moves-default":"off"}}',
    };
    const requests: string[] = [];
    const worker = new Worker(({ method, params }) => {
      const { uri } = params as { readonly uri: string };
      requests.push(`${method} ${uri}`);
      if (method === 'nbroute/readFolder') return [{ name: 'my lists.nbroute', folder: false }];
      const text = files[encodeURI(decodeURI(uri))];
      return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
    });
    const folder = 'vscode-vfs://github/o/r';
    await worker.start(folder);
    const uri = `${folder}/team/a.nbroute`;
    const text =
      'include "../shared/my lists.nbroute"\ninclude "../../outside.nbroute"\nroute on-prem via direct\n';
    worker.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'x', version: 1, text } });
    const report = (await worker.request('textDocument/diagnostic', { textDocument: { uri } })) as {
      readonly items: readonly { readonly code: string }[];
    };
    assert.deepStrictEqual(
      report.items.map(({ code }) => code),
      ['path-outside'],
    );
    const list = (await worker.request('textDocument/completion', {
      textDocument: { uri },
      position: { line: 0, character: 19 },
    })) as { readonly items: readonly { readonly label: string }[] };
    assert.deepStrictEqual(
      list.items.map(({ label }) => label),
      ['my lists.nbroute'],
    );
    assert.ok(!requests.some((each) => each.includes('outside')));
  });

  it('reads the network file through its client, and again when it has changed', async () => {
    const folder = 'vscode-vfs://github/o/r';
    const answers = (...rows: readonly object[]): string =>
      [
        { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }] },
        { Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24' }] },
        {
          RouteTables: [
            { RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [{ Main: true }], Routes: rows },
          ],
        },
      ]
        .map((answer) => JSON.stringify(answer))
        .join('\n');
    const files: Record<string, string> = { [`${folder}/network.json`]: answers() };
    const worker = new Worker(({ params }) => {
      const text = files[(params as { readonly uri: string }).uri];
      return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
    });
    await worker.start(folder, { publishDiagnostics: { relatedInformation: true } });
    const uri = `${folder}/a.nbroute`;
    const text = `vpc 10.0.0.0/16
subnet 10.0.1.0/24
network from "network.json"
route 10.8.0.0/16 via vpc
`;
    worker.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'x', version: 1, text } });
    const first = await worker.published();
    assert.match(first, /"dead-end".*`rtb-1` has no route/);
    // The deciding location is in the network file.
    assert.match(
      first,
      /vscode-vfs:\/\/github\/o\/r\/network\.json","range":\{"start":\{"line":2,"character":16\}/,
    );
    files[`${folder}/network.json`] = answers({
      DestinationCidrBlock: '10.8.0.0/16',
      TransitGatewayId: 'tgw-1',
      State: 'active',
    });
    worker.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: `${folder}/network.json`, type: 2 }],
    });
    assert.doesNotMatch(await worker.published(), /dead-end/);
  });

  it('requests the named file, whatever its name contains, and none outside the workspace', async () => {
    const folder = 'vscode-vfs://github/o/r';
    const files: Record<string, string> = {
      [`${folder}/team/a%3Fb%23c%25d.nbroute`]: 'prefix-list a = 10.0.0.0/16\n',
      [`${folder}/team/..%252fe.nbroute`]: 'prefix-list e = 10.1.0.0/16\n',
    };
    const requests: string[] = [];
    const worker = new Worker(({ params }) => {
      const { uri } = params as { readonly uri: string };
      requests.push(uri);
      const text = files[uri];
      return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
    });
    await worker.start(folder);
    const uri = `${folder}/team/p.nbroute`;
    const names = [
      'a?b#c%d.nbroute',
      '..%2fe.nbroute',
      '../..%2f..%2fsecret.nbroute',
      '..\\\\..\\\\secret.nbroute',
    ];
    const text = `${names.map((name) => `include "${name}"\n`).join('')}route a, e via direct\n`;
    worker.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'x', version: 1, text } });
    const report = (await worker.request('textDocument/diagnostic', { textDocument: { uri } })) as {
      readonly items: readonly { readonly code: string }[];
    };
    assert.deepStrictEqual(
      report.items.map(({ code }) => code).filter((code) => /file|path|name/.test(code)),
      ['missing-file', 'path-outside'],
    );
    assert.deepStrictEqual(
      requests.filter((each) => !each.endsWith('.json')),
      [...Object.keys(files), `${folder}/..%252f..%252fsecret.nbroute`],
    );
  });

  it("reports the script's size when a text has been left alone", async () => {
    const worker = new Worker(() => null);
    await worker.request('initialize', { processId: null, rootUri: null, capabilities: {} });
    worker.notify('initialized', {});
    const textDocument = { uri: 'untitled:a', languageId: 'x', version: 1, text: internetPolicy(3000, 4) };
    worker.notify('textDocument/didOpen', { textDocument });
    const [first, second] = [await worker.published(), await worker.published()];
    assert.doesNotMatch(first, /"script-size"/);
    assert.match(second, /"script-size"/);
  });
});
