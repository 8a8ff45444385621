import * as assert from 'node:assert';
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { jsonDocuments } from '../../server/aws/json-documents';
import { readNetworkFile } from '../../server/aws/read';
import { formatPrefix } from '../../server/net/prefix';
import { root } from '../fixture';
import { needsProgram } from '../not-proven';

/*
 * Runs the commands of docs/whole-path.md unchanged in bash, with jq and the AWS CLI against an endpoint that serves
 * recorded answers.
 */

const vpc = 'vpc-0a1b2c3d4e5f60718';
const page = readFileSync(path.join(root, 'docs/whole-path.md'), 'utf8');
const sample = path.join(root, 'samples/network.json');
const recorded = path.join(root, 'test/tools/aws-responses');

/** The block of the page that contains a text. */
function block(language: string, text: string): string {
  const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].filter(
    ([, of, content]) => of === language && content?.includes(text),
  );
  assert.strictEqual(blocks.length, 1, `one ${language} block with ${text}`);
  return blocks[0][2] ?? '';
}

/** AWS as far as the page uses it: an answer for each action, about this VPC only. Returns the requests it got. */
async function endpoint(): Promise<{
  readonly server: Server;
  readonly url: string;
  readonly asked: Set<string>;
}> {
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const target = request.headers['x-amz-target'];
      if (typeof target === 'string') {
        asked.add(`sagemaker:${target.replace(/^SageMaker\./, '')}`);
        assert.deepStrictEqual(JSON.parse(body), { NotebookInstanceName: 'analysis' });
        response.end(readFileSync(path.join(recorded, 'DescribeNotebookInstance.json')));
        return;
      }
      const form = new URLSearchParams(body);
      const action = form.get('Action') ?? '';
      asked.add(`ec2:${action}`);
      const about = [...form].filter(([name]) => name !== 'Action' && name !== 'Version');
      const isOfVpc = about.some(([, value]) => value === vpc);
      // Prefix lists do not belong to a VPC.
      const ok = isOfVpc || /PrefixList/.test(action);
      const accepter = about.some(([, value]) => value === 'accepter-vpc-info.vpc-id') ? '.accepter' : '';
      response.statusCode = ok ? 200 : 400;
      response.end(ok ? readFileSync(path.join(recorded, `${action}${accepter}.xml`)) : '');
    });
  });
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  return { server, url: `http://127.0.0.1:${address.port}`, asked };
}

describe('the commands that make a network file', function () {
  let folder = '';
  before(function () {
    for (const program of ['aws', 'jq']) needsProgram(this, 'the commands that make a network file', program);
    folder = mkdtempSync(path.join(tmpdir(), 'nbroute-network-file-'));
  });
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  /** Writes a program into the folder, which is first in PATH. */
  const program = (name: string, text: string): void => {
    writeFileSync(path.join(folder, name), `#!/bin/bash\n${text}`);
    chmodSync(path.join(folder, name), 0o755);
  };
  const bash = (script: string, url: string): Promise<string> => {
    const found = spawnSync('which', ['aws'], { encoding: 'utf8' }).stdout.trim();
    program('aws', `exec ${found} --endpoint-url ${url} "$@"\n`);
    const env = {
      PATH: `${folder}:${process.env['PATH']}`,
      HOME: folder,
      LANG: 'C.UTF-8',
      NO_PROXY: '127.0.0.1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_PAGER: '',
    };
    return new Promise((resolve, reject) =>
      execFile('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env }, (error, stdout, stderr) => {
        if (error) reject(new Error(`${script}\n${stderr}`, { cause: error }));
        else resolve(stdout);
      }),
    );
  };

  it("write the sample's file, using only the actions that the page names", async () => {
    const { server, url, asked } = await endpoint();
    try {
      writeFileSync(path.join(folder, 'make-network-file.sh'), block('bash', '#!/bin/bash'));
      await bash(block('bash', 'make-network-file.sh vpc-'), url);
      const written = readFileSync(path.join(folder, 'network.json'), 'utf8');
      if (process.env['UPDATE'] !== undefined) writeFileSync(sample, written);
      // The order of members depends on the AWS CLI's version.
      const values = (text: string): unknown[] => jsonDocuments(text).documents.map(({ value }) => value);
      assert.deepStrictEqual(values(written), values(readFileSync(sample, 'utf8')));
      assert.deepStrictEqual(readNetworkFile(written).diagnostics, []);
      const policy = JSON.parse(block('json', '"Statement"')) as { Statement: { Action: string[] }[] };
      assert.deepStrictEqual([...asked].sort(), [...policy.Statement[0].Action].sort());
    } finally {
      server.close();
    }
  });

  it('of the page are accepted by bash and shellcheck', function () {
    needsProgram(this, "the page's commands", 'shellcheck');
    const { status, stdout } = spawnSync('shellcheck', ['-'], {
      input: block('bash', '#!/bin/bash'),
      encoding: 'utf8',
    });
    assert.strictEqual(status, 0, stdout);
  });

  it('leave out unneeded members with --query', async () => {
    const { server, url } = await endpoint();
    try {
      const output = await bash(`vpc=${vpc}\n${block('bash', "--query '{Subnets:")}`, url);
      const subnetsOf = (text: string): object[] =>
        [...readNetworkFile(text).facts.subnets.values()].map((fact) => ({ ...fact, jsonPath: undefined }));
      assert.deepStrictEqual(subnetsOf(output), subnetsOf(readFileSync(sample, 'utf8')));
      assert.doesNotMatch(output, /Tags|OwnerId/);
    } finally {
      server.close();
    }
  });

  it('reduce a Terraform state to its network with jq', async () => {
    const resource = (type: string, values: object) => ({
      address: `${type}.x`,
      mode: 'managed',
      type,
      values,
    });
    const state = {
      values: {
        outputs: { password: { value: 'hunter2', sensitive: true } },
        root_module: {
          resources: [
            resource('aws_vpc', { id: 'vpc-1', cidr_block: '10.0.0.0/16' }),
            resource('aws_db_instance', { id: 'db-1', password: 'hunter2' }),
            resource('aws_route53_record', { id: 'r-1', records: ['hunter2'] }),
            resource('aws_security_group', { id: 'sg-1', vpc_id: 'vpc-1', egress: [], ingress: [] }),
          ],
          child_modules: [
            {
              resources: [
                resource('aws_subnet', { id: 'subnet-1', vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24' }),
                resource('aws_route_table', { id: 'rtb-1', vpc_id: 'vpc-1', route: [] }),
                resource('aws_route_table_association', { subnet_id: 'subnet-1', route_table_id: 'rtb-1' }),
                resource('aws_vpn_connection', { id: 'vpn-1', tunnel1_preshared_key: 'hunter2' }),
                resource('aws_vpc_security_group_egress_rule', {
                  security_group_id: 'sg-1',
                  ip_protocol: '-1',
                  cidr_ipv4: '0.0.0.0/0',
                }),
              ],
              child_modules: [{ resources: [resource('random_password', { result: 'hunter2' })] }],
            },
          ],
        },
      },
    };
    writeFileSync(path.join(folder, 'state.json'), JSON.stringify(state));
    program('terraform', 'cat state.json\n');
    await bash(block('bash', 'terraform show -json |'), 'http://127.0.0.1:9');
    const written = readFileSync(path.join(folder, 'network.json'), 'utf8');
    assert.doesNotMatch(written, /hunter2/);
    const { facts, diagnostics: problems } = readNetworkFile(written);
    assert.deepStrictEqual(problems, []);
    assert.deepStrictEqual(
      [...facts.routeTables.values()].map(({ id, subnets }) => [id, subnets]),
      [['rtb-1', ['subnet-1']]],
    );
    assert.deepStrictEqual(
      facts.securityGroups.get('sg-1')?.egress?.map(({ blocks }) => blocks.map(formatPrefix).join()),
      ['0.0.0.0/0'],
    );
  });
});
