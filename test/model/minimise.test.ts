import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { changes } from '../../server/model/diff';
import { loadAlone } from '../../server/model/load';
import { minimalTables } from '../../server/model/minimise';
import { modelOf, type Model } from '../../server/model/model';
import { actionText } from '../../server/model/actions';
import { contains, equals, formatPrefix, last, type Prefix } from '../../server/net/prefix';
import { prefixAt, rowsOf, tableOf } from '../../server/net/table';
import { edited } from '../../server/rules/lib/fix-all';
import { minimisedEdits } from '../../server/rules/lib/minimise-policy';
import { parse } from '../../server/syntax/parser';
import { runs } from '../volume';

function modelFrom(source: string): Model {
  return modelOf(loadAlone('policy.nbroute', parse(source)));
}

/** The routes in the minimal tables apart from the system's, ascending; undefined if they could not be certified. */
function minimalRoutes(model: Model): { readonly prefix: Prefix; readonly action: number }[] | undefined {
  const tables = minimalTables(model);
  return (
    tables &&
    [tables[4], tables[6]].flatMap((table) =>
      [...table.owner.keys()]
        .filter((row) => table.owner[row] >= model.system.length)
        .map((row) => ({ prefix: prefixAt(table, row), action: table.action[row] })),
    )
  );
}

/*
 * Eight addresses, 10.0.0.0/29: fifteen prefixes.
 *
 *     /29 |---------------|
 *     /30 |-------||------|
 *     /31 |---||--||--||--|
 *     /32 0 1 2 3 4 5 6 7
 */
const prefixes: Prefix[] = [29, 30, 31, 32].flatMap((length) =>
  Array.from({ length: 1 << (length - 29) }, (_, i) => ({
    family: 4 as const,
    base: 0x0a000000n + (BigInt(i) << BigInt(32 - length)),
    length,
  })),
);
const actions = ['via vpc', 'via direct', 'unreachable'];
const routes = fc.uniqueArray(
  fc.record({ prefix: fc.constantFrom(...prefixes), action: fc.constantFrom(...actions) }),
  {
    selector: ({ prefix }) => formatPrefix(prefix),
    maxLength: 7,
  },
);
// With and without a bridge in the middle of the space.
const docker = fc.constantFrom('', 'docker 10.0.0.4/31\n', 'docker 10.0.0.2/32\n');
const policy = fc
  .tuple(docker, routes)
  .map(
    ([bridge, lines]) =>
      `vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n${bridge}${lines.map(({ prefix, action }) => `route ${formatPrefix(prefix)} ${action}\n`).join('')}`,
  )
  .filter((source) => !/docker (\S+)\n[^]*route \1 /.test(source));

describe('minimal routes', () => {
  it('are the fewest possible: an exhaustive search finds no smaller set', () => {
    let tried = 0;
    fc.assert(
      fc.property(policy, (source) => {
        const model = modelFrom(source);
        const minimal = minimalRoutes(model);
        assert.ok(minimal);
        // Every set with one route fewer, within the limits; even smaller sets would be found by adding any route.
        const routeTotal = model.destinations.length + model.unit.file.plain.count;
        assert.ok(minimal.length <= routeTotal);
        if (minimal.length === 0) return;
        const allowed = prefixes.filter((prefix) => isMine(model, prefix));
        tried += assertNone(model, allowed, Math.min(minimal.length - 1, 3));
      }),
      { numRuns: runs(100) },
    );
    assert.ok(tried > runs(6_000), `only ${tried} sets were tried`);
  });

  it('keep the action of every address, as text too', () => {
    fc.assert(
      fc.property(policy, (source) => {
        const model = modelFrom(source);
        const edits = minimisedEdits(model);
        assert.ok(edits);
        const after = modelFrom(edited(source, edits));
        assert.strictEqual(after.open, false);
        assert.deepStrictEqual(changes(model.tables[4], after.tables[4]), []);
        const count =
          after.unit.file.plain.count +
          after.destinations.reduce((sum, destination) => sum + destination.prefixes.length, 0);
        assert.ok(
          count <=
            model.unit.file.plain.count +
              model.destinations.reduce((sum, destination) => sum + destination.prefixes.length, 0),
        );
        assert.deepStrictEqual(minimisedEdits(after), []);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('keep what can stay, and add the rest after the last route', () => {
    const source = `vpc 172.31.0.0/16
subnet 172.31.64.0/20
route 192.168.0.0/16 unreachable # stays
route 10.0.0.0/16, 10.1.0.0/16 via vpc
# the other half
route 10.2.0.0/15 via vpc
expect 10.3.0.0/16 via vpc
`;
    const edits = minimisedEdits(modelFrom(source));
    assert.ok(edits);
    assert.strictEqual(
      edited(source, edits),
      `vpc 172.31.0.0/16
subnet 172.31.64.0/20
route 192.168.0.0/16 unreachable # stays
# the other half
route 10.0.0.0/14 via vpc
expect 10.3.0.0/16 via vpc
`,
    );
  });

  it('keep every comment with the route that replaces its own', () => {
    const source = `vpc 172.31.0.0/16
subnet 172.31.64.0/20
# Berlin
# and Bonn
route 10.0.0.0/16 via vpc  # first

route 192.168.0.0/16 unreachable # stays
# Paris
route 10.1.0.0/16 via vpc
# inside Berlin
route 10.0.1.0/24 via vpc
# Rome
route 10.5.0.0/16 unreachable
`;
    const edits = minimisedEdits(modelFrom(source));
    assert.ok(edits);
    assert.strictEqual(
      edited(source, edits),
      `vpc 172.31.0.0/16
subnet 172.31.64.0/20

route 192.168.0.0/16 unreachable # stays
# Berlin
# and Bonn
# first
# Paris
# inside Berlin
route 10.0.0.0/15 via vpc
# Rome
route 10.5.0.0/16 unreachable
`,
    );
    const redundant =
      'route 10.0.0.0/8 unreachable\r\n# why\r\nroute 10.1.0.0/16 unreachable # so\r\n# next\r\nroute 11.0.0.0/16 unreachable\r\n';
    const removed = minimisedEdits(modelFrom(redundant));
    assert.ok(removed);
    assert.strictEqual(
      edited(redundant, removed),
      'route 10.0.0.0/8 unreachable\r\n# why\r\n# so\r\n\r\n# next\r\nroute 11.0.0.0/16 unreachable\r\n',
    );
  });

  it('keep every comment once, whatever is on a line', () => {
    const line = fc.record({
      prefixes: fc.uniqueArray(fc.constantFrom(...prefixes), { minLength: 1, maxLength: 3 }),
      action: fc.constantFrom(...actions),
      above: fc.nat(2),
      after: fc.boolean(),
      blank: fc.boolean(),
    });
    let changed = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (lines, lineBreak) => {
        let comments = 0;
        const comment = (): string => `# ${comments++}`;
        const texts = lines.flatMap((each) => [
          ...(each.blank ? [''] : []),
          ...Array.from({ length: each.above }, comment),
          `route ${each.prefixes.map(formatPrefix).join(', ')} ${each.action}${each.after ? ` ${comment()}` : ''}`,
        ]);
        const source = ['vpc 172.31.0.0/16', 'subnet 172.31.64.0/20', ...texts, ''].join(lineBreak);
        const model = modelFrom(source);
        const edits = minimisedEdits(model);
        // Conflicting routes are possible here, and then nothing is minimised.
        if (!edits || edits.length === 0) return;
        changed++;
        const text = edited(source, edits);
        assert.deepStrictEqual(changes(model.tables[4], modelFrom(text).tables[4]), []);
        const numbers = [...text.matchAll(/# (\d+)/g)].map(([, number]) => Number(number));
        assert.deepStrictEqual(
          numbers.sort((a, b) => a - b),
          [...Array(comments).keys()],
        );
      }),
      { numRuns: runs(1000) },
    );
    assert.ok(changed > runs(500), `only ${changed} were changed`);
  });

  it('never cover more than the prefixes of the policy', () => {
    const model = modelFrom(
      'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\nroute 10.0.0.0/30, 10.0.0.4/31, 10.0.0.6 via vpc\n',
    );
    assert.deepStrictEqual(
      minimalRoutes(model)?.map(({ prefix, action }) => `${formatPrefix(prefix)} ${actionText(action)}`),
      ['10.0.0.0/30 via vpc', '10.0.0.4/31 via vpc', '10.0.0.6/32 via vpc'],
    );
  });

  it('set routes before and after those inside', () => {
    for (const [inside, left] of [
      ['203.0.113.1, 203.0.113.2, 203.0.113.3', '203.0.113.0/32'],
      ['203.0.113.0, 203.0.113.1, 203.0.113.2', '203.0.113.3/32'],
    ])
      assert.deepStrictEqual(
        minimalRoutes(
          modelFrom(
            `vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\nroute 203.0.113.0/30 via vpc\nroute ${inside} unreachable\n`,
          ),
        )?.map(({ prefix, action }) => `${formatPrefix(prefix)} ${actionText(action)}`),
        ['203.0.113.0/30 unreachable', `${left} via vpc`],
      );
  });

  it('work for IPv6', () => {
    const model = modelFrom(
      'vpc 172.31.0.0/16, 2001:db8:1200::/56\nsubnet 172.31.64.0/20, 2001:db8:1200:40::/64\nroute 2001:db8:8::/48, 2001:db8:9::/48 via vpc\nroute 2001:db8:9:1::/64 unreachable\n',
    );
    assert.deepStrictEqual(
      minimalRoutes(model)?.map(({ prefix }) => formatPrefix(prefix)),
      ['2001:db8:8::/47', '2001:db8:9:1::/64'],
    );
  });
});

/** Whether the policy's own prefixes cover a prefix completely, and the system does not own it. */
function isMine(model: Model, prefix: Prefix): boolean {
  if (model.system.some((route) => equals(route.prefix, prefix))) return false;
  const addresses = [...Array(8).keys()].map((i) => 0x0a000000n + BigInt(i));
  const rows = model.tables[4];
  const own: Prefix[] = [];
  for (let row = 0; row < rows.count; row++)
    if (rows.owner[row] >= model.system.length)
      own.push({ family: 4, base: BigInt(rows.from[row]), length: rows.length[row] });
  return addresses
    .filter((address) => address >= prefix.base && address <= last(prefix))
    .every((address) => own.some((each) => contains(each, { family: 4, base: address, length: 32 })));
}

/** Tries every set of `size` routes and returns how many were tried. */
function assertNone(model: Model, allowed: readonly Prefix[], size: number): number {
  const actions = [...new Set([...model.tables[4].action])].filter(
    (action) => actionText(action) !== 'via docker' && actionText(action) !== 'via service',
  );
  let tried = 0;
  const build = (from: number, chosen: readonly { prefix: Prefix; action: number }[]): void => {
    if (chosen.length === size) {
      tried++;
      const entries = [...model.system.filter(({ prefix }) => prefix.family === 4), ...chosen];
      const table = tableOf(
        rowsOf(
          4,
          entries.map(({ prefix, action }, owner) => ({ prefix, action, owner })),
        ),
        model.system.length,
      );
      assert.notDeepStrictEqual(
        changes(model.tables[4], table),
        [],
        chosen.map(({ prefix, action }) => `${formatPrefix(prefix)} ${actionText(action)}`).join(', '),
      );
      return;
    }
    for (let i = from; i < allowed.length; i++)
      for (const action of actions) build(i + 1, [...chosen, { prefix: allowed[i], action }]);
  };
  build(0, []);
  return tried;
}
