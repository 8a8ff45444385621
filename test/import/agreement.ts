import * as assert from 'node:assert';
import { comparedWithDump } from '../../server/compare/compare';
import { analyse } from '../../server/engine';
import { noFiles } from '../../server/host';
import type { Dump } from '../../server/import/dump';
import type { Imported } from '../../server/import/import-policy';
import { diffEntries } from '../../server/render/diff';

/** Asserts that a policy differs from the dump it was imported from only by the lines that import reported. */
export async function assertAgreement(text: string, dump: Dump, made: Imported): Promise<void> {
  const analysis = await analyse(noFiles, 'policy.nbroute', made.text);
  const comparison = comparedWithDump({ name: 'policy', analysis }, { name: 'dump', source: text, dump });
  const reportedLines = new Set([...made.missing, ...made.assumptions].map(({ line }) => line));
  for (const { range, after } of diffEntries(comparison)) {
    assert.ok(after.length > 0, `${range} is in the policy alone\n${text}\n${made.text}`);
    for (const { line } of after)
      assert.ok(reportedLines.has(line), `${range} of line ${line} is not reported\n${text}\n${made.text}`);
  }
}
