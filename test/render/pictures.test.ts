import * as assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { sites } from '../../server/model/effective';
import { lookup } from '../../server/model/lookup';
import { routeActions } from '../../server/model/actions';
import {
  bits,
  contains,
  formatAddress,
  formatPrefix,
  formatRange,
  last,
  parsePrefix,
  type Prefix,
} from '../../server/net/prefix';
import { csvTable } from '../../server/render/csv';
import { diagram } from '../../server/render/diagram';
import { groups } from '../../server/render/groups';
import {
  addressMap,
  blockAt,
  blockMap,
  startBlock,
  wholeSpace,
  within,
  zoomWindows,
} from '../../server/render/map';
import { nextHopText, pathLabel } from '../../server/render/next-hops';
import { analyse } from '../../server/engine';
import { diskHost } from '../../server/node/disk-host';
import { markup, markupText, shortened, type Markup } from '../../server/render/markup';
import { tableFormats } from '../../server/render/table-formats';
import { onwardRanges, routerView } from '../../server/render/onward';
import { pictureNetwork, tableRows } from '../../server/render/rows';
import {
  addressRanges,
  changedRanges,
  onwardDestinations,
  probe,
  rangeText,
  spaceOf,
  type Space,
} from '../../server/render/space';
import { effectiveTable, systemTable } from '../../server/model/effective';
import type { Model } from '../../server/model/model';
import { modelOfText, randomPolicy } from '../random-policy';
import { elementsOf } from './xml';
import { renderedTable } from '../../server/render/rendered-table';
import { isLong, runs } from '../volume';

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20, 172.31.0.0/20\n';
const samples = ['blog', 'fail-closed', 'vpc-only'].map((name) =>
  readFileSync(`samples/${name}.nbroute`, 'utf8'),
);
const attacks = [
  '</svg><script>alert(1)</script>',
  '</style></title></desc><img src=x onerror=alert(1)>',
  '"\' onload="alert(1)" x=\'',
  ']]> <!-- --> <![CDATA[ &amp; &#0; &lt;',
  '\u0000\u0008\u000b\u001b[31m \ufffe\uffff \ud800 \udc00x',
  '\u202egnp.exe \u2066 \u200f',
  '🧭 日本語 é \u0301\u0301\u0301',
];

describe('pictures', () => {
  it('are well-formed, have the same bytes each time, and run and load nothing', () => {
    for (const source of [
      ...samples,
      many(300),
      ...Array.from({ length: runs(20) }, (_, i) => randomPolicy(i)),
    ])
      for (const format of ['svg', 'map', 'html'] as const) {
        const [one, two] = [0, 1].map(() => rendered(source, format));
        assert.strictEqual(one, two);
        const names = elementsOf(one.replace(/^<!DOCTYPE html>\n/, '')).map(({ name }) => name);
        for (const name of [
          'script',
          'img',
          'iframe',
          'object',
          'link',
          'a',
          'foreignObject',
          'use',
          'image',
        ])
          assert.ok(!names.includes(name), `${format} has a <${name}>`);
      }
  });

  it('distinguish what the policy rejects from what it adds', () => {
    const source = `${network}route 10.0.0.0/8 unreachable\nroute 10.0.0.0/16 via vpc\n`;
    const html = rendered(source, 'html');
    const kinds = elementsOf(html.replace(/^<!DOCTYPE html>\n/, '')).flatMap(({ name, attributes }) =>
      name === 'tr'
        ? attributes.flatMap(([of, kind]) => (of === 'class' && kind !== 'system' ? kind : []))
        : [],
    );
    assert.deepStrictEqual(kinds.sort(), ['added', 'added rejected']);
    assert.match(html, /tr\.rejected > td:first-child \{ color: var\(--nb-rejected\)/);
  });

  it('show hostile text as text', () => {
    for (const attack of attacks) {
      const source = `${network}interface vpc ${attack.replace(/[\s,#]/g, '')}\nroute 10.0.0.0/16 via vpc # ${attack}\n`;
      for (const format of tableFormats) {
        const text = rendered(source, format);
        if (!['svg', 'map', 'html'].includes(format)) continue;
        const elements = elementsOf(text.replace(/^<!DOCTYPE html>\n/, ''));
        assert.deepStrictEqual(
          elements.flatMap(({ attributes }) => attributes.filter(([name]) => name.startsWith('on'))),
          [],
        );
        assert.ok(!elements.some(({ name }) => name === 'script' || name === 'img'));
        assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/);
        assert.strictEqual(Buffer.from(text).toString(), text, 'a lone surrogate');
      }
    }
  });

  it('keep hostile text in one cell of a spreadsheet, never as a formula', () => {
    for (const attack of [...attacks, '=1+1', '@SUM(A1)', '+cmd|x', '-2+3', 'a"b,c']) {
      const rows = rowsOf(modelOfText(`${network}route 10.0.0.0/16 via vpc # ${attack}\n`));
      const lines = csvRows(csvTable(rows));
      assert.ok(lines.every((cells) => cells.length === 12));
      assert.ok(lines.flat().every((cell) => !/^[=+@\t]|^-./.test(cell)));
    }
  });

  it('stay readable with any number of routes', () => {
    for (const source of [many(300), many(isLong ? 10_000 : 2000)]) {
      const model = modelOfText(source);
      const [picture, space] = [pictureOf(model), spaceFor(model)];
      for (const width of [320, 980]) {
        assert.ok(size(diagram(picture, { width, id: 'd' })) < 400);
        assert.ok(size(addressMap(space, 'many', { width, id: 'm' })) < 8000);
      }
    }
  });

  it('count every route in the groups they show', () => {
    const picture = pictureOf(modelOfText(many(300)));
    const [shown, narrower] = [980, 700].map((width) => markupText(diagram(picture, { width, id: 'd' })));
    const inGroups = [...shown.matchAll(/>(\d+) routes,/g)].map(([, count]) => Number(count));
    assert.strictEqual(
      inGroups.reduce((sum, count) => sum + count, 0),
      300,
    );
    // One line each, if there is room for it.
    const [high, alsoHigh] = [shown, narrower].map((drawn) => /height="\d+"/.exec(drawn)?.[0]);
    assert.strictEqual(alsoHigh, high);
  });
});

describe('a look-up', () => {
  it('agrees with the model', () => {
    for (let seed = 0; seed < runs(60); seed++) {
      const model = modelOfText(randomPolicy(seed));
      const space = spaceFor(model);
      for (const query of ['0.0.0.0/0', '::/0', '10.0.0.0/8', '172.16.0.0/12', '8.8.8.8', '2600::/12']) {
        const prefix = prefixOf(query);
        const expected = lookup(model, prefix).map(
          ({ family, first, last: end, route, candidates }) =>
            `${formatRange(family, first, end)} ${route ? routeActions[route.action] : ''} ${route?.part === 'local' ? '' : distinct(candidates.map((each) => formatPrefix(each.prefix)))}`,
        );
        const answer = probe(space, query);
        assert.ok(answer.kind === 'found');
        const actual = answer.parts.map(
          ({ range, action, candidates }) =>
            `${range} ${action} ${distinct(candidates.map((each) => space.routes[each].prefix))}`,
        );
        assert.deepStrictEqual(actual, expected.slice(0, 100));
      }
    }
  });

  it('reports what is wrong with a query', () => {
    const space = spaceFor(modelOfText(network));
    for (const query of ['10.0.3.4/16', 'x', '10/8', '1.2.3.4.5', '<b>', '', '10.0.0.0/33']) {
      const answer = probe(space, query);
      assert.strictEqual(answer.kind, 'problem', query);
    }
  });

  it('names the winner, the longest of all', () => {
    const answer = probe(spaceFor(modelOfText(`${network}route 10.0.0.0/8 via vpc\n`)), ' 10.1.2.3 ');
    assert.ok(answer.kind === 'found');
    assert.deepStrictEqual(
      answer.parts.map(({ why }) => why),
      ['10.0.0.0/8 is the most specific of 2 routes that contain it'],
    );
  });
});

describe('an address map', () => {
  it('shows every address of a block once, in order', () => {
    for (let seed = 0; seed < runs(40); seed++) {
      const space = spaceFor(modelOfText(randomPolicy(seed)));
      for (const family of [4, 6] as const)
        for (const window of [
          wholeSpace(family),
          startBlock(space, family),
          ...zoomWindows(space, family, 5),
        ]) {
          let at = window.base;
          for (const { first, last: end } of within(space, window)) {
            assert.strictEqual(first, at);
            at = end + 1n;
          }
          assert.strictEqual(at, last(window) + 1n);
        }
    }
  });

  it('makes a single address visible in the whole space', () => {
    const space = spaceFor(modelOfText(`${network}route 203.0.113.7 unreachable\n`));
    const cells = childrenOf(blockMap(space, wholeSpace(4), { width: 900, id: 'm' })).filter(
      ({ attributes }) => attributes['class'] === 'nb-cell nb-rejected',
    );
    assert.strictEqual(cells.length, 1);
    assert.ok(Number(cells[0].attributes['width']) >= 3);
  });

  it('zooms into the block at the pointer, down to one address', () => {
    let block: Prefix = wholeSpace(4);
    for (let i = 0; i < 9; i++) {
      const inner = blockAt(block, 899, 900);
      assert.ok(contains(block, inner));
      block = inner;
    }
    assert.strictEqual(formatPrefix(block), '255.255.255.255/32');
    assert.strictEqual(formatPrefix(blockAt(wholeSpace(4), -5, 900)), '0.0.0.0/4');
    assert.strictEqual(formatPrefix(blockAt(wholeSpace(4), 1e9, 900)), '240.0.0.0/4');
  });
});

describe('before and after', () => {
  it('has no difference between a table and itself, and names what a policy adds', () => {
    const model = modelOfText(`${network}route 10.0.0.0/16 via vpc\nroute 10.0.5.0/24 unreachable\n`);
    const space = spaceFor(model);
    assert.deepStrictEqual(changedRanges(space, space), []);
    const before = spaceOf({ routes: tableRows(model, systemTable(model)), subnet: null, router: null });
    assert.deepStrictEqual(
      changedRanges(before, space).map(
        (each) => `${rangeText(each)} ${pathLabel(each.from)} > ${pathLabel(each.to)}`,
      ),
      [
        '10.0.0.0-10.0.4.255 via direct > via vpc',
        '10.0.5.0/24 via direct > unreachable',
        '10.0.6.0-10.0.255.255 via direct > via vpc',
      ],
    );
  });
});

describe('the whole path, in pictures', () => {
  const file = 'samples/whole-path.nbroute';
  const source = readFileSync(file, 'utf8');
  const modelWith = async (more: string): Promise<Model> =>
    (await analyse(diskHost(), file, `${source}${more}`)).model;
  const lost = 'route 10.80.0.0/16 via vpc # the old lab\nroute 10.64.0.0/15 via vpc\n';

  it('agrees with the model at the start of each range', async () => {
    const model = await modelWith(lost);
    const [site] = sites(model);
    const space = spaceFor(model);
    for (const family of [4, 6] as const)
      for (const range of addressRanges(space, family)) {
        const prefix = prefixOf(`${formatAddress(family, range.first)}`);
        const [part] = onwardRanges(model, lookup(model, prefix, site), site);
        assert.strictEqual(range.nextHop?.state, part.onward?.state);
        const hop = part.onward?.row?.row.nextHop.id ?? (part.onward?.state === 'ok' ? 'local' : '');
        assert.strictEqual(range.nextHop?.id ?? '', hop);
      }
  });

  it('gives for each route where its addresses end, including the rest of it', async () => {
    const space = spaceFor(await modelWith(lost));
    const texts = onwardDestinations(space).map(
      ({ route, destination, isRest, nextHop: { state, id } }) =>
        `${space.routes[route].prefix}: ${destination}${isRest ? ', the rest' : ''} ${state} ${id}`,
    );
    assert.deepStrictEqual(
      texts.filter((text) => !/local|vpce/.test(text)),
      [
        '10.0.0.0/12: 10.0.0.0/12 ok tgw-0a1b2c3d4e5f60718',
        '10.64.0.0/16: 10.64.0.0/16 ok pcx-0a1b2c3d4e5f60718',
        '10.64.0.0/15: 10.64.0.0/15 dead-end ',
        '10.80.0.0/16: 10.80.0.0/16 dead-end ',
      ],
    );
    space.routes.forEach((_, index) => {
      const own = onwardDestinations(space).filter(({ route }) => route === index);
      assert.deepStrictEqual(onwardDestinations(space, index), own);
    });
  });

  it('has both tables in a look-up, and describes a dead end', async () => {
    const space = spaceFor(await modelWith(lost));
    const answersTo = (query: string): string[] => {
      const answer = probe(space, query);
      assert.ok(answer.kind === 'found');
      return answer.parts.flatMap((part) => [
        pathLabel(part),
        part.nextHop ? nextHopText(part.nextHop) : '',
        ...part.routerCandidates.map(({ row, decides }) => `${row.destination} ${row.nextHop} ${decides}`),
      ]);
    };
    assert.deepStrictEqual(answersTo('10.8.0.1'), [
      'via vpc to tgw-0a1b2c3d4e5f60718',
      'to tgw-0a1b2c3d4e5f60718 (transit-gateway)',
      '10.0.0.0/12 tgw-0a1b2c3d4e5f60718 true',
    ]);
    assert.deepStrictEqual(answersTo('10.80.0.1'), [
      'via vpc, a dead end',
      'a dead end: rtb-0a1b2c3d4e5f60718 has no route for it',
    ]);
    assert.deepStrictEqual(answersTo('8.8.8.8'), ['via direct', '']);
  });

  it('has the next hops and the dead ends in the diagram, for screen readers too', async () => {
    const model = await modelWith(lost);
    const [svg, map, html] = (['svg', 'map', 'html'] as const).map((format) =>
      renderedTable(model, sites(model)[0], format, false),
    );
    assert.doesNotMatch(svg, /On-premises/);
    const [, spoken] = /<desc[^>]*>([^<]*)/.exec(svg) ?? [];
    assert.match(spoken, /; tgw-0a1b2c3d4e5f60718: 10\.0\.0\.0\/12 \(policy\); /);
    assert.match(spoken, /Dead ends: .*10\.80\.0\.0\/16 \(rtb-\w+ has no route for it · the old lab\)/);
    assert.match(svg, /class="nb-end nb-dead-end"/);
    assert.match(map, /via vpc, a dead end: 131,072 addresses/);
    assert.match(html, /Then, by rtb-\w+/);
    assert.match(html, />10\.0\.0\.0\/12 to tgw-\w+ \(transit-gateway\)</);
    assert.match(html, />via vpc, a dead end</);
  });

  it('differs if only the next hop differs, but not if nothing was known before', async () => {
    const model = await modelWith('');
    const [network, routes] = [pictureNetwork(model, sites(model)[0]), rowsOf(model)];
    const router = routerView(model, sites(model)[0]);
    assert.ok(router);
    const after = spaceFor(model);
    const beforeWith = (view: typeof router | null): string[] =>
      changedRanges(spaceOf({ routes, subnet: network.subnet, router: view }), after).map(
        (each) => `${rangeText(each)} ${pathLabel(each.from)} > ${pathLabel(each.to)}`,
      );
    assert.deepStrictEqual(beforeWith(null), []);
    assert.deepStrictEqual(beforeWith(router), []);
    const nextHops = router.nextHops.map((each) =>
      each.kind === 'peering-connection' ? { ...each, id: 'pcx-0old' } : each,
    );
    assert.deepStrictEqual(beforeWith({ ...router, nextHops }), [
      '10.64.0.0/16 via vpc to pcx-0old > via vpc to pcx-0a1b2c3d4e5f60718',
    ]);
  });
});

describe('the initial block of a map', () => {
  const begins = (source: string, family: 4 | 6 = 4): string =>
    formatPrefix(startBlock(spaceFor(modelOfText(source)), family));
  const both =
    'vpc 172.31.0.0/16, 2600:1f18:1234:5600::/56\nsubnet 172.31.64.0/20, 2600:1f18:1234:5600::/64\n';

  it('covers the routes of the policy, or those with the most addresses', () => {
    assert.strictEqual(
      begins(`${network}route 10.8.0.0/16 via vpc\nroute 10.9.0.0/16 via vpc\n`),
      '10.8.0.0/15',
    );
    assert.strictEqual(begins(`${network}route 10.8.0.0/16 via vpc\n`), '10.0.0.0/12');
    assert.strictEqual(begins(`${network}route 10.0.0.0/8 via vpc\n`), '10.0.0.0/8');
    const far = 'route 3.5.0.0/22 via vpc\nroute 10.0.0.0/12 via vpc\nroute 192.168.0.0/24 via vpc\n';
    assert.strictEqual(begins(`${network}${far}`), '10.0.0.0/8');
    assert.strictEqual(begins(`${network}route default via vpc\n`), '172.16.0.0/12');
  });

  it('is in the IPv6 space for that map', () => {
    const source = `${both}route 2600:1f18:1234::/48 via vpc\nroute 2600:1f18:1235::/48 unreachable\n`;
    assert.strictEqual(begins(source, 6), '2600:1f18:1234::/47');
    assert.strictEqual(begins(both, 6), '2600:1f18:1234::/48');
    assert.match(rendered(source, 'map'), /The whole IPv4 space.*The whole IPv6 space/s);
    assert.doesNotMatch(rendered(network, 'map'), /IPv6/);
  });
});

describe('a diagram', () => {
  it('has the IPv6 subnet, and SageMaker’s own network', () => {
    const svg = rendered(
      `vpc 10.20.0.0/16, 2600:1f18:1234:5600::/56\nsubnet 10.20.0.0/20, 2600:1f18:1234:5600::/64\nroute 172.16.0.0/16 via direct\n`,
      'svg',
    );
    assert.match(svg, />2600:1f18:1234:5600::\/64<\/text><text[^>]*>the subnet</);
    assert.match(svg, />2600:1f18:1234:5600::\/56<\/text><text[^>]*>VPC block</);
    assert.match(svg, /Internet: 0\.0\.0\.0\/0; SageMaker’s own network: 172\.16\.0\.0\/16 \(policy\)\./);
  });
});

describe('groups of prefixes', () => {
  it('have every prefix once, in order, each inside the covering prefix of its group', () => {
    for (let seed = 0; seed < runs(60); seed++) {
      const model = modelOfText(randomPolicy(seed));
      for (const family of [4, 6] as const) {
        const prefixes = effectiveTable(model)
          .map(({ prefix }) => prefix)
          .filter((prefix) => prefix.family === family);
        for (const most of [1, 2, 5, 8]) {
          const grouped = groups(prefixes, most);
          assert.ok(grouped.length <= most);
          let at = 0;
          for (const { covering, from, to } of grouped) {
            assert.strictEqual(from, at);
            assert.ok(to > from && covering.length <= bits(family));
            for (const prefix of prefixes.slice(from, to)) assert.ok(contains(covering, prefix));
            at = to;
          }
          assert.strictEqual(at, prefixes.length);
        }
      }
    }
  });
});

describe('markup', () => {
  it('escapes text and attributes, and keeps empty HTML elements apart from void ones', () => {
    const text = markupText(markup('p', { title: '<"\'&>' }, 'a<b>&c', markup('td'), markup('br')));
    assert.strictEqual(text, '<p title="&lt;&quot;&#39;&amp;&gt;">a&lt;b&gt;&amp;c<td></td><br/></p>');
  });
  it('is cut between characters', () => {
    assert.strictEqual(shortened('🧭🧭🧭🧭', 3), '🧭🧭…');
    assert.strictEqual(shortened('abc', 3), 'abc');
  });
});

function many(count: number): string {
  const routes = Array.from(
    { length: count },
    (_, i) => `route 10.${i >> 8}.${i & 255}.0/24 via vpc # ${i}\n`,
  );
  return network + routes.join('');
}

function rendered(source: string, format: (typeof tableFormats)[number]): string {
  const model = modelOfText(source);
  return renderedTable(model, sites(model)[0], format, false);
}

const rowsOf = (model: Model): ReturnType<typeof tableRows> => tableRows(model, effectiveTable(model));

const pictureOf = (model: Model): Parameters<typeof diagram>[0] => ({
  policy: model.name,
  network: pictureNetwork(model, sites(model)[0]),
  routes: rowsOf(model),
  router: routerView(model, sites(model)[0]),
});

function spaceFor(model: Model): Space {
  const { network, routes, router } = pictureOf(model);
  return spaceOf({ routes, subnet: network.subnet, router });
}

function prefixOf(text: string): Prefix {
  const prefix = parsePrefix(text);
  assert.ok(prefix);
  return prefix;
}

const distinct = (texts: readonly string[]): string => [...new Set(texts)].join(' ');

function size(markup: Markup): number {
  return childrenOf(markup).length;
}

function childrenOf(markup: Markup): Markup[] {
  return [
    markup,
    ...markup.children.flatMap((child) => (typeof child === 'string' ? [] : childrenOf(child))),
  ];
}

/** Parses RFC 4180 by hand. */
function csvRows(text: string): string[][] {
  return [...text.matchAll(/(?:[^\r\n"]|"(?:[^"]|"")*")+\r\n/g)].map(([line]) =>
    [...line.trimEnd().matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, bare]) => quoted?.replace(/""/g, '"') ?? bare,
    ),
  );
}
