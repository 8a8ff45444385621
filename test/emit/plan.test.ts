import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { emit } from '../../server/emit/emit';
import { planOf } from '../../server/emit/plan';
import { staysBelow } from '../../server/emit/script/script';
import { sizeBound } from '../../server/emit/size-bound';
import { commentText, quoted } from '../../server/emit/text';
import { actionText } from '../../server/model/actions';
import { effectiveTable } from '../../server/model/effective';
import { formatPrefix } from '../../server/net/prefix';
import { internetPolicy, modelOfFiles, modelOfText, randomPolicy, randomUnit } from '../random-policy';
import { runs } from '../volume';

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';

/** The routes of a plan as ip-route(8) prints them, with `vpc` and `direct` in place of the hops. */
function routesOf(text: string): string[] {
  return planOf(modelOfText(text)).routes.map(({ prefix, type, next }) =>
    next === undefined ? `${type} ${prefix}` : `${prefix} ${next}`,
  );
}

describe('a plan', () => {
  it("sets reject routes, the VPC's blocks, then the policy's routes in their order", () => {
    assert.deepStrictEqual(
      routesOf(
        `${network}route 10.9.0.0/16 via direct\nroute rfc1918 unreachable\nroute 10.1.0.0/16 via vpc\nroute 192.0.2.7 prohibit`,
      ),
      [
        'unreachable 10.0.0.0/8',
        'unreachable 172.16.0.0/12',
        'unreachable 192.168.0.0/16',
        'prohibit 192.0.2.7',
        '172.31.0.0/16 vpc',
        '10.9.0.0/16 direct',
        '10.1.0.0/16 vpc',
      ],
    );
  });
  it("contains the date of AWS's list", async () => {
    const file = JSON.stringify({
      createDate: '2026-08-22-15-17-05',
      prefixes: [
        { ip_prefix: '192.0.2.0/24', region: 'us-east-1', service: 'S3', network_border_group: 'x' },
      ],
      ipv6_prefixes: [],
    });
    const text = `# Storage\npolicy S\n${network}prefix-list s3 from "ip-ranges.json"\nprefix-list also from "ip-ranges.json" service S3\nroute s3, also via vpc\n`;
    const { about } = planOf(await modelOfFiles(text, { 'ip-ranges.json': file }));
    assert.deepStrictEqual(about, ['Storage', 'ip-ranges.json: created 2026-08-22-15-17-05']);
  });
  it('sets the default route as its two halves', () => {
    assert.deepStrictEqual(
      routesOf(
        `${network}vpc 2001:db8::/56\nsubnet 2001:db8::/64\nroute default via vpc\nroute ::/0 unreachable`,
      ),
      ['unreachable ::/1', 'unreachable 8000::/1', '172.31.0.0/16 vpc', '0.0.0.0/1 vpc', '128.0.0.0/1 vpc'],
    );
  });
  it('sets a repeated route once, and a block of the VPC with the VPC', () => {
    assert.deepStrictEqual(
      routesOf(`${network}route 172.31.0.0/16 via vpc\nroute 10.0.0.0/8 via vpc\nroute 10.0.0.0/8 via vpc`),
      ['172.31.0.0/16 vpc', '10.0.0.0/8 vpc'],
    );
  });
  it('never sets a prefix of the system', () => {
    for (let seed = 1; seed <= runs(200); seed++) {
      const model = modelOfText(randomPolicy(seed));
      const own = new Set(
        model.system
          .filter(({ part }) => part !== 'vpc' && part !== 'subnet')
          .map(({ prefix }) => `${prefix.family} ${prefix.base} ${prefix.length}`),
      );
      for (const { prefix } of planOf(model).routes) {
        assert.doesNotMatch(prefix, /\/0$|^169\.254\./);
        const [parsed] = modelOfText(`route ${prefix} unreachable`).destinations.flatMap(
          ({ prefixes }) => prefixes,
        );
        if (parsed) assert.ok(!own.has(`${parsed.family} ${parsed.base} ${parsed.length}`), prefix);
      }
    }
  });
  it("sets another subnet's block, but not the only subnet's", () => {
    const two = 'vpc 10.20.0.0/24, 10.20.1.0/24\n';
    assert.deepStrictEqual(routesOf(`${two}subnet 10.20.0.0/24`), ['10.20.1.0/24 vpc']);
    assert.deepStrictEqual(routesOf(`${two}subnet 10.20.0.0/24, 10.20.1.0/24`), [
      '10.20.0.0/24 vpc',
      '10.20.1.0/24 vpc',
    ]);
  });
  it('sets what the table shows if the policy routes a block of the VPC itself', () => {
    for (let seed = 1; seed <= runs(100); seed++) {
      const text = randomPolicy(seed);
      const { network } = modelOfText(text);
      const four = network.vpc.filter(({ prefix }) => prefix.family === 4);
      if (four.length === 0) continue;
      const action = ['unreachable', 'prohibit', 'blackhole', 'via direct'][
        seed % (network.directInternet ? 4 : 3)
      ];
      const blocks = four.map(
        ({ prefix }) => `# allow detours-vpc\nroute ${formatPrefix(prefix)} ${action}\n`,
      );
      const model = modelOfText(`${text}${blocks.join('')}`);
      const planned = new Map(planOf(model).routes.map((route) => [formatPrefix(route), route.action]));
      assert.strictEqual(planned.size, planOf(model).routes.length);
      for (const { prefix, action, destination } of effectiveTable(model))
        if (destination)
          assert.strictEqual(planned.get(formatPrefix(prefix)), actionText(action), `seed ${seed}`);
    }
  });
  it('sets no block of a VPC whose router is unknown', () => {
    assert.deepStrictEqual(routesOf('vpc 10.20.0.0/16\nroute 10.9.0.0/16 via direct'), [
      '10.9.0.0/16 direct',
    ]);
  });
  it('spells IPv6 as the kernel does', () => {
    assert.deepStrictEqual(
      routesOf('route ::102:0/112 unreachable\nroute ::1:0:0/96 unreachable\nroute 2001:db8::1 unreachable'),
      ['unreachable ::1.2.0.0/112', 'unreachable ::1:0:0/96', 'unreachable 2001:db8::1'],
    );
  });
  it('adds the comments of a statement to its first route, without directives', () => {
    const { routes, about } = planOf(
      modelOfText(
        `# About the policy.\n${network}# One.\n#\n# Two.\nroute 10.1.0.0/16, 10.2.0.0/16 via vpc # three\n# allow moves-default\nroute default via vpc\n`,
      ),
    );
    assert.deepStrictEqual(about, ['About the policy.']);
    assert.deepStrictEqual(
      routes.map(({ prefix, comment }) => [prefix, ...comment]),
      [
        ['172.31.0.0/16', "the VPC's own"],
        ['10.1.0.0/16', 'One.', '', 'Two.', 'three'],
        ['10.2.0.0/16'],
        ['0.0.0.0/1'],
        ['128.0.0.0/1'],
      ],
    );
  });
  it('of a broken policy contains what was understood', () => {
    for (const text of [
      '',
      '\0',
      'route',
      'route 10/8 via vpc',
      'vpc\nsubnet 10.0.0.0/33',
      'interface vpc',
      '\ufeff',
    ])
      assert.ok(emit(modelOfText(text), 'cloudformation').length > 0);
  });
  it('bounds the size of the smallest script', async () => {
    for (let seed = 1; seed <= runs(100); seed++) {
      const { text, files } = await randomUnit(seed);
      const model = await modelOfFiles(text.replace(/#(?! allow).*/g, ''), files);
      assert.ok(staysBelow(planOf(model), sizeBound(model)), `seed ${seed}`);
    }
    for (const count of [10, 100, 500, 1500]) {
      const model = modelOfText(internetPolicy(count, count));
      assert.ok(staysBelow(planOf(model), sizeBound(model)), `${count} routes`);
    }
    const subnets = Array.from({ length: 60 }, (_, i) => `172.31.${4 * i}.0/22, 2001:db8:0:${10 + i}::/64`);
    const model = modelOfText(
      `vpc 172.31.0.0/16, 2001:db8::/56\nsubnet ${subnets.join(', ')}\nroute 10.0.0.0/8 via vpc\n`,
    );
    assert.ok(staysBelow(planOf(model), sizeBound(model)), '120 subnets');
  });
  it('is deterministic', () => {
    const text = randomPolicy(7);
    assert.strictEqual(emit(modelOfText(text), 'script'), emit(modelOfText(text), 'script'));
  });
});

describe('text of a policy', () => {
  it('enters a comment without terminal escapes and line breaks', () => {
    assert.strictEqual(commentText('a\x1b[31m\u2028b\u202ec\u0085d\ufeffe\r'), 'a [31m b c d e');
    assert.strictEqual(commentText('\ud800!'), '\ufffd!');
    assert.strictEqual(commentText(' shellcheck disable=all'), '(shellcheck) disable=all');
  });
  it('enters a command as one word', () => {
    assert.strictEqual(quoted('eth2'), 'eth2');
    assert.strictEqual(quoted("a'b\n"), `'a'\\''b?'`);
    assert.strictEqual(quoted('a\'"b$(id)`\\'), '"a\'\\"b\\$(id)\\`\\\\"');
    for (const word of ['', ' ', "'", '"$`\\', '-n', '#', '~', '*', '\\', '$(id)', 'it\'s "$HOME"', 'ü'])
      assert.strictEqual(spawnSync('bash', ['-c', `printf %s ${quoted(word)}`]).stdout.toString(), word);
  });
});
