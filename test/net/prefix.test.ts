import * as assert from 'node:assert';
import * as fc from 'fast-check';
import IPCIDR from 'ip-cidr';
import { readPrefix, respellingText } from '../../server/net/spelling';
import {
  bits,
  contains,
  formatAddress,
  formatPrefix,
  formatRange,
  halves,
  last,
  overlaps,
  parseAddress,
  parsePrefix,
  coveringPrefix,
  rangePrefixes,
  size,
  type Family,
  type Prefix,
} from '../../server/net/prefix';

const anyPrefix: fc.Arbitrary<Prefix> = fc
  .constantFrom<Family>(4, 6)
  .chain((family) =>
    fc
      .tuple(fc.bigInt(0n, (1n << BigInt(bits(family))) - 1n), fc.integer({ min: 0, max: bits(family) }))
      .map(([value, length]) => coveringPrefix({ family, value }, length)),
  );

function parsed(text: string): Prefix {
  const prefix = parsePrefix(text);
  assert.ok(prefix, text);
  return prefix;
}

describe('prefixes', () => {
  it('read back from their text', () => {
    fc.assert(
      fc.property(anyPrefix, (prefix) => assert.deepStrictEqual(parsePrefix(formatPrefix(prefix)), prefix)),
      {
        numRuns: 2000,
      },
    );
  });

  it('agree with ip-cidr on first and last address and size', () => {
    fc.assert(
      fc.property(anyPrefix, (prefix) => {
        const peer = new IPCIDR(formatPrefix(prefix));
        const [first, end] = peer.toRange<string>();
        assert.deepStrictEqual(parseAddress(first)?.value, prefix.base);
        assert.deepStrictEqual(parseAddress(end)?.value, last(prefix));
        assert.strictEqual(String(peer.size), String(size(prefix)));
      }),
      { numRuns: 500 },
    );
  });

  it('print IPv6 in the form of RFC 5952', () => {
    // RFC 5952, sections 4.1 to 4.3 and 5.
    const table: readonly (readonly [string, string])[] = [
      ['2001:0db8::0001', '2001:db8::1'],
      ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
      ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
      ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
      ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
      ['2001:DB8::ABCD', '2001:db8::abcd'],
      ['0:0:0:0:0:0:0:0', '::'],
      ['0:0:0:0:0:0:0:1', '::1'],
      ['1:0:0:0:0:0:0:0', '1::'],
      ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
      ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ];
    for (const [text, printed] of table) {
      const address = parseAddress(text);
      assert.ok(address, text);
      assert.strictEqual(formatAddress(6, address.value), printed);
    }
  });

  it('reject invalid addresses', () => {
    const wrong = [
      '',
      '1',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.256',
      '01.2.3.4',
      '1.2.3.4 ',
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
    ];
    const more = [
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7::8:9',
      '12345::',
      '::g',
      '::1.2.3',
      '1.2.3.4::',
      '::1.2.3.4:5',
      ':1::',
      '1::2:',
    ];
    for (const text of [...wrong, ...more]) assert.strictEqual(parseAddress(text), undefined, text);
    for (const text of ['10.0.0.0/33', '10.0.0.0/08', '10.0.0.1/8', '10.0.0.0/', '::/129', '::1/64', '/8'])
      assert.strictEqual(parsePrefix(text), undefined, text);
  });

  it('contain and overlap like sets of addresses', () => {
    // Every pair of prefixes in a space of 16 addresses:
    //   /28 |----------------|
    //   /29 |-------||-------|
    //   …   one address each at /32
    const all: Prefix[] = [];
    for (let length = 28; length <= 32; length++)
      for (let base = 0n; base < 16n; base += 1n << BigInt(32 - length))
        all.push({ family: 4, base, length });
    const addresses = (prefix: Prefix): Set<bigint> => {
      const members = new Set<bigint>();
      for (let at = prefix.base; at <= last(prefix); at++) members.add(at);
      return members;
    };
    for (const a of all)
      for (const b of all) {
        const [inA, inB] = [addresses(a), addresses(b)];
        const shared = [...inB].filter((each) => inA.has(each)).length;
        assert.strictEqual(contains(a, b), shared === inB.size, `${formatPrefix(a)} ${formatPrefix(b)}`);
        assert.strictEqual(overlaps(a, b), shared > 0);
      }
  });

  it('split into halves that add up to them', () => {
    fc.assert(
      fc.property(
        anyPrefix.filter(({ family, length }) => length < bits(family)),
        (prefix) => {
          const [low, high] = halves(prefix);
          assert.strictEqual(low.base, prefix.base);
          assert.strictEqual(last(low) + 1n, high.base);
          assert.strictEqual(last(high), last(prefix));
        },
      ),
    );
  });

  it('cover a range exactly, with the fewest prefixes', () => {
    for (let first = 0n; first < 32n; first++)
      for (let end = first; end < 32n; end++) {
        const cover = rangePrefixes(4, first, end);
        let at = first;
        for (const prefix of cover) {
          assert.strictEqual(prefix.base, at);
          at = last(prefix) + 1n;
        }
        assert.strictEqual(at, end + 1n);
        assert.strictEqual(cover.length, fewest(first, end), `${first}-${end}`);
      }
    assert.strictEqual(formatRange(4, 0n, 0xffffffffn), '0.0.0.0/0');
    assert.strictEqual(formatRange(6, 0n, (1n << 128n) - 1n), '::/0');
  });
});

/** The fewest aligned blocks for a range, by exhaustive search: each block is either used or split. */
function fewest(first: bigint, end: bigint, base = 0n, length = 32n): number {
  if (end < base || first >= base + length) return 0;
  if (first <= base && base + length - 1n <= end) return 1;
  return fewest(first, end, base, length / 2n) + fewest(first, end, base + length / 2n, length / 2n);
}

describe('spelling', () => {
  it('offers only valid prefixes as fixes', () => {
    const words = [
      '10/8',
      '10.1/16',
      '10.0.0.0/255.0.0.0',
      '10.0.0.0-10.0.3.255',
      '010.0.0.0/8',
      '0.0.0.0',
      '::ffff:10.0.0.0/104',
    ];
    for (const word of [...words, '10.0.3.4/16', '10.0.*.*', '10.0.0.0/08', '[2001:db8::]/32']) {
      const { error: problem, prefixes } = readPrefix(word);
      assert.ok(problem, word);
      assert.ok(problem.readings.length > 0, word);
      assert.deepStrictEqual(problem.readings[0]?.prefixes, prefixes, word);
      for (const reading of problem.readings)
        for (const part of respellingText(reading).split(', '))
          if (part !== '0.0.0.0/32' || word !== '0.0.0.0')
            assert.strictEqual(readPrefix(part).error, undefined, part);
    }
  });

  it('never throws and never changes a valid prefix', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f.:/x*-]{0,24}$/)), (word) => {
        const { prefixes, error: problem } = readPrefix(word);
        assert.ok(prefixes.length > 0 || problem);
        const right = parsePrefix(word);
        if (right && !problem) assert.deepStrictEqual(prefixes, [right]);
      }),
      { numRuns: 5000 },
    );
  });

  it('distinguishes unambiguous from ambiguous prefixes', () => {
    assert.strictEqual(readPrefix('10/8').error?.isUnambiguous, true);
    assert.strictEqual(readPrefix('10.0.3.4/16').error?.isUnambiguous, false);
    assert.strictEqual(readPrefix('010.0.0.0/8').error?.readings.length, 2);
    assert.deepStrictEqual(readPrefix('10.0.0.0/8'), { prefixes: [parsed('10.0.0.0/8')] });
  });
});
