// `npm run bench`; see README.md in this folder.
import { writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { root } from '../fixture';
import { thisMachine, withLoad } from './busy';
import lastRelease from './last-release.json';
import { isMet, ratioOf, tableOf } from './measure';
import { optionsOf } from './options';
import { rowsOf } from './sections';

async function main(): Promise<void> {
  const rows = [];
  for await (const row of withLoad(rowsOf(optionsOf(process.argv.slice(2))), thisMachine)) {
    rows.push({ ...row, met: isMet(row), lastRelease: ratioOf(lastRelease, row) ?? null });
    process.stderr.write(tableOf([row], lastRelease).split('\n').slice(1).join('\n'));
  }
  const machine = { node: process.version, cpu: os.cpus()[0]?.model, cores: os.cpus().length };
  const result = { version: 1, machine, lastRelease: lastRelease.version, rows };
  writeFileSync(path.join(root, 'out/bench.json'), `${JSON.stringify(result, undefined, 2)}\n`);
  process.stdout.write(`\n${tableOf(rows, lastRelease)}`);
  const busy = rows.filter((row) => row.busy).length;
  if (busy > 0)
    process.stdout.write(
      `\nbusy: other processes ran during the measurement of ${busy} of ${rows.length} ratios; repeat it on an idle machine\n`,
    );
}

void main();
