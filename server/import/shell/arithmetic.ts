import { parse, type ArithmeticExpression } from 'unbash';
import { isKnown, type ShellText, type Unknown } from './values';

/** The script's state that arithmetic needs. */
export interface ArithmeticScope {
  readonly read: (name: string) => ShellText;
  readonly write: (name: string, value: ShellText) => void;
  /** A word of the expression with `$…` in it. */
  readonly expand: (word: Extract<ArithmeticExpression, { readonly type: 'ArithmeticWord' }>) => ShellText;
}

export type Integer = bigint | Unknown;

/** The value of an expression as bash computes it, in 64 bits. */
export function evaluate(expression: ArithmeticExpression, scope: ArithmeticScope, depth = 0): Integer {
  if (depth > 50) return { reason: 'an arithmetic expression is nested too deeply' };
  switch (expression.type) {
    case 'ArithmeticGroup':
      return evaluate(expression.expression, scope, depth + 1);
    case 'ArithmeticTernary': {
      const test = evaluate(expression.test, scope, depth + 1);
      if (typeof test !== 'bigint') return test;
      return evaluate(test !== 0n ? expression.consequent : expression.alternate, scope, depth + 1);
    }
    case 'ArithmeticUnary':
      return unary(expression, scope, depth);
    case 'ArithmeticBinary':
      return binary(expression, scope, depth);
    case 'ArithmeticWord':
      return wordValue(expression, scope, depth);
    case 'ArithmeticCommandExpansion':
      return { reason: `\`${expression.text}\` is known only when the script runs` };
  }
}

/** The value of an expression as text, as in `let` and in variables. */
export function evaluateText(text: string, scope: ArithmeticScope, depth = 0): Integer {
  const plain = text.trim();
  if (plain === '') return 0n;
  if (/^[-+]?\d+$/.test(plain) || /^0x[\da-f]+$/i.test(plain)) return integer(plain);
  const [statement] = parse(`((${plain}))`).commands;
  const command = statement?.command;
  return command?.type === 'ArithmeticCommand' && command.expression
    ? evaluate(command.expression, scope, depth + 1)
    : { reason: `\`${plain}\` is not a number` };
}

function integer(text: string): Integer {
  const based = /^(\d+)#([\da-z]+)$/i.exec(text);
  if (based) {
    const value = parseInt(based[2], Number(based[1]));
    return Number.isSafeInteger(value) ? BigInt(value) : { reason: `\`${text}\` is not a number` };
  }
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = text.replace(/^[-+]/, '');
  if (/^0[0-7]+$/.test(digits)) return sign * BigInt(`0o${digits.slice(1)}`);
  if (/^(?:0|[1-9]\d*|0x[\da-f]+)$/i.test(digits)) return sign * BigInt(digits);
  return { reason: `\`${text}\` is not a number to bash` };
}

type Unary = Extract<ArithmeticExpression, { readonly type: 'ArithmeticUnary' }>;
type Binary = Extract<ArithmeticExpression, { readonly type: 'ArithmeticBinary' }>;
type WordNode = Extract<ArithmeticExpression, { readonly type: 'ArithmeticWord' }>;

function wordValue(word: WordNode, scope: ArithmeticScope, depth: number): Integer {
  if (word.parts || word.value.includes('$')) {
    const text = scope.expand(word);
    return isKnown(text) ? evaluateText(text, scope, depth + 1) : text;
  }
  if (/^\d/.test(word.value)) return integer(word.value);
  const text = scope.read(word.value);
  return isKnown(text) ? evaluateText(text, scope, depth + 1) : text;
}

function unary({ operator, operand, prefix }: Unary, scope: ArithmeticScope, depth: number): Integer {
  const value = evaluate(operand, scope, depth + 1);
  if (operator === '++' || operator === '--') {
    const after = typeof value === 'bigint' ? value + (operator === '++' ? 1n : -1n) : value;
    assign(operand, after, scope);
    return prefix ? after : value;
  }
  if (typeof value !== 'bigint') return value;
  switch (operator) {
    case '-':
      return wrapped(-value);
    case '!':
      return value === 0n ? 1n : 0n;
    case '~':
      return ~value;
    default:
      return value;
  }
}

function assign(target: ArithmeticExpression, value: Integer, scope: ArithmeticScope): void {
  if (target.type === 'ArithmeticWord')
    scope.write(target.value, typeof value === 'bigint' ? String(value) : value);
}

function binary(expression: Binary, scope: ArithmeticScope, depth: number): Integer {
  const { operator, left, right } = expression;
  if (operator === '=') {
    const value = evaluate(right, scope, depth + 1);
    assign(left, value, scope);
    return value;
  }
  const assigns = /^(.+)=$/.exec(operator)?.[1];
  if (assigns !== undefined && !['==', '!=', '<=', '>='].includes(operator)) {
    const value = computed(assigns, evaluate(left, scope, depth + 1), evaluate(right, scope, depth + 1));
    assign(left, value, scope);
    return value;
  }
  const first = evaluate(left, scope, depth + 1);
  if (operator === '&&' || operator === '||') {
    if (typeof first !== 'bigint') return first;
    if ((first !== 0n) === (operator === '||')) return operator === '||' ? 1n : 0n;
    const second = evaluate(right, scope, depth + 1);
    return typeof second === 'bigint' ? truth(second !== 0n) : second;
  }
  const second = evaluate(right, scope, depth + 1);
  return operator === ',' ? second : computed(operator, first, second);
}

function truth(is: boolean): bigint {
  return is ? 1n : 0n;
}

function wrapped(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function computed(operator: string, a: Integer, b: Integer): Integer {
  if (typeof a !== 'bigint') return a;
  if (typeof b !== 'bigint') return b;
  if ((operator === '/' || operator === '%') && b === 0n) return { reason: 'a division by zero' };
  if (operator === '**' && (b < 0n || b > 64n)) return { reason: 'an exponent is out of range' };
  const operations: Readonly<Record<string, () => bigint>> = {
    '+': () => a + b,
    '-': () => a - b,
    '*': () => a * b,
    '/': () => a / b,
    '%': () => a % b,
    '**': () => a ** b,
    '<<': () => a << (b & 63n),
    '>>': () => a >> (b & 63n),
    '&': () => a & b,
    '|': () => a | b,
    '^': () => a ^ b,
    '<': () => truth(a < b),
    '>': () => truth(a > b),
    '<=': () => truth(a <= b),
    '>=': () => truth(a >= b),
    '==': () => truth(a === b),
    '!=': () => truth(a !== b),
  };
  const operation = Object.hasOwn(operations, operator) ? operations[operator] : undefined;
  return operation ? wrapped(operation()) : { reason: `the operator \`${operator}\` is not supported` };
}
