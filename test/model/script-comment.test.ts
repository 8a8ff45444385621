import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { anyString } from '../any-string';
import {
  factsOf,
  readLogLine,
  readScriptComment,
  scriptComment,
  startMessage,
  type PinnedInterface,
  type ScriptFacts,
} from '../../server/model/script-comment';
import { coveringPrefix, type Address, type Family, type Prefix } from '../../server/net/prefix';
import { modelOfFiles, modelOfText, randomUnit } from '../random-policy';
import { runs } from '../volume';

const family = fc.constantFrom<Family>(4, 6);
const address: fc.Arbitrary<Address> = family.chain((version) =>
  fc
    .bigInt({ min: 0n, max: (1n << (version === 4 ? 32n : 128n)) - 1n })
    .map((value) => ({ family: version, value })),
);
const prefix: fc.Arbitrary<Prefix> = address.chain((value) =>
  fc.integer({ min: 0, max: value.family === 4 ? 32 : 128 }).map((length) => coveringPrefix(value, length)),
);
/** Whole characters of any kind; text that is not valid UTF-8 cannot be in a script. */
const text = fc.oneof(anyString(), fc.string({ unit: 'grapheme' }));
const pinned: fc.Arbitrary<PinnedInterface | undefined> = fc.option(
  fc.record(
    { name: text.filter((name) => name !== ''), gateway: fc.option(address, { nil: undefined }) },
    { noNullPrototype: true },
  ),
  { nil: undefined },
);
const anyFacts: fc.Arbitrary<ScriptFacts> = fc.record(
  {
    policy: text,
    vpc: fc.array(prefix, { maxLength: 4 }),
    subnets: fc.array(prefix, { maxLength: 4 }),
    docker: fc.array(prefix, { minLength: 1, maxLength: 3 }),
    directInternet: fc.boolean(),
    platform: text,
    onFailure: fc.constantFrom('stop', 'continue'),
    onLoss: fc.constantFrom('restore', 'ignore'),
    onStart: fc.option(text, { nil: undefined }),
    interfaces: fc.record({ vpc: pinned, direct: pinned }, { noNullPrototype: true }),
  },
  { noNullPrototype: true },
);

function factsIn(source: string): ScriptFacts {
  const comment = readScriptComment(source);
  assert.ok(comment?.kind === 'facts', source);
  return comment.facts;
}

describe("a compiled script's comment for programs", () => {
  it('reads back to the same facts, whatever characters they contain', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom('\n', '\r\n'), (facts, end) => {
        const line = scriptComment(facts);
        assert.match(line, /^# nbroute-policy 1(?: [a-z-]+=[\w%.:/,-]*)*$/);
        assert.deepStrictEqual(factsIn(`#!/bin/bash${end}${line}${end}# more`), facts);
      }),
      { numRuns: runs(300) },
    );
  });

  it('reads back to the facts of random policies', async () => {
    for (let seed = 1; seed <= runs(100); seed++) {
      const { text: policy, files } = await randomUnit(seed);
      const facts = factsOf(await modelOfFiles(policy, files));
      assert.deepStrictEqual(factsIn(scriptComment(facts)), facts, `seed ${seed}`);
    }
  });

  it('omits defaults, and has each prefix once', () => {
    const model = modelOfText(
      'policy A\nvpc 172.31.0.0/16, 172.31.0.0/16\nsubnet 172.31.64.0/20\ndirect-internet enabled\non-failure stop\non-loss restore\n',
    );
    assert.strictEqual(
      scriptComment(factsOf(model)),
      '# nbroute-policy 1 policy=A vpc=172.31.0.0/16 subnet=172.31.64.0/20',
    );
  });

  it('contains everything that is not the default', async () => {
    const model = await modelOfFiles(
      `policy A
vpc 10.0.0.0/16, 2001:db8::/56
subnet 10.0.1.0/24, 2001:db8::/64
docker 172.18.0.0/16, 172.19.0.0/16
direct-internet disabled
platform notebook-al2-v3
interface vpc en@6 gateway 10.0.1.9
interface direct ens5
on-failure continue
on-loss ignore
on-start "it's $x, 100%.sh"`,
      {},
    );
    assert.strictEqual(
      scriptComment(factsOf(model)).replace('# nbroute-policy 1 policy=A ', ''),
      'vpc=10.0.0.0/16,2001:db8::/56 subnet=10.0.1.0/24,2001:db8::/64 docker=172.18.0.0/16,172.19.0.0/16 direct-internet=disabled ' +
        'platform=notebook-al2-v3 on-failure=continue on-loss=ignore on-start=it%27s%20%24x%2C%20100%25.sh interface-vpc=en%406,10.0.1.9 interface-direct=ens5',
    );
  });

  it('is read from the first such line, ignoring members that this version does not know', () => {
    assert.deepStrictEqual(
      factsIn(
        '\n  # nbroute-policy 1 policy=A later=x,%ff vpc=10.0.0.0/16 policy=B word \n# nbroute-policy 1 policy=C',
      ),
      { ...factsOf(modelOfText('policy A\nvpc 10.0.0.0/16')) },
    );
  });

  it('is not read if a member has another meaning or the format is newer', () => {
    for (const members of [
      '',
      'vpc=10.0.0.0/16',
      'policy=%ff',
      'policy=A vpc=10.0.0.0/33',
      'policy=A subnet=10.0.0.1/16',
      'policy=A on-loss=never',
      'policy=A docker=x',
      'policy=A interface-vpc=eth2,x',
      'policy=A interface-direct=',
      'policy=A on-start=%',
      'policy=A platform=%e0',
    ])
      assert.strictEqual(readScriptComment(`# nbroute-policy 1 ${members}`), undefined, members);
    assert.deepStrictEqual(readScriptComment('# nbroute-policy 2 policy=A'), {
      kind: 'unsupported',
      version: 2,
    });
    for (const other of ['', '# nbroute-policy', '# nbroute-policy x', 'echo # nbroute-policy 1 policy=A'])
      assert.strictEqual(readScriptComment(other), undefined, other);
  });

  it('has no effect in a shell', () => {
    const hostile = { policy: '$(touch /tmp/x)`id`\n\u2028', onStart: "';id #${x} {{resolve:ssm:x}}\\" };
    const line = scriptComment({ ...factsOf(modelOfText('')), ...hostile });
    const { stdout, stderr } = spawnSync('bash', ['-c', `${line}\necho fine`], { encoding: 'utf8' });
    assert.deepStrictEqual([stdout, stderr], ['fine\n', '']);
  });
});

describe("a line of a start's log", () => {
  it('names the policy and the script it starts', () => {
    const line = `nbroute On-Premises: ${startMessage('ce1414b3a790')}\n`;
    assert.deepStrictEqual(readLogLine(line), {
      policy: 'On-Premises',
      message: 'script SHA-256 ce1414b3a790',
      failure: undefined,
      start: { of: 'script', hash: 'ce1414b3a790' },
    });
  });
  it('of 0.1.0 names the policy text it was compiled from', () => {
    assert.deepStrictEqual(readLogLine('nbroute A: policy with SHA-256 ce1414b3a790...')?.start, {
      of: 'policy',
      hash: 'ce1414b3a790',
    });
  });
  it('contains the reason why a start failed', () => {
    const found = readLogLine('nbroute A: failed: no interface has an address');
    assert.strictEqual(found?.failure, 'no interface has an address');
    assert.strictEqual(found.start, undefined);
  });
  it('is ignored if it is from another program', () => {
    for (const line of ['', 'nbroute', 'nbroute: failed: run this with bash, not sh', '10.0.0.0/8 dev eth2'])
      assert.strictEqual(readLogLine(line), undefined, line);
  });
});
