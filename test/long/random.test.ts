import * as assert from 'node:assert';
import { rejects, viaInterfaces } from '../../server/syntax/keywords';
import { statementKeywords } from '../../server/syntax/statements';
import { portDifferences } from '../model/ports-agreement';
import { routerDifferences } from '../model/vpc-router-agreement';
import { randomUnit } from '../random-policy';
import { runs } from '../volume';

describe('random policies', () => {
  it('together have every statement, action and kind of list', async () => {
    const units = await Promise.all(Array.from({ length: 100 }, (_, i) => randomUnit(i + 1)));
    const all = units.map(({ text }) => text).join('');
    for (const keyword of statementKeywords)
      assert.match(all, new RegExp(`^${keyword} `, 'm'), `no ${keyword} statement`);
    for (const form of [
      /^route \S+:\S+ via vpc/m,
      /^route default /m,
      /^route ::\/0 /m,
      /^route rfc1918 /m,
      ...rejects.map((word) => new RegExp(`^route .* ${word}`, 'm')),
      /^route .* via direct/m,
      ...viaInterfaces.map((word) => new RegExp(`^expect .* via ${word}`, 'm')),
      /^expect \S+\/\d+ /m,
      /^subnet \S+, /m,
      /^vpc \S+, /m,
      /^docker \S+, /m,
      /^direct-internet disabled/m,
      /^on-failure stop/m,
      /^on-failure continue/m,
      /^interface vpc \S+$/m,
      /^interface vpc \S+ gateway /m,
      /^interface direct /m,
      /^prefix-list \S+ = /m,
      /^prefix-list \S+ \{/m,
      /^expect \S+ via vpc to \S+$/m,
      /^expect \S+ tcp \d/m,
      /^expect .* blocked$/m,
      / from "network\.json" list /,
      / from "network\.json" next-hop /,
      /^on-loss ignore/m,
      / # allow detours-vpc$/m,
      / # allow docker-conflict$/m,
      /^prefix-list \S+ from "\S+\.txt"/m,
      / from "\S+\.json" service S3 region us-east-1/m,
    ])
      assert.match(all, form);
    assert.ok(units.some(({ files }) => 'lists.nbroute' in files));
  });
});

describe('the decisions about ports agree with a model that asks each rule about each packet', function () {
  it('for a hundred random accounts for each policy', () => {
    const seeds = Array.from({ length: runs(10_000) }, (_, i) => 1_000_000 + i);
    const { compared, different } = portDifferences(seeds, { addresses: 10, ports: 5 });
    process.stdout.write(`${compared} packets compared\n`);
    assert.deepStrictEqual(different, []);
  });
});

describe('the VPC router agrees with a model that searches all rows for each address', function () {
  it('for a hundred random accounts for each policy', () => {
    const { compared, different } = routerDifferences(
      Array.from({ length: runs(10_000) }, (_, i) => 1_000_000 + i),
    );
    process.stdout.write(`${compared} addresses compared\n`);
    assert.deepStrictEqual(different, []);
  });
});
