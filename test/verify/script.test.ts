import * as assert from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { emit } from '../../server/emit/emit';
import { planOf } from '../../server/emit/plan';
import { sizeOfScript } from '../../server/emit/script/script';
import { lastLine } from '../../server/verify/namespace';
import { root } from '../fixture';
import { notProven } from '../not-proven';
import { internetPolicy, modelOfFiles, modelOfText } from '../random-policy';
import type { Model } from '../../server/model/model';
import { blogModel, clearScript, needsKernel, started, type Situation } from './kernel';
import { isLong, share } from '../volume';

/** A bridge with its own network, as for containers. */
const localBridge = [
  'link add br-local type bridge',
  'link set br-local up',
  'addr add 10.0.1.1/24 dev br-local',
];

/** Makes the script's 60 attempts take no time. */
const noWaiting = { sleep: ':' };

/** Makes a pause of the script take so many seconds by its own watch, and runs a command when they have passed. */
const pauses = (seconds: number, command: string): Readonly<Record<string, string>> => ({
  sleep: `now=$((\${now-0} + ${seconds})); unset SECONDS; SECONDS=$now; ${command}`,
});

/** Makes commands write warnings to standard error, before and after what they do. */
const warnings = Object.fromEntries(
  ['ip', 'mktemp'].map((name) => [
    name,
    `echo "${name}: libelf.so.1: no version information" >&2; command ${name} "$@"; set -- $?; echo "${name}: goodbye" >&2; return "$1"`,
  ]),
);

/** Makes each second that the restore service's loop waits take a hundredth of one. */
const shortSeconds = {
  read: 'if [ "${3-}" = 1 ]; then ((SECONDS += 1)); builtin read -r -t 0.01 -u 3; else builtin read "$@"; fi',
};

interface Expected {
  readonly code: number;
  /** The last line of the first start. */
  readonly expected: RegExp;
  /** Lines that the table must have afterwards. */
  readonly has?: readonly RegExp[];
  /** What the output must also contain. */
  readonly log?: readonly RegExp[];
  /** Whether the first start leaves the table unchanged. */
  readonly unchanged?: boolean;
}

function situation(what: string, make: () => Situation | Promise<Situation>, expected: Expected): void {
  it(what, async function () {
    await needsKernel(this, `the script's behaviour: ${what}`);
    const { before, first, second } = await started(await make());
    assert.match(lastLine(first.output), expected.expected, first.output);
    assert.strictEqual(first.code, expected.code, first.output);
    // A second start has the same result.
    assert.strictEqual(second.code, expected.code, second.output);
    assert.strictEqual(
      unnamed(lastLine(second.output)).replace(' (unchanged)', ''),
      unnamed(lastLine(first.output)),
    );
    if (expected.code === 0)
      assert.match(second.output, /^nbroute \w+: \d+ routes installed \(unchanged\)|^nbroute \w+: failed: /m);
    assert.strictEqual(lasting(second.table), lasting(first.table));
    if (expected.unchanged) assert.strictEqual(lasting(first.table), lasting(before));
    for (const line of expected.has ?? []) assert.match(first.table, line);
    for (const line of expected.log ?? []) assert.match(first.output, line);
  });
}

/** The script where the routes of an earlier policy are on record at its first start. */
function afterEarlier(model: Model, routes: readonly string[]): string {
  const written = routes.map((route) => `${route} proto static`).join('\n');
  return clearScript(model).replace(
    /^NL=/m,
    `[ -e /run/nbroute ] || { mkdir -m 700 /run/nbroute; echo '${written}' > /run/nbroute/routes; }\nNL=`,
  );
}

/** A line without the random part of a file's name. */
function unnamed(line: string): string {
  return line.replace(/XXXXXXXXXX|tmp\.\w+/g, 'tmp');
}

/** A table without values that count down. */
function lasting(table: string): string {
  return table.replace(/ expires \d+sec/g, '');
}

function compiled(text: string): Pick<Situation, 'model' | 'script'> {
  const model = blogModel(text);
  return { model, script: emit(model, 'script') };
}

describe('the script, started', () => {
  const compiled6 = (text: string): Pick<Situation, 'model' | 'script'> => {
    const model = modelOfText(
      `policy Blog\nvpc 172.31.0.0/16, 2001:db8::/56\nsubnet 172.31.64.0/20, 2001:db8::/64\n${text}`,
    );
    return { model, script: clearScript(model) };
  };
  const onPremises = 'route 10.0.0.0/16 via vpc\n';
  const both = 'route 10.0.0.0/16 via vpc\nroute 10.9.0.0/16 via direct\n';

  situation('says in one line what it did', () => compiled(both), {
    code: 0,
    expected: /^nbroute Blog: 3 routes installed: vpc on eth2, direct on eth0 via 172\.16\.32\.1$/,
    has: [
      /^10\.0\.0\.0\/16 via 172\.31\.64\.1 dev eth2 proto static $/m,
      /^10\.9\.0\.0\/16 via 172\.16\.32\.1 dev eth0 proto static onlink $/m,
    ],
  });

  situation(
    'waits for an interface that comes up 20 seconds late',
    () => ({
      ...compiled(onPremises),
      setup: (lines) => [...lines, 'link set eth2 down'],
      functions: pauses(1, '[ "$now" != 20 ] || ip link set eth2 up'),
    }),
    {
      code: 0,
      expected: /2 routes installed: vpc on eth2$/,
      has: [/^10\.0\.0\.0\/16 via 172\.31\.64\.1 dev eth2/m],
      log: [/^nbroute Blog: note: waited 20 seconds for the network$/m],
    },
  );

  situation(
    'gives up on an interface that never appears',
    () => ({
      ...compiled(onPremises),
      setup: (lines) => lines.filter((line) => !/eth2|peer-vpc/.test(line)),
      functions: noWaiting,
    }),
    {
      code: 1,
      expected: /failed: no interface has an address in 172\.31\.64\.0\/20 after 60 seconds/,
      unchanged: true,
    },
  );

  situation(
    'waits for an interface for 60 seconds, however few attempts they suffice for',
    () => ({
      ...compiled(onPremises),
      setup: (lines) => [...lines, 'link set eth2 down'],
      functions: pauses(7, 'echo "$now"; [ "$now" != 70 ] || ip link set eth2 up'),
    }),
    {
      code: 1,
      expected: /failed: no interface has an address in 172\.31\.64\.0\/20 after 60 seconds/,
      log: [/^7\n(\d+\n){7}63\nnbroute Blog: script SHA-256 /],
      unchanged: true,
    },
  );

  situation(
    'goes on without the interface under on-failure continue',
    () => ({
      ...compiled('on-failure continue\nroute 10.0.0.0/16 via vpc\nroute 10.9.0.0/16 unreachable'),
      setup: (lines) => lines.filter((line) => !/eth2|peer-vpc/.test(line)),
      short: true,
    }),
    {
      code: 0,
      expected:
        /failed: 2 of 3 routes missing, first 172\.31\.0\.0\/16 via 172\.31\.64\.1 dev NOT-FOUND proto static \(Cannot find device "NOT-FOUND"\)$/,
      has: [/^unreachable 10\.9\.0\.0\/16 proto static/m],
    },
  );

  // With a search of all routes for each of them, as many as in the long tests would take longer than a task may.
  const many = isLong ? 40_000 : 200;
  situation(
    `goes on without the interface of ${many} routes under on-failure continue`,
    () => {
      const prefixes = Array.from(
        { length: many },
        (_, i) => `${20 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}.0/24`,
      );
      const model = blogModel(`on-failure continue\nroute ${prefixes.join(', ')} via vpc`);
      return {
        model,
        script: clearScript(model),
        setup: (lines) => lines.filter((line) => !/eth2|peer-vpc/.test(line)),
        short: true,
      };
    },
    { code: 0, expected: new RegExp(`failed: ${many + 1} of ${many + 1} routes missing, first 172`) },
  );

  situation(
    'continues under on-failure continue if it finds none of several subnets, with the routes after those that need one',
    () => {
      const model = modelOfText(
        `policy Blog
vpc 172.31.0.0/16, 2001:db8::/56
subnet 172.31.64.0/20, 172.31.80.0/20, 2001:db8::/64, 2001:db8:0:1::/64
on-failure continue
route 10.0.0.0/16, 2600::/16 via vpc
route 10.9.0.0/16 via direct`,
      );
      return {
        model,
        script: clearScript(model),
        setup: (lines) => lines.filter((line) => !/eth2|peer-vpc/.test(line)),
        short: true,
      };
    },
    {
      code: 0,
      expected:
        /failed: 4 of 5 routes missing, first 172\.31\.0\.0\/16 via 0\.0\.0\.0 dev NOT-FOUND proto static \(Cannot find device "NOT-FOUND"\)$/,
      log: [
        /^nbroute Blog: no interface has an address in 172[^]*^nbroute Blog: no interface has an address in 2001:db8::\/64 or 2001:db8:0:1::\/64 after 60 seconds[^\n]*\nnbroute Blog: note: waited/m,
      ],
      has: [/^10\.9\.0\.0\/16 via 172\.16\.32\.1 dev eth0 proto static onlink/m],
    },
  );

  situation(
    'continues without a direct gateway under on-failure continue, with the routes after those that need it',
    () => ({
      ...compiled(`on-failure continue\nroute 10.9.0.0/16 via direct\nroute 10.0.0.0/16 via vpc`),
      setup: (lines) => lines.filter((line) => !line.startsWith('route add default')),
      short: true,
    }),
    {
      code: 0,
      expected:
        /failed: 1 of 3 routes missing, first 10\.9\.0\.0\/16 via 0\.0\.0\.0 dev NOT-FOUND proto static onlink \(Cannot find device "NOT-FOUND"\)$/,
      log: [/^nbroute Blog: no default route but the VPC's has a gateway after 60 seconds/m],
      has: [/^10\.0\.0\.0\/16 via 172\.31\.64\.1 dev eth2/m],
    },
  );

  situation(
    'goes on beside the network of another interface under on-failure continue',
    () => ({
      ...compiled('on-failure continue\nroute 10.0.1.0/24 via vpc\nroute 10.0.0.0/16 via vpc'),
      setup: (lines) => [...lines, ...localBridge],
    }),
    {
      code: 0,
      expected:
        /failed: 1 of 3 routes missing, first 10\.0\.1\.0\/24 via 172\.31\.64\.1 dev eth2 proto static$/,
      log: [
        /^nbroute Blog: 10\.0\.1\.0\/24 is the network of br-local here, which a route would cut off: leave it out of the policy$/m,
      ],
      has: [/^10\.0\.1\.0\/24 dev br-local/m, /^10\.0\.0\.0\/16 via 172\.31\.64\.1 dev eth2/m],
    },
  );

  situation(
    'puts everything back when a gateway is off the subnet, routes it replaced included',
    () => {
      const model = modelOfText(
        'policy Blog\nvpc 172.31.0.0/16\ninterface vpc eth2 gateway 172.31.99.1\nroute 10.1.0.0/16 unreachable\nroute 10.0.0.0/16 via vpc',
      );
      return {
        model: blogModel(),
        script: emit(model, 'script'),
        setup: (lines) => [
          ...lines,
          'route add 10.1.0.0/16 via 172.31.64.9 dev eth2',
          'route add 10.1.0.0/16 via 172.31.64.8 dev eth2 metric 7',
          'route add 10.3.0.0/16 via 172.31.64.9 dev eth2 mtu 1400 proto dhcp src 172.31.64.10',
        ],
      };
    },
    {
      code: 1,
      expected:
        /failed: route replace 172\.31\.0\.0\/16 via 172\.31\.99\.1 dev eth2 proto static: Error: Nexthop has invalid gateway \(a gateway has to be in its interface's subnet\); every route is put back$/,
      unchanged: true,
    },
  );

  situation(
    'names the route that fails, and why, among warnings',
    () => {
      const policy =
        'policy Blog\nvpc 172.31.0.0/16\ninterface vpc eth2 gateway 172.31.99.1\nroute 10.1.0.0/16 unreachable';
      return { model: blogModel(), script: emit(modelOfText(policy), 'script'), functions: warnings };
    },
    {
      code: 1,
      expected:
        /failed: route replace 172\.31\.0\.0\/16 via 172\.31\.99\.1 dev eth2 proto static: Error: Nexthop has invalid gateway \(a gateway/,
      unchanged: true,
    },
  );

  situation(
    'names the route that fails, and why, among warnings under on-failure continue',
    () => ({
      ...compiled('on-failure continue\ninterface vpc eth7\nroute 10.9.0.0/16 unreachable'),
      model: blogModel(),
      functions: warnings,
      short: true,
    }),
    { code: 0, expected: /failed: 1 of 2 routes missing, first .* \(Cannot find device "NOT-FOUND"\)$/ },
  );

  situation(
    'names no warning as the reason for a route that is missing',
    () => ({
      ...compiled('on-failure continue\nroute 10.0.1.0/24 via vpc'),
      setup: (lines) => [...lines, ...localBridge],
      functions: warnings,
    }),
    { code: 0, expected: /failed: 1 of 2 routes missing, first 10\.0\.1\.0\/24 .* proto static$/ },
  );

  situation(
    'replaces a route someone added by hand',
    () => ({
      ...compiled(onPremises),
      setup: (lines) => [...lines, 'route add 10.0.0.0/16 via 172.31.64.9 dev eth2'],
    }),
    {
      code: 0,
      expected: /2 routes installed/,
      has: [/^10\.0\.0\.0\/16 via 172\.31\.64\.1 dev eth2 proto static/m],
      log: [/^nbroute Blog: note: replaced 10\.0\.0\.0\/16 via 172\.31\.64\.9 dev eth2$/m],
    },
  );

  situation(
    'takes the direct gateway from the default of the lowest metric that is not the VPC’s',
    () => ({
      ...compiled(both),
      start: 'dhcp',
      setup: (lines) => [
        ...lines,
        'route add default via 172.31.64.1 dev eth2',
        'route add default via 172.16.32.7 dev eth0 metric 700',
      ],
    }),
    {
      code: 0,
      expected: /direct on eth0 via 172\.16\.32\.1$/,
      has: [/^10\.9\.0\.0\/16 via 172\.16\.32\.1 dev eth0/m],
    },
  );

  situation(
    'takes the default at metric 0 before one at 512',
    () => ({
      ...compiled(both),
      start: 'dhcp',
      setup: (lines) => [...lines, 'route add default via 172.16.32.7 dev eth0'],
    }),
    { code: 0, expected: /direct on eth0 via 172\.16\.32\.7$/ },
  );

  situation(
    'explains that there is no default route for routes via direct',
    () => ({
      ...compiled(both),
      setup: (lines) => lines.filter((line) => !line.startsWith('route add default')),
      short: true,
    }),
    {
      code: 1,
      expected:
        /failed: no default route but the VPC's has a gateway after 60 seconds: is direct internet access disabled\?/,
      unchanged: true,
    },
  );

  situation(
    'needs no default route if nothing is routed via direct',
    () => ({
      ...compiled(onPremises),
      setup: (lines) => lines.filter((line) => !line.startsWith('route add default')),
    }),
    { code: 0, expected: /2 routes installed: vpc on eth2$/ },
  );

  situation(
    'works beside foreign ip rules',
    () => ({
      ...compiled(both),
      setup: (lines) => [
        ...lines,
        'route add default via 172.31.64.1 dev eth2 table 100',
        'rule add from 172.31.64.10 lookup 100 priority 100',
        'rule add to 10.0.0.0/16 lookup 100 priority 101',
      ],
    }),
    {
      code: 0,
      expected: /3 routes installed/,
      log: [/^nbroute Blog: note: an ip rule precedes the main table: sockets bound/m],
    },
  );

  situation(
    'notes a foreign IPv6 rule',
    () => {
      const { model, script } = compiled6('route 2600::/16 via vpc');
      // `ip -batch` does not accept -6.
      const rule = 'ip -6 rule add from 2001:db8::a lookup 100 priority 100 2> /dev/null';
      return { model, script: script.replace(/^NL=/m, `${rule}\nNL=`) };
    },
    {
      code: 0,
      expected: /3 routes installed: vpc on eth2, vpc \(IPv6\) on eth2$/,
      log: [/ip -6 rule:\n0:[^:]*\n100:[^\n]*\n[^\n]*\nnbroute Blog: note: an ip rule precedes/],
    },
  );

  situation(
    'explains that there is no ip command',
    () => {
      const { model, script } = compiled(onPremises);
      return { model, script: script.replace(/^export PATH=.*$/m, 'export PATH=/nowhere') };
    },
    {
      code: 1,
      expected: /failed: there is no ip command in \/nowhere: install iproute, coreutils and gzip$/,
      unchanged: true,
    },
  );

  situation(
    'explains that it needs bash',
    () => {
      const { model, script } = compiled(onPremises);
      // A shell other than bash, such as Debian's sh.
      return { model, script: script.replace('#!/bin/bash', '#!/bin/bash\nunset BASH_VERSION') };
    },
    { code: 1, expected: /^nbroute: failed: run this with bash, not sh$/, unchanged: true },
  );

  it('explains to another shell that it needs bash', async function () {
    await needsKernel(this, 'the script explains that it needs bash');
    if (!existsSync('/bin/dash')) notProven(this, 'the script explains itself to sh', '/bin/dash is missing');
    const { model, script } = compiled(onPremises);
    const { before, first } = await started({ model, script: script.replace('#!/bin/bash', '#!/bin/dash') });
    assert.strictEqual(first.output, 'nbroute: failed: run this with bash, not sh\n');
    assert.strictEqual(first.code, 1);
    assert.strictEqual(first.table, before);
  });

  situation(
    'works where sh is bash',
    () => {
      const { model, script } = compiled(both);
      return { model, script: script.replace('#!/bin/bash', '#!/bin/bash --posix') };
    },
    { code: 0, expected: /3 routes installed/ },
  );

  situation(
    'puts everything back when the policy cuts the direct gateway off',
    () => compiled('route 172.16.0.0/12 unreachable'),
    {
      code: 1,
      expected:
        /failed: unreachable 172\.16\.0\.0\/12 takes 172\.16\.32\.1 \(gateway\) away from eth0, where the notebook needs it: narrow that route or add one for the address; every route is put back$/,
      unchanged: true,
    },
  );

  situation(
    'puts IPv6 routes back, those it replaced included',
    () => {
      const model = modelOfText(
        `policy Blog
vpc 172.31.0.0/16, 2001:db8::/56
subnet 172.31.64.0/20, 2001:db8::/64
route 2001:db8:5::/48, 2001:db8:6::/48 via vpc
route 2001:db8:7::/48, 172.16.0.0/12 unreachable`,
      );
      return {
        model,
        script: emit(model, 'script'),
        setup: (lines) => [
          ...lines,
          'route add 2001:db8:5::/48 via 2001:db8::9 dev eth2 proto static',
          'route add 2001:db8:7::/48 via 2001:db8::9 dev eth2 metric 7',
          'route add blackhole 2001:db8:7::/48',
        ],
      };
    },
    { code: 1, expected: /172\.16\.32\.1 \(gateway\) away from eth0/, unchanged: true },
  );

  situation(
    'puts back routes of several hops, by links that are down, and beside routes that expire',
    () => ({
      ...compiled6('route 10.0.0.0/16, 2600::/16, 2a00::/16 via vpc\nroute 172.16.0.0/12 unreachable'),
      setup: (lines) => [
        ...lines,
        'link add idle0 type bridge',
        'link set idle0 up',
        'addr add 2001:db9::1/64 dev idle0 nodad',
        'route add 2001:db7::/32 via 2001:db8::9 dev eth2 expires 1800',
        'route add 10.0.0.0/16 nexthop via 172.31.64.8 dev eth2 weight 2 nexthop via 172.31.64.9 dev eth2',
        'route add 2600::/16 nexthop via 2001:db8::8 dev eth2 nexthop via 2001:db8::9 dev eth2',
        'route add 2a00::/16 via 2001:db9::9 dev idle0',
      ],
    }),
    {
      code: 1,
      expected: /172\.16\.32\.1 \(gateway\) away from eth0.*; every route is put back$/,
      has: [/^10\.0\.0\.0\/16 \n\tnexthop via 172\.31\.64\.8/m, /^2a00::\/16 via 2001:db9::9 dev idle0/m],
      unchanged: true,
    },
  );

  it('reports if it could not restore everything', async function () {
    await needsKernel(this, 'a script that cannot put everything back reports it');
    const { first } = await started({
      ...compiled('route 10.0.0.0/16 via vpc\nroute 172.16.0.0/12 unreachable'),
      setup: (lines) => [...lines, 'route add 10.0.0.0/16 via 172.31.64.9 dev eth2'],
      functions: { ip: '[ "$1" = -force ] && set -- route del 10.0.0.0/16; command ip "$@"' },
    });
    assert.match(lastLine(first.output), /away from eth0.*; some are NOT put back: compare the tables$/);
    assert.strictEqual(first.code, 1);
  });

  situation(
    'puts everything back when the policy moves a resolver',
    () => ({ ...compiled('route 192.0.2.0/24 via vpc'), resolvers: 'search x\nnameserver 192.0.2.53' }),
    {
      code: 1,
      expected:
        /failed: 192\.0\.2\.0\/24 via 172\.31\.64\.1 dev eth2 takes 192\.0\.2\.53 \(resolver\) away from eth0/,
      unchanged: true,
    },
  );

  situation(
    'puts everything back when the policy moves the metadata service',
    () => ({
      ...compiled('route default via vpc\nroute 172.16.0.0/16 via direct'),
      setup: (lines) => lines.filter((line) => !line.startsWith('route add 169.254.169.254')),
    }),
    {
      code: 1,
      expected:
        /failed: 128\.0\.0\.0\/1 via 172\.31\.64\.1 dev eth2 takes 169\.254\.169\.254 \(metadata\) away from eth0/,
      unchanged: true,
    },
  );

  situation(
    'ignores a resolver that had no route before',
    () => ({
      ...compiled('route 192.0.2.0/24 via vpc'),
      setup: (lines) => lines.filter((line) => !line.startsWith('route add default')),
      resolvers: 'nameserver 192.0.2.53\nnameserver\nnameserver fe80::1%eth0\nnameserver $(reboot)\n',
    }),
    { code: 0, expected: /2 routes installed/ },
  );

  situation(
    'leaves the network of another interface alone, and reports it',
    () => ({
      ...compiled('route 10.0.1.0/24 via vpc'),
      setup: (lines) => [...lines, ...localBridge],
    }),
    {
      code: 1,
      expected:
        /failed: 10\.0\.1\.0\/24 is the network of br-local here, which a route would cut off: leave it out of the policy; no route was set$/,
      unchanged: true,
    },
  );

  situation(
    "leaves the direct interface's own network to the kernel if it is routed via direct anyway",
    () => ({
      ...compiled('route rfc1918 unreachable\nroute 172.16.0.0/16 via direct # here'),
      start: 'connected',
      setup: (lines) => lines.map((line) => line.replace('172.16.32.10/20', '172.16.32.10/16')),
    }),
    {
      code: 0,
      expected: /4 routes installed/,
      has: [
        /^172\.16\.0\.0\/16 dev eth0 proto kernel scope link/m,
        /^unreachable 172\.16\.0\.0\/12 proto static/m,
      ],
    },
  );

  situation(
    'reports that something removes a route as soon as it is set',
    () => ({
      ...compiled(both),
      functions: {
        ip: 'command ip "$@"; local code=$?; [ "$1" != -batch ] || command ip route del 10.0.0.0/16; return "$code"',
      },
    }),
    {
      code: 1,
      expected:
        /failed: 1 of 3 routes gone as soon as set, first 10\.0\.0\.0\/16 via 172\.31\.64\.1 dev eth2 proto static; every route is put back$/,
      unchanged: true,
    },
  );

  situation(
    'finds the subnet it is in among several',
    () => {
      const model = modelOfText(
        'policy Blog\nvpc 172.31.0.0/16\nsubnet 172.31.0.0/20, 172.31.64.0/20, 172.31.80.0/20\nroute 10.0.0.0/16 via vpc',
      );
      return { model: blogModel(), script: emit(model, 'script') };
    },
    {
      code: 0,
      expected: /2 routes installed: vpc on eth2$/,
      has: [/^10\.0\.0\.0\/16 via 172\.31\.64\.1 dev eth2/m],
    },
  );

  situation(
    "lets the VPC's own resolver go to the VPC, where its block was not set before",
    () => ({ ...compiled(onPremises), start: 'dhcp', resolvers: 'nameserver 172.31.0.2\n' }),
    { code: 0, expected: /2 routes installed/, has: [/^172\.31\.0\.0\/16 via 172\.31\.64\.1 dev eth2/m] },
  );

  situation(
    'puts everything back when a resolver outside the VPC moves to it with its block',
    () => ({
      ...compiled('route 172.30.0.0/15 via vpc'),
      start: 'dhcp',
      resolvers: 'nameserver 172.31.0.2\nnameserver 172.30.0.2\n',
    }),
    { code: 1, expected: /takes 172\.30\.0\.2 \(resolver\) away from eth0/, unchanged: true },
  );

  situation(
    "lets the VPC's own IPv6 resolver go to the VPC",
    () => ({
      ...compiled6('route 2600::/16 via vpc'),
      setup: (lines) => [
        ...lines.filter((line) => !line.startsWith('route add 2001:db8::/56')),
        'addr add 2001:db9::1/64 dev docker0 nodad',
        'route add default via 2001:db9::9 dev docker0',
      ],
      resolvers: 'nameserver 2001:db8:0:f::2\n',
    }),
    { code: 0, expected: /routes installed/, has: [/^2001:db8::\/56 via 2001:db8::1 dev eth2/m] },
  );

  situation(
    'goes by the IPv6 router it has learnt where its subnet is not on-link',
    () => ({
      ...compiled6('route 2600::/16 via vpc'),
      setup: (lines) => [
        ...lines
          .filter((line) => !line.startsWith('route add 2001:db8::/56'))
          .map((line) => line.replace(/(2001:db8::\w+)\/64 dev eth2 nodad/, '$1/128 dev eth2 nodad')),
        'route add default via fe80::7 dev eth2 proto ra metric 1024',
      ],
    }),
    { code: 0, expected: /routes installed/, has: [/^2600::\/16 via fe80::7 dev eth2 proto static/m] },
  );

  situation(
    'has nothing else to say where it finds none of several subnets',
    () => {
      const policy =
        'policy Blog\nvpc 172.31.0.0/16, 2001:db8::/56\nsubnet 172.31.64.0/20, 172.31.80.0/20, 2001:db8::/64, 2001:db8:0:1::/64\nroute 2600::/16 via vpc';
      const model = modelOfText(policy);
      return {
        model,
        script: clearScript(model),
        setup: (lines) => lines.filter((line) => !/eth2|peer-vpc/.test(line)),
        short: true,
      };
    },
    {
      code: 1,
      expected:
        /failed: no interface has an address in 172\.31\.64\.0\/20 or 172\.31\.80\.0\/20 after 60 seconds/,
      log: [/^nbroute Blog: script SHA-256/],
      unchanged: true,
    },
  );

  situation(
    'explains that it has learnt no IPv6 router',
    () => ({
      ...compiled6('route 2600::/16 via vpc'),
      setup: (lines) =>
        lines
          .filter((line) => !line.startsWith('route add 2001:db8::/56'))
          .map((line) => line.replace(/(2001:db8::\w+)\/64 dev eth2 nodad/, '$1/128 dev eth2 nodad')),
      short: true,
    }),
    {
      code: 1,
      expected: /failed: the IPv6 subnet is not on-link and eth2 has learnt no router/,
      unchanged: true,
    },
  );

  situation(
    'logs the table that it found and the table that it left',
    () => ({ ...compiled(onPremises), resolvers: 'nameserver 172.16.0.2\n' }),
    {
      code: 0,
      expected: /2 routes installed/,
      log: [
        /^nbroute Blog: script SHA-256 [0-9a-f]{12}\nnbroute Blog: addresses:\n1: lo /,
        /^nbroute Blog: ip -4 rule:\n0:\tfrom all lookup local\n/m,
        /^nbroute Blog: resolvers:\nnameserver 172\.16\.0\.2\n/m,
        /^nbroute Blog: table before:\ndefault via 172\.16\.32\.1 dev eth0 onlink\n(?!10\.0)/m,
        /^nbroute Blog: table after:\ndefault via 172\.16\.32\.1 dev eth0 onlink\n10\.0\.0\.0\/16 via/m,
      ],
    },
  );

  situation(
    'asks no systemd where it sees none',
    () => ({ ...compiled(onPremises), functions: { timeout: 'policy=ASKED' } }),
    {
      code: 0,
      expected: /^nbroute Blog: 2 routes installed/,
      log: [/^nbroute Blog: note: no restore service: routes that something removes later stay removed$/m],
    },
  );
  it('restores what it can where it finds no interface under on-failure continue', async function () {
    await needsKernel(this, 'the restore service goes on without the interface');
    const { second, restored } = await started({
      ...compiled('on-failure continue\nroute 10.0.0.0/16 via vpc\nroute 10.9.0.0/16 unreachable'),
      setup: (lines) => lines.filter((line) => !/eth2|peer-vpc/.test(line)),
      functions: shortSeconds,
      short: true,
      restores: true,
    });
    assert.match(second.table, /^unreachable 10\.9\.0\.0\/16 proto static/m);
    assert.strictEqual(restored, second.table);
  });

  for (const more of ['', 'on-loss ignore\n'])
    it(`removes what an earlier policy set and this one does not${more && ', on-loss ignore'}`, async function () {
      await needsKernel(this, "an earlier policy's routes go");
      const { model } = compiled(`${onPremises}${more}`);
      const earlier = [
        '10.7.0.0/16 via 172.31.64.1 dev eth2',
        'unreachable 10.8.0.0/16',
        '10.0.0.0/16 via 172.31.64.1 dev eth2',
      ];
      const foreign = ['10.6.0.0/16 via 172.31.64.1 dev eth2', '10.9.0.0/16 via 172.31.64.9 dev eth2'];
      const list = [
        ...earlier,
        '10.9.0.0/16 via 172.31.64.1 dev eth2',
        '10.5.0.0/16 via 172.31.64.1 dev eth2',
      ];
      const { first, second } = await started({
        model,
        script: afterEarlier(model, list),
        setup: (lines) => [
          ...lines,
          ...[...earlier, ...foreign].map((route) => `route add ${route} proto static`),
        ],
      });
      assert.deepStrictEqual(
        [...first.output.matchAll(/^nbroute Blog: note: removed an earlier policy's (.*)$/gm)].map(
          ([, route]) => route,
        ),
        ['10.7.0.0/16 via 172.31.64.1 dev eth2 proto static', 'unreachable 10.8.0.0/16 proto static'],
      );
      for (const route of foreign) assert.ok(first.table.includes(`\n${route} proto static`), route);
      assert.doesNotMatch(first.table, /10\.[78]\./);
      assert.doesNotMatch(second.output, /note: removed/);
      assert.strictEqual(second.table, first.table);
    });

  it('records what it sets, so that another policy removes the routes of a start that was killed', async function () {
    await needsKernel(this, 'routes of a killed start go');
    const { script, model } = compiled(onPremises);
    const killed = compiled('route 10.0.0.0/16, 10.6.0.0/16, 10.7.0.0/16 via vpc').script;
    const { first } = await started({
      model,
      // The earlier policy's start is killed when it has set its routes; 10.6.0.0/16 was there before it.
      script: `#!/bin/bash
if [ ! -e /run/nbroute ]; then
cat > /run/killed << 'KILLED'
${killed.replace(/^\[ -z "\$stale" \]/m, 'kill -KILL "$BASHPID"\n$&')}
KILLED
bash /run/killed > /dev/null
fi
${script}`,
      setup: (lines) => [...lines, 'route add 10.6.0.0/16 via 172.31.64.1 dev eth2 proto static'],
    });
    assert.strictEqual(first.code, 0, first.output);
    assert.match(first.output, /^nbroute Blog: note: removed an earlier policy's 10\.7\.0\.0\/16 via/m);
    assert.match(first.table, /^10\.6\.0\.0\/16 via/m);
    assert.doesNotMatch(first.table, /^10\.7\./m);
  });

  it("replaces the type of an earlier policy's IPv6 routes", async function () {
    await needsKernel(this, "an earlier policy's IPv6 routes change their type");
    const { model } = compiled6(
      'route 2600::/16 via vpc\nroute 2601::/16 prohibit\nroute 2602::/16 unreachable',
    );
    const earlier = [
      'unreachable 2600::/16',
      'unreachable 2601::/16',
      '2602::/16 via 2001:db8::1 dev eth2',
      'unreachable 2603::/16',
    ];
    const { first, second } = await started({
      model,
      script: afterEarlier(model, earlier),
      setup: (lines) => [...lines, ...earlier.map((route) => `route add ${route} proto static`)],
    });
    assert.strictEqual(first.code, 0, first.output);
    assert.match(first.output, /removed an earlier policy's unreachable 2603::\/16/);
    assert.deepStrictEqual(
      [...first.table.matchAll(/^(?:[a-z]+ )?(260\d::\/16) (?:via|dev)/gm)]
        .map(([, prefix]) => prefix)
        .sort(),
      ['2600::/16', '2601::/16', '2602::/16'],
      first.table,
    );
    assert.match(first.table, /^2600::\/16 via 2001:db8::1 dev eth2/m);
    assert.strictEqual(second.table, first.table);
  });

  it('creates few processes, which are most of the time that a start takes', async function () {
    await needsKernel(this, 'a start of the script creates few processes');
    // The last number is that of the newest process in the namespace, proc(5).
    const newest = (name: string) => `IFS=' ' read -ra ${name} < /proc/loadavg\n`;
    const { model, script } = compiled(both);
    const { first, second } = await started({
      model,
      script: `${script.replace('\n', `\n${newest('earlier')}`)}${newest('later')}echo $((later[4] - earlier[4]))\n`,
    });
    for (const { code, output } of [first, second]) {
      assert.strictEqual(code, 0, output);
      const processes = Number(lastLine(output));
      assert.ok(processes > 10 && processes <= 29, output);
    }
  });

  it('writes the log in the documentation', async function () {
    await needsKernel(this, "the log in docs/outputs.md is the script's");
    const page = readFileSync(path.join(root, 'docs/outputs.md'), 'utf8');
    const block = (name: string) =>
      new RegExp(`^\`\`\`\\w+ ${name}\\n([^]*?)^\`\`\``, 'm').exec(page)?.[1] ?? '';
    const model = modelOfText(block('policy.nbroute'), 'policy.nbroute');
    const { first } = await started({
      model,
      script: emit(model, 'script'),
      resolvers: 'nameserver 172.16.0.2\n',
    });
    assert.strictEqual(first.output.replace(/^\d+: \S+ +inet.*\n/gm, ''), block('start.log'));
  });

  for (const [form, count] of share([
    ['list', 300],
    ['packed', 700],
    ['steps', 1400],
  ] as const))
    situation(
      `sets ${count} routes from its ${form}`,
      () => {
        const model = modelOfText(internetPolicy(count, 5));
        assert.strictEqual(sizeOfScript(planOf(model)).form, form);
        return { model: blogModel(), script: emit(model, 'script') };
      },
      {
        code: 0,
        expected: new RegExp(`^nbroute Internet: ${count + 1} routes installed: vpc on eth2, direct on eth0`),
      },
    );

  const onStart = (text: string, more = ''): (() => Promise<Situation>) => {
    return async () => {
      const policy = `policy Blog\nvpc 172.31.0.0/16\nsubnet 172.31.64.0/20\nroute 10.0.0.0/16 via vpc\non-start "it's $x.sh"\n${more}`;
      const model = await modelOfFiles(policy, { "it's $x.sh": text });
      return { model: blogModel(), script: emit(model, 'script') };
    };
  };

  situation(
    "runs the user's script after the routes, by its shebang, with nothing to read, and keeps its exit code",
    onStart('#!/bin/cat\r\nEND\r\nroute: $(id) `id` \\\r\n'),
    {
      code: 0,
      expected: /^nbroute Blog: on-start it's \$x\.sh ended with exit code 0; see the routes above$/,
      log: [
        /2 routes installed: vpc on eth2\n#!\/bin\/cat\nEND\nroute: \$\(id\) `id` \\\nnbroute Blog: on-start/,
      ],
      has: [/^10\.0\.0\.0\/16 via/m],
    },
  );
  situation(
    'takes no warning for a reply about a route or for the name of a file',
    async () => ({
      ...(await onStart('echo here', 'route 10.9.0.0/16 unreachable\n')()),
      functions: warnings,
    }),
    { code: 0, expected: /exit code 0/, log: [/: 3 routes installed: vpc on eth2\nhere$/m] },
  );
  situation(
    "keeps the exit code of a user's script that fails, apart from that of the routes",
    onStart('read -r line || echo "nothing: $0 $PWD ${wanted-unset}"; [ -w "$0" ] && exit 7'),
    {
      code: 7,
      expected: /ended with exit code 7;/,
      log: [/2 routes installed[^\n]*\nnothing: \/tmp\/tmp\.\w+ \/ unset\n/],
      has: [/^10\.0\.0\.0\/16 via/m],
    },
  );
  situation(
    "runs a user's script that no text can contain, byte for byte",
    onStart(`#!/bin/cat\n${'\x01\x1b[31m\u2028\ufffe'}\n`),
    { code: 0, expected: /exit code 0/, log: [/^#!\/bin\/cat\n\x01\x1b\[31m\u2028\ufffe\n/m] },
  );
  situation(
    'packs a long script of the user',
    onStart(`#!/bin/bash\n${'echo one more line of it\n'.repeat(600)}`),
    { code: 0, expected: /exit code 0/, log: [/(one more line of it\n){600}/] },
  );
  situation(
    "runs the user's script also when routes fail under on-failure continue",
    async () => ({
      ...(await onStart('echo here; exit 3', 'on-failure continue\ninterface vpc eth7\n')()),
      short: true,
    }),
    { code: 3, expected: /exit code 3/, log: [/failed: 2 of 2 routes missing[^\n]*\nhere\n/] },
  );
  situation(
    "does not run the user's script when routes fail",
    async () => ({
      ...(await onStart('echo here', 'route 192.0.2.0/24 via vpc\n')()),
      resolvers: 'nameserver 192.0.2.53',
    }),
    {
      code: 1,
      expected: /failed: 192\.0\.2\.0\/24 via 172\.31\.64\.1 dev eth2 takes 192\.0\.2\.53/,
      unchanged: true,
    },
  );

  /** Runs commands before the script's first line, in its own mount namespace. */
  const prepared = ({ model, script }: Situation, commands: string): Situation => ({
    model,
    script: script.replace('#!/bin/bash\n', `#!/bin/bash\n${commands}\n`),
  });
  situation(
    "takes no options of the shell from the environment, and gives none to the user's script",
    async () =>
      prepared(
        await onStart('[[ $- = *[efuC]* ]] || echo here')(),
        '[[ $- = *e* ]] || exec env SHELLOPTS=errexit:noclobber "$0"',
      ),
    { code: 0, expected: /exit code 0/, log: [/: 2 routes installed: vpc on eth2\nhere$/m] },
  );
  const unusable: readonly (readonly [string, string, RegExp])[] = [
    [
      'full',
      'mount -t tmpfs -o size=16k t /tmp; head -c 99999 /dev/zero > /tmp/fill 2> /dev/null',
      /failed: (only \d+ of \d+ bytes of the on-start script fit into \/tmp: is it full\?|no file for the on-start script: .*); no route was set$/,
    ],
    [
      'read-only',
      'mount -t tmpfs -o ro t /tmp',
      /failed: no file for the on-start script: .*Read-only file system; no route was set$/,
    ],
    [
      'noexec',
      'mount -t tmpfs -o noexec t /tmp',
      /failed: the on-start script cannot be run from \/tmp: is it mounted noexec\?; no route was set$/,
    ],
  ];
  const forms = [
    ['readable', 20],
    ['list', 300],
    ['steps', 1400],
  ] as const;
  for (const { what, mounting, form, count } of share(
    unusable.flatMap(([what, mounting]) => forms.map(([form, count]) => ({ what, mounting, form, count }))),
  ))
    situation(
      `sets routes from its ${form} where /tmp is ${what}`,
      () => {
        const model = modelOfText(`${internetPolicy(count, 5)}on-failure continue\n`);
        assert.strictEqual(sizeOfScript(planOf(model)).form, form);
        return prepared({ model: blogModel(), script: emit(model, 'script') }, mounting);
      },
      { code: 0, expected: new RegExp(`^nbroute Internet: ${count + 1} routes installed: `) },
    );
  for (const [what, mounting, expected] of unusable)
    for (const more of share(['', 'on-failure continue\n']))
      situation(
        `changes no route where /tmp is ${what} and the user's script cannot be run from there${more && ', on-failure continue'}`,
        async () => prepared(await onStart(`#!/bin/bash\n${'echo harmed\n'.repeat(600)}`, more)(), mounting),
        { code: 1, expected, unchanged: true },
      );

  const blockPolicy = (text: string): Pick<Situation, 'model' | 'script'> => {
    const model = modelOfText(`policy Block\nvpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n${text}`);
    return { model, script: emit(model, 'script') };
  };
  situation(
    'leaves a block of the VPC to the policy that routes it via direct',
    () => blockPolicy('route 172.31.0.0/16 via direct # allow detours-vpc'),
    {
      code: 0,
      expected: /: 1 routes installed: /,
      has: [/^172\.31\.0\.0\/16 via 172\.16\.32\.1 dev eth0 proto static onlink/m],
    },
  );
  situation(
    'leaves a block of the VPC to the policy that rejects it under on-failure continue',
    () => blockPolicy('route 172.31.0.0/16 unreachable # allow detours-vpc\non-failure continue'),
    { code: 0, expected: /: 1 routes installed$/, has: [/^unreachable 172\.31\.0\.0\/16 proto static/m] },
  );
  situation(
    'says that routes which more specific ones cover have no effect',
    () => blockPolicy('route 172.31.0.0/16 unreachable\nroute 172.31.0.0/17, 172.31.128.0/17 via vpc'),
    {
      code: 0,
      expected: /: 3 routes installed: /,
      has: [/^unreachable 172\.31\.0\.0\/16 proto static/m],
      log: [/^nbroute Block: note: 1 of 3 routes have no effect: more specific routes cover them$/m],
    },
  );
  situation(
    'names an IPv6 route that wins by its metric',
    () => ({
      ...compiled6('route fd00::/8 unreachable\nroute 2600::/16 via vpc'),
      setup: (lines) => [...lines, 'route add fd00::/8 via 2001:db8::9 dev eth2 metric 512'],
    }),
    {
      code: 1,
      expected:
        /failed: 1 of \d routes have no effect, first unreachable fd00::\/8 proto static \(fd00::\/8 via 2001:db8::9 dev eth2 metric 512[^)]* wins\); every route is put back$/,
      unchanged: true,
    },
  );
  situation(
    'asks about addresses that no route of the instance decides',
    () => ({
      ...compiled('route 10.0.0.0/16, 10.1.0.0/24 via vpc\nroute 10.0.0.0/8 unreachable'),
      setup: (lines) => [
        ...lines,
        'route add 10.0.0.0/24 via 172.31.64.9 dev eth2',
        'addr add 10.0.1.1/24 dev docker0',
        'addr add 10.1.0.0/32 dev docker0',
      ],
    }),
    { code: 0, expected: /: 4 routes installed: / },
  );
  situation(
    'says that an ip rule decides instead of its routes',
    () => ({
      ...compiled(onPremises),
      setup: (lines) => [
        ...lines,
        'route add default via 172.31.64.9 dev eth2 table 100',
        'rule add to 10.0.0.0/16 lookup 100 priority 101',
      ],
    }),
    {
      code: 1,
      expected:
        /failed: 1 of 2 routes have no effect, first 10\.0\.0\.0\/16 .*172\.31\.64\.9.*; every route is put back$/,
      unchanged: true,
    },
  );
  situation(
    'fails where the kernel replies about fewer routes than it was asked about',
    () => ({
      ...compiled(onPremises),
      functions: { ip: '[ "$1 $2" = "-o -force" ] || command ip "$@"' },
    }),
    { code: 1, expected: /failed: the kernel can be asked about 0 of 2 routes only/ },
  );
  situation(
    'says that IPv6 is disabled on the instance',
    () => ({
      ...prepared(compiled6('route 2600::/16 via vpc'), 'echo 1 > /proc/sys/net/ipv6/conf/eth2/disable_ipv6'),
      short: true,
    }),
    { code: 1, expected: /failed: IPv6 is disabled on this instance/ },
  );
});
