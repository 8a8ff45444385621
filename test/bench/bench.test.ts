import * as assert from 'node:assert';
import { Verdict } from '../../server/net/table';
import { check } from './engine';
import { internetLike, policyOf } from './policy';
import { referenceCheck } from './reference';
import { rowsOf } from './sections';

describe('benchmark', () => {
  it('runs all its parts at a small size', async () => {
    const sections = new Set<string>();
    for await (const row of rowsOf({ quick: true, only: [], table: undefined, aws: undefined })) {
      assert.ok(row.ratio > 0 && row.ours > 0 && row.other > 0, JSON.stringify(row));
      sections.add(row.what.split(/[ ,]/)[0]).add(row.against.split(',')[0]);
    }
    for (const what of [
      'check',
      'minimise',
      'cli',
      'memory',
      'server',
      'keystroke',
      'hover',
      'completion',
      'definition',
      'vscode-json-languageservice',
      'yaml-language-server',
      'ip-cidr',
      'ipaddr.js',
      'cidr-tools',
    ])
      assert.ok(sections.has(what), `nothing of ${what}: ${[...sections].join(', ')}`);
  });

  it('compares the check with a loop that finds the same', async () => {
    const source = policyOf(internetLike(30_000, 3));
    const { checked, model } = await check(source);
    const limit = referenceCheck(source);
    assert.strictEqual(limit.routes, model.unit.file.plain.count);
    const table = model.tables[4];
    const redundant = table.verdict.filter((verdict) => verdict === Verdict.redundant).length;
    assert.ok(limit.duplicate > 0 && limit.conflicting > 0 && limit.redundant > 0 && checked.total > 0);
    assert.ok(
      Math.abs(limit.redundant - redundant) < 0.01 * redundant,
      `${limit.redundant} and ${redundant}`,
    );
  });
});
