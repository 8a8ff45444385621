import * as assert from 'node:assert';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { jsonDocuments } from '../../server/aws/json-documents';
import { memberOf } from '../../server/aws/json';
import { nbroute } from '../cli/run';
import { root } from '../fixture';
import { needsProgram } from '../not-proven';

/*
 * Runs the script of docs/fleet.md that gathers the answers, in bash with the AWS CLI and jq, against an endpoint that
 * serves the answers of the sample fleet.
 */

const page = readFileSync(path.join(root, 'docs/fleet.md'), 'utf8');
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';
const sample = jsonDocuments(
  readFileSync(path.join(root, 'samples/fleet/answers.json'), 'utf8'),
).documents.map(({ value }) => value);

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}

/** The sample's answer with these members; a list has neither. */
function describing(name: string, value: unknown, other: string): unknown {
  return sample.find((each) => memberOf(each, name) === value && memberOf(each, other) !== undefined) ?? {};
}

/** AWS's response to an action, as JSON. */
function answerTo(action: string, body: string): unknown {
  const request: unknown = body === '' ? {} : JSON.parse(body);
  switch (action) {
    case 'ListNotebookInstances':
      return sample.find((each) => memberOf(each, 'NotebookInstances') !== undefined);
    case 'DescribeNotebookInstance':
      return describing('NotebookInstanceName', memberOf(request, 'NotebookInstanceName'), 'RoleArn');
    case 'ListNotebookInstanceLifecycleConfigs': {
      const names = sample.flatMap((each) =>
        memberOf(each, 'OnStart') === undefined
          ? []
          : [memberOf(each, 'NotebookInstanceLifecycleConfigName')],
      );
      return {
        NotebookInstanceLifecycleConfigs: names.map((name) => ({
          NotebookInstanceLifecycleConfigName: name,
          CreationTime: 1793600000,
        })),
      };
    }
    case 'DescribeNotebookInstanceLifecycleConfig': {
      const name = memberOf(request, 'NotebookInstanceLifecycleConfigName');
      return describing('NotebookInstanceLifecycleConfigName', name, 'OnStart');
    }
    default: {
      assert.strictEqual(action, 'FilterLogEvents');
      assert.strictEqual(memberOf(request, 'logGroupName'), '/aws/sagemaker/NotebookInstances');
      const events = sample.flatMap((each) => memberOf(each, 'events') ?? []);
      return { events, searchedLogStreams: [] };
    }
  }
}

describe('the script that gathers the answers for a fleet', function () {
  let folder = '';
  before(function () {
    for (const program of ['aws', 'jq'])
      needsProgram(this, 'the script that gathers the answers for a fleet', program);
    folder = mkdtempSync(path.join(tmpdir(), 'nbroute-gather-'));
  });
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  it('prints what `nbroute fleet` reads, using only the actions that the page names', async () => {
    const actions = new Set<string>();
    const server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const target = request.headers['x-amz-target'];
        if (typeof target === 'string') {
          const [service, action = ''] = target.split('.');
          actions.add(`${service === 'SageMaker' ? 'sagemaker' : 'logs'}:${action}`);
          response.setHeader('Content-Type', 'application/x-amz-json-1.1');
          // The protocol sends times as numbers, which the CLI prints as text.
          const text = JSON.stringify(answerTo(action, body));
          response.end(text.replace(/"(CreationTime|LastModifiedTime)":"[^"]*"/g, '"$1":1793600000'));
          return;
        }
        const action = new URLSearchParams(body).get('Action') ?? '';
        actions.add(`ec2:${action}`);
        response.end(readFileSync(path.join(root, 'test/tools/aws-responses', `${action}.xml`)));
      });
    });
    await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
    try {
      const address = server.address();
      assert.ok(address && typeof address === 'object');
      writeFileSync(path.join(folder, 'gather-fleet.sh'), block('bash'));
      const env = {
        PATH: process.env['PATH'] ?? '',
        HOME: folder,
        LANG: 'C.UTF-8',
        NO_PROXY: '127.0.0.1',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
        AWS_PAGER: '',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_ENDPOINT_URL: `http://127.0.0.1:${address.port}`,
      };
      const output = await new Promise<string>((resolve, reject) =>
        execFile('bash', ['gather-fleet.sh'], { cwd: folder, env }, (error, stdout, stderr) => {
          if (error) reject(new Error(stderr, { cause: error }));
          else resolve(stdout);
        }),
      );
      writeFileSync(path.join(folder, 'answers.json'), output);
    } finally {
      server.close();
    }
    const policy: unknown = JSON.parse(block('json'));
    const [statement] = [memberOf(policy, 'Statement')].flat();
    assert.deepStrictEqual([...actions].sort(), [memberOf(statement, 'Action')].flat().sort());
    const summaryOf = async (answers: string): Promise<string | undefined> => {
      const { out, err } = await nbroute(['fleet', 'samples/fleet/policies', '--from', answers]);
      assert.strictEqual(err, '');
      return /^\d+ notebooks: .*? none/m.exec(out)?.[0];
    };
    const summary = await summaryOf(path.join(folder, 'answers.json'));
    assert.match(summary ?? '', /^7 notebooks: 2 current/);
    assert.strictEqual(summary, await summaryOf('samples/fleet/answers.json'));
  });

  it('passes shellcheck', function () {
    needsProgram(this, "the page's script", 'shellcheck');
    const { status, stdout } = spawnSync('shellcheck', ['-'], { input: block('bash'), encoding: 'utf8' });
    assert.strictEqual(status, 0, stdout);
  });
});
