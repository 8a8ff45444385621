import * as assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { internetPolicy } from '../random-policy';
import { Client } from './client';

interface Position {
  readonly line: number;
  readonly character: number;
}
interface Diagnostic {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly code: string;
  readonly message: string;
  readonly severity: number;
  readonly tags?: readonly number[];
  readonly relatedInformation?: readonly {
    readonly location: { readonly uri: string; readonly range: Diagnostic['range'] };
  }[];
}
interface Published {
  readonly uri: string;
  readonly version: number;
  readonly diagnostics: readonly Diagnostic[];
}
interface Action {
  readonly title: string;
  readonly kind: string;
  readonly edit: {
    readonly documentChanges: readonly { readonly edits: readonly { readonly newText: string }[] }[];
  };
}

const uri = 'untitled:policy.nbroute';

const clients: Client[] = [];

function connected(): Client {
  const client = new Client();
  clients.push(client);
  return client;
}

async function started(): Promise<Client> {
  const client = connected();
  const capabilities = { workspace: { workspaceEdit: { documentChanges: true } } };
  await client.request('initialize', { processId: process.pid, rootUri: null, capabilities });
  client.notify('initialized', {});
  return client;
}

async function published(client: Client, version: number): Promise<Published> {
  const message = await client.message(
    ({ method, params }) =>
      method === 'textDocument/publishDiagnostics' && (params as Published).version === version,
  );
  return message.params as Published;
}

describe('the language server over stdio', () => {
  afterEach(() => clients.splice(0).forEach((client) => client.process.kill('SIGKILL')));

  it("reports the script's size when a text has been left alone", async () => {
    const client = await started();
    const text = internetPolicy(3000, 4);
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'nbroute', version: 1, text } });
    const has = (each: Published): boolean => each.diagnostics.some(({ code }) => code === 'script-size');
    assert.ok(!has(await published(client, 1)));
    assert.ok(has(await published(client, 1)));
  });

  it('speaks the protocol from the first message to the last', async () => {
    const client = await started();
    const text = readFileSync('samples/blog.nbroute', 'utf8');
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'nbroute', version: 1, text } });
    assert.deepStrictEqual((await published(client, 1)).diagnostics, []);

    const lines = text.split('\n');
    const line = lines.findIndex((each) => each.startsWith('route 10.0.0.0/16'));
    const hover = (await client.request('textDocument/hover', {
      textDocument: { uri },
      position: { line, character: 8 },
    })) as {
      readonly contents: { readonly value: string };
    };
    for (const part of [
      'eth2',
      '172.31.64.1',
      'the VPC router',
      '10.0.0.0',
      '10.0.255.255',
      '65,536',
      'on-premises',
    ])
      assert.ok(hover.contents.value.includes(part), `${part} in ${hover.contents.value}`);
    const via = (await client.request('textDocument/hover', {
      textDocument: { uri },
      position: { line, character: 23 },
    })) as {
      readonly contents: { readonly value: string };
    };
    assert.match(via.contents.value, /via vpc.*eth2.*172\.31\.64\.1/s);

    client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        {
          range: { start: { line, character: 0 }, end: { line, character: lines[line].length } },
          text: 'route 10.0.3.4/16 via vpc',
        },
      ],
    });
    const { diagnostics } = await published(client, 2);
    const wrong = diagnostics.find(({ code }) => code === 'host-bits');
    assert.ok(wrong);
    assert.deepStrictEqual(wrong.range, { start: { line, character: 6 }, end: { line, character: 17 } });
    const actions = (await client.request('textDocument/codeAction', {
      textDocument: { uri },
      range: wrong.range,
      context: { diagnostics: [wrong] },
    })) as readonly Action[];
    assert.deepStrictEqual(
      actions.map(({ edit }) => edit.documentChanges[0].edits[0].newText),
      ['10.0.0.0/16', '10.0.3.4/32'],
    );

    await client.request('shutdown', null);
    client.notify('exit', null);
    assert.strictEqual(await client.exited, 0);
  });

  it('responds to an opened document at once, without waiting for configuration', async () => {
    const client = connected();
    // The client never answers the server's requests.
    await client.request('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {
        workspace: { configuration: true },
        textDocument: { publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1] } } },
      },
    });
    client.notify('initialized', {});
    const text = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\nroute 172.31.128.0/20 via vpc\n';
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'nbroute', version: 7, text } });
    const [found] = (await published(client, 7)).diagnostics;
    assert.strictEqual(found.code, 'redundant-route');
    assert.deepStrictEqual(found.tags, [1]);
    assert.deepStrictEqual(found.relatedInformation?.[0].location.range.start, { line: 0, character: 4 });
    client.process.stdin.end();
    await client.exited;
  });

  it('shows at most a thousand diagnostics, and the number of the others', async () => {
    const client = await started();
    const text = 'route 10.0.0.0/33 via direct\n'.repeat(1500);
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'nbroute', version: 1, text } });
    const { diagnostics } = await published(client, 1);
    assert.strictEqual(diagnostics.length, 1001);
    assert.match(diagnostics[1000].message, /^500 more diagnostics/);
  });
});
