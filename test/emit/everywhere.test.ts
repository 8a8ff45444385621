import * as assert from 'node:assert';
import { buildSync } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { emit } from '../../server/emit/emit';
import { outputFormatNames, formatsTaking } from '../../server/emit/output-formats';
import { root } from '../fixture';
import { internetPolicy, modelOfText, randomPolicy } from '../random-policy';
import { runs } from '../volume';

/** Policies for every form of script: in clear text, as a list, packed, and packed as steps. */
function policies(): string[] {
  const goldens = path.join(root, 'test/emit/goldens');
  return [
    readFileSync(path.join(root, 'samples/blog.nbroute'), 'utf8'),
    ...readdirSync(goldens)
      .filter((name) => name.endsWith('.nbroute'))
      .map((name) => readFileSync(path.join(goldens, name), 'utf8')),
    ...Array.from({ length: runs(8) }, (_, i) => randomPolicy(i + 1)),
    ...[250, 450, 700, 2000].map((count) => internetPolicy(count, 6)),
  ];
}

describe('the output of compile', function () {
  it('has the same bytes in a worker, from a browser bundle without Node', async () => {
    const { outputFiles } = buildSync({
      stdin: {
        contents: `import { outputFormatNames } from './server/emit/output-formats';
          import { emit } from './server/emit/emit';
          import { loadAlone } from './server/model/load';
          import { modelOf } from './server/model/model';
          import { parse } from './server/syntax/parser';
          const model = (text) => modelOf(loadAlone('policy.nbroute', parse(text)));
          globalThis.compiled = (texts, options) => texts.map((text) =>
            outputFormatNames.map((format) => emit(model(text), format, options)));`,
        resolveDir: root,
        loader: 'ts',
      },
      bundle: true,
      platform: 'browser',
      format: 'iife',
      write: false,
      loader: { '.sh': 'text' },
    });
    const texts = policies();
    const options = { withNotebook: true };
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const { runInNewContext } = require('node:vm');
       // A browser's worker has these of all that the bundle may use.
       const scope = { TextEncoder, TextDecoder };
       scope.globalThis = scope;
       runInNewContext(workerData.code, scope);
       parentPort.postMessage(scope.compiled(workerData.texts, workerData.options));`,
      { eval: true, workerData: { code: outputFiles[0].text, texts, options } },
    );
    const answer = await new Promise<unknown>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
    });
    assert.deepStrictEqual(
      answer,
      texts.map((text) => outputFormatNames.map((format) => emit(modelOfText(text), format, options))),
    );
    assert.ok(formatsTaking('withNotebook').length > 1);
  });
});
