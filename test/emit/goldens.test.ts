import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { diskHost } from '../../server/node/disk-host';
import { forms, routesValues } from '../../server/emit/script/forms';
import { emit, fileNameOf, type EmitOptions } from '../../server/emit/emit';
import { planOf } from '../../server/emit/plan';
import type { Model } from '../../server/model/model';
import { outputFormatNames, type OutputFormat, formatsTaking } from '../../server/emit/output-formats';
import { root } from '../fixture';
import { notProven } from '../not-proven';
import { analyse } from '../../server/engine';
import { internetPolicy, modelOfText, randomPolicy } from '../random-policy';
import { at, parsedYaml } from './template';
import { itIsFreshInManifest } from '../generated';
import { runs } from '../volume';

/*
 * One golden for each case and format in test/emit/goldens, and one for each form of packed routes. A case is a sample
 * or a policy in that folder. UPDATE=1 writes the goldens; read the difference before you commit it.
 */

const goldens = path.join(root, 'test/emit/goldens');

function cases(): { readonly name: string; readonly file: string }[] {
  return [path.join(root, 'samples'), goldens].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.nbroute'))
      .sort()
      .map((name) => ({ name, file: path.join(folder, name) })),
  );
}

/** Everything that a model compiles to, with the names of the goldens. */
function outputs(
  model: Model,
): { readonly format: OutputFormat; readonly options: EmitOptions; readonly file: string }[] {
  const notebook: EmitOptions = { withNotebook: true };
  const undo: EmitOptions = { undo: true };
  return [
    ...outputFormatNames.map((format) => ({ format, options: {}, file: fileNameOf(model, format) })),
    ...formatsTaking('withNotebook').map((format) => ({
      format,
      options: notebook,
      file: fileNameOf(model, format, notebook).replace(/^[^.]+/, '$&.with-notebook'),
    })),
    ...formatsTaking('undo').map((format) => ({
      format,
      options: undo,
      file: fileNameOf(model, format, undo),
    })),
  ];
}

function assertGolden(golden: string, actual: string): void {
  const file = path.join(goldens, golden);
  if (process.env['UPDATE'] === '1') writeFileSync(file, actual);
  else assert.strictEqual(actual, existsSync(file) ? readFileSync(file, 'utf8') : 'no golden');
}

for (const { name, file } of cases())
  describe(`${name}, compiled`, () => {
    const text = readFileSync(file, 'utf8');
    let model = modelOfText(text, name);
    before(async () => ({ model } = await analyse(diskHost(), file, text)));

    for (const { format, options, file: golden } of outputs(model))
      it(`to ${golden} is the golden`, () => assertGolden(golden, emit(model, format, options)));

    it('is text that every tool involved accepts: LF, no control characters', () => {
      for (const { format, options } of outputs(model))
        assert.doesNotMatch(
          emit(model, format, options),
          /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Cs}\ufeff\u202a-\u202e]/u,
        );
    });

    it('parses as CloudFormation, with the script byte for byte', () => {
      assert.strictEqual(scriptIn(emit(model, 'cloudformation'), model.name), emit(model, 'script'));
    });

    it('is a script and commands that the shell can parse', function () {
      for (const [shell, format, options] of [
        ['bash', 'script', {}],
        ['sh', 'commands', {}],
        ['sh', 'commands', { undo: true }],
      ] as const) {
        const { error, stderr, status } = spawnSync(shell, ['-n'], {
          input: emit(model, format, options),
          encoding: 'utf8',
        });
        if (error) notProven(this, `${format} parse with ${shell} -n`, error.message);
        assert.strictEqual(stderr, '');
        assert.strictEqual(status, 0);
      }
    });
  });

describe('packed routes', () => {
  for (const form of forms.filter((each) => each !== 'readable'))
    it(`match the golden as ${form}`, () => {
      const plan = planOf(modelOfText(`${internetPolicy(40, 1)}route 2001:db8::/32 unreachable\n`));
      assertGolden(`packed/${form}.sh`, `${routesValues(plan, form).join('\n')}\n`);
    });
});

describe('the output formats', () => {
  itIsFreshInManifest(
    ['contributes', 'taskDefinitions', '0', 'properties', 'to', 'enum'],
    () => outputFormatNames,
  );
});

describe('compiled random policies', () => {
  it('have the script byte for byte in the template', () => {
    for (let seed = 1; seed <= runs(200); seed++) {
      const model = modelOfText(randomPolicy(seed));
      assert.strictEqual(
        scriptIn(emit(model, 'cloudformation'), model.name),
        emit(model, 'script'),
        `seed ${seed}`,
      );
    }
  });
});

/** The script in a template, read by a YAML parser that also checks the rest of the template. */
function scriptIn(template: string, policy: string): unknown {
  const parsed = parsedYaml(template);
  const content = at(parsed, 'Resources', 'LifecycleConfig', 'Properties', 'OnStart', '0', 'Content');
  const script = at(content, 'Fn::Base64');
  assert.deepStrictEqual(parsed, {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Routes of SageMaker notebook instances: ${policy}`,
    Resources: {
      LifecycleConfig: {
        Type: 'AWS::SageMaker::NotebookInstanceLifecycleConfig',
        Properties: {
          NotebookInstanceLifecycleConfigName: policy,
          OnStart: [{ Content: { 'Fn::Base64': script } }],
        },
      },
    },
    Outputs: {
      LifecycleConfigName: {
        Description: 'What a notebook instance takes as its LifecycleConfigName',
        Value: { 'Fn::GetAtt': ['LifecycleConfig', 'NotebookInstanceLifecycleConfigName'] },
      },
    },
  });
  return script;
}
