import * as assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { load } from '../../server/model/load';
import { modelOf, type Model } from '../../server/model/model';
import { check, type Checked } from '../../server/rules/runner';
import { edited } from '../../server/rules/lib/fix-all';
import { rules } from '../../server/rules/registry';
import type { Diagnostic, Rule } from '../../server/rules/lib/rule';
import { configSchema, rulesPage, rulesSetting } from '../../server/rules/lib/page';
import { analyse, checkedConfig, compile, scriptSizeOf } from '../../server/engine';
import { parse } from '../../server/syntax/parser';
import { memoryHost } from '../memory-host';
import { assertFixture, casesOf, fixtures, type Answer } from '../fixture';
import { itIsFresh, itIsFreshInManifest } from '../generated';
import { networkFiles } from '../network-files';

/** Pseudo-random letters, always the same. */
function noise(length: number): string {
  let state = 1;
  return Array.from({ length }, () =>
    String.fromCharCode(33 + ((state = (state * 48271) % 2147483647) % 90)),
  ).join('');
}

/** Lists of prefixes in the formats of various publishers. */
const publishers = {
  'entries.txt': 'ENTRIES\t10.0.0.0/16\tnorth\nENTRIES\t10.1.0.0/16\n',
  'cidrs.txt': 'PREFIXLISTS\tpl-0abc\tcom.amazonaws.eu-west-1.s3\nCIDRS\t10.0.0.0/16\nCIDRS\t10.1.0.0/16\n',
  'columns.txt': '10.0.0.0/16\tthe north\n10.1.0.0/16\n10.2.0.0/16\t10.3.0.0/16\n',
  'cut.txt': 'ENTRIES\t10.0.0.0/16\tnorth\nNEXTTOKEN\teyJ2IjoiMiJ9\n',
  'netmask.txt': '10.0.0.0\t255.255.0.0\n',
  'entries.json': '{"Entries":[{"Cidr":"10.0.0.0/16","Description":"north"},{"Cidr":"10.1.0.0/16"}]}',
  'cut.json': '{"Entries":[{"Cidr":"10.0.0.0/16"}],"NextToken":"eyJ2IjoiMiJ9"}',
  'fastly.json': '{"addresses":["198.18.0.0/20"],"ipv6_addresses":["2001:db8::/32"]}',
  'github.json':
    '{"verifiable_password_authentication":false,"hooks":["198.18.0.0/20"],"web":["198.18.16.0/20"]}',
  'google.json':
    '{"syncToken":"1","prefixes":[{"ipv4Prefix":"198.18.0.0/20"},{"ipv6Prefix":"2001:db8::/32"}]}',
  'azure.json':
    '{"changeNumber":1,"cloud":"Public","values":[{"name":"Storage","properties":{"addressPrefixes":["198.18.0.0/20"]}}]}',
  'oracle.json': '{"regions":[{"region":"us-phoenix-1","cidrs":[{"cidr":"198.18.0.0/20","tags":["OCI"]}]}]}',
  'other.json': '{"cells":{"us_1":[{"range":"198.18.0.0/20"}]},"count":1}',
};

/** The files that examples and fixtures can name. */
const files = {
  'lists.nbroute': 'prefix-list shared = 10.0.0.0/16\n',
  'broken.nbroute': 'prefix-list half = 10.0.0.0/16,\nprefix-list other = 10/8\n',
  'outer.nbroute': 'include "deep/inner.nbroute"\n',
  'deep/inner.nbroute': 'include "../policy.nbroute"\ninclude "gone.nbroute"\n',
  'routes.txt': '# one a line\n10.0.0.0/16\n\n2001:db8::/32 # and IPv6\n',
  'empty.txt': '# none yet\n',
  'wrong.txt': '10.0.0.0/16\n10/8\nnonsense\n',
  'routes.bin': '\0',
  'wrong.json': '{ "prefixes": 1 }',
  'six.json': JSON.stringify({
    prefixes: [],
    ipv6_prefixes: [{ ipv6_prefix: '2001:db8:7::/48', region: 'us-east-1', service: 'S3' }],
  }),
  ...publishers,
  'ip-ranges.json': JSON.stringify({
    createDate: '2026-08-22-15-17-05',
    prefixes: [
      { ip_prefix: '10.10.0.0/16', region: 'us-east-1', service: 'S3', network_border_group: 'us-east-1' },
      { ip_prefix: '10.11.0.0/16', region: 'eu-west-1', service: 'S3', network_border_group: 'eu-west-1' },
      {
        ip_prefix: '10.10.0.0/16',
        region: 'us-east-1',
        service: 'AMAZON',
        network_border_group: 'us-east-1',
      },
    ],
    ipv6_prefixes: [
      { ipv6_prefix: '2001:db8:7::/48', region: 'us-east-1', service: 'S3', network_border_group: 'x' },
    ],
  }),
  ...networkFiles,
  'setup.sh': '#!/bin/bash\necho\n',
  // Incompressible content.
  'huge.sh': `#!/bin/bash\n${noise(40_000)}\n`,
  'large.sh': `#!/bin/bash\n${noise(4_600)}\n`,
  'windows.sh': '#!/bin/bash\r\necho\r\n',
};

async function modelFrom(source: string): Promise<Model> {
  const path = 'policy.nbroute';
  return modelOf(await load(memoryHost({ ...files, [path]: source }), path, parse(source)));
}

/** The diagnostics of a single rule for a text; a rule that is off by default is switched on. */
async function checkedBy(rule: Rule, source: string): Promise<Checked> {
  const model = await modelFrom(source);
  const severities = new Map(rule.severity === 'off' ? [[rule.id, 'hint' as const]] : []);
  return check(model, [rule], severities, Infinity, { scriptSize: () => scriptSizeOf(model) });
}

describe('rules', () => {
  for (const rule of rules) {
    describe(rule.id, () => {
      it('reports its bad example exactly once', async () => {
        assert.strictEqual((await checkedBy(rule, rule.bad)).total, 1);
      });
      it('reports nothing in its good example, which has no errors at all', async () => {
        assert.strictEqual((await checkedBy(rule, rule.good)).total, 0);
        const others = check(await modelFrom(rule.good), rules, new Map(), Infinity).diagnostics;
        assert.deepStrictEqual(
          others.filter(({ severity }) => severity === 'error').map(({ message }) => message),
          [],
        );
      });
      it('has a fixture', () => {
        assert.ok(fixtures('rules').some(({ name }) => name === rule.id));
      });
      it('has whole sentences as explanation, and a summary without a period', () => {
        assert.match(rule.why, /^[A-Z].*[.)]$/s);
        assert.match(rule.summary, /[^.]$/);
      });
    });
  }

  it('have the default severities of the language', () => {
    const errors = rules.filter(({ severity }) => severity === 'error').map(({ id }) => id);
    assert.ok(
      errors.includes('detours-vpc') &&
        errors.includes('moves-default') &&
        errors.includes('failed-expectation'),
    );
    assert.deepStrictEqual(new Set(rules.map(({ id }) => id)).size, rules.length);
  });
});

describe('rule fixtures', () => {
  for (const { name, file } of fixtures('rules')) {
    const rule = rules.find(({ id }) => id === name);
    it(name, async () => {
      assert.ok(rule, `no rule is named ${name}`);
      await assertFixture(file, async (source) => {
        const { diagnostics } = await checkedBy(rule, source);
        return diagnostics.map((diagnostic) => answerOf(source, diagnostic));
      });
    });
    it(`${name}: every fix removes its diagnostic and leaves no other error`, async () => {
      assert.ok(rule);
      for (const { source } of casesOf(readFileSync(file, 'utf8'))) {
        const before = await checkedBy(rule, source);
        for (const fix of before.diagnostics.flatMap(({ fixes }) => fixes)) {
          const after = edited(source, fix.edits);
          assert.ok((await checkedBy(rule, after)).total < before.total, `${fix.title} in:\n${source}`);
          assert.deepStrictEqual(parse(after).errors.slice(parse(source).errors.length), []);
        }
      }
    });
    it(`${name}: every fix keeps CRLF`, async () => {
      assert.ok(rule);
      for (const { source } of casesOf(readFileSync(file, 'utf8')))
        for (const text of [source, `\n${source.trimEnd()}`].map((each) => each.replace(/\r?\n/g, '\r\n')))
          for (const { title, edits } of (await checkedBy(rule, text)).diagnostics.flatMap(
            ({ fixes }) => fixes,
          ))
            assert.doesNotMatch(edited(text, edits), /(?<!\r)\n/, `${title} in:\n${text}`);
    });
  }
});

function answerOf(source: string, { from, to, severity, rule, message, related, fixes }: Diagnostic): Answer {
  return {
    from,
    to,
    text: `${severity}[${rule}]: ${message}`,
    notes: [
      ...related.map(
        (each) => `related ${each.path ?? JSON.stringify(source.slice(each.from, each.to))}: ${each.message}`,
      ),
      ...fixes.map(
        ({ title, kind, edits }) =>
          `${kind}: ${title} (${edits.map(({ text }) => JSON.stringify(text)).join(', ')})`,
      ),
    ],
  };
}

describe('the files generated from the rules', () => {
  it('server/rules/registry.ts lists the files of its folder; npm run registry writes it', () => {
    const fresh = execFileSync(process.execPath, ['scripts/registry.mjs'], { encoding: 'utf8' });
    assert.strictEqual(readFileSync('server/rules/registry.ts', 'utf8'), fresh, 'stale: npm run registry');
  });
  itIsFresh('server/rules/README.md', async () => rulesPage(rules, await reported()));
  itIsFresh('schemas/nbroute.schema.json', () => configSchema(rules));
  itIsFreshInManifest(['contributes', 'configuration', 'properties', 'nbroute.rules'], () =>
    rulesSetting(rules),
  );
});

/** What each rule reports for its bad example. */
async function reported(): Promise<ReadonlyMap<Rule, Diagnostic>> {
  const each = rules.map(async (rule) => [rule, (await checkedBy(rule, rule.bad)).diagnostics[0]] as const);
  return new Map(await Promise.all(each));
}

describe('severities in nbroute.json', () => {
  const source = `vpc 172.31.0.0/16
subnet 172.31.64.0/20
route 10.0.0.0/8 via vpc
route 10.1.0.0/16 via vpc
`;
  const diagnosticsOf = async (config: string): Promise<string[]> => {
    const host = memoryHost({ 'nbroute.json': config });
    const { checked } = await analyse(host, 'policy.nbroute', source);
    return checked.diagnostics.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
  };

  it('apply, and decide what compiles', async () => {
    assert.deepStrictEqual(await diagnosticsOf('{"rules":{"redundant-route":"error"}}'), [
      'error redundant-route: redundant route: `10.0.0.0/8` covers `10.1.0.0/16` with the same action',
    ]);
    assert.deepStrictEqual(await diagnosticsOf('{"$schema":"x","rules":{"redundant-route":"off"}}'), []);
    const host = memoryHost({ 'nbroute.json': '{"rules":{"redundant-route":"error"}}' });
    assert.strictEqual(compile(await analyse(host, 'policy.nbroute', source), 'script').ok, false);
  });
  it('are an error if they cannot be read', async () => {
    for (const config of [
      '{',
      '[]',
      '{"rules":{"redundant-route":"loud"}}',
      '{"rule":{}}',
      '{"rules":[]}',
      '\0',
    ])
      assert.match(
        (await diagnosticsOf(config))[0],
        /^error unreadable-file: `nbroute\.json` has no effect: /,
        config,
      );
  });

  /** What is reported in the file: its text, and what is wrong. */
  const inConfig = async (config: string): Promise<readonly (readonly [string, string])[]> => {
    const { model } = await analyse(memoryHost({ 'nbroute.json': config }), 'policy.nbroute', source);
    return checkedConfig(model).diagnostics.map(({ rule, severity, from, to, message }) => [
      config.slice(from, to),
      `${severity} ${rule}: ${message}`,
    ]);
  };

  it('are reported at their location in the file, all of them', async () => {
    assert.deepStrictEqual(
      await inConfig(
        '\uFEFF{"rule":{},"rules":{"redundant-route":"loud","unused-list":1,"unused-list":"off"}}',
      ),
      [
        ['"rule"', 'error unknown-value: unknown key `rule`; expected `rules`'],
        [
          '"loud"',
          'error unknown-value: invalid severity for `redundant-route`; expected `error`, `warning`, `information`, `hint` or `off`',
        ],
        ['"unused-list"', 'warning repeated-name: duplicate key `unused-list`: the last one applies'],
        [
          '1',
          'error unknown-value: invalid severity for `unused-list`; expected `error`, `warning`, `information`, `hint` or `off`',
        ],
      ],
    );
    assert.deepStrictEqual(await inConfig('{"rules" []}'), [
      ['[', 'error syntax-error: invalid JSON: colon expected'],
    ]);
    assert.deepStrictEqual(await inConfig('{"rules":{},}'), [
      ['}', 'error syntax-error: invalid JSON: property name expected'],
    ]);
    assert.deepStrictEqual(await inConfig('['.repeat(200_000)), [
      ['', 'error syntax-error: invalid JSON: nested too deeply'],
    ]);
    assert.deepStrictEqual(await inConfig('\0'), [['', 'error unreadable-file: binary file']]);
    assert.deepStrictEqual(await inConfig('{"rules":{"unused-list":"off"}}'), []);
  });
  it('do not apply to unknown rules or to rules that prevent broken instances, which is a warning there', async () => {
    const config = '{"rules":{"host-bits":"off","redundent-route":"hint"}}';
    assert.deepStrictEqual(await inConfig(config), [
      ['"host-bits"', 'warning unknown-rule: the severity of `host-bits` is fixed'],
      [
        '"redundent-route"',
        'warning unknown-rule: unknown rule `redundent-route`; did you mean `redundant-route`?',
      ],
    ]);
    assert.deepStrictEqual(await diagnosticsOf(config), await diagnosticsOf('{}'));
    assert.deepStrictEqual(await inConfig('{"rules":{"nonsense":"off","unknown-rule":"off"}}'), []);
    const [[, message]] = await inConfig('{"rules":{"nonsense":"off","unknown-rule":"error"}}');
    assert.match(message, /^error unknown-rule: /);
  });
  it('have their last value where a key is repeated', async () => {
    const [redundant] = await diagnosticsOf('{"rules":{"redundant-route":"off","redundant-route":"hint"}}');
    assert.match(redundant, /^hint redundant-route/);
    assert.match((await diagnosticsOf('{"rules":{"redundant-route":"off"},"rules":{}}'))[0], /^warning/);
  });
});
