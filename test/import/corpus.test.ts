import * as assert from 'node:assert';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { imported, type Imported } from '../../server/import/import-policy';
import type { Dump } from '../../server/import/dump';
import { readDump } from '../../server/import/read';
import { printable } from '../../server/render/printable';
import { root } from '../fixture';
import { assertAgreement } from './agreement';
import { assertSound } from './sound';
import { runs } from '../volume';

/*
 * Dumps and scripts of every kind, X.txt, and their import, X.out: the policy, then every line that is not in it and
 * every assumption. Tools' outputs were printed by the tools from tables set up in a namespace. UPDATE=1 writes the
 * results; read the difference before you commit it.
 */
const folder = path.join(root, 'test/fixtures/import');
const tables = namesIn('');
/** Pastes with several parts, tables of other systems, and files that contain routes or scripts. */
const pastes = namesIn('pastes');

function namesIn(sub: string): string[] {
  return readdirSync(path.join(folder, sub))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => path.join(sub, name.slice(0, -4)));
}

function dumpIn(name: string): { readonly text: string; readonly dump: Dump; readonly made: Imported } {
  const text = readFileSync(path.join(folder, `${name}.txt`), 'utf8');
  const dump = readDump(text, 'auto');
  return { text, dump, made: imported(dump) };
}

function answer({ dump, made }: { readonly dump: Dump; readonly made: Imported }): string {
  const notes = [
    ...made.missing.map(({ line, text, message }) => `${line}: skipped line: ${message}\n    ${text}`),
    ...made.assumptions.map(({ line, message }) => `${line ?? '-'}: assumption: ${message}`),
    ...(dump.unrecognised === undefined ? [] : [`nothing to import: ${dump.unrecognised}`]),
    ...(dump.other ?? []).map((line) => `${line}: sets no route`),
  ];
  return `# ${dump.format}\n\n${made.text}\n${notes.map((note) => `${printable(note.replace(/\n/g, '\t'))}\n`).join('')}`;
}

describe('import of dumps as tools and people write them', () => {
  for (const name of [...tables, ...pastes])
    it(`${name} is imported completely: the policy routes every address like the dump, except for reported lines`, async () => {
      const { text, dump, made } = dumpIn(name);
      const file = path.join(folder, `${name}.out`);
      const actual = answer({ dump, made });
      if (process.env['UPDATE'] === '1') writeFileSync(file, actual);
      assert.strictEqual(actual, existsSync(file) ? readFileSync(file, 'utf8') : '');
      assertSound(made.text);

      await assertAgreement(text, dump, made);
    });

  it('reports every line that is not a route, in any position, and reads the others as before', () => {
    const listed = tables
      .map(dumpIn)
      .filter(({ dump }) => dump.format !== 'shell' && dump.format !== 'ip-json');
    const junk = [
      'what is this',
      '10.1.2.3.4 via nowhere dev eth2',
      '::g/64 dev eth2',
      '0x00 % 7',
      'U UG 0 0 0 eth0',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...listed),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...junk)), { minLength: 1, maxLength: 5 }),
        ({ text, dump, made }, insertions) => {
          const lines = text.split('\n').map((line) => ({ line, isJunk: false }));
          for (const [at, line] of insertions) {
            let place = at % lines.length;
            // Continuation lines belong to their line.
            while (/^\s+(?:nexthop|nh_info)/.test(lines[place]?.line ?? '')) place++;
            lines.splice(place, 0, { line, isJunk: true });
          }
          const expected = lines.flatMap(({ isJunk }, i) => (isJunk ? [i + 1] : []));
          const again = readDump(lines.map(({ line }) => line).join('\n'), dump.format);
          const before = dump.notUnderstood.map(({ text: line }) => line);
          assert.deepStrictEqual(
            again.notUnderstood.filter(({ text: line }) => !before.includes(line)).map(({ line }) => line),
            expected,
          );
          // A comment belongs to the line below it, whether that is a route or not.
          const bare = (policy: string) => policy.replace(/ *#.*/g, '').trim();
          assert.strictEqual(bare(imported(again).text), bare(made.text));
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
