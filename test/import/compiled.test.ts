import * as assert from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { forms } from '../../server/emit/script/forms';
import { scriptAs, type Shape } from '../../server/emit/script/script';
import { planOf } from '../../server/emit/plan';
import { emit } from '../../server/emit/emit';
import { imported } from '../../server/import/import-policy';
import { readDump } from '../../server/import/read';
import type { Model } from '../../server/model/model';
import { modelOfFiles, modelOfText, randomUnit } from '../random-policy';
import { root } from '../fixture';
import { assertSound } from './sound';
import { runs, share } from '../volume';

type Files = Readonly<Record<string, string>>;

/** The model of the policy imported from a compiled text. */
async function importedModel(text: string, files: Files): Promise<Model> {
  const { text: policy, missing } = imported(readDump(text, 'auto'));
  assert.deepStrictEqual(missing, [], text);
  return modelOfFiles(policy, files);
}

function assertSame(actual: string, expected: string, name: string): void {
  if (actual === expected) return;
  const [a, b] = [actual, expected].map((text) => text.split('\n'));
  const at = b.findIndex((line, i) => line !== a[i]);
  assert.fail(`${name}, line ${at + 1}:\n${b[at] ?? ''}\n${a[at] ?? ''}\n`);
}

const targets = [
  'script',
  'commands',
  'cloudformation',
  'cloudformation-json',
  'terraform',
  'aws-cli',
] as const;

/** Imports and recompiles every output format and every form of the script. */
async function assertRoundTrip(model: Model, files: Files, name: string): Promise<void> {
  for (const target of targets) {
    const text = emit(model, target);
    assertSame(emit(await importedModel(text, files), target), text, `${name}, ${target}`);
  }
  for (const form of forms) {
    const shape: Shape = { form, code: 'packed', packed: false };
    const text = scriptAs(planOf(model), shape);
    assertSame(scriptAs(planOf(await importedModel(text, files)), shape), text, `${name}, ${form}`);
  }
}

describe('the output of compile', () => {
  it('is imported and recompiled to the same bytes: random policies in every format and form', async () => {
    for (let seed = 0; seed < runs(25); seed++) {
      const { text: drawn, files } = await randomUnit(seed);
      const isStated = /^(?:on-loss|platform)/m.test(drawn);
      const text = isStated || seed % 2 === 0 ? drawn : `${drawn}on-loss ignore\nplatform notebook-al2-v3\n`;
      await assertRoundTrip(await modelOfFiles(text, files), files, `seed ${seed}\n${text}`);
    }
  });

  it('is imported and recompiled to the same bytes: the samples', async () => {
    const folder = path.join(root, 'samples');
    const files = Object.fromEntries(
      readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return entry.isFile() ? [[path.relative(folder, file), readFileSync(file, 'utf8')]] : [];
      }),
    );
    const policies = Object.keys(files).filter((name) => name.endsWith('.nbroute'));
    assert.ok(policies.length > 3);
    for (const name of policies) {
      const model = await modelOfFiles(files[name], files, name);
      await assertRoundTrip(model, files, name);
    }
  });

  it('is imported and recompiled to the same bytes at every size limit that changes the form', async () => {
    const seen = new Set<string>();
    const sizes = [
      [15, 3],
      [60, 12],
      [150, 4],
      [300, 0],
      [230, 3],
      [420, 2],
      [900, 0],
      [3000, 1],
    ];
    for (const [count, words] of share(sizes, 3)) {
      const routes = Array.from({ length: count }, (_, i) => {
        const comment = words === 0 ? '' : ` # ${`site${(i * 7919) % 1000} `.repeat(words).trim()}`;
        return `route 10.${(i * 37) % 256}.${(i >> 8) * 16 + ((i * 11) % 16)}.0/24 ${i % 5 === 0 ? 'unreachable' : 'via vpc'}${comment}\n`;
      });
      const model = await modelOfFiles(
        `policy Large\nvpc 172.31.0.0/16\nsubnet 172.31.64.0/20\non-failure continue\n${routes.join('')}`,
        {},
      );
      const text = emit(model, 'script');
      seen.add(/^list="$/m.test(text) ? (/^# site/m.test(text) ? 'comments' : 'clear') : 'packed');
      assertSame(emit(await importedModel(text, {}), 'script'), text, `${count} routes`);
    }
    assert.deepStrictEqual([...seen].sort(), ['clear', 'comments', 'packed']);
  });
});

describe('an addition to a compiled text', () => {
  it("is reported, unlike the contents of the user's on-start script", async () => {
    const files = { 'own.sh': '#!/bin/bash\nip route add 10.66.0.0/16 via 10.0.0.1\n' };
    const model = await modelOfFiles(
      'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\non-start "own.sh"\nroute 10.0.0.0/16 via vpc\n',
      files,
    );
    for (const target of ['script', 'commands'] as const) {
      const text = `${emit(model, target)}ip route add 10.77.0.0/16 via 172.31.64.1\nsudo ip -6 route del 2001:db8::/32\n`;
      const { missing } = imported(readDump(text, 'auto'));
      assert.deepStrictEqual(
        missing.map(({ text: line }) => line),
        ['ip route add 10.77.0.0/16 via 172.31.64.1', 'sudo ip -6 route del 2001:db8::/32'],
      );
    }
  });
});

describe('the output of 0.1.0', () => {
  const folder = path.join(root, 'test/import/compiled-0.1.0');
  const read = (file: string): string => readFileSync(file, 'utf8');
  /** The policy that each text was compiled from: next to it, or a sample. */
  const sourceOf = (name: string): string | undefined =>
    [path.join(folder, name), path.join(root, 'samples', name)]
      .map((file) => `${file}.nbroute`)
      .find((file) => existsSync(file));

  for (const file of readdirSync(folder).filter((each) => each.endsWith('.sh')))
    it(`is imported completely: ${file}`, () => {
      const dump = readDump(read(path.join(folder, file)), 'auto');
      const { text, missing, assumptions } = imported(dump);
      assert.deepStrictEqual(missing, []);
      const model = assertSound(text);
      assert.ok(assumptions.some(({ message }) => message.includes('give --direct-internet')));
      const source = sourceOf(file.replace(/(?:\.commands)?\.sh$/, ''));
      if (source === undefined) return;
      const from = modelOfText(read(source));
      const own = (each: Model): string[] =>
        planOf(each)
          .routes.filter(({ block }) => !block)
          .map(({ prefix, action }) => `${prefix} ${action}`)
          .sort();
      assert.deepStrictEqual(own(model), own(from));
      assert.strictEqual(model.name, from.name);
    });
});
