import * as assert from 'node:assert';
import * as path from 'node:path';
import picomatch from 'picomatch';
import { bits, coveringPrefix, formatPrefix, type Family } from '../../server/net/prefix';
import { prefixFacts } from '../../server/net/prefix-facts';
import { watchedFiles } from '../../server/lsp/capabilities';
import { spawnNbroute } from '../cli/run';
import { root } from '../fixture';
import { randomNumbers } from '../../server/verify/addresses';
import { Minimatch } from '../../scripts/globs';

/* The small modules in scripts/ that replace packages of our packages in the bundles. */

describe('in the bundles', () => {
  it('ip-cidr computes the same without jsbn and sprintf-js', () => {
    const random = randomNumbers(1);
    const prefixes = Array.from({ length: 60 }, (_, i) => {
      const family: Family = i % 2 === 0 ? 4 : 6;
      const value = BigInt(random()) * 0x1_0000_0001_0000_0001_0000_0001n;
      const address = { family, value: BigInt.asUintN(bits(family), value) };
      return coveringPrefix(address, i < 4 ? 0 : random() % (bits(family) + 1));
    });
    const input = prefixes.map(formatPrefix).join('\n');
    const policy = path.join(root, 'samples/blog.nbroute');
    const { out } = spawnNbroute(['lookup', policy, '-'], { input });
    for (const prefix of prefixes) {
      const { first, last, netmask } = prefixFacts(prefix);
      if (first === last) continue;
      const text = `${formatPrefix(prefix)}: ${first} – ${last}, ${netmask === undefined ? '' : `netmask ${netmask}, `}`;
      assert.ok(out.includes(text), text);
    }
  });

  it('the globs of the server match the same without minimatch', () => {
    const paths = [
      'a.nbroute',
      '/a/b.nbroute',
      '/a/b/c.json',
      '/a/x.nbroute.bak',
      '/a.b/c',
      '/.a/.b.nbroute',
      'C:/a/main.tfstate',
      '/',
    ];
    for (const glob of [watchedFiles, '**/*']) {
      const matches = picomatch(glob, { dot: true });
      for (const each of paths)
        assert.strictEqual(new Minimatch(glob).match(each), matches(each), `${glob} ${each}`);
    }
    assert.throws(() => new Minimatch('**/[ab]'), /does not know/);
  });
});
