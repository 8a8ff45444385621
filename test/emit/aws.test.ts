import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, SpecDatabase } from '@aws-cdk/service-spec-types';
import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { emit } from '../../server/emit/emit';
import type { Model } from '../../server/model/model';
import { root } from '../fixture';
import { modelOfText, randomPolicy } from '../random-policy';
import { at } from './template';
import { runs } from '../volume';

/*
 * Checks the resources of every output format against AWS's own schema (the CloudFormation registry, as packaged for
 * the CDK) and, for what it does not contain, against the limits of the API (botocore's model of sagemaker).
 */

/** The API's limits: the Base64 characters of a script, and the length and pattern of a name. */
const api = { content: 16384, name: 63, pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/ };
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const cloudFormation = { body: 51200, description: 1024, parameterDescription: 4000 };

let known: SpecDatabase | undefined;
function spec(): SpecDatabase {
  known ??= loadAwsServiceSpecSync();
  return known;
}

/** A template's violations of the schema, a line each. */
function faults(template: unknown): string[] {
  return Object.entries(entries(at(template, 'Resources'))).flatMap(([id, resource]) => {
    const kind = String(at(resource, 'Type'));
    const [type] = spec().lookup('resource', 'cloudFormationType', 'equals', kind);
    if (!type) return [`${id}: there is no ${kind}`];
    const properties = entries(at(resource, 'Properties'));
    return [
      ...Object.entries(type.properties)
        .filter(([name, { required }]) => required && !(name in properties))
        .map(([name]) => `${id} has no ${name}`),
      ...Object.entries(properties).flatMap(([name, value]) => {
        const property = type.properties[name];
        return property
          ? misfits(template, property.type, value, `${id}.${name}`)
          : [`${id} knows no ${name}`];
      }),
    ];
  });
}

/** Why a value does not have a type; an intrinsic function counts as the type it returns. */
function misfits(template: unknown, type: PropertyType, value: unknown, where: string): string[] {
  const [reference, attribute] = [at(value, 'Ref'), at(value, 'Fn::GetAtt')];
  if (typeof reference === 'string') {
    const parameter = String(at(template, 'Parameters', reference, 'Type'));
    const given = /^List</.test(parameter)
      ? 'array'
      : /^(String|AWS::)/.test(parameter)
        ? 'string'
        : parameter;
    return given === type.type ? [] : [`${where} is a ${type.type}, the parameter a ${given}`];
  }
  if (attribute !== undefined) {
    const kind = String(at(template, 'Resources', String(at(attribute, '0')), 'Type'));
    const [resource] = spec().lookup('resource', 'cloudFormationType', 'equals', kind);
    const given = resource?.attributes[String(at(attribute, '1'))]?.type.type;
    return given === type.type ? [] : [`${where} is a ${type.type}, the attribute ${given ?? 'unknown'}`];
  }
  if (at(value, 'Fn::Base64') !== undefined)
    return misfits(template, type, at(value, 'Fn::Base64'), `${where}'s base64`);
  switch (type.type) {
    case 'string':
      return typeof value === 'string' ? [] : [`${where} is not a string`];
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((each: unknown, i) => misfits(template, type.element, each, `${where}[${i}]`))
        : [`${where} is not an array`];
    case 'ref': {
      const { properties } = spec().get('typeDefinition', type.reference);
      return Object.entries(entries(value)).flatMap(([name, inner]) => {
        const property = properties[name];
        return property
          ? misfits(template, property.type, inner, `${where}.${name}`)
          : [`${where} knows no ${name}`];
      });
    }
    default:
      return [`${where} is a ${type.type}, which this test does not know`];
  }
}

function entries(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function models(): Model[] {
  const files = ['samples', 'test/emit/goldens'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.nbroute'))
      .map((name) => path.join(root, folder, name)),
  );
  return [
    ...files.map((file) => modelOfText(readFileSync(file, 'utf8'), path.basename(file))),
    ...Array.from({ length: runs(40) }, (_, i) => modelOfText(randomPolicy(i + 1))),
    modelOfText('', `${'-'.repeat(9)}Büro & ${'long '.repeat(30)}.nbroute`),
  ];
}

describe('the resources of a template', function () {
  it("match AWS's schema", () => {
    for (const model of models())
      for (const withNotebook of [false, true])
        assert.deepStrictEqual(faults(JSON.parse(emit(model, 'cloudformation-json', { withNotebook }))), []);
  });

  it('are rejected by the schema if they are wrong', () => {
    const broken = (change: (text: string) => string): string[] =>
      faults(
        JSON.parse(
          change(emit(modelOfText('vpc 172.31.0.0/16'), 'cloudformation-json', { withNotebook: true })),
        ),
      );
    assert.deepStrictEqual(
      broken((text) => text.replace('"Content"', '"Contents"')),
      ['LifecycleConfig.OnStart[0] knows no Contents'],
    );
    assert.deepStrictEqual(
      broken((text) => text.replace(/"RoleArn": \{\s*"Ref": "RoleArn"\s*\},/, '')),
      ['Notebook has no RoleArn'],
    );
    assert.deepStrictEqual(
      broken((text) => text.replace('List<AWS', 'AWS').replace('Id>', 'Id')),
      ['Notebook.SecurityGroupIds is a array, the parameter a string'],
    );
    assert.deepStrictEqual(broken((text) => text.replaceAll('ConfigName"\n', 'Config"\n')).slice(0, 1), [
      'Notebook.LifecycleConfigName is a string, the attribute unknown',
    ]);
    assert.deepStrictEqual(
      broken((text) => text.replace('NotebookInstanceLifecycleConfig"', 'Lifecycle"')),
      [
        'LifecycleConfig: there is no AWS::SageMaker::Lifecycle',
        'Notebook.LifecycleConfigName is a string, the attribute unknown',
      ],
    );
  });

  it('keep to the limits of the API and of CloudFormation', () => {
    for (const model of models()) {
      const input: unknown = JSON.parse(emit(model, 'aws-cli'));
      const name = String(at(input, 'NotebookInstanceLifecycleConfigName'));
      assert.deepStrictEqual(Object.keys(entries(input)), ['NotebookInstanceLifecycleConfigName', 'OnStart']);
      assert.match(name, api.pattern);
      assert.ok(name.length <= api.name, name);
      const content = String(at(input, 'OnStart', '0', 'Content'));
      assert.ok(content.length >= 1 && content.length <= api.content, name);
      for (const target of ['cloudformation', 'cloudformation-json'] as const) {
        const text = emit(model, target, { withNotebook: true });
        assert.ok(Buffer.byteLength(text) <= cloudFormation.body, name);
      }
      const template: unknown = JSON.parse(emit(model, 'cloudformation-json', { withNotebook: true }));
      assert.ok(Buffer.byteLength(String(at(template, 'Description'))) <= cloudFormation.description);
      for (const parameter of Object.values(entries(at(template, 'Parameters'))))
        assert.ok(String(at(parameter, 'Description')).length <= cloudFormation.parameterDescription);
    }
  });
});
