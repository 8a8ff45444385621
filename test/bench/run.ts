// `npm run bench`; see README.md in this folder.
import { writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { root } from '../fixture';
import { isMet, tableOf, type Row } from './measure';
import { optionsOf } from './options';
import { rowsOf } from './sections';

async function main(): Promise<void> {
  const rows: Row[] = [];
  for await (const row of rowsOf(optionsOf(process.argv.slice(2)))) {
    rows.push(row);
    process.stderr.write(tableOf([row]).split('\n').slice(1).join('\n'));
  }
  const machine = { node: process.version, cpu: os.cpus()[0]?.model, cores: os.cpus().length };
  const result = { version: 1, machine, rows: rows.map((row) => ({ ...row, met: isMet(row) })) };
  writeFileSync(path.join(root, 'out/bench.json'), `${JSON.stringify(result, undefined, 2)}\n`);
  process.stdout.write(`\n${tableOf(rows)}`);
}

void main();
