import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { entriesOf } from '../../server/features/lib/node-at';
import { changes } from '../../server/model/diff';
import { loadAlone } from '../../server/model/load';
import { modelOf, type Model } from '../../server/model/model';
import { formatted } from '../../server/model/formatting';
import { tokens } from '../../server/syntax/lexer';
import { allStatements, parse } from '../../server/syntax/parser';
import { runs } from '../volume';

function modelFrom(source: string): Model {
  return modelOf(loadAlone('policy.nbroute', parse(source)));
}

const part = fc.constantFrom(
  'route',
  'expect',
  'vpc',
  'subnet',
  'prefix-list',
  'policy',
  'interface',
  'include',
  'via',
  'vpc',
  'direct',
  'unreachable',
  'from',
  'tcp',
  'icmp',
  'blocked',
  'to',
  '443',
  '8000-8100',
  ',',
  '{',
  '}',
  '=',
  '10.0.0.0/8',
  '10/8',
  '10.0.0.0',
  '255.255.0.0',
  '10.1.2.3',
  '2001:DB8::/32',
  'rfc1918',
  'a',
  'default',
  '"x y"',
  'service',
  'region',
  ',',
  ' ',
  '  ',
  '\t',
  '# c',
  '#',
  '# allow host-bits',
  '\n',
  '\n',
  '\n\n\n',
  '\r\n',
  '\r',
  '\uFEFF',
);
const jumble = fc.array(part, { maxLength: 50 }).map((parts) => parts.join(' '));
const line = fc.constantFrom(
  'policy  Name',
  'vpc 10.0.0.0/16,10.1.0.0/16 # c',
  ' subnet\t10.0.0.0/20',
  'route 10.2.0.0/16 , 10.3.0.1   via   vpc#a',
  '',
  '',
  '  # note',
  '#==',
  'route 2001:DB8:0:0::/48 unreachable   # b  ',
  'prefix-list x=10.4.0.0/16',
  'prefix-list y = x , 10.5.0.0/16',
  'prefix-list z {  # open\n10.6.0.0/16 ,10.7.0.0/16, #c\n# inner\n\n10.8.0.0/16\n}',
  'rout x',
  'interface vpc  eth2 gateway  10.0.0.1',
  'expect 10.2.0.0/16,   x via vpc',
  'prefix-list w from "a b.json"  service S3,EC2 region us-east-1',
  'route 10.0.3.4/16 via vpc',
  'route 10.9.0.0  255.255.0.0 ,10.0/16 via vpc',
  'prefix-list m = 10.0.0.0\t255.0.0.0,10.9.0.0-10.9.1.255',
  'prefix-list n {\n10.0.0.0  255.255.0.0 ,  10/8,\n010.0.0.0/8, 10.0.0.0/255.255.0.0 # c\n10.1.0.0 0.0.255.255\n}',
  'prefix-list q {',
);
const policy = fc.array(line, { maxLength: 14 }).map((lines) => lines.join('\n'));

describe('the formatter', () => {
  it('does not turn U+FEFF on a later line, which is an error there, into a byte order mark', () => {
    for (const source of [
      '\n\uFEFFroute 10.0.0.0/8 via vpc\n',
      '\r\n \r\n\uFEFF\nroute 10.0.0.0/8 via vpc\n',
    ]) {
      const text = formatted(source);
      assert.notStrictEqual(text[0], '\uFEFF');
      assert.strictEqual(formatted(text), text);
    }
  });

  it('leaves the samples unchanged', () => {
    for (const name of readdirSync('samples')) {
      if (!name.endsWith('.nbroute')) continue;
      const source = readFileSync(`samples/${name}`, 'utf8');
      assert.strictEqual(formatted(source), source);
    }
  });

  it('aligns related columns', () => {
    const source = `policy  X
vpc 10.0.0.0/16,10.1.0.0/16 # both
subnet 10.0.0.0/20



route 10.2.0.0/16,10.3.0.0/16   via   vpc#on-prem
  # a note
route 2001:DB8:0:0::/48 unreachable # refused
expect 1.1.1.1 via direct
prefix-list x=10.0.0.0/8
prefix-list longer = x , 11.0.0.0/8
prefix-list b {  # open
10.0.0.0/8 ,11.0.0.0/8, # two
# inner

12.0.0.0/8
}
rout x   ${''}

`;
    assert.strictEqual(
      formatted(source),
      `policy X
vpc    10.0.0.0/16, 10.1.0.0/16  # both
subnet 10.0.0.0/20

route  10.2.0.0/16, 10.3.0.0/16 via vpc      #on-prem
# a note
route  2001:db8::/48            unreachable  # refused
expect 1.1.1.1                  via direct
prefix-list x      = 10.0.0.0/8
prefix-list longer = x, 11.0.0.0/8
prefix-list b { # open
  10.0.0.0/8, 11.0.0.0/8  # two
  # inner

  12.0.0.0/8
}
rout x
`,
    );
  });

  it('writes the ports of an expectation with one space, and its destinations in their column', () => {
    const source = `route 10.8.0.0/16 via vpc
expect  10.8.0.1   tcp   443,8443 ,  8000-8100   via   vpc   to tgw-0a1 # y
expect 10.8.0.0/16,10.9.0.0/16 udp 53   blocked
expect 10.8.0.1   icmp   via vpc
`;
    assert.strictEqual(
      formatted(source),
      `route  10.8.0.0/16              via vpc
expect 10.8.0.1                 tcp 443, 8443, 8000-8100 via vpc to tgw-0a1  # y
expect 10.8.0.0/16, 10.9.0.0/16 udp 53 blocked
expect 10.8.0.1                 icmp via vpc
`,
    );
  });

  it('keeps an address and its netmask, which are one misspelled prefix, as one entry', () => {
    assert.strictEqual(
      formatted('prefix-list a {\n10.0.0.0  255.255.0.0,10.1.0.0 0.0.255.255 # c\n\n}\n'),
      'prefix-list a {\n  10.0.0.0 255.255.0.0, 10.1.0.0 0.0.255.255  # c\n\n}\n',
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.oneof(jumble, policy), (source) => {
        const once = formatted(source);
        assert.strictEqual(formatted(once), once);
      }),
      { numRuns: runs(4000) },
    );
  });

  it('keeps the tree, every comment and the meaning', () => {
    fc.assert(
      fc.property(fc.oneof(jumble, policy), (source) => {
        const text = formatted(source);
        assert.deepStrictEqual(shape(text), shape(source));
        assert.deepStrictEqual(comments(text), comments(source));
        assert.strictEqual(parse(text).errors.length, parse(source).errors.length);
        const [before, after] = [modelFrom(source), modelFrom(text)];
        assert.deepStrictEqual(
          [...changes(before.tables[4], after.tables[4]), ...changes(before.tables[6], after.tables[6])],
          [],
        );
      }),
      { numRuns: runs(3000) },
    );
  });

  it('keeps the line breaks of the file', () => {
    assert.strictEqual(
      formatted('vpc  10.0.0.0/16\r\n\r\nroute a   via direct'),
      'vpc 10.0.0.0/16\r\n\r\nroute a via direct\r\n',
    );
    assert.strictEqual(formatted(''), '');
  });
});

/** Statements as their words and their entries, with prefixes in one spelling. */
function shape(source: string): { readonly words: string[]; readonly entries: string[] }[] {
  const spelling = ({ text }: { readonly text: string }): string =>
    text.toLowerCase().replace(/:0:0::/, '::');
  return [...allStatements(parse(source))].map((statement) => ({
    words: tokens(source.slice(statement.from, statement.to))
      .filter(({ kind }) => kind !== 'space' && kind !== 'comment' && kind !== 'newline' && kind !== 'comma')
      .map(spelling),
    entries: entriesOf(statement).map(spelling),
  }));
}

function comments(source: string): string[] {
  return tokens(source)
    .filter(({ kind }) => kind === 'comment')
    .map(({ text }) => text.replace(/[ \t\r]+$/, ''));
}
