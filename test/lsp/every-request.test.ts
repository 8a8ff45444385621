import * as assert from 'node:assert';
import { ResponseError } from 'vscode-languageserver/node';
import { features, type Features } from '../../server/features/index';
import { brokenTexts, textsWithEmptyLines } from '../broken-texts';
import { Client, type Message } from './client';
import { rejected, requestsAt, requestsOf } from './requests';
import { session, uriOf, type Session } from './session';
import { share } from '../volume';

describe('every request', function () {
  // Open documents need not be files, nor writable.
  const schemes = [
    'untitled:x.nbroute',
    'git:/w/x%20y.nbroute?%7B%22ref%22%3A%22HEAD%22%7D',
    'vscode-vfs://github/o/r/x.nbroute',
    'file:///no/such/folder/%C3%A9.nbroute',
    'file://server/share/x.nbroute',
    'inmemory://model/1',
    'no uri at all %',
  ];
  let client: Client;
  before(async () => {
    client = new Client();
    await client.request('initialize', { processId: null, rootUri: null, capabilities: {} });
    client.notify('initialized', {});
  });
  after(() => client.process.kill('SIGKILL'));
  for (const uri of schemes)
    it(`is answered on broken texts under ${uri}`, async () => {
      let version = 0;
      for (const text of uri === schemes[0] ? [...textsWithEmptyLines, ...brokenTexts] : share(brokenTexts)) {
        version++;
        client.notify('textDocument/didOpen', {
          textDocument: { uri, languageId: 'plaintext', version, text },
        });
        const lines = text.split(/\r\n|\r|\n/);
        const places = lines.flatMap((line, i) =>
          [0, 5, 16, line.length].map((character) => [i, character] as const),
        );
        const requests = [
          ...requestsOf(uri),
          ...places.flatMap(([line, character]) => requestsAt(uri, line, character)),
        ];
        const answers = await Promise.all(
          requests.map(async ([method, params]) => ({
            method,
            answer: await client.answer(method, params),
          })),
        );
        for (const { method, answer } of answers)
          if (answer.error && answer.error.code !== rejected)
            assert.fail(`${method} on ${JSON.stringify(text)}: ${JSON.stringify(answer.error)}`);
        client.notify('textDocument/didClose', { textDocument: { uri } });
      }
      assert.deepStrictEqual(client.received.filter(isLog), []);
    });

  const text = `vpc 172.31.0.0/16
subnet 172.31.64.0/20
prefix-list on-prem = 10.0.0.0/16
route on-prem, 10.0.0.0/24 via vpc
include "lists.nbroute"
expect on-prem via vpc
`;
  const files = { 'lists.nbroute': 'prefix-list other = 10.9.0.0/16\n' };
  const running: Session[] = [];
  afterEach(() => running.splice(0).forEach((each) => each.end()));

  /** The response to each request at a few offsets. */
  async function answers(
    given: Features,
  ): Promise<{ readonly replies: string[]; readonly logs: readonly string[] }> {
    const initializationOptions = { commands: { preview: 'p', export: 'e' } };
    const server = await session({ files, features: given, initializationOptions });
    running.push(server);
    server.open('a.nbroute', text);
    const uri = uriOf('a.nbroute');
    const places = [
      [2, 14],
      [3, 8],
      [3, 17],
      [4, 15],
      [5, 9],
    ] as const;
    const requests = [
      ...requestsOf(uri),
      ...places.flatMap(([line, character]) => requestsAt(uri, line, character)),
    ];
    const replies: string[] = [];
    for (const [method, params] of requests) {
      const answer = await server.client.sendRequest<unknown>(method, params).catch((error: unknown) => {
        assert.ok(error instanceof ResponseError, String(error));
        return { code: error.code };
      });
      // Result ids differ between runs.
      replies.push(`${method} ${JSON.stringify(answer).replace(/"resultId":"[^"]*"/g, '')}`);
    }
    return { replies, logs: server.logs };
  }

  it('is answered as usual if another feature fails, and the failure is logged once', async () => {
    const { replies: healthy, logs } = await answers(features);
    assert.deepStrictEqual(logs, []);
    for (const name of share(Object.keys(features))) {
      const broken = {
        ...features,
        [name]: () => {
          throw new Error('injected');
        },
      };
      const { replies, logs: logs } = await answers(broken);
      const other = replies.filter((each, i) => each !== healthy[i]);
      const methods = new Set(other.map((each) => each.split(' ')[0]));
      assert.ok(methods.size > 0 && methods.size <= 3, `${name}: ${[...methods].join(', ')}`);
      const injected = logs.filter((line) => line.includes('injected'));
      assert.ok(injected.length > 0, `${name} is not logged`);
      const firstLines = injected.map((line) => line.split('\n')[0]);
      assert.strictEqual(new Set(firstLines).size, firstLines.length, firstLines.join('\n'));
    }
  });
});

function isLog({ method }: Message): boolean {
  return method === 'window/logMessage';
}
