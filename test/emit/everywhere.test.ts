import * as assert from 'node:assert';
import { buildSync } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { emit } from '../../server/emit/emit';
import { outputFormatNames, formatsTaking, type OutputFormat } from '../../server/emit/output-formats';
import { root } from '../fixture';
import { internetPolicy, modelOfText, randomPolicy } from '../random-policy';
import { isLong, runs, share } from '../volume';

interface Case {
  readonly text: string;
  readonly formats: readonly OutputFormat[];
}

/** Policies in every format, and large ones, for the forms of script: as a list, packed, and packed as steps. */
function cases(): Case[] {
  const goldens = path.join(root, 'test/emit/goldens');
  const small = [
    readFileSync(path.join(root, 'samples/blog.nbroute'), 'utf8'),
    ...readdirSync(goldens)
      .filter((name) => name.endsWith('.nbroute'))
      .map((name) => readFileSync(path.join(goldens, name), 'utf8')),
    ...Array.from({ length: runs(8) }, (_, i) => randomPolicy(i + 1)),
  ];
  const large = share([250, 450, 700, 2000], 2).map((count) => internetPolicy(count, 6));
  return [
    ...small.map((text) => ({ text, formats: outputFormatNames })),
    ...large.map((text) => ({ text, formats: isLong ? outputFormatNames : (['script'] as const) })),
  ];
}

describe('the output of compile', function () {
  it('has the same bytes in a worker, from a browser bundle without Node', async () => {
    const { outputFiles } = buildSync({
      stdin: {
        contents: `import { emit } from './server/emit/emit';
          import { loadAlone } from './server/model/load';
          import { modelOf } from './server/model/model';
          import { parse } from './server/syntax/parser';
          const model = (text) => modelOf(loadAlone('policy.nbroute', parse(text)));
          globalThis.compiled = (cases, options) => cases.map(({ text, formats }) =>
            formats.map((format) => emit(model(text), format, options)));`,
        resolveDir: root,
        loader: 'ts',
      },
      bundle: true,
      platform: 'browser',
      format: 'iife',
      write: false,
      loader: { '.sh': 'text' },
    });
    const given = cases();
    const options = { withNotebook: true };
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const { runInNewContext } = require('node:vm');
       // A browser's worker has these of all that the bundle may use.
       const scope = { TextEncoder, TextDecoder };
       scope.globalThis = scope;
       runInNewContext(workerData.code, scope);
       parentPort.postMessage(scope.compiled(workerData.given, workerData.options));`,
      { eval: true, workerData: { code: outputFiles[0].text, given, options } },
    );
    const answer = await new Promise<unknown>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
    });
    assert.deepStrictEqual(
      answer,
      given.map(({ text, formats }) => formats.map((format) => emit(modelOfText(text), format, options))),
    );
    assert.ok(formatsTaking('withNotebook').length > 1);
  });
});
