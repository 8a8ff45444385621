import * as assert from 'node:assert';
import lastRelease from '../bench/last-release.json';
import { rowsOf } from '../bench/sections';

describe('the benchmark', () => {
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
});
