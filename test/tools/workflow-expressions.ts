import * as assert from 'node:assert';
import { memberOf } from '../../server/aws/json';

/** The values that a workflow expression can name: `github`, `inputs`, `steps`. */
export type Contexts = Readonly<Record<string, unknown>>;

type Value = string | number | boolean | null;

/** Replaces each `${{ }}` in a text, as the runner does before a step. */
export function interpolated(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) =>
    textOfValue(evaluated(expression, contexts)),
  );
}

/** Whether a step runs; a condition without a status function also requires that no step has failed. */
export function runs(condition: string | undefined, contexts: Contexts, hasFailed: boolean): boolean {
  const expression = (condition ?? 'true').replace(/^\$\{\{(.*)\}\}$/, '$1');
  const asksStatus = /\b(?:always|cancelled|failure|success)\(\)/.test(expression);
  return (asksStatus || !hasFailed) && isTrue(evaluated(expression, { ...contexts, hasFailed }));
}

/**
 * Evaluates the subset of GitHub's expressions that the action uses: operators, literals, status functions and
 * contexts.
 */
function evaluated(expression: string, contexts: Contexts): Value {
  const tokens = expression.match(/'(?:[^']|'')*'|&&|\|\||[=!]=|[!()]|[\w.-]+/g) ?? [];
  let at = 0;
  const take = (token: string): boolean => tokens[at] === token && ++at > 0;
  const primary = (): Value => {
    if (take('!')) return !isTrue(primary());
    if (take('(')) {
      const value = either();
      assert.ok(take(')'), expression);
      return value;
    }
    const token = tokens[at++] ?? '';
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === 'true' || token === 'false') return token === 'true';
    if (take('(')) {
      assert.ok(take(')'), expression);
      assert.ok(token in statuses, token);
      return statuses[token](contexts['hasFailed'] === true);
    }
    return named(token, contexts);
  };
  const equal = (): Value => {
    const left = primary();
    if (take('==')) return textOfValue(left) === textOfValue(primary());
    if (take('!=')) return textOfValue(left) !== textOfValue(primary());
    return left;
  };
  const both = (): Value => {
    let value = equal();
    while (take('&&')) {
      const right = equal();
      value = isTrue(value) ? right : value;
    }
    return value;
  };
  const either = (): Value => {
    let value = both();
    while (take('||')) {
      const right = both();
      value = isTrue(value) ? value : right;
    }
    return value;
  };
  const value = either();
  assert.strictEqual(at, tokens.length, expression);
  return value;
}

const statuses: Readonly<Record<string, (hasFailed: boolean) => boolean>> = {
  always: () => true,
  cancelled: () => false,
  failure: (hasFailed) => hasFailed,
  success: (hasFailed) => !hasFailed,
};

function named(name: string, contexts: Contexts): Value {
  const value = name.split('.').reduce<unknown>(memberOf, contexts);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

const isTrue = (value: Value): boolean => value !== null && value !== '' && value !== false && value !== 0;
const textOfValue = (value: Value): string => (value === null ? '' : String(value));
