import * as assert from 'node:assert';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { loadAlone } from '../../server/model/load';
import { modelOf } from '../../server/model/model';
import { rules } from '../../server/rules/registry';
import { check } from '../../server/rules/runner';
import { positionIn, templates } from '../../server/syntax/forms';
import { lineTokens, isSignificant } from '../../server/syntax/lexer';
import { parse, parseLine } from '../../server/syntax/parser';
import { statementsTable } from '../../server/syntax/reference';
import { statements, type StatementDefinition } from '../../server/syntax/statements';
import { textMateGrammar } from '../../server/syntax/text-mate';
import { root } from '../fixture';
import { itIsFresh, withPart } from '../generated';

/** A template with its tab stops filled in: the placeholders, or one of the choices. */
function filled(snippet: string, choice: (choices: readonly string[]) => string): string {
  return snippet.replace(/\$\{\d+(?:\|([^|}]*)\||:([^}]*))\}/g, (_, choices?: string, sample?: string) =>
    choices === undefined ? (sample ?? '') : choice(choices.split(',')),
  );
}

/** The words of a statement's first line after its keyword. */
function wordsOf(source: string): string[] {
  const tokens = lineTokens(source, 0, source.split('\n')[0].length, false).filter(isSignificant);
  return tokens.slice(1).map(({ text }) => text);
}

describe('the table of statements', () => {
  for (const statement of statements.map((each: StatementDefinition) => each)) {
    const { keyword, forms, values, example, documentation } = statement;
    const written = templates(statement).flatMap(({ snippet }) => [
      filled(snippet, ([first]) => first),
      filled(snippet, (choices) => choices[choices.length - 1]),
    ]);
    describe(keyword, () => {
      it('has an example and templates that parse completely', () => {
        for (const source of [example, ...written]) {
          const { errors: problems, statements: parsed, plain } = parse(source);
          assert.deepStrictEqual(problems, [], source);
          assert.strictEqual(parsed.length + plain.count, 1, source);
          assert.strictEqual(parseLine(source, 0).statement?.kind, keyword, source);
        }
      });

      it('has forms that cover every word the parser accepts', () => {
        for (const source of [example, ...written]) {
          const words = wordsOf(source);
          const most = Math.max(...forms.map((form) => positionIn(form, words).explained));
          assert.strictEqual(most, words.length, source);
        }
      });

      it('has words known to the TextMate grammar, and sentences as documentation', () => {
        const page = readFileSync(path.join(root, 'docs/language.md'), 'utf8');
        const grammar = page.slice(page.indexOf('```ebnf'));
        const own = forms.flatMap(({ parameters }) =>
          parameters.flatMap(({ after, values: some }) => [
            ...(after === undefined ? [] : [after]),
            ...(some ?? []),
          ]),
        );
        for (const word of [keyword, ...own]) assert.ok(grammar.includes(`"${word}"`), word);
        assert.match(documentation, /^[A-Z].*\.$/);
        for (const text of Object.values(values ?? {})) assert.match(text, /^[A-Z].*\.$/);
      });

      if (values)
        it('accepts each of its values, and no others', () => {
          const reported = (value: string): string[] => {
            const model = modelOf(loadAlone('policy.nbroute', parse(`${keyword} ${value}\n`)));
            const unknown = rules.filter(({ id }) => id === 'unknown-value');
            return check(model, unknown, new Map(), Infinity).diagnostics.map(({ rule }) => rule);
          };
          for (const value of Object.keys(values)) assert.deepStrictEqual(reported(value), [], value);
          assert.deepStrictEqual(reported('another'), ['unknown-value']);
        });
    });
  }

  itIsFresh('syntaxes/nbroute.tmLanguage.json', () => `${JSON.stringify(textMateGrammar(), null, 2)}\n`);
  itIsFresh('docs/language.md', (page) => withPart(page, 'statements', statementsTable()));
});
