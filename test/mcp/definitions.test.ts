import * as assert from 'node:assert';
import { toolDefinitions } from '../../server/tools/definitions';
import { itIsFresh } from '../generated';

interface Manifest {
  readonly contributes: {
    readonly languageModelTools: readonly {
      readonly name: string;
      modelDescription: string;
      inputSchema: object;
    }[];
  };
}

describe('the definitions of the tools', () => {
  it('have a last sentence that says when to use them', () => {
    for (const { name, description } of toolDefinitions) {
      const sentences = description.split(/(?<=[.)])\s+(?=[A-Z])/);
      assert.match(sentences[sentences.length - 1], /^Use it .*\.$/, name);
      assert.strictEqual(sentences.filter((each) => each.startsWith('Use it')).length, 1, name);
    }
  });

  // Users have VS Code's names in their prompts and settings.
  it('keep the names that they have in VS Code', () =>
    assert.deepStrictEqual(
      toolDefinitions.flatMap((each) => each.languageModelTool ?? []),
      ['nbroute_check', 'nbroute_lookup', 'nbroute_explain_rule'],
    ));

  itIsFresh('package.json', (before) => {
    const manifest = JSON.parse(before) as Manifest;
    for (const tool of manifest.contributes.languageModelTools) {
      const definition = toolDefinitions.find((each) => each.languageModelTool === tool.name);
      assert.ok(definition, `${tool.name} is not defined`);
      tool.modelDescription = definition.description;
      tool.inputSchema = definition.input;
    }
    return `${JSON.stringify(manifest, undefined, 2)}\n`;
  });
});
