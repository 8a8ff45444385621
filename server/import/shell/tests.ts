import type { TestExpression, Word } from 'unbash';
import { evaluateText } from './arithmetic';
import { expandText } from './expand';
import { fileKey, isExecutable } from './files';
import { patternOf } from './parameters';
import { posixSource, regExp } from './patterns';
import type { Expansion } from './pieces';
import { isInteger, scope, setVariable } from './variables';
import { isKnown, listValue, type ShellText } from './values';

/** Whether a test is true; undefined if only a run decides. */
export type Truth = boolean | undefined;

/** `[ … ]` and `test …`, by the words without brackets: test(1). */
export function testWords(expansion: Expansion, words: readonly ShellText[]): Truth {
  return disjunction(expansion, words);
}

function disjunction(expansion: Expansion, words: readonly ShellText[]): Truth {
  if (words.length > 4) {
    const at = lastOf(words, '-o');
    if (at > 0)
      return or(disjunction(expansion, words.slice(0, at)), disjunction(expansion, words.slice(at + 1)));
    const and = lastOf(words, '-a');
    if (and > 0)
      return not(
        or(
          not(disjunction(expansion, words.slice(0, and))),
          not(disjunction(expansion, words.slice(and + 1))),
        ),
      );
  }
  if (words[0] === '!' && words.length > 1) return not(disjunction(expansion, words.slice(1)));
  if (words[0] === '(' && words[words.length - 1] === ')') return disjunction(expansion, words.slice(1, -1));
  const [first, second, third] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return isKnown(first) ? first !== '' : undefined;
    case 2:
      return isKnown(first) ? unaryTest(expansion, first, second) : undefined;
    case 3:
      return isKnown(second) ? binaryTest(expansion, second, first, third) : undefined;
    default:
      return undefined;
  }
}

function lastOf(words: readonly ShellText[], operator: string): number {
  return words.lastIndexOf(operator);
}

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === undefined || b === undefined ? undefined : false;
}

function unaryTest(expansion: Expansion, operator: string, operand: ShellText): Truth {
  const { run } = expansion;
  if (!isKnown(operand)) return undefined;
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-v':
      return run.state.variables.has(operand) ? true : undefined;
    case '-e':
    case '-f':
    case '-r':
    case '-s':
    case '-x': {
      if (operand === '') return false;
      const key = fileKey(run, operand);
      if (!run.state.files.has(key)) return undefined;
      const file = run.state.files.get(key);
      if (!file) return false;
      if ('reason' in file) return undefined;
      if (operator === '-x') return isExecutable(run, operand);
      return operator !== '-s' || file.length > 0;
    }
    default:
      return operand === '' && /^-[a-zA-Z]$/.test(operator) ? false : undefined;
  }
}

function binaryTest(expansion: Expansion, operator: string, left: ShellText, right: ShellText): Truth {
  if (!isKnown(left) || !isKnown(right)) return undefined;
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    default:
      return compared(expansion, operator, left, right);
  }
}

function compared(expansion: Expansion, operator: string, left: string, right: string): Truth {
  const [a, b] = [left, right].map((text) => evaluateText(text, scope(expansion.run, expansion.line)));
  if (!isInteger(a) || !isInteger(b)) return undefined;
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    case '-ge':
      return a >= b;
    default:
      return undefined;
  }
}

/** `[[ … ]]`. */
export function testExpression(expansion: Expansion, expression: TestExpression): Truth {
  switch (expression.type) {
    case 'TestGroup':
      return testExpression(expansion, expression.expression);
    case 'TestNot': {
      const truth = testExpression(expansion, expression.operand);
      return expression.negations.length % 2 === 1 ? not(truth) : truth;
    }
    case 'TestLogical': {
      let isOpen = false;
      for (const operand of expression.operands) {
        const truth = testExpression(expansion, operand);
        if (truth === (expression.operator === '||')) return isOpen ? undefined : truth;
        if (truth === undefined) isOpen = true;
      }
      return isOpen ? undefined : expression.operator === '&&';
    }
    case 'TestUnary':
      return unaryTest(expansion, expression.operator, expandText(expansion, expression.operand));
    case 'TestBinary': {
      const left = expandText(expansion, expression.left);
      const { operator, right } = expression;
      if (operator === '=~') return matches(expansion, left, right);
      if (operator === '=' || operator === '==' || operator === '!=') {
        const source = patternOf(expansion, right);
        if (typeof source !== 'string' || !isKnown(left)) return undefined;
        const is = regExp(`^(?:${source})$`)?.test(left);
        return operator === '!=' ? not(is) : is;
      }
      return binaryTest(expansion, operator, left, expandText(expansion, right));
    }
  }
}

function matches(expansion: Expansion, left: ShellText, right: Word): Truth {
  const pattern = expandText(expansion, right);
  const { run, line } = expansion;
  // What is quoted is literal.
  const isPlain =
    right.parts?.every(({ type, text }) => !/Quoted/.test(type) || !/[^\w\s"'/,:-]/.test(text)) ?? true;
  const expression =
    isPlain && isKnown(left) && isKnown(pattern) ? regExp(posixSource(pattern, true)) : undefined;
  if (!expression || !isKnown(left)) {
    const reason = '`$BASH_REMATCH` is known only when the script runs';
    setVariable(run, 'BASH_REMATCH', { reason }, line);
    return undefined;
  }
  const match = expression.exec(left);
  setVariable(run, 'BASH_REMATCH', listValue(match ? [...match].map((each) => each ?? '') : []), line);
  return match !== null;
}
