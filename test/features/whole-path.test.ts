import * as assert from 'node:assert';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { analyse } from '../../server/engine';
import { actionKinds } from '../../server/features/code-actions/action-kinds';
import { codeActions } from '../../server/features/code-actions/code-actions';
import { codeLens } from '../../server/features/code-lens';
import { completion } from '../../server/features/completion/completion';
import { definition } from '../../server/features/definition';
import { expectationResults } from '../../server/features/lib/expectation-results';
import { hover } from '../../server/features/hover';
import { addLookupExpectations } from '../../server/features/lookup-expectations';
import { inlayHints } from '../../server/features/inlay-hints';
import { edited } from '../../server/rules/lib/fix-all';
import { diskHost } from '../../server/node/disk-host';
import { root } from '../fixture';

const sample = path.join(root, 'samples/whole-path.nbroute');
const source = readFileSync(sample, 'utf8');
const withSample = async (more = '') => (await analyse(diskHost(), sample, `${source}${more}`)).model;
const at = (text: string, offset = 1): number => source.indexOf(text) + offset;

describe('a network file in the editor', () => {
  it('is described in the hovers of an action, a destination and a list', async () => {
    const model = await withSample(
      'prefix-list both = 10.8.0.0/16, 10.9.0.0/16\nroute 10.80.0.0/16 via vpc # allow dead-end\n',
    );
    const hoverAt = (offset: number): string => hover(model, offset)?.markdown ?? '';
    assert.match(hoverAt(at('10.0.0.0/12')), /then `rtb-\w+`: .*`tgw-\w+` \(transit-gateway\)/s);
    assert.match(
      hoverAt(at('via vpc')),
      /- `10\.64\.0\.0\/16` to `pcx-0a1b2c3d4e5f60718` \(peering-connection\)/,
    );
    assert.match(hoverAt(at('prefix-list s3', 13)), /`vpce-\w+` \(gateway-endpoint\)/);
    assert.match(hoverAt(at('10.64.0.0/16')), /then `rtb-\w+`: `10\.64\.0\.0\/16` to `pcx-/);
    assert.match(hoverAt(source.length + 14), /`tgw-\w+` \(transit-gateway\)/);
    assert.match(hoverAt(source.length + 55), /dead end for `10\.80\.0\.0\/16`/);
  });

  it('adds a hint at the end of each route via vpc', async () => {
    const model = await withSample('route 10.80.0.0/16 via vpc # allow dead-end\n');
    const settings = { interfaces: false, nextHops: true, addressCounts: false };
    const hints = inlayHints(model, { from: 0, to: Infinity }, settings);
    assert.match(hints[0].label, /^to tgw-\w+, pcx-\w+ …$/);
    assert.strictEqual(hints[1].label, 'a dead end');
    assert.deepStrictEqual(
      inlayHints(model, { from: 0, to: Infinity }, { ...settings, nextHops: false }),
      [],
    );
  });

  it('is in the lens of an expectation that fails', async () => {
    const model = await withSample('expect 10.8.0.0/16 via direct\n');
    const titles = codeLens(model, { actions: false, expectations: true }).map(({ title }) => title);
    assert.deepStrictEqual(titles, ['Fails: 10.8.0.0/16 is routed via vpc to tgw-0a1b2c3d4e5f60718']);
    const [lens] = codeLens(await withSample('expect 0.0.0.0/32 via vpc\n'), {
      actions: false,
      expectations: true,
    });
    assert.strictEqual(lens.probe, '0.0.0.0/32');
  });

  it('is written by one code action where several statements differ from it', async () => {
    const network = 'network from "network.json"\n';
    const { model, checked } = await analyse(diskHost(), sample, network);
    const range = { from: 0, to: 0 };
    const [all] = codeActions({ model, checked }, checked.diagnostics, range).filter(({ title }) =>
      title.startsWith('Write all'),
    );
    assert.strictEqual(edited(network, all.edits()), `vpc 10.20.0.0/16\nsubnet 10.20.0.0/20\n${network}`);
  });

  it('is offered by completion', async () => {
    const offered = async (line: string): Promise<string[]> => {
      const model = await withSample(line);
      const end = model.unit.file.source.length;
      return (await completion(model, end, () => Promise.resolve([]))).items.map(({ label }) => label);
    };
    const hops = await offered('expect 10.8.0.1 via vpc to ');
    assert.ok(hops.includes('transit-gateway') && hops.includes('pcx-0a1b2c3d4e5f60718'), hops.join());
    assert.ok(!hops.includes('local'));
    assert.deepStrictEqual(await offered('prefix-list x from "network.json" list '), [
      'com.amazonaws.eu-central-1.s3',
    ]);
    assert.ok((await offered('prefix-list x from "network.json" next-hop ')).includes('gateway-endpoint'));
    const model = await withSample();
    const vpcs = [...(model.networkView?.file.facts.vpcs.keys() ?? [])];
    const alone = await analyse(diskHost(), sample, 'network from "network.json" vpc ');
    const entries = await completion(alone.model, alone.source.length, () => Promise.resolve([]));
    assert.deepStrictEqual(
      entries.items.map(({ label }) => label),
      vpcs,
    );
  });

  it('is needed by an expectation of a next hop, which fails without it', async () => {
    const { model } = await analyse(
      diskHost(),
      sample,
      'vpc 10.20.0.0/16\nsubnet 10.20.0.0/20\nroute 10.8.0.0/16 via vpc\nexpect 10.8.0.0/16 via vpc to tgw-0a\n',
    );
    const [{ result, failures }] = expectationResults(model);
    assert.strictEqual(result, 'fails');
    assert.match(failures[0].message, /^unknown whether .*: the policy has no `network` statement/);
  });

  it('supports the expectation that pins a result, which then holds', async () => {
    const more = 'route 10.80.0.0/16 via vpc # allow dead-end\nroute 10.81.0.0/16 prohibit\n';
    const model = await withSample(more);
    const pinned = async (query: string): Promise<string> => {
      const edit = addLookupExpectations(model, query, undefined);
      if ('problem' in edit) return edit.problem;
      const next = edited(model.unit.file.source.toString(), [edit]);
      const { model: after } = await analyse(diskHost(), sample, next);
      const results = expectationResults(after).map(({ result }) => result);
      assert.ok(
        results.every((result) => result === 'holds'),
        results.join(),
      );
      return edit.text.trim();
    };
    assert.strictEqual(await pinned('10.8.0.1'), 'expect 10.8.0.1 via vpc to tgw-0a1b2c3d4e5f60718');
    assert.strictEqual(await pinned('10.20.32.7'), 'expect 10.20.32.7 via vpc');
    assert.strictEqual(await pinned('10.14.0.0/15'), 'expect 10.14.0.0/15 via vpc to tgw-0a1b2c3d4e5f60718');
    assert.strictEqual(
      await pinned('10.80.0.0/14'),
      'expect 10.81.0.0/16 prohibit\nexpect 10.82.0.0/15 via direct',
    );
    assert.strictEqual(
      await pinned('10.8.0.1 tcp 443, 22'),
      'expect 10.8.0.1 tcp 22 blocked\nexpect 10.8.0.1 tcp 443 via vpc to tgw-0a1b2c3d4e5f60718',
    );
    assert.strictEqual(await pinned('0.0.0.0/32'), 'expect 0.0.0.0/32 via direct');
    assert.strictEqual(await pinned('8.8.8.8'), 'the policy expects this already');
    assert.strictEqual(await pinned('10.80.0.1'), 'no expectation can state this');
    assert.strictEqual(await pinned('127.0.0.1'), 'no expectation can state this');
    assert.match(await pinned('0.0.0.0/0'), /more than 20 destinations/);
    assert.match(await pinned('10.8.0.0/33'), /33/);
  });

  it('keeps the expectation that is added for a route from its dead ends', async () => {
    const added = async (line: string): Promise<string | undefined> => {
      const text = `${source}${line}`;
      const { model, checked } = await analyse(diskHost(), sample, text);
      const range = { from: source.length, to: source.length };
      const edit = codeActions({ model, checked }, checked.diagnostics, range)
        .find(({ kind }) => kind === actionKinds.expect)
        ?.edits();
      if (!edit) return undefined;
      const after = await analyse(diskHost(), sample, edited(text, edit));
      assert.strictEqual(after.checked.counts.error, 0);
      return edit[0].text.trim();
    };
    assert.strictEqual(await added('route 10.80.0.0/16 via vpc # allow dead-end\n'), undefined);
    assert.strictEqual(await added('route 10.16.0.0/13 via vpc\n'), 'expect 10.20.0.0 via vpc');
    assert.strictEqual(await added('route 10.81.0.0/16 prohibit\n'), 'expect 10.81.0.0/16 prohibit');
  });

  it('is the target of a definition', async () => {
    const model = await withSample();
    const file = readFileSync(path.join(root, 'samples/network.json'), 'utf8');
    for (const [text, shown] of [
      ['pcx-0a1b2c3d4e5f60718', 'pcx-0a1b2c3d4e5f60718'],
      ['transit-gateway', 'TransitGatewayId'],
      ['com.amazonaws.eu-central-1.s3', 'com.amazonaws.eu-central-1.s3'],
    ] as const) {
      const [place] = definition(model, at(text))?.locations ?? [];
      assert.ok(place && 'from' in place, text);
      assert.strictEqual(path.basename(place.path), 'network.json');
      assert.ok(file.slice(place.from, place.to).includes(shown), text);
    }
  });
});
