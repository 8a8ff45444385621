import * as assert from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { jsonSchemas } from '../../scripts/json-schemas';
import { rules } from '../../server/rules/registry';
import { repository as home } from '../../package.json';
import { root } from '../fixture';
import { itIsFresh } from '../generated';
import { networkFiles } from '../network-files';
import { Repository } from './repository';
import { nbroute, spawnNbroute, type CommandResult } from './run';
import {
  assertOutput,
  assertPromised,
  assertPublished,
  schemaFiles,
  type Output,
  type Outputs,
} from './schemas';

/*
 * JSON output must match its schema in schemas/ exactly: an unknown member fails like a missing one, so that new
 * members are added to server/lib/json-output.ts deliberately.
 */

/** Runs a command and returns its output, checked to be valid and on one line. */
async function json<Name extends Output>(
  output: Name,
  args: readonly string[],
  cwd = root,
): Promise<Outputs[Name]> {
  return parsed(output, args, await nbroute([...args, '--format', 'json'], cwd));
}

function parsed<Name extends Output>(
  output: Name,
  args: readonly string[],
  { code, out, err }: CommandResult,
): Outputs[Name] {
  assert.ok(code === 0 || code === 1, err);
  assert.match(out, /^[^\n]+\n$/);
  const value: unknown = JSON.parse(out);
  assertOutput(output, value, args.join(' '));
  return value;
}

/** A member or an element of a JSON value. */
function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

describe('JSON of the command line', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'nbroute-json-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const written = (policy: string): string => {
    const file = path.join(folder, 'policy.nbroute');
    writeFileSync(file, policy);
    return file;
  };

  it('of check has its shape for the diagnostics of every rule', async () => {
    const report = await json('check', [
      'check',
      'test/fixtures/rules',
      'samples',
      '--rule',
      'untested-route=hint',
    ]);
    const seen = new Set(
      report.files.flatMap(({ findings: diagnostics }) => diagnostics.map(({ rule }) => rule)),
    );
    assert.ok(seen.size > rules.length * 0.65, `${seen.size} of ${rules.length} rules`);
    assert.ok(
      report.files.some(
        ({ path: name, findings: diagnostics }) =>
          name === 'samples/blog.nbroute' && diagnostics.length === 0,
      ),
    );
    const piped = spawnNbroute(['check', '-', '--format', 'json'], {
      input: 'route 10/8 via vpc\r\nroute 東京 via\r\n',
    });
    parsed('check', ['-'], piped);
  });

  it('of lookup with a protocol has the decisions of security groups and network ACLs, in the words of an expectation', async () => {
    const repository = new Repository();
    const policy = (expects: string): string =>
      `vpc 10.0.0.0/16\nsubnet 10.0.1.0/24\nnetwork from "ports.json"\nroute 10.8.0.0/16 via vpc\nroute 10.9.0.0/16 unreachable\n${expects}`;
    repository.write('policy.nbroute', policy(''));
    repository.write(
      'expecting.nbroute',
      policy('expect 10.8.0.0/16 tcp 5432 via vpc\nexpect 10.8.0.1 udp 53 via vpc\n'),
    );
    repository.write('ports.json', networkFiles['ports.json']);
    const answers = async (...args: readonly string[]): Promise<unknown[]> => {
      const output = await json('lookup', ['lookup', 'policy.nbroute', ...args], repository.folder);
      return list(member(output, 'results'))
        .flatMap((each) => list(member(each, 'parts')))
        .map((part) => [member(part, 'range'), member(part, 'ports')]);
    };
    const lookups = [
      ...(await answers('10.8.0.0/16', '--tcp', '5432')),
      ...(await answers('10.8.0.1', '--udp', '53')),
      ...(await answers('10.8.0.1', '8.8.8.8', '10.9.0.1', '--icmp')),
      ...(await answers('10.8.0.1', '--tcp', '442-443')),
      ...(await answers('10.8.0.1', '--tcp', '80,442-444')),
    ];
    assert.deepStrictEqual(
      lookups.map((each) => {
        const [range, answer] = list(each);
        return ['ports', 'state', 'by']
          .map((name) => member(answer, name))
          .reduce<unknown[]>((all, one) => [...all, one], [range]);
      }),
      [
        [
          '10.8.0.0/17',
          '5432',
          'allowed',
          { securityGroup: 'sg-0aaa', networkAcl: null, rule: 'tcp 5432 10.8.0.0/16' },
        ],
        ['10.8.128.0/17', '5432', 'unknown', { securityGroup: null, networkAcl: 'acl-0a1', rule: '90' }],
        ['10.8.0.1/32', '53', 'blocked', { securityGroup: 'sg-0aaa', networkAcl: null, rule: null }],
        [
          '10.8.0.1/32',
          '',
          'allowed',
          { securityGroup: 'sg-0aaa', networkAcl: null, rule: 'icmp 10.8.0.0/16' },
        ],
        ['8.8.8.8/32', '', 'unknown', null],
        ['10.9.0.1/32', '', 'blocked', null],
        ['10.8.0.1/32', '442', 'blocked', { securityGroup: 'sg-0aaa', networkAcl: null, rule: null }],
        [
          '10.8.0.1/32',
          '443',
          'allowed',
          { securityGroup: 'sg-0aaa', networkAcl: null, rule: 'tcp 443 10.0.0.0/8, pl-0aaa' },
        ],
        [
          '10.8.0.1/32',
          '80, 442, 444',
          'blocked',
          { securityGroup: 'sg-0aaa', networkAcl: null, rule: null },
        ],
        [
          '10.8.0.1/32',
          '443',
          'allowed',
          { securityGroup: 'sg-0aaa', networkAcl: null, rule: 'tcp 443 10.0.0.0/8, pl-0aaa' },
        ],
      ],
    );
    const checked = await json('check', ['check', 'expecting.nbroute'], repository.folder);
    const messages = list(member(list(member(checked, 'files'))[0], 'findings')).map((each) =>
      String(member(each, 'message')),
    );
    for (const each of [lookups[1], lookups[2]]) {
      const reason = String(member(list(each)[1], 'reason'));
      assert.ok(
        messages.some((message) => message.endsWith(reason)),
        reason,
      );
    }
    for (const args of [
      ['--tcp', '70000'],
      ['--udp', ''],
      ['--tcp', '1', '--icmp'],
    ])
      assert.strictEqual(
        (await nbroute(['lookup', 'policy.nbroute', '10.8.0.1', ...args], repository.folder)).code,
        2,
      );
    repository.dispose();
  });

  it('of table and lookup with a network file has what the VPC router does with each address via vpc', async () => {
    const repository = new Repository();
    const policy =
      'vpc 10.0.0.0/16\nsubnet 10.0.1.0/24\nnetwork from "network.json" vpc vpc-0aaa\nroute 10.8.0.0/14 via vpc\n';
    repository.write('policy.nbroute', policy);
    repository.write('network.json', networkFiles['network.json']);
    const table = await json('table', ['table', 'policy.nbroute'], repository.folder);
    const route = list(member(table, 'routes')).find((each) => member(each, 'origin') === 'policy');
    assert.deepStrictEqual(
      list(member(route, 'onward')).map((each) =>
        ['range', 'destination', 'nextHop', 'kind', 'state'].map((name) => member(each, name)),
      ),
      [
        ['10.8.0.0/16', '10.8.0.0/16', 'tgw-0aaa', 'transit-gateway', 'ok'],
        ['10.9.0.0/16', '10.9.0.0/16', 'pcx-0aaa', 'peering-connection', 'dead-end'],
        ['10.10.0.0/15', null, null, null, 'dead-end'],
      ],
    );
    const output = await json(
      'lookup',
      ['lookup', 'policy.nbroute', '10.8.0.0/15', '8.8.8.8'],
      repository.folder,
    );
    const parts = list(member(output, 'results')).flatMap((each) => list(member(each, 'parts')));
    assert.deepStrictEqual(
      parts.map((each) => [
        member(each, 'range'),
        member(member(each, 'onward'), 'state'),
        member(each, 'onwardCandidates'),
      ]),
      [
        [
          '10.8.0.0/16',
          'ok',
          [{ destination: '10.8.0.0/16', nextHop: 'tgw-0aaa', kind: 'transit-gateway', origin: 'static' }],
        ],
        [
          '10.9.0.0/16',
          'dead-end',
          [{ destination: '10.9.0.0/16', nextHop: 'pcx-0aaa', kind: 'peering-connection', origin: 'static' }],
        ],
        ['8.8.8.8/32', undefined, undefined],
      ],
    );
    repository.dispose();
  });

  it('of table and lookup has its shape with and without a VPC, for reject routes, the local table and no route', async () => {
    const policies = [
      '',
      'vpc 10.8.0.0/16, 2001:db8::/56\nsubnet 10.8.0.0/24, 2001:db8::/64\ndirect-internet disabled\nroute 10.0.0.0/8, 2001:db8:1::/48 via vpc\nroute 10.9.0.0/16 prohibit\nroute 10.9.1.0/24 blackhole\n',
      'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\ninterface direct eth0 gateway 172.16.32.1\nprefix-list a = 10.0.0.0/16, 10.2.0.0/16\nroute a via vpc\nroute 192.168.0.0/16 unreachable\n',
    ];
    for (const policy of policies) {
      await json('table', ['table', written(policy)]);
      const queries = [
        '127.0.0.1',
        '0.0.0.0/0',
        '::/0',
        '10.9.0.0/16',
        '224.0.0.1',
        '169.254.169.254',
        'rfc1918',
      ];
      await json('lookup', ['lookup', written(policy), ...queries]);
    }
    await json('lookup', ['lookup', written(policies[2]), 'a']);
  });

  it('of diff has its shape between policies, for a dump with other routes, and for whole folders', async () => {
    const repository = new Repository();
    try {
      const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
      repository.write('a.nbroute', `${network}route 10.0.0.0/16 via vpc\nroute 10.3.0.0/16 unreachable\n`);
      repository.write('broken.nbroute', 'route\n');
      repository.commit();
      repository.write('b.nbroute', `${network}route 10.0.0.0/15, 10.4.0.0/17 via vpc\n`);
      repository.write('a.nbroute', `${network}route 10.0.0.0/14 via vpc\n`);
      repository.write(
        'dump.txt',
        'default via 172.16.32.1 dev eth0\n172.31.64.0/20 dev eth2\n172.31.0.0/16 via 172.31.64.1 dev eth2\n10.0.0.0/16 via 10.1.2.3 dev eth7\n',
      );
      await json('diff', ['diff', 'a.nbroute', 'b.nbroute'], repository.folder);
      const drift = await json('diff', ['diff', 'a.nbroute', 'dump.txt'], repository.folder);
      assert.match(JSON.stringify(drift), /"target":"other"/);
      await json('diff', ['diff', '--git', 'HEAD', 'a.nbroute'], repository.folder);
      const many = await json('diff-files', ['diff', '--git', 'HEAD', '.'], repository.folder);
      assert.strictEqual(many.files.length, 3);
    } finally {
      repository.dispose();
    }
  });
});

describe('schemas/', () => {
  const schemas = jsonSchemas(
    readFileSync(path.join(root, 'server/lib/json-output.ts'), 'utf8'),
    home.url.replace(/\.git$/, ''),
  );

  it('has a schema for each output, and no others', () =>
    assert.deepStrictEqual([...schemas.keys()].sort(), schemaFiles));

  for (const [name, schema] of schemas)
    itIsFresh(`schemas/${name}`, () => `${JSON.stringify(schema, undefined, 2)}\n`);

  it('accept added members, but no missing member and no other type', () => {
    const complete = { version: 1, changes: [{ range: '10.0.0.0/8', from: null, to: null }] };
    assertPublished('diff', { ...complete, more: true });
    assert.throws(() => assertOutput('diff', { ...complete, more: true }));
    for (const wrong of [
      { version: 2 },
      { changes: undefined },
      { changes: [{ range: 8, from: null, to: null }] },
    ])
      assert.throws(() => assertPublished('diff', { ...complete, ...wrong }));
  });

  it('accept the output of 0.1.0', () => {
    const lines = readFileSync(path.join(root, 'test/cli/json-0.1.0.txt'), 'utf8')
      .split('\n')
      .filter(Boolean);
    const printed: readonly Output[] = ['check', 'lookup', 'diff', 'diff-files'];
    assert.strictEqual(lines.length, printed.length);
    for (const [i, output] of printed.entries()) {
      assertPromised(output, JSON.parse(lines[i]));
      assertPublished(output, JSON.parse(lines[i]));
    }
  });
});
