import * as assert from 'node:assert';
import { analyse, compile, fixed, minimised, type Analysis } from '../server/engine';
import { imported } from '../server/import/import-policy';
import { readDump } from '../server/import/read';
import { routePart } from '../server/emit/script/script';
import { planOf } from '../server/emit/plan';
import { changes } from '../server/model/diff';
import { effectiveTable, sites } from '../server/model/effective';
import { formatted } from '../server/model/formatting';
import { localPrefixes, lookup } from '../server/model/lookup';
import { contains, formatAddress, formatPrefix, hostPrefix, type Prefix } from '../server/net/prefix';
import { allStatements, parse } from '../server/syntax/parser';
import { lineStart } from '../server/syntax/lines';
import { boundaries, randomNumbers } from '../server/verify/addresses';
import { askAll, askWhole } from './features/ask';
import { memoryHost } from './memory-host';
import { wideUnit } from './random-policy';

/** Asserts what holds for every policy, and throws if it does not. */
export async function assertPolicy(seed: number): Promise<Analysis> {
  const { text, files } = wideUnit(seed);
  const host = memoryHost(files);
  const analysis = await analyse(host, 'policy.nbroute', text);
  if (seed % 2 === 0) {
    const laidOut = formatted(text);
    assert.strictEqual(formatted(laidOut), laidOut, 'formatting is not stable');
    assert.deepStrictEqual(contentOf(await analyse(host, 'policy.nbroute', laidOut)), contentOf(analysis));
  }
  assertLookups(analysis, seed);
  if (analysis.checked.counts.error > 0) await assertRefused(analysis, files, seed);
  else await assertCompiles(analysis, files, seed);
  // The slowest check, so only for some seeds.
  if (seed % 4 === 1) await askAll(analysis, randomNumbers(seed)() % (text.length + 1));
  if (seed % 32 === 0) askWhole(analysis);
  return analysis;
}

/** A policy's number of statements, and how it routes every address, at each of its sites. */
function contentOf({ model }: Analysis): unknown {
  return {
    statements: [...allStatements(model.unit.file)].length,
    routes: sites(model).map((site) =>
      effectiveTable(model, site).map(({ prefix, action }) => `${formatPrefix(prefix)} ${action}`),
    ),
  };
}

/** In a look-up, the most specific prefix that contains an address decides, among all rows of the table. */
function assertLookups({ model }: Analysis, seed: number): void {
  const all = sites(model);
  const site = all[seed % all.length];
  const table = effectiveTable(model, site);
  const addresses = boundaries(table.map(({ prefix }) => prefix));
  const random = randomNumbers(seed);
  for (let i = 0; i < 12 && addresses.length > 0; i++) {
    const address = addresses[random() % addresses.length];
    const host = hostPrefix(address);
    if (localPrefixes.some((prefix) => contains(prefix, host))) continue;
    const longest = table
      .filter(({ prefix }) => contains(prefix, host))
      .reduce<Prefix | undefined>(
        (best, { prefix }) => (best && best.length >= prefix.length ? best : prefix),
        undefined,
      );
    const parts = lookup(model, host, site);
    assert.strictEqual(parts.length, 1);
    const { route } = parts[0];
    if (route?.interface === 'lo') continue;
    assert.deepStrictEqual(
      route && formatPrefix(route.prefix),
      longest && formatPrefix(longest),
      `${formatAddress(address.family, address.value)}`,
    );
  }
}

/** A policy with errors compiles to nothing, and is not rewritten. */
async function assertRefused(
  analysis: Analysis,
  files: Readonly<Record<string, string>>,
  seed: number,
): Promise<void> {
  assert.strictEqual(compile(analysis, 'script').ok, false);
  assert.strictEqual(minimised(analysis), undefined);
  if (seed % 2 === 0) return;
  const host = memoryHost(files);
  const { text } = await fixed(host, 'policy.nbroute', analysis.source);
  const after = await analyse(host, 'policy.nbroute', text);
  if (after.checked.counts.error > 0) assert.deepStrictEqual(contentOf(after), contentOf(analysis));
}

/**
 * A policy without errors compiles, keeps its meaning when it is minimised or fixed, and can be imported from its
 * script.
 */
async function assertCompiles(
  analysis: Analysis,
  files: Readonly<Record<string, string>>,
  seed: number,
): Promise<void> {
  const { model, source } = analysis;
  const host = memoryHost(files);
  const same = async (text: string, what: string): Promise<void> => {
    const after = await analyse(host, 'policy.nbroute', text);
    for (const family of [4, 6] as const)
      assert.deepStrictEqual(
        changes(model.tables[family], after.model.tables[family]),
        [],
        `${what}:\n${text}`,
      );
  };
  const fewest = minimised(analysis);
  if (fewest !== undefined) await same(fewest, 'minimised');
  await same((await fixed(host, 'policy.nbroute', source)).text, 'fixed');
  if (seed % 4 > 0) return;
  const script = routePart(planOf(model));
  const { text } = imported(readDump(script, 'auto'), {});
  const back = await analyse(memoryHost(files), 'policy.nbroute', text);
  const again = routePart(planOf(back.model));
  assert.strictEqual(again, script, `imported:\n${text}`);
}

/** What edits insert: words of the language, and line breaks. */
const inserted = [
  'route ',
  'expect ',
  'vpc ',
  'subnet ',
  'docker ',
  'network from "network.json"',
  'include "',
  'on-loss ',
  'prefix-list x {\n',
  '}\n',
  ' via vpc',
  ' via direct',
  ' unreachable',
  ' to tgw-0a',
  ' tcp 443',
  ' blocked',
  '10.0.0.0/8',
  '10.1.2.3',
  '::/0',
  '2001:db8::/32',
  '10.0.0.0-10.0.3.255',
  'default',
  'rfc1918',
  'list-0',
  ',',
  ', ',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '#',
  '# allow detours-vpc',
  '"',
  '\\',
  '/',
  '{',
  '=',
  '0',
  '\u00a0',
  'é',
  '\uFEFF',
];

/** Asserts that the tree and the diagnostics after edits equal those of a text that was parsed at once. */
export async function assertEdits(seed: number, count: number): Promise<void> {
  const random = randomNumbers(seed);
  const { text, files } = wideUnit(seed);
  const host = memoryHost(files);
  let source = text;
  let file = parse(source);
  let model = (await analyse(host, 'policy.nbroute', source, file)).model;
  for (let i = 0; i < count; i++) {
    const from = random() % (source.length + 1);
    const to = Math.min(source.length, from + [0, 0, 1, 1, 3, 20, 200][random() % 7]);
    const put = random() % 3 === 0 ? '' : inserted[random() % inserted.length];
    const after = source.slice(0, from) + put + source.slice(to);
    const before = { file, from: lineStart(source, from), to, moved: after.length - source.length };
    const reparsed = parse(after, before);
    const fresh = parse(after);
    assert.deepStrictEqual(reparsed, fresh, `edit ${i} of ${JSON.stringify(source)} at ${from}`);
    const analysis = await analyse(host, 'policy.nbroute', after, reparsed, model);
    const parsedAtOnce = await analyse(host, 'policy.nbroute', after, fresh);
    assert.deepStrictEqual(analysis.checked, parsedAtOnce.checked, `edit ${i}`);
    if (i % 4 === 0) assert.deepStrictEqual(contentOf(analysis), contentOf(parsedAtOnce), `edit ${i}`);
    if (random() % 2 === 0) await askAll(analysis, Math.min(after.length, from + put.length));
    if (random() % 32 === 0) {
      const laidOut = formatted(after);
      assert.strictEqual(formatted(laidOut), laidOut, `formatting of ${JSON.stringify(after)}`);
      askWhole(analysis);
    }
    [source, file, model] = [after, reparsed, analysis.model];
  }
}
