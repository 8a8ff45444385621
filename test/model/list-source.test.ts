import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { load } from '../../server/model/load';
import { modelOf } from '../../server/model/model';
import {
  comparePrefixes,
  formatPrefix,
  parsePrefix,
  coveringPrefix,
  type Family,
  type Prefix,
} from '../../server/net/prefix';
import { parse } from '../../server/syntax/parser';
import { memoryHost } from '../memory-host';
import { runs } from '../volume';

interface Entry {
  readonly prefix: Prefix;
  readonly region: string;
  readonly service: string;
}

/** A file in the format of AWS's (https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html). */
function ipRanges(entries: readonly Entry[]): string {
  const part = (family: Family, key: string): unknown[] =>
    entries
      .filter(({ prefix }) => prefix.family === family)
      .map(({ prefix, region, service }) => ({
        [key]: formatPrefix(prefix),
        region,
        service,
        network_border_group: region,
      }));
  return JSON.stringify({
    syncToken: '1',
    createDate: '2026-08-22-15-17-05',
    prefixes: part(4, 'ip_prefix'),
    ipv6_prefixes: part(6, 'ipv6_prefix'),
  });
}

async function taken(file: string, from: string): Promise<string[]> {
  const source = `prefix-list a from "${from}\nroute a unreachable\n`;
  const model = modelOf(
    await load(memoryHost({ 'ip-ranges.json': file, 'routes.txt': file }), 'policy.nbroute', parse(source)),
  );
  assert.strictEqual(model.open, false);
  return [...(model.destinations[0]?.prefixes ?? [])].sort(comparePrefixes).map(formatPrefix);
}

const entry = fc
  .tuple(
    fc.constantFrom<Family>(4, 6),
    fc.bigInt(0n, 0xffffffffn),
    fc.integer({ min: 8, max: 32 }),
    fc.constantFrom('S3', 'EC2', 'AMAZON', 'DYNAMODB'),
    fc.constantFrom('us-east-1', 'eu-west-1', 'GLOBAL'),
  )
  .map(([family, bits, length, service, region]): Entry => ({
    prefix: coveringPrefix({ family, value: family === 4 ? bits : bits << 96n }, length),
    service,
    region,
  }));

describe('prefix-lists from files', () => {
  it("take from AWS's file exactly the prefixes of the services and regions", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 30 }), async (entries) => {
        const file = ipRanges(entries);
        const expected = (isSelected: (each: Entry) => boolean): string[] => [
          ...new Set(
            entries
              .filter(isSelected)
              .map(({ prefix }) => prefix)
              .sort(comparePrefixes)
              .map(formatPrefix),
          ),
        ];
        assert.deepStrictEqual(
          await taken(file, 'ip-ranges.json"'),
          expected(() => true),
        );
        const { service, region } = entries[0];
        assert.deepStrictEqual(
          await taken(file, `ip-ranges.json" service ${service}`),
          expected((each) => each.service === service),
        );
        assert.deepStrictEqual(
          await taken(file, `ip-ranges.json" service ${service} region ${region}`),
          expected((each) => each.service === service && each.region === region),
        );
      }),
      { numRuns: runs(300) },
    );
  });

  it('take one prefix per line from another file, without comments and blank lines', async () => {
    assert.deepStrictEqual(
      await taken('# head\r\n10.0.0.0/8 # ten\r\n\r\n192.0.2.1\n2001:DB8::/32\n', 'routes.txt"'),
      ['10.0.0.0/8', '192.0.2.1/32', '2001:db8::/32'],
    );
  });

  it("from AWS's file have IPv6 only if the VPC has, those from another file always", async () => {
    const both = ['192.0.2.0/24', '2001:db8:7::/48'];
    const file = ipRanges(
      both.map((text) => ({ prefix: parsePrefix(text) ?? assert.fail(), service: 'S3', region: 'x' })),
    );
    const host = memoryHost({ 'ip-ranges.json': file, 'routes.txt': both.join('\n') });
    const listed = async (network: string, source: string): Promise<string[]> => {
      const text = `${network}prefix-list a from "${source}"\n`;
      const model = modelOf(await load(host, 'p.nbroute', parse(text)));
      return model.prefixesOf({ kind: 'name', text: 'a', from: 0, to: 0 }).map(formatPrefix);
    };
    const four = 'vpc 10.0.0.0/16\nsubnet 10.0.1.0/24\n';
    assert.deepStrictEqual(await listed(four, 'ip-ranges.json'), both.slice(0, 1));
    assert.deepStrictEqual(await listed(four, 'routes.txt'), both);
    assert.deepStrictEqual(await listed('', 'ip-ranges.json'), both);
    for (const six of ['vpc 10.0.0.0/16, 2001:db8::/56\n', `${four}interface vpc eth2 gateway 2001:db8::1\n`])
      assert.deepStrictEqual(await listed(six, 'ip-ranges.json'), both);
  });

  it("have AWS's date", async () => {
    const file = ipRanges([
      { prefix: parsePrefix('192.0.2.0/24') ?? assert.fail(), service: 'S3', region: 'x' },
    ]);
    const unit = await load(
      memoryHost({ 'ip-ranges.json': file }),
      'p.nbroute',
      parse('prefix-list a from "ip-ranges.json"\n'),
    );
    assert.deepStrictEqual(
      [...modelOf(unit).sources.values()].map(({ createDate }) => createDate),
      ['2026-08-22-15-17-05'],
    );
  });
});
