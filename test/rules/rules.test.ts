import * as assert from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { loadAlone } from '../../server/model/load';
import { modelOf, type Model } from '../../server/model/model';
import { check, type Checked } from '../../server/rules/check';
import { edited } from '../../server/rules/fix-all';
import { rules } from '../../server/rules/index';
import type { Finding, Rule } from '../../server/rules/rule';
import { rulesPage } from '../../server/rules/page';
import { parse } from '../../server/syntax/parser';
import { assertFixture, casesOf, fixtures, root, type Answer } from '../fixture';

function modelFrom(source: string): Model {
  return modelOf(loadAlone('policy.nbroute', parse(source)));
}

/** What one rule alone says of a text; a rule that is off by default is switched on. */
function checkedBy(rule: Rule, source: string): Checked {
  return check(
    modelFrom(source),
    [rule],
    new Map(rule.severity === 'off' ? [[rule.id, 'hint']] : []),
    Infinity,
  );
}

describe('rules', () => {
  for (const rule of rules) {
    describe(rule.id, () => {
      it('reports its bad example exactly once', () => {
        assert.strictEqual(checkedBy(rule, rule.bad).total, 1);
      });
      it('reports nothing in its good example, which has no errors at all', () => {
        assert.strictEqual(checkedBy(rule, rule.good).total, 0);
        const others = check(modelFrom(rule.good), rules, new Map(), Infinity).findings;
        assert.deepStrictEqual(
          others.filter(({ severity }) => severity === 'error').map(({ message }) => message),
          [],
        );
      });
      it('has a fixture', () => {
        assert.ok(fixtures('rules').some(({ name }) => name === rule.id));
      });
      it('explains itself in whole sentences, its summary without a period', () => {
        assert.match(rule.why, /^[A-Z].*[.)]$/s);
        assert.match(rule.summary, /[^.]$/);
      });
    });
  }

  it('have the default severities of the language', () => {
    const errors = rules.filter(({ severity }) => severity === 'error').map(({ id }) => id);
    assert.ok(
      errors.includes('detours-vpc') &&
        errors.includes('moves-default') &&
        errors.includes('failed-expectation'),
    );
    assert.deepStrictEqual(new Set(rules.map(({ id }) => id)).size, rules.length);
  });
});

describe('rule fixtures', () => {
  for (const { name, file } of fixtures('rules')) {
    const rule = rules.find(({ id }) => id === name);
    it(name, () => {
      assert.ok(rule, `no rule is named ${name}`);
      assertFixture(file, (source) =>
        checkedBy(rule, source).findings.map((finding) => answerOf(source, finding)),
      );
    });
    it(`${name}: every fix takes its finding away and leaves no other error`, () => {
      assert.ok(rule);
      for (const { source } of casesOf(readFileSync(file, 'utf8'))) {
        const before = checkedBy(rule, source);
        for (const fix of before.findings.flatMap(({ fixes }) => fixes)) {
          const after = edited(source, fix.edits);
          assert.ok(checkedBy(rule, after).total < before.total, `${fix.title} in:\n${source}`);
          assert.deepStrictEqual(parse(after).problems.slice(parse(source).problems.length), []);
        }
      }
    });
  }
});

function answerOf(source: string, { from, to, severity, rule, message, related, fixes }: Finding): Answer {
  return {
    from,
    to,
    text: `${severity}[${rule}]: ${message}`,
    notes: [
      ...related.map(
        (each) => `related ${JSON.stringify(source.slice(each.from, each.to))}: ${each.message}`,
      ),
      ...fixes.map(
        ({ title, kind, edits }) =>
          `${kind}: ${title} (${edits.map(({ text }) => JSON.stringify(text)).join(', ')})`,
      ),
    ],
  };
}

describe('the page of rules', () => {
  it('is fresh; UPDATE=1 npm run test:unit writes it', () => {
    const file = path.join(root, 'server/rules/README.md');
    if (process.env['UPDATE'] === '1') writeFileSync(file, rulesPage(rules));
    assert.strictEqual(readFileSync(file, 'utf8'), rulesPage(rules));
  });
});
