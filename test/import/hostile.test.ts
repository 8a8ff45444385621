import * as assert from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { anyString } from '../any-string';
import { imported } from '../../server/import/import-policy';
import { dumpFormats, linesIn, type DumpFormat } from '../../server/import/dump';
import { readDump } from '../../server/import/read';
import { root } from '../fixture';
import { assertAgreement } from './agreement';
import { assertSound } from './sound';
import { runs, share } from '../volume';

const cli = path.join(root, 'dist/cli.js');

/** Pieces of dumps and scripts, and pieces that belong to neither. */
/** Names of interfaces that the kernel or a policy cannot have, or that a shell reads differently. */
const hostileNames = [
  '..',
  'averyveryverylong0',
  'eth2/18',
  'éth',
  'eth2:1',
  'e"th',
  'en-x@1',
  'ens,6',
  '{eth}',
];

const pieces = fc.constantFrom(
  '10.0.0.0/8',
  '10.1.0.0',
  '172.31.64.1',
  '172.31.64.0/20',
  '0.0.0.0',
  '255.255.0.0',
  '::/0',
  'fe80::1',
  '2001:db8::/32',
  'default',
  'via',
  'dev',
  'eth0',
  'eth2',
  'docker0',
  'unreachable',
  'blackhole',
  'nexthop',
  'metric',
  '20',
  'proto',
  'kernel',
  'static',
  'table',
  'main',
  'scope',
  'link',
  'onlink',
  'U',
  'UG',
  '!',
  'UGH',
  'Destination',
  'Gateway',
  'Iface',
  'Kernel IP routing table',
  '0003',
  '0000000A',
  '*',
  '-',
  '0',
  'ip route add',
  'ip -6 r replace',
  'route add -net',
  '-host',
  'netmask',
  'gw',
  'sudo',
  '$GW',
  '"$x"',
  'GW=172.31.64.1',
  'for x in',
  '; do',
  'done',
  'if',
  'fi',
  '<<EOF',
  'EOF',
  '| ip -batch -',
  '$(',
  ')',
  '`',
  '{',
  '}',
  '(',
  '\\\n',
  '&&',
  '[{"dst":"10.0.0.0/8","gateway":"172.31.64.1","dev":"eth2"}',
  '"nexthops":[',
  '}]',
  '[',
  ']',
  ',',
  ':',
  '"',
  ...hostileNames,
  'e\u00a0',
  '# comment',
  '# allow host-bits',
  '#!/bin/sh\n',
  '\u001b[2J',
  '\u001b[31m',
  '\u009b',
  '\0',
  '\r',
  '\u202e',
  '\ufeff',
  '\ud800',
  '東京',
  '\t',
  "'",
  '010.0.0.0/8',
  '10/8',
  '999.1.1.1',
  '/33',
  '10.0.0.0/255.0.0.0',
  '-1',
  '1e9',
);
const text = fc.oneof(
  fc
    .array(fc.tuple(pieces, fc.constantFrom(' ', ' ', ' ', '\n', '')), { maxLength: 80 })
    .map((parts) => parts.flat().join('')),
  anyString(200),
);

describe('hostile dumps', () => {
  it('are read by every reader: the policy is valid, each note refers to a line, and nothing throws', () => {
    return fc.assert(
      fc.asyncProperty(
        text,
        fc.constantFrom('auto' as const, ...dumpFormats),
        async (source, format: DumpFormat | 'auto') => {
          const dump = readDump(source, format);
          const policy = imported(dump);
          assertSound(policy.text);
          assert.doesNotMatch(
            policy.text,
            /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
          );
          const count = linesIn(source).length;
          for (const { line } of policy.missing)
            assert.ok(line >= 1 && line <= count, `line ${line} of ${count}`);
          await assertAgreement(source, dump, policy);
        },
      ),
      { numRuns: runs(1500) },
    );
  });

  it('pin an interface only by a name that a policy and the kernel can have', async () => {
    const names = [
      ...hostileNames,
      '.',
      'éééééééé',
      '#1',
      'e\\th',
      '`id`',
      '$x',
      "e'th",
      'via',
      'gateway',
      '東京',
      '0',
    ];
    const quoted = (name: string): string => `'${name.replace(/'/g, `'\\''`)}'`;
    for (const name of names)
      for (const router of ['172.31.64.1', '172.31.64.9'])
        for (const source of [
          `ip route add 10.0.0.0/16 via ${router} dev ${quoted(name)}\nroute add -net 10.2.0.0/16 gw ${router} dev ${quoted(name)}\n`,
          `default via 172.16.32.1 dev ${name}0\n172.31.64.0/20 dev ${name} proto kernel\n10.0.0.0/16 via ${router} dev ${name}\n`,
          `Destination Gateway Genmask Flags Metric Ref Use Iface\n172.31.64.0 0.0.0.0 255.255.240.0 U 0 0 0 ${name}\n10.0.0.0 ${router} 255.255.0.0 UG 0 0 0 ${name}\n`,
          JSON.stringify([
            { dst: '172.31.64.0/20', dev: name, protocol: 'kernel' },
            { dst: '10.0.0.0/16', gateway: router, dev: name },
          ]),
        ]) {
          const dump = readDump(source, 'auto');
          const policy = imported(dump);
          const model = assertSound(policy.text);
          const { pinned, name: own } = model.network.interfaces.vpc;
          if (pinned) assert.ok(own === 'eth2' || own === name, `${own} for ${name}`);
          await assertAgreement(source, dump, policy);
        }
  });

  it('never reach the terminal unescaped', () => {
    const escapes = '\u001b]0;title\u0007\u001b[2J\u009b31m\u202e\0';
    for (const source of share([
      `default via 172.16.32.1 dev eth0\n10.0.0.0/16 via ${escapes} dev eth2\n10.1.0.0/16 via 172.31.64.1 dev eth2 # ${escapes}\n`,
      `# ${escapes}\nip route add 10.0.0.0/16 via 172.31.64.1 dev eth2 # ${escapes}\nip route add ${escapes} via 172.31.64.1\n${escapes}\n`,
      `[{"dst":"10.0.0.0/16","gateway":"172.31.64.1","dev":"eth2${escapes}"},{"dst":"${escapes}"}]`,
      `Destination Gateway Genmask Flags Metric Ref Use Iface\n10.0.0.0 172.31.64.1 255.0.0.0 UG 0 0 0 ${escapes}\n${escapes} x\n`,
    ])) {
      const { stdout, stderr, status } = spawnSync(process.execPath, [cli, 'import'], {
        input: source,
        encoding: 'utf8',
      });
      assert.strictEqual(status, 1, stderr);
      assert.doesNotMatch(`${stdout}${stderr}`, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });

  it('that are one endless line are read only up to the size of a table', async () => {
    const child = spawn(process.execPath, [cli, 'import'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const chunk = Buffer.alloc(1 << 20, 'a');
    let written = 0;
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => (output += part));
    // The reader closes the pipe early.
    child.stdin.on('error', () => undefined);
    const write = (): void => {
      while (written < 1 << 30 && !child.stdin.destroyed) {
        written += chunk.length;
        if (!child.stdin.write(chunk)) return;
      }
      child.stdin.end();
    };
    child.stdin.on('drain', write);
    write();
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.strictEqual(code, 2);
    assert.match(
      output,
      /^nbroute: standard input has more than \d+ bytes: no table of routes is that long\n$/,
    );
    assert.ok(written < 1 << 28, `${written} bytes were taken`);
  });

  it('that are one line of a quarter or a whole megabyte get a result from every reader', () => {
    const line = 'a {10.0.0.0/8} "'.repeat(1 << 14);
    const sources = [line, `${line}\n{"dst":`, `"${line}`, `$(${line}`, 'x'.repeat(1 << 20)];
    const cases = (['auto', ...dumpFormats] as const).flatMap((format) =>
      sources.map((source) => ({ format, source })),
    );
    for (const { format, source } of share(cases)) assertSound(imported(readDump(source, format)).text);
  });
});
