import * as assert from 'node:assert';
import { Verdict } from '../../server/net/table';
import { check } from './engine';
import lastRelease from './last-release.json';
import { internetLike, policyOf } from './policy';
import { referenceCheck } from './reference';
import { rowsOf } from './sections';

describe('benchmark', () => {
  it('runs all its parts at a small size', async () => {
    const [sections, measured] = [new Set<string>(), new Set<string>()];
    for await (const row of rowsOf({ scale: 'tiny', only: [], table: undefined, aws: undefined })) {
      assert.ok(row.ratio > 0 && row.ours > 0 && row.other > 0, JSON.stringify(row));
      sections.add(row.what.split(/[ ,]/)[0]).add(row.against.split(',')[0]);
      measured.add(`${row.what} over ${row.against}`);
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
    for (const { what, against } of lastRelease.rows) {
      const tiny = `${what.replace(/\b\d+[kM]\b/, '300')} over ${against}`;
      // FireHOL's iprange is not installed everywhere.
      assert.ok(
        measured.has(tiny) || tiny.includes('iprange'),
        `the last release's "${what}" is not measured`,
      );
    }
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
