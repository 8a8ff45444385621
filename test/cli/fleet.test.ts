import * as assert from 'node:assert';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { analyse, compile } from '../../server/engine';
import { noFiles } from '../../server/host';
import {
  answersText,
  configurationAnswer,
  listAnswer,
  logAnswer,
  loggedHash,
  notebookAnswer,
  notebookArn,
  type TestNotebook,
} from '../fleet-responses';
import { root } from '../fixture';
import type { FleetJson } from '../../server/lib/json-output';
import { nbroute, type CommandResult } from './run';
import { assertOutput } from './schemas';

/* Every state through the command: policies and answers in, the report out. */

const policy = (name: string, routes: string, more = ''): string =>
  `policy ${name}\n\nvpc 10.20.0.0/16\nsubnet 10.20.1.0/24\n${more}${routes}`;
const onPremises = policy('OnPremises', 'route 10.0.0.0/16 via vpc\n');

async function script(source: string): Promise<string> {
  const outcome = compile(await analyse(noFiles, 'policy.nbroute', source), 'script');
  assert.ok(outcome.ok);
  return outcome.text;
}

const subnets = (...blocks: readonly string[]): object => ({
  Subnets: blocks.map((CidrBlock, i) => ({
    SubnetId: `subnet-0${i + 1}`,
    VpcId: 'vpc-01',
    CidrBlock,
    AvailabilityZone: 'eu-central-1a',
  })),
});

/** The JSON output, checked against its schema. */
function reportIn({ out }: CommandResult): FleetJson {
  const report: unknown = JSON.parse(out);
  assertOutput('fleet', report);
  return report;
}

const vpcRoute = { type: 'unicast', target: 'vpc' };
const directRoute = { type: 'unicast', target: 'direct' };

describe('nbroute fleet', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'nbroute-fleet-'));
    mkdirSync(path.join(folder, 'policies'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  const run = (...more: readonly string[]): Promise<CommandResult> =>
    nbroute(['fleet', 'policies', '--from', 'answers.json', ...more], folder);
  const report = async (...more: readonly string[]): Promise<FleetJson> =>
    reportIn(await run('--format', 'json', ...more));

  /** A notebook whose configuration has this script, in the policy's subnet by default. */
  async function only(deployed: string | undefined, notebook: Partial<TestNotebook> = {}, ...more: object[]) {
    const whole = { name: 'analysis', configuration: 'OnPremises', subnet: 'subnet-01', ...notebook };
    const answers = [
      listAnswer([whole]),
      notebookAnswer(whole),
      subnets('10.20.1.0/24', '10.20.9.0/24'),
      configurationAnswer(whole.configuration, deployed),
      ...more,
    ];
    write('answers.json', answersText(answers));
    const [row] = (await report()).notebooks;
    return row;
  }

  it('current: the deployed script is what the policy compiles to, with and without a log', async () => {
    write('policies/on-premises.nbroute', onPremises);
    const deployed = await script(onPremises);
    const expected = {
      name: 'analysis',
      arn: notebookArn({ name: 'analysis' }),
      configuration: 'OnPremises',
      policy: 'OnPremises',
      path: 'policies/on-premises.nbroute',
      state: 'current',
      changes: [],
      notes: [],
      problems: [],
    };
    assert.deepStrictEqual(await only(deployed), expected);
    const start = `nbroute OnPremises: script SHA-256 ${loggedHash(deployed)}`;
    assert.deepStrictEqual(
      await only(deployed, {}, logAnswer('analysis', ['nbroute OnPremises: addresses:', start])),
      expected,
    );
    assert.deepStrictEqual(await run(), {
      code: 0,
      out: 'current  analysis  OnPremises  OnPremises (policies/on-premises.nbroute)\n\n1 notebook: 1 current\n',
      err: '',
    });
  });

  it('outdated: the ranges that the policy would route differently, from what is deployed', async () => {
    write(
      'policies/on-premises.nbroute',
      policy('OnPremises', 'route 10.0.0.0/16 via vpc\nroute 192.0.2.0/24 unreachable\n'),
    );
    const row = await only(
      await script(policy('OnPremises', 'route 10.0.0.0/15 via vpc\nroute 192.0.2.0/24 unreachable\n')),
    );
    assert.deepStrictEqual(row?.state, 'outdated');
    assert.deepStrictEqual(row.changes, [{ range: '10.1.0.0/16', from: vpcRoute, to: directRoute }]);
    const { code, out } = await run();
    assert.strictEqual(code, 1);
    assert.match(
      out,
      /^outdated .*\n {4}65,536 addresses in 1 range are routed differently by the policy:\n {6}10\.1\.0\.0\/16 {2}via vpc → via direct\n/,
    );
  });

  it('outdated without a range: other settings, an edited script, another on-start script', async () => {
    write('policies/a.nbroute', policy('OnPremises', 'route 10.0.0.0/16 via vpc\non-failure continue\n'));
    const deployed = await script(onPremises);
    const settings = await only(deployed);
    assert.deepStrictEqual([settings?.state, settings?.changes], ['outdated', []]);
    assert.deepStrictEqual(settings?.notes, ['the policy has other settings: `on-failure`']);
    write('policies/a.nbroute', onPremises);
    const edited = await only(deployed.replace('for waited in {0..59}', 'for waited in {0..9}'));
    assert.deepStrictEqual(
      [edited?.state, edited?.notes],
      ['outdated', ['the deployed script was edited after it was compiled']],
    );
  });

  it('outdated without a comparison: a command that was added', async () => {
    write('policies/a.nbroute', onPremises);
    const deployed = await script(onPremises);
    const lines = deployed.split('\n').length;
    const added = await only(`${deployed}ip route add 10.99.0.0/16 via 10.20.1.1\n`);
    assert.deepStrictEqual(
      [added?.state, added?.changes, added?.notes],
      ['outdated', null, [`line ${lines} of the script was added to what nbroute compiled: not read`]],
    );
  });

  it('restart: the last start logged the hash of another script', async () => {
    write('policies/a.nbroute', onPremises);
    const deployed = await script(onPremises);
    const old = `nbroute OnPremises: script SHA-256 0123456789ab`;
    const now = `nbroute OnPremises: script SHA-256 ${loggedHash(deployed)}`;
    assert.strictEqual((await only(deployed, {}, logAnswer('analysis', [now, old])))?.state, 'restart');
    // The order of the answers does not matter, only their times.
    const later = logAnswer('analysis', [now], 1793700000000);
    assert.strictEqual((await only(deployed, {}, later, logAnswer('analysis', [old])))?.state, 'current');
    // A log of 0.1.0, whose scripts log the policy's hash.
    const legacy = 'nbroute OnPremises: policy with SHA-256 95bc11c05ed9...';
    assert.strictEqual((await only(deployed, {}, logAnswer('analysis', [legacy])))?.state, 'restart');
    // An outdated script stays outdated.
    const other = await script(policy('OnPremises', 'route 10.0.0.0/15 via vpc\n'));
    const both = await only(other, {}, logAnswer('analysis', [old]));
    assert.strictEqual(both?.state, 'outdated');
    assert.match(both.notes.join(), /not restarted since/);
  });

  it('failed: the line of the last start, in any wording, or the reason of the notebook', async () => {
    write('policies/a.nbroute', onPremises);
    const deployed = await script(onPremises);
    const start = `nbroute OnPremises: script SHA-256 ${loggedHash(deployed)}`;
    const failures = [
      'nbroute OnPremises: failed: no interface has an address after 60 seconds',
      'nbroute OnPremises: on-start setup.sh ended with exit code 3; see the routes above',
      'nbroute: failed: run this with bash, not sh',
    ];
    for (const line of failures) {
      const row = await only(deployed, {}, logAnswer('analysis', [start, line]));
      assert.strictEqual(row?.state, 'failed', line);
      assert.match(row.notes.join(), /^the last start failed: \S/);
      // A later successful start counts.
      const worked = await only(deployed, {}, logAnswer('analysis', [line, start]));
      assert.strictEqual(worked?.state, 'current', line);
    }
    const fine = 'nbroute OnPremises: on-start setup.sh ended with exit code 0; see the routes above';
    assert.strictEqual((await only(deployed, {}, logAnswer('analysis', [start, fine])))?.state, 'current');
    const reason = 'Notebook Instance Lifecycle Config took longer than 5 minutes';
    const row = await only(deployed, { status: 'Failed', failureReason: reason });
    assert.deepStrictEqual([row?.state, row?.notes], ['failed', [`the last start failed: ${reason}`]]);
  });

  it('foreign: compared with the policy that fits the subnet', async () => {
    write('policies/a.nbroute', onPremises);
    write(
      'policies/b.nbroute',
      'policy Other\n\nvpc 10.20.0.0/16\nsubnet 10.20.9.0/24\nroute 10.0.0.0/16 via vpc\n',
    );
    const foreign = '#!/bin/bash\nip route add 10.4.0.0/16 via 10.20.1.1\n';
    const row = await only(foreign, { configuration: 'by-hand' });
    assert.deepStrictEqual(
      [row?.state, row?.policy, row?.path],
      ['foreign', 'OnPremises', 'policies/a.nbroute'],
    );
    assert.deepStrictEqual(row?.changes, [
      { range: '10.0.0.0/16', from: directRoute, to: vpcRoute },
      { range: '10.4.0.0/16', from: vpcRoute, to: directRoute },
    ]);
    // A policy that is only compared with a script does not count as used.
    assert.strictEqual((await report()).unused?.length, 2);
    // A script that sets no routes, and content that is not text.
    const pip = await only('#!/bin/bash\npip install pandas\n', { configuration: 'by-hand' });
    assert.deepStrictEqual([pip?.state, pip?.policy, pip?.changes?.length], ['foreign', 'OnPremises', 1]);
  });

  it('none: no lifecycle configuration, or one without OnStart', async () => {
    write('policies/a.nbroute', onPremises);
    const row = await only(undefined);
    assert.deepStrictEqual([row?.state, row?.changes], ['none', null]);
    write('answers.json', answersText([listAnswer([{ name: 'sandbox' }])]));
    const { notebooks, unused, summary } = await report();
    assert.deepStrictEqual([notebooks[0]?.state, notebooks[0]?.configuration], ['none', null]);
    assert.deepStrictEqual(unused, [{ policy: 'OnPremises', path: 'policies/a.nbroute' }]);
    assert.strictEqual(summary['none'], 1);
  });

  it('problems: subnet, direct internet, platform, retired, no VPC', async () => {
    write('policies/a.nbroute', onPremises);
    const deployed = await script(onPremises);
    const row = await only(deployed, {
      subnet: 'subnet-02',
      directInternet: 'Disabled',
      platform: 'notebook-al2-v3',
    });
    assert.deepStrictEqual(row?.state, 'current');
    assert.deepStrictEqual(row.problems, [
      {
        rule: 'retired-platform',
        message: 'retired platform `notebook-al2-v3`: AWS no longer creates notebooks on it',
      },
      {
        rule: 'network-differs',
        message: 'the notebook instance is in `10.20.9.0/24`, which is not a subnet of the policy',
      },
      {
        rule: 'network-differs',
        message: 'direct internet access of the notebook instance `analysis` is disabled',
      },
      {
        rule: 'network-differs',
        message:
          'the platform of the notebook instance `analysis` is `notebook-al2-v3`, not `notebook-al2023-v1`',
      },
    ]);
    assert.deepStrictEqual((await run()).code, 0);
    assert.deepStrictEqual((await run('--fail-on', 'any')).code, 1);
    // As for a single policy, nbroute.json can turn the rule off.
    write('policies/nbroute.json', '{"rules": {"network-differs": "off"}}');
    assert.deepStrictEqual((await only(deployed, { subnet: 'subnet-02' }))?.problems, []);
    rmSync(path.join(folder, 'policies/nbroute.json'));
    const alone = await only(deployed, { subnet: undefined });
    assert.deepStrictEqual(
      alone?.problems.map(({ message }) => message),
      ['the notebook instance is in no VPC, and the policy has one'],
    );
  });

  it('a dead end in the route table of the subnet, if the files contain it', async () => {
    write('policies/a.nbroute', onPremises);
    const deployed = await script(onPremises);
    const table = (destination: string): object => ({
      RouteTables: [
        {
          RouteTableId: 'rtb-01',
          VpcId: 'vpc-01',
          Associations: [{ SubnetId: 'subnet-01', Main: false, AssociationState: { State: 'associated' } }],
          Routes: [
            { DestinationCidrBlock: '10.20.0.0/16', GatewayId: 'local', State: 'active' },
            { DestinationCidrBlock: destination, TransitGatewayId: 'tgw-01', State: 'active' },
          ],
        },
      ],
    });
    const lost = await only(deployed, {}, table('192.168.0.0/16'));
    assert.deepStrictEqual([lost?.state, lost?.problems.map(({ rule }) => rule)], ['current', ['dead-end']]);
    assert.match(lost?.problems[0]?.message ?? '', /no address of `10\.0\.0\.0\/16` has a working next hop/);
    assert.deepStrictEqual((await only(deployed, {}, table('10.0.0.0/8')))?.problems, []);
  });

  it('the policy: by the header, then by the name of the configuration, then by its routes', async () => {
    write('policies/a.nbroute', onPremises);
    write(
      'policies/b.nbroute',
      policy('Partner', 'route 192.168.0.0/24 via vpc\nroute 192.168.7.0/24 unreachable\n'),
    );
    // The header takes precedence over the configuration's name.
    const deployed = await script(onPremises);
    const first = await only(deployed, { configuration: 'Partner' });
    assert.deepStrictEqual([first?.policy, first?.state], ['OnPremises', 'current']);
    // A script of another kind in a configuration with a policy's name.
    const second = await only('#!/bin/bash\nip route add 10.0.0.0/16 via 10.20.1.1\n', {
      configuration: 'Partner',
    });
    assert.deepStrictEqual([second?.policy, second?.state], ['Partner', 'foreign']);
    // A renamed policy is found by its routes.
    const renamed = await script(policy('Vendor', 'route 192.168.0.0/24 via vpc\n'));
    const third = await only(renamed, { configuration: 'Vendor' });
    assert.deepStrictEqual([third?.policy, third?.state, third?.changes?.length], ['Partner', 'outdated', 1]);
    assert.match(third?.notes.join() ?? '', /compiled from `Vendor`, which is not here/);
    // A script that resembles no policy here.
    const gone = await script(policy('Gone', 'route 198.51.100.0/24 via vpc\n'));
    const last = await only(gone, { configuration: 'Gone' });
    assert.deepStrictEqual([last?.policy, last?.path, last?.state], ['Gone', null, null]);
    assert.match(last?.problems[0]?.message ?? '', /no policy here is named `Gone`/);
  });

  it('scripts that 0.1.0 compiled, readable and packed', async () => {
    for (const name of ['blog', 'steps', 'packed', 'closed'] as const) {
      const compiled = (file: string): string =>
        readFileSync(path.join(root, 'test/import/compiled-0.1.0', file), 'utf8');
      const deployed = compiled(`${name}.sh`);
      const source =
        name === 'blog'
          ? readFileSync(path.join(root, 'samples/blog.nbroute'), 'utf8')
          : compiled(`${name}.nbroute`);
      write('policies/a.nbroute', source);
      const hash = /policy with SHA-256 (\w{12})\.\.\./.exec(deployed)?.[0] ?? '';
      const policyName = /^nbroute_policy|^# (\S+):/m.exec(deployed)?.[1] ?? '';
      const row = await only(
        deployed,
        { configuration: 'any', subnet: undefined },
        logAnswer('analysis', [`nbroute ${policyName}: ${hash}`]),
      );
      assert.deepStrictEqual([row?.state, row?.changes], ['current', []], name);
      assert.match(row?.notes.join() ?? '', /another version of nbroute compiled it/);
      const other = await only(
        deployed,
        { configuration: 'any', subnet: undefined },
        logAnswer('analysis', [`nbroute ${policyName}: policy with SHA-256 000000000000...`]),
      );
      assert.strictEqual(other?.state, 'restart', name);
    }
  });

  it('packed scripts, and unreadable content', async () => {
    const many = Array.from(
      { length: 700 },
      (_, i) => `route 10.${100 + (i >> 7)}.${2 * (i & 127)}.0/24 via vpc\n`,
    );
    const source = policy('OnPremises', many.join(''));
    write('policies/a.nbroute', source);
    const packed = await script(source);
    assert.match(packed, /^packed="$/m);
    assert.strictEqual((await only(packed))?.state, 'current');
    const fewer = await only(await script(policy('OnPremises', many.slice(1).join(''))));
    assert.deepStrictEqual([fewer?.state, fewer?.changes?.length], ['outdated', 1]);
    const cut = await only(packed.replace(/^(packed="\n.{40}).{30}/m, '$1'));
    assert.deepStrictEqual([cut?.state, cut?.changes], ['outdated', null]);
    assert.match(cut?.notes.join() ?? '', /cannot be unpacked/);
    for (const Content of ['not base64!', 'H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==', '/////w==', 'A']) {
      const notebook = { name: 'analysis', configuration: 'OnPremises' };
      const answer = { NotebookInstanceLifecycleConfigName: 'OnPremises', OnStart: [{ Content }] };
      write('answers.json', answersText([listAnswer([notebook]), answer]));
      const [row] = (await report()).notebooks;
      assert.deepStrictEqual([row?.state, row?.policy], ['foreign', null], Content);
      assert.match(row?.problems[0]?.message ?? '', /not base64 of a text/);
    }
  });

  it('several accounts and regions: equal names, distinguished by ARN', async () => {
    write('policies/a.nbroute', onPremises);
    const deployed = await script(onPremises);
    const older = await script(policy('OnPremises', 'route 10.0.0.0/15 via vpc\n'));
    const places = [{ region: 'eu-central-1' }, { region: 'us-east-1' }, { account: '999988887777' }];
    const scripts = [deployed, older, deployed];
    const failure = 'nbroute OnPremises: failed: no gateway';
    places.forEach((place, i) =>
      write(
        `answers-${i}.json`,
        answersText([
          listAnswer([{ name: 'analysis', configuration: 'OnPremises', ...place }]),
          configurationAnswer('OnPremises', scripts[i], place),
          // Events have no ARN; they belong to the account and region of their file.
          logAnswer('analysis', i === 2 ? [failure] : []),
        ]),
      ),
    );
    const files = places.map((_, i) => `answers-${i}.json`);
    const result = await nbroute(['fleet', 'policies', '--from', ...files, '--format', 'json'], folder);
    assert.deepStrictEqual(
      reportIn(result).notebooks.map(({ arn, state }) => [arn, state]),
      [
        ['arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/analysis', 'current'],
        ['arn:aws:sagemaker:eu-central-1:999988887777:notebook-instance/analysis', 'failed'],
        ['arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/analysis', 'outdated'],
      ],
    );
    const text = await nbroute(['fleet', 'policies', '--from', ...files], folder);
    assert.match(text.out, /^outdated {2}analysis \(111122223333 us-east-1\) /m);
    // In a single file, nothing shows which account the events belong to, so nothing is attributed.
    write('answers.json', files.map((file) => readFileSync(path.join(folder, file), 'utf8')).join(''));
    const mixed = await run('--format', 'json');
    assert.deepStrictEqual(
      reportIn(mixed).notebooks.map(({ state }) => state),
      ['current', 'current', 'outdated'],
    );
    assert.match(mixed.err, /the log of analysis is not used: several notebook instances have the name/);
  });

  it('get-log-events, whose answers do not name their stream', async () => {
    write('policies/a.nbroute', onPremises);
    write('policies/b.nbroute', policy('Partner', 'route 192.168.0.0/24 via vpc\n'));
    const message = 'nbroute OnPremises: failed: no gateway';
    const bare = {
      events: [{ timestamp: 1, message, ingestionTime: 2 }],
      nextForwardToken: 'f/1',
      nextBackwardToken: 'b/1',
    };
    const deployed = await script(onPremises);
    assert.strictEqual((await only(deployed, {}, bare))?.state, 'failed');
    const named = { logStreamName: 'analysis/LifecycleConfigOnStart', ...bare };
    const others = { logStreamName: 'analysis/jupyter.log', ...bare };
    assert.strictEqual((await only(deployed, {}, named))?.state, 'failed');
    assert.strictEqual((await only(deployed, {}, others))?.state, 'current');
    const two = ['one', 'two'].map((name) => ({ name, configuration: 'OnPremises' }));
    write('answers.json', answersText([listAnswer(two), configurationAnswer('OnPremises', deployed), bare]));
    const { err, out } = await run();
    assert.match(err, /log events without the name of their stream are not used/);
    assert.match(out, /2 notebooks: 2 current/);
  });

  it('truncated answers, broken JSON, nothing useful, missing answers', async () => {
    write('policies/a.nbroute', onPremises);
    const deployed = await script(onPremises);
    const notebook = { name: 'analysis', configuration: 'OnPremises' };
    const answers = [
      configurationAnswer('OnPremises', deployed),
      { ...listAnswer([notebook]), NextToken: 'x' },
    ];
    write('answers.json', answersText(answers));
    const truncated = await run('--format', 'json');
    assert.deepStrictEqual([truncated.code, reportIn(truncated).unused], [1, null]);
    assert.match(truncated.err, /^answers\.json:\d+: is truncated: it has a `NextToken`/);
    assert.strictEqual((await run('--fail-on', 'never')).code, 0);
    // A log that is truncated before its end does not prove a missing restart.
    const old = {
      ...logAnswer('analysis', ['nbroute OnPremises: script SHA-256 0123456789ab']),
      nextToken: 'x',
    };
    assert.strictEqual((await only(deployed, {}, old))?.state, null);
    const whole = answersText([listAnswer([notebook]), answers[0] ?? {}]);
    write('answers.json', `${whole}{"NotebookInstances": [{"NotebookInstanceName": "cu`);
    const cut = await run();
    assert.strictEqual(cut.code, 2);
    assert.match(cut.out, /1 notebook: 1 current/);
    assert.match(cut.err, /^answers\.json:\d+: ends within a JSON document/);
    write('answers.json', '{"Reservations": []}');
    const nothing = await run();
    assert.strictEqual(nothing.code, 2);
    assert.match(nothing.err, /^answers\.json:1: has no output .*\n.*the files have no notebook instances/);
    write('answers.json', answersText([listAnswer([notebook])]));
    const { notebooks, unused } = await report();
    const [row] = notebooks;
    assert.deepStrictEqual([row?.state, unused], [null, null]);
    assert.match(
      row?.problems[0]?.message ?? '',
      /add the output of `aws sagemaker describe-notebook-instance-lifecycle-config`/,
    );
    assert.match((await run()).out, /\n1 notebook: 1 unknown; 1 problem; unused policies unknown\n$/);
    assert.strictEqual((await run()).code, 1);
  });

  it('wrong usage, and policies that cannot be read or compared', async () => {
    const usage = async (...args: readonly string[]) => (await nbroute(['fleet', ...args], folder)).err;
    assert.match(await usage('policies'), /missing input/);
    assert.match(await usage('--from', 'answers.json'), /missing policies/);
    assert.match(
      await usage('policies', '--from', 'a', '--fail-on', 'all'),
      /--fail-on takes outdated, any, never/,
    );
    write('file.json', '{}');
    symlinkSync('loop', path.join(folder, 'loop'));
    for (const name of ['none.json', 'loop', 'n'.repeat(300), 'file.json/x']) {
      const { code, err } = await nbroute(['fleet', 'policies', '--from', name], folder);
      assert.strictEqual(code, 2, err);
      assert.ok(err.startsWith(`nbroute: ${name} cannot be read: `), err);
    }
    assert.match(
      await usage('policies', '--from', 'policies'),
      /policies has no output of the AWS CLI \(\*\.json\)/,
    );
    write('policies/a.nbroute', 'policy OnPremises\nroute 10.0.0.0/16 via\n');
    const row = await only(await script(onPremises));
    assert.deepStrictEqual([row?.state, row?.changes], [null, null]);
    assert.match(row?.problems.map(({ message }) => message).join() ?? '', /policies\/a\.nbroute has errors/);
    // Files with only lists, which other policies include, are not policies.
    write('policies/lists.nbroute', 'prefix-list shared = 10.0.0.0/16\n');
    write('policies/a.nbroute', onPremises);
    assert.deepStrictEqual((await report()).unused, []);
  });
});

describe('the sample fleet', () => {
  const file = path.join(root, 'samples/fleet/answers.json');
  const read = (name: string): string =>
    readFileSync(path.join(root, 'samples/fleet/policies', name), 'utf8');

  it('is compiled from the samples; UPDATE=1 writes it', async () => {
    const text = await sampleFleet(read('on-premises.nbroute'), read('partner.nbroute'));
    if (process.env['UPDATE'] === '1') writeFileSync(file, text);
    else assert.strictEqual(readFileSync(file, 'utf8'), text);
  });

  it('has a notebook in every state', async () => {
    const result = await nbroute([
      'fleet',
      'samples/fleet/policies',
      '--from',
      'samples/fleet/answers.json',
      '--format',
      'json',
    ]);
    assert.deepStrictEqual(reportIn(result).summary, {
      current: 2,
      outdated: 1,
      restart: 1,
      failed: 1,
      foreign: 1,
      none: 1,
      unknown: 0,
    });
  });
});

async function sampleFleet(onPremisesSource: string, partnerSource: string): Promise<string> {
  const current = await script(onPremisesSource);
  const older = await script(onPremisesSource.replace('10.0.0.0/14', '10.0.0.0/16'));
  const partner = await script(partnerSource);
  const byHand = '#!/bin/bash\nset -e\nip route add 10.0.0.0/16 via 10.20.2.1\n';
  const notebooks: readonly TestNotebook[] = [
    { name: 'analysis', configuration: 'OnPremises', subnet: 'subnet-0a1' },
    { name: 'forecasts', configuration: 'OnPremises-2025', subnet: 'subnet-0a1' },
    { name: 'reports', configuration: 'OnPremises', subnet: 'subnet-0a2' },
    { name: 'training', configuration: 'OnPremises', subnet: 'subnet-0a9', status: 'Failed' },
    { name: 'legacy', configuration: 'static-routes', subnet: 'subnet-0a2', platform: 'notebook-al2-v2' },
    { name: 'partner-data', configuration: 'Partner', subnet: 'subnet-0b1' },
    { name: 'sandbox' },
  ];
  const startOf = (text: string): string => `script SHA-256 ${loggedHash(text)}`;
  return answersText([
    listAnswer(notebooks),
    ...notebooks.map(notebookAnswer),
    configurationAnswer('OnPremises', current),
    configurationAnswer('OnPremises-2025', older),
    configurationAnswer('static-routes', byHand),
    configurationAnswer('Partner', partner),
    {
      Subnets: [
        { SubnetId: 'subnet-0a1', VpcId: 'vpc-0a', CidrBlock: '10.20.1.0/24' },
        { SubnetId: 'subnet-0a2', VpcId: 'vpc-0a', CidrBlock: '10.20.2.0/24' },
        { SubnetId: 'subnet-0a9', VpcId: 'vpc-0a', CidrBlock: '10.20.9.0/24' },
        { SubnetId: 'subnet-0b1', VpcId: 'vpc-0b', CidrBlock: '10.30.1.0/24' },
      ],
    },
    logAnswer('analysis', [`nbroute OnPremises: ${startOf(current)}`]),
    logAnswer('forecasts', [`nbroute OnPremises: ${startOf(older)}`]),
    logAnswer('reports', [`nbroute OnPremises: ${startOf(older)}`]),
    logAnswer('training', [
      `nbroute OnPremises: ${startOf(current)}`,
      'nbroute OnPremises: failed: no interface has an address in 10.20.1.0/24 or 10.20.2.0/24 after 60 seconds: is the notebook in another subnet?',
    ]),
    logAnswer('partner-data', [`nbroute Partner: ${startOf(partner)}`]),
  ]);
}
