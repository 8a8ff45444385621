import * as assert from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { analyse, type Analysis } from '../../server/engine';
import { features } from '../../server/features/index';
import { readNetworkFile } from '../../server/aws/read';
import { diskHost } from '../../server/node/disk-host';
import { tableFormats } from '../../server/render/table-formats';
import { nbroute } from '../cli/run';
import { session, uriOf } from '../lsp/session';
import { networkFiles } from '../network-files';
import { isLong } from '../volume';

const secret = 'hunter2';
/** Secrets as various tools write them: long, with punctuation, over several lines, in other scripts. */
const secrets = [
  secret,
  `pass ${secret}! "quoted" \\ <b>`,
  `-----BEGIN ${secret}\nkey\n-----END`,
  `é€😀${secret}`,
];

/** Adds secrets next to every member of a document. */
function withSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const own = Object.entries(value).map(([key, each]): [string, unknown] => [key, withSecrets(each)]);
  const added = {
    [`${secret}-key`]: secrets,
    Tags: secrets.map((each) => ({ Key: each, Value: each })),
    tags: { [secret]: secret },
    Description: secrets[1],
    description: secrets[2],
    user_data: secrets[3],
    sensitive_values: secrets,
    pin: { [secret]: [{ nested: secret }] },
  };
  return { ...Object.fromEntries<unknown>(own), ...added };
}

/** Resources that are not part of a network, with all member names that a network's resources have. */
const others = ['aws_db_instance', 'random_password', 'tls_private_key', `${secret} type`].map((type) => ({
  mode: 'managed',
  type,
  name: secret,
  provider: secret,
  instances: [
    {
      attributes: Object.fromEntries(
        ['id', 'arn', 'name', 'vpc_id', 'cidr_block', 'subnet_id', 'state', 'password', 'description'].map(
          (name) => [name, secret],
        ),
      ),
      private: secret,
    },
  ],
}));
const state = {
  version: 4,
  terraform_version: '1.9.0',
  lineage: secret,
  outputs: { db: { value: secret } },
  resources: [
    {
      mode: 'managed',
      type: 'aws_subnet',
      name: secret,
      module: secret,
      instances: [{ attributes: { id: 'subnet-0s1', vpc_id: 'vpc-0aaa', cidr_block: '10.0.3.0/24' } }],
    },
    {
      mode: 'managed',
      type: 'aws_route_table',
      name: 't',
      instances: [
        {
          attributes: {
            id: 'rtb-0s1',
            vpc_id: 'vpc-0aaa',
            route: [{ cidr_block: secret, gateway_id: 'igw-1' }],
          },
        },
      ],
    },
    ...others,
  ],
};

const answers = networkFiles['ports.json']
  .split(/\n(?=\{)/)
  .map((text) => JSON.stringify(withSecrets(JSON.parse(text)), null, 2))
  .join('\n');
const files = {
  'answers.json': answers,
  'state.json': `${answers}\n${JSON.stringify(withSecrets(state), null, 1)}`,
  'cut-off.json': `${answers}\n{"Vpcs": [{"VpcId": "${secret}`,
  'not-json.json': `An error occurred: ${secret}\n${answers}\n${secret}: "${secret}"\n{"a": ${secret}}`,
  'template.json': JSON.stringify(
    withSecrets({ Resources: { Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } } }),
  ),
};
const policyOf = (name: string): string => `vpc 10.0.0.0/16
subnet 10.0.1.0/24
network from "${name}" vpc vpc-0aaa
prefix-list lists from "${name}" list ${secret.slice(0, 5)}, com.amazonaws.eu-central-1.s3
prefix-list hops from "${name}" next-hop transit-gateway, tgw-0f
prefix-list ranges from "${name}" service S3
route 10.0.0.0/8, 192.168.0.0/16 via vpc
expect 10.8.0.0/16 via vpc to vpn
`;

/** A policy without errors, so that its expectations of ports and its tables are evaluated. */
const resolvedOf = (name: string, more = ''): string => `vpc 10.0.0.0/16
subnet 10.0.1.0/24
network from "${name}" vpc vpc-0aaa
route 10.0.0.0/8 via vpc
${more}`;
const expecting = 'expect 10.0.0.0/8 tcp 1-65535 via vpc\nexpect 10.0.2.0/24 blocked\n';

/** Every string reachable from a value. */
function stringsIn(root: unknown): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  const queue = [root];
  while (queue.length > 0) {
    const value = queue.pop();
    if (typeof value === 'string') found.push(value);
    if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) continue;
    seen.add(value);
    if (value instanceof Map) queue.push(...value.keys(), ...value.values());
    else queue.push(...(value instanceof Set ? value : Object.entries(value).flat()));
  }
  return found;
}

const leaks = (value: unknown): string[] =>
  stringsIn(value)
    .filter((text) => text.includes(secret))
    .map((text) => text.slice(0, 200));

async function everythingOf({ model, checked }: Analysis): Promise<unknown[]> {
  const { source } = model.unit.file;
  const found: unknown[] = [checked, features.preview(model, 1, checked), features.documentLinks(model)];
  for (let at = 0; at <= source.length; at += isLong ? 1 : 12)
    found.push(
      features.hover(model, at),
      await features.completion(model, at, () => Promise.resolve([])),
      features.signatureHelp(model, at),
      features
        .codeActions({ model, checked }, checked.diagnostics, { from: at, to: at })
        .map(({ title, edits }) => [title, edits()]),
    );
  return found;
}

describe('secrets in a network file', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'nbroute-secrets-'));
    for (const [name, text] of Object.entries(files)) {
      assert.ok(text.split(secret).length > 3, `${name} has secrets`);
      writeFileSync(path.join(folder, name), text);
      writeFileSync(path.join(folder, name.replace('json', 'nbroute')), policyOf(name));
      writeFileSync(path.join(folder, `resolved-${name}.nbroute`), resolvedOf(name));
      writeFileSync(path.join(folder, `expecting-${name}.nbroute`), resolvedOf(name, expecting));
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const name of Object.keys(files)) {
    const policy = name.replace('json', 'nbroute');

    it(`are not kept by anything that has read ${name}`, async () => {
      const host = diskHost();
      const target = path.join(folder, name);
      const analysis = await analyse(host, path.join(folder, policy), policyOf(name));
      const kept = await host.read(target, 'network');
      assert.strictEqual(kept, analysis.unit.data.get(target), 'the host keeps what the policy has');
      assert.deepStrictEqual(leaks([kept, analysis.unit.data, analysis.model]), []);
      assert.deepStrictEqual(leaks(await everythingOf(analysis)), []);
      const source = resolvedOf(name, expecting);
      const other = await analyse(host, path.join(folder, 'other.nbroute'), source);
      assert.deepStrictEqual(leaks([other.model, await everythingOf(other)]), []);
      // The reduced text still has the same offsets.
      assert.ok(kept.kind === 'network' && kept.text.length === files[name as keyof typeof files].length);
    });

    it(`appear in no output of a command about ${name}`, async () => {
      const outputs: unknown[] = [];
      for (const format of ['text', 'json', 'sarif', 'github', 'junit', 'gitlab'])
        outputs.push(await nbroute(['check', policy, '--format', format], folder));
      for (const format of [...tableFormats, 'json'])
        outputs.push(await nbroute(['table', policy, '--format', format], folder));
      for (const format of ['text', 'json'])
        outputs.push(await nbroute(['lookup', policy, '0.0.0.0/0', '10.8.0.1', '--format', format], folder));
      const resolved = `resolved-${name}.nbroute`;
      for (const format of ['text', 'json']) {
        const asked = ['lookup', resolved, '10.0.0.0/8', '--tcp', '1-65535', '--format', format];
        outputs.push(await nbroute(asked, folder));
        outputs.push(await nbroute(['check', `expecting-${name}.nbroute`, '--format', format], folder));
      }
      outputs.push(await nbroute(['table', resolved, '--format', 'json'], folder));
      outputs.push(await nbroute(['compile', policy, '--to', 'terraform'], folder));
      assert.deepStrictEqual(leaks(outputs), []);
    });
  }

  it('appear in nothing that the language server sends or logs', async () => {
    const made = await session({ files });
    try {
      for (const name of Object.keys(files)) {
        const policy = name.replace('json', 'nbroute');
        made.open(policy, policyOf(name));
        const textDocument = { uri: uriOf(policy) };
        const answers = [
          await made.client.sendRequest('textDocument/diagnostic', { textDocument }),
          await made.client.sendRequest('textDocument/hover', {
            textDocument,
            position: { line: 2, character: 15 },
          }),
        ];
        assert.deepStrictEqual(leaks([answers, made.logs]), []);
      }
    } finally {
      made.end();
    }
  });
});

describe('the structure of a network file', () => {
  it('has the lines, columns and locations of its text in any encoding', () => {
    for (const text of Object.values(files)) {
      const { structure, facts, spanOf } = readNetworkFile(text);
      const units = (of: string): number[][] =>
        of.split('\n').map((line) => [line.length, Buffer.byteLength(line)]);
      assert.deepStrictEqual(units(structure), units(text));
      for (const { id, jsonPath } of [...facts.subnets.values(), ...facts.routeTables.values()]) {
        const { from, to } = spanOf(jsonPath);
        assert.ok(text.slice(from, to).includes(`"${id}"`), id);
      }
    }
  });
});

describe('hostile names in a network file', () => {
  const hostile = 'on-prem\u001b[31m`<img src=x onerror=alert(1)>\r\n## x\u202e](command:x)';
  const file = JSON.stringify([
    ...networkFiles['network.json'].split(/\n(?=\{)/).map((text): unknown => JSON.parse(text)),
    {
      ManagedPrefixLists: [hostile, 'near\u001b[31m', 'far\u202e<b>'].map((PrefixListName, i) => ({
        PrefixListId: `pl-0c${i}`,
        PrefixListName,
        AddressFamily: 'IPv4',
      })),
    },
    // Invalid ids are not facts, so nothing shows them.
    { Vpcs: [{ VpcId: hostile, CidrBlock: '10.0.0.0/16' }], Subnets: [{ SubnetId: `subnet-${hostile}` }] },
    { NotebookInstanceName: hostile, SubnetId: 'subnet-0a1' },
  ]);
  const source = `vpc 10.0.0.0/16
subnet 10.0.1.0/24
network from "network.json" vpc vpc-0aaa
prefix-list l from "network.json" list near[31m, far<b>
route l, 10.8.0.0/16 via vpc
`;

  it('are plain text in the terminal, in Markdown and in HTML', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'nbroute-hostile-'));
    try {
      writeFileSync(path.join(folder, 'network.json'), file);
      writeFileSync(path.join(folder, 'policy.nbroute'), source);
      const analysis = await analyse(diskHost(), path.join(folder, 'policy.nbroute'), source);
      const shown = stringsIn(await everythingOf(analysis));
      const commands: string[] = [];
      for (const format of ['text', 'github'])
        commands.push((await nbroute(['check', 'policy.nbroute', '--format', format], folder)).out);
      for (const format of ['html', 'svg', 'markdown', 'route-n'])
        commands.push((await nbroute(['table', 'policy.nbroute', '--format', format], folder)).out);
      commands.push((await nbroute(['lookup', 'policy.nbroute', '10.0.0.0/8'], folder)).out);
      for (const text of [...shown, ...commands]) {
        assert.doesNotMatch(text, /[\u001b\r\u202e]|onerror/, text);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
