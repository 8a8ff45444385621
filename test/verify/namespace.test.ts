import * as assert from 'node:assert';
import { buildSync } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { formatAddress, parsePrefix } from '../../server/net/prefix';
import { boundaries, randomAddresses } from '../../server/verify/addresses';
import { kernelReplies } from '../../server/verify/replies';
import { leftOut } from '../../server/verify/left-out';
import { inNamespace, type Task } from '../../server/verify/namespace';
import { reportText } from '../../server/verify/report';
import { verify } from '../../server/verify/verify';
import { root } from '../fixture';
import { until } from '../until';
import { blogModel, needsKernel } from './kernel';

describe('the queried addresses', () => {
  it('are the ends of each prefix and their neighbours, without duplicates', () => {
    const prefixes = ['0.0.0.0/0', '10.0.0.0/16', '10.0.0.0/24'].flatMap((text) => parsePrefix(text) ?? []);
    assert.deepStrictEqual(
      boundaries(prefixes).map(({ family, value }) => formatAddress(family, value)),
      [
        '0.0.0.0',
        '9.255.255.255',
        '10.0.0.0',
        '10.0.0.255',
        '10.0.1.0',
        '10.0.255.255',
        '10.1.0.0',
        '255.255.255.255',
      ],
    );
  });
  it('are the same for the same seed', () => {
    const prefixes = ['2001:db8::/32'].flatMap((text) => parsePrefix(text) ?? []);
    assert.deepStrictEqual(randomAddresses(6, prefixes, 50, 3), randomAddresses(6, prefixes, 50, 3));
    assert.notDeepStrictEqual(randomAddresses(6, prefixes, 50, 3), randomAddresses(6, prefixes, 50, 4));
  });
});

describe('what a comparison leaves out', () => {
  it('is what the language leaves undefined', () => {
    assert.deepStrictEqual(
      leftOut.map(({ what }) => what),
      [
        'loopback',
        'the unspecified address',
        'multicast',
        'limited broadcast',
        "broadcast of the instance's networks",
        "the instance's own addresses",
        "the direct interface's subnet",
        "the VPC interface's subnet where the policy names none",
      ],
    );
  });
});

describe("the kernel's replies", () => {
  it('are read in the order of the queries, with failures at their lines', () => {
    const out =
      '10.0.0.1 via 172.31.64.1 dev eth2 src 172.31.64.10 uid 0 \\    cache \n' +
      'local 172.31.64.10 dev lo src 172.31.64.10 uid 0 \\    cache <local> \n' +
      '2001:db8::1 from :: dev eth2 proto kernel src 2001:db8::10 metric 256 pref medium\n';
    const errors =
      'RTNETLINK answers: No route to host\nCommand failed questions:2\n' +
      'RTNETLINK answers: Permission denied\nCommand failed questions:4\n' +
      'RTNETLINK answers: Invalid argument\nCommand failed -:5\n' +
      'RTNETLINK answers: Network is unreachable\nCommand failed questions:7\n';
    assert.deepStrictEqual(kernelReplies(8, out, errors), [
      'via 172.31.64.1 dev eth2',
      'unreachable',
      'local',
      'prohibit',
      'blackhole',
      'dev eth2',
      'no route',
      undefined,
    ]);
  });
});

describe('a namespace', function () {
  const loop = { setup: ['link set lo up'], resolvers: '' };
  const asking: Task = { notebook: loop, script: '#!/bin/bash\n', questions: ['route get 127.0.0.1'] };
  const router = { setup: ['link set lo up'], addresses: ['127.0.0.1'] };

  // In a user namespace even root can be denied things.
  for (const [what, forbidding, because, advice] of [
    [
      'allowed no more of',
      'echo 0 > /proc/sys/user/max_net_namespaces',
      'unshare: unshare failed: No space left on device',
      'The machine allows no more of them: raise user.max_user_namespaces, or user.max_net_namespaces, ',
    ],
    [
      'forbidden',
      // The messages under Debian's and Ubuntu's settings.
      'printf "#!/bin/sh\necho unshare: unshare failed: Operation not permitted >&2; exit 1" > "$0" && chmod +x "$0" && mount --bind "$0" "$(command -v unshare)"',
      'unshare: unshare failed: Operation not permitted',
      'Run it as root, or allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1 on Debian, ',
    ],
  ])
    it(`is reported with a reason if it is ${what}`, async function () {
      await needsKernel(this, 'reports a machine without namespaces');
      const folder = mkdtempSync(path.join(tmpdir(), 'nbroute-forbidden-'));
      const { stdout, stderr } = spawnSync(
        'unshare',
        [
          '--user',
          '--map-root-user',
          '--mount',
          'sh',
          '-c',
          `${forbidding}; exec "$@"`,
          path.join(folder, 'unshare'),
          process.execPath,
          '-e',
          program(asking),
        ],
        { encoding: 'utf8' },
      );
      rmSync(folder, { recursive: true });
      const output = `"kind":"cannot","because":"no private network namespace can be created here (${because})","advice":"${advice}`;
      assert.ok(stdout.includes(output), stdout + stderr);
    });

  it('is available to users other than root', async function () {
    await needsKernel(this, 'verification works unprivileged');
    const { stdout, stderr } = spawnSync(
      'setpriv',
      [
        '--reuid=65534',
        '--regid=65534',
        '--clear-groups',
        process.execPath,
        '-e',
        program({ ...asking, router }),
      ],
      { encoding: 'utf8', cwd: '/' },
    );
    assert.match(stdout, /"kind":"done"/, stderr);
  });

  it('reports that it was stopped', async () => {
    const report = await verify(blogModel(), { signal: AbortSignal.abort() });
    assert.ok(report.kind === 'cannot');
    assert.match(reportText(report), /^Blog: cannot ask the kernel: .*\.\n.*\.\n$/);
  });

  it('that does not come up as built is reported in the words of ip', async function () {
    await needsKernel(this, 'a notebook that cannot be built is explained');
    const setup = ['link add eth0 type no-such-type'];
    const result = await inNamespace({
      notebook: { ...loop, setup },
      script: '#!/bin/bash\n',
      questions: [],
    });
    assert.ok(result.kind === 'cannot');
    assert.match(result.because, /^the notebook cannot be built here \(.+\)$/);
  });

  it('with a VPC router that does not come up as built is reported likewise', async function () {
    await needsKernel(this, 'a router that cannot be built is explained');
    const result = await inNamespace({
      ...asking,
      router: { setup: ['link add nh0 type none'], addresses: [] },
    });
    assert.ok(result.kind === 'cannot');
    assert.match(result.because, /^the VPC router cannot be built here \(.+\)$/);
  });

  it("leaves the machine's own network, resolvers and files unchanged", async function () {
    await needsKernel(this, 'a verification leaves the machine as it is');
    const before = machine();
    const report = await verify(blogModel('route 10.0.0.0/16 via vpc'), { starts: ['blog'] });
    assert.ok(report.kind === 'compared' && report.ok, reportText(report));
    assert.strictEqual(machine(), before);
  });

  for (const signal of ['SIGKILL', 'SIGINT', 'SIGTERM'] as const)
    it(`ends with the process that created it, even by ${signal}`, async function () {
      await needsKernel(this, 'nothing of a verification outlives it');
      const marker = `nbroute-test-${process.pid}-${signal}`;
      const task = {
        notebook: loop,
        script: `#!/bin/bash\nexec -a ${marker} sleep infinity\n`,
        questions: [],
      };
      const maker = spawn(process.execPath, ['-e', program(task)], { stdio: 'ignore' });
      await until('the start of the script', () => isRunning(marker));
      maker.kill(signal);
      await until('the end of the script with its maker', () => !isRunning(marker));
    });
});

/** A program that does a task and prints the result. */
function program(task: Task): string {
  const built = buildSync({
    stdin: {
      contents: `import { inNamespace } from './server/verify/namespace';
        void inNamespace(${JSON.stringify(task)}).then((result) => console.log(JSON.stringify(result)));`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    write: false,
  });
  return built.outputFiles[0].text;
}

function machine(): string {
  const shown = [['link'], ['route'], ['-6', 'route'], ['rule']].map(
    (args) => spawnSync('ip', args, { encoding: 'utf8' }).stdout,
  );
  const resolvers = existsSync('/etc/resolv.conf') ? readFileSync('/etc/resolv.conf', 'utf8') : '';
  return [...shown, resolvers, readdirSync('/run').join(' ')].join('\n');
}

/** Whether a process with this name is running. */
function isRunning(marker: string): boolean {
  return readdirSync('/proc').some((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readFileSync(`/proc/${entry}/cmdline`, 'utf8').startsWith(`${marker}\0`);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}
