import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { analyse, fixed, minimised, type Analysis } from '../../server/engine';
import { features } from '../../server/features/index';
import { effectiveTable } from '../../server/model/effective';
import { edited } from '../../server/rules/lib/fix-all';
import { allStatements } from '../../server/syntax/parser';
import { memoryHost } from '../memory-host';
import { runs } from '../volume';

const host = memoryHost({ 'nbroute.json': '{"rules":{"redundant-route":"error"}}' });
const quietHost = memoryHost({});

/** Lines with errors, lines with removable or rewritable routes, and neither. */
const lines = [
  'route 10.0.0.0/8 via vpc',
  'route 10.0.0.0/8 unreachable',
  'route 10.0.0.0/8, 192.168.0.0/17, 192.168.128.0/17 unreachable',
  'route 10.1.0.0/16 via vpc # why',
  'route 10.1.0.0/16 via vpc',
  'route 192.168.0.0/17 via vpc',
  'route 192.168.128.0/17 via vpc',
  'route 10.0.3.4/16 via vpc',
  'route 010.0.0.0/8 via vpc',
  'route 172.31.64.0/24 via vpc',
  'route 172.31.0.0/16 unreachable',
  'route 172.16.0.0/12 via vpc',
  'route default via vpc',
  'route 0.0.0.0/1, 128.0.0.0/1 via vpc # allow moves-defaults',
  'route a, rfc1918 via vpc',
  'route unknown via vpc',
  'prefix-list a = 10.2.0.0/16, 10.3.0.0/16',
  'prefix-list b {\n  10.4.0.0/16\n}',
  'expect 10.0.0.0/8 via direct',
  'expect 10.1.2.3, 10.1.2.4 via vpc',
  'route 10.9.0.0/16',
  'platform notebook-al2-v1',
  'docker 172.17.0.0/16, 172.17.0.0/16',
  'policy a_b',
  '',
];
const policies = fc
  .array(fc.constantFrom(...lines), { minLength: 1, maxLength: 9 })
  .map((some) => `vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n${some.join('\n')}\n`);

/** A policy's number of statements and its routes. */
function contentOf({ model }: Analysis): unknown {
  return {
    statements: [...allStatements(model.unit.file)].length,
    routes: effectiveTable(model).map(({ prefix, action }) => [String(prefix.base), prefix.length, action]),
  };
}

describe('a policy with errors', function () {
  for (const [name, files] of [
    ['as rules are', quietHost],
    ['where nbroute.json makes a warning an error', host],
  ] as const)
    it(`is changed only by fixes of its errors: ${name}`, async () => {
      let withErrors = 0;
      await fc.assert(
        fc.asyncProperty(policies, async (source) => {
          const before = await analyse(files, 'policy.nbroute', source);
          const errors = before.checked.diagnostics.filter(({ severity }) => severity === 'error');
          if (errors.length === 0) return;
          withErrors++;
          assert.strictEqual(minimised(before), undefined);
          const whole = { from: 0, to: source.length };
          for (const place of [whole, ...allStatements(before.model.unit.file)])
            for (const action of features.codeActions(before, before.checked.diagnostics, place)) {
              if (
                errors.some(
                  ({ rule, from }) => action.diagnostic?.rule === rule && action.diagnostic.from === from,
                )
              )
                continue;
              const after = await analyse(files, 'policy.nbroute', edited(source, action.edits()));
              assert.deepStrictEqual(contentOf(after), contentOf(before), `${action.title} in\n${source}`);
            }
          const { text } = await fixed(files, 'policy.nbroute', source);
          const after = await analyse(files, 'policy.nbroute', text);
          if (after.checked.counts.error > 0)
            assert.deepStrictEqual(contentOf(after), contentOf(before), source);
        }),
        { numRuns: runs(100) },
      );
      assert.ok(withErrors > runs(30), `${withErrors} policies with errors`);
    });

  it('is judged by its own severities, not by those displayed', async () => {
    const source =
      'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\nroute 10.0.0.0/8 via vpc\nroute 10.0.0.0/8 unreachable\n';
    const analysis = await analyse(quietHost, 'policy.nbroute', source);
    const shown = analysis.checked.diagnostics.map((diagnostic) => ({
      ...diagnostic,
      severity: 'hint' as const,
    }));
    const whole = { from: 0, to: source.length };
    const titles = (diagnostics: typeof shown): string[] =>
      features.codeActions(analysis, diagnostics, whole).map(({ title }) => title);
    assert.deepStrictEqual(
      titles(shown),
      titles([...analysis.checked.diagnostics].map((each) => ({ ...each, severity: 'hint' }))),
    );
    assert.ok(titles(shown).length > 0);
    assert.ok(!titles(shown).includes('Rewrite all routes as the fewest'));
  });
});
