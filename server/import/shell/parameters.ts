import type { ParameterOperation, Word, WordPart } from 'unbash';
import { evaluateText } from './arithmetic';
import {
  arithmeticWord,
  elementPieces,
  piecesText,
  starPieces,
  wordPieces,
  type Expansion,
  type WordPiece,
} from './pieces';
import { regExp, wordPattern } from './patterns';
import {
  arrayElement,
  elements,
  isHidden,
  isUnassigned,
  isInteger,
  parameter,
  scope,
  setText,
  variable,
} from './variables';
import { isKnown, isUnknownValue, type ShellText, type Unknown } from './values';

type Parameter = Extract<WordPart, { readonly type: 'ParameterExpansion' }>;

/** The pieces of `${…}`. */
export function expandParameter(expansion: Expansion, part: Parameter, isQuoted: boolean): WordPiece[] {
  const { run, line } = expansion;
  const { operation, index } = part;
  let { parameter: name, prefix } = part;
  const piece = (text: ShellText): WordPiece[] => [{ text, isQuoted, isSplit: !isQuoted }];
  const key = index?.value;
  const isAll = name === '@' || name === '*' || key === '@' || key === '*';
  const isStar = name === '*' || key === '*';
  if (prefix === '!' && isAll && index) return several(expansion, keys(expansion, name), isStar, isQuoted);
  if (prefix === '!') {
    if (operation?.type === 'Names') return piece({ reason: `\`${part.text}\` is not supported` });
    const reference = parameter(run, name);
    if (!isKnown(reference)) return piece(reference);
    name = reference;
    prefix = undefined;
  }
  if (prefix === '#') return piece(lengthOf(expansion, name, index, isAll));
  if (isAll) {
    const all = elements(run, name);
    if ('reason' in all) {
      const fallback =
        operation?.type === 'Default' ? defaulted(expansion, name, all, operation, isQuoted) : undefined;
      return fallback ?? several(expansion, all, isStar, isQuoted);
    }
    if (!operation) return several(expansion, all, isStar, isQuoted);
    if (operation.type === 'Default' && all.length === 0)
      return defaulted(expansion, name, '', operation, isQuoted) ?? [];
    if (operation.type === 'Slice')
      return several(expansion, slice(expansion, all, name, operation), isStar, isQuoted);
    return several(
      expansion,
      all.map((text) => changed(expansion, text, operation)),
      isStar,
      isQuoted,
    );
  }
  const value = index ? arrayElement(run, name, indexText(expansion, index), line) : parameter(run, name);
  if (!operation) return piece(checkedValue(expansion, name, value));
  if (operation.type === 'Default')
    return defaulted(expansion, name, value, operation, isQuoted) ?? piece(value);
  return piece(changed(expansion, value, operation));
}

/** A parameter's value; under `set -u` the script ends if there is none. */
export function checkedValue(expansion: Expansion, name: string, value: ShellText): ShellText {
  const { run, line } = expansion;
  const isGone = isHidden(run, name);
  if (run.state.options.has('nounset') && (isGone || isUnassigned(value)))
    reportEnding(expansion, name, '`set -u`');
  else if (isGone)
    run.notes.assume(
      line,
      `\`$${name}\` is not in the environment of the shell that runs this: treated as empty`,
    );
  return value;
}

function reportEnding({ run, line }: Expansion, name: string, what: string): void {
  run.notes.assume(
    line,
    `\`$${name}\` is not assigned in the script: ${what} ends it here unless it is set outside`,
  );
}

function several(
  { run }: Expansion,
  all: readonly ShellText[] | Unknown,
  isStar: boolean,
  isQuoted: boolean,
): WordPiece[] {
  return isStar && isQuoted ? starPieces(run, all) : elementPieces(all, isQuoted);
}

function indexText(expansion: Expansion, index: Word): ShellText {
  return index.parts ? arithmeticWord(expansion, index) : index.value;
}

function keys({ run }: Expansion, name: string): readonly ShellText[] | Unknown {
  const assigned = variable(run, name);
  if (!assigned) return [];
  return isUnknownValue(assigned.value) ? assigned.value : [...assigned.value.items.keys()];
}

function lengthOf(expansion: Expansion, name: string, index: Word | undefined, isAll: boolean): ShellText {
  const { run, line } = expansion;
  if (isAll) {
    const all = elements(run, name);
    return 'reason' in all ? all : String(all.length);
  }
  const value = index ? arrayElement(run, name, indexText(expansion, index), line) : parameter(run, name);
  return isKnown(value) ? String([...value].length) : value;
}

type Default = Extract<ParameterOperation, { readonly type: 'Default' }>;

/** The value of `${x:-word}` and similar; undefined if it is the parameter's own. */
function defaulted(
  expansion: Expansion,
  name: string,
  value: ShellText,
  { operator, operand }: Default,
  isQuoted: boolean,
): WordPiece[] | undefined {
  const { run, line } = expansion;
  const operandPieces = (): WordPiece[] => {
    if (!operand.parts)
      return isQuoted ? [{ text: operand.value, isQuoted, isSplit: false }] : splitPieces(operand.text);
    return operand.parts.flatMap((part) =>
      part.type === 'Literal' && !isQuoted ? splitPieces(part.text) : expansion.part(part, isQuoted),
    );
  };
  const isAbsent = isUnassigned(value);
  if (!isKnown(value) && !isAbsent) return undefined;
  const isKnownUnset = variable(run, name)?.value;
  const { args } = run.state;
  const isMissing = /^[1-9]\d*$/.test(name) && !('reason' in args) && Number(name) > args.length;
  const isUnset =
    isAbsent ||
    isMissing ||
    (isKnownUnset !== undefined && 'items' in isKnownUnset && isKnownUnset.items.size === 0);
  const counts = operator.startsWith(':') ? isUnset || value === '' : isUnset;
  const kind = operator.slice(-1);
  if (isAbsent) {
    const operandText = piecesText(operandPieces());
    const what =
      kind === '+' ? 'left out' : `treated as \`${isKnown(operandText) ? operandText : operand.text}\``;
    if (kind !== '?')
      run.notes.assume(
        line,
        /^\d+$/.test(name)
          ? `\`$${name}\` is not given as an argument: ${what}`
          : `\`$${name}\` is not set outside the script: ${what}`,
      );
  }
  if (kind === '+') return counts ? [{ text: '', isQuoted, isSplit: !isQuoted }] : operandPieces();
  if (!counts) return undefined;
  if (kind === '?') {
    if (isAbsent) reportEnding(expansion, name, `\`\${${name}${operator}…}\``);
    return undefined;
  }
  if (kind !== '=') return operandPieces();
  const assigned = piecesText(operandPieces());
  setText(run, name, assigned, line);
  return [{ text: assigned, isQuoted, isSplit: !isQuoted }];
}

/** The pieces of an unquoted text: it is split, except for characters after a backslash. */
function splitPieces(text: string): WordPiece[] {
  return text.split(/(\\[^])/).flatMap((each, i): WordPiece[] => {
    if (i % 2 === 0) return [{ text: each, isQuoted: false, isSplit: true }];
    return each === '\\\n' ? [] : [{ text: each.slice(1), isQuoted: true, isSplit: false }];
  });
}

type Slice = Extract<ParameterOperation, { readonly type: 'Slice' }>;

function bounds(
  expansion: Expansion,
  { offset, length }: Slice,
): readonly [number, number | undefined] | Unknown {
  const numbers = [offset, length].map((word) => {
    if (!word) return undefined;
    const text = arithmeticWord(expansion, word);
    const value = isKnown(text) ? evaluateText(text, scope(expansion.run, expansion.line)) : text;
    return isInteger(value) ? Number(value) : value;
  });
  const unknown = numbers.find((each): each is Unknown => typeof each === 'object');
  if (unknown) return unknown;
  const [from, count] = numbers.map((each) => (typeof each === 'number' ? each : undefined));
  return [from ?? 0, count];
}

function slice(
  expansion: Expansion,
  all: readonly ShellText[],
  name: string,
  operation: Slice,
): readonly ShellText[] | Unknown {
  const range = bounds(expansion, operation);
  if ('reason' in range) return range;
  const [offset, count] = range;
  // The arguments begin with `$0`.
  const isArguments = name === '@' || name === '*';
  const from = isArguments && offset > 0 ? offset - 1 : offset < 0 ? all.length + offset : offset;
  return all.slice(Math.max(0, from), count === undefined ? undefined : from + count);
}

/** A value changed by `%`, `#`, `/`, `^`, `:` or `@`. */
function changed(expansion: Expansion, value: ShellText, operation: ParameterOperation): ShellText {
  if (!isKnown(value)) return value;
  switch (operation.type) {
    case 'Remove':
      return removed(expansion, value, operation.operator, operation.operand);
    case 'Replace':
      return replaced(expansion, value, operation);
    case 'Slice': {
      const range = bounds(expansion, operation);
      if ('reason' in range) return range;
      const [offset, count] = range;
      const from = offset < 0 ? value.length + offset : offset;
      if (from < 0) return '';
      return value.slice(from, count === undefined ? undefined : count < 0 ? count : from + count);
    }
    case 'CaseModification': {
      if (operation.operand) return { reason: 'a change of case with a pattern is not supported' };
      const { operator } = operation;
      const turned = operator.startsWith('^') ? value.toUpperCase() : value.toLowerCase();
      return operator.length === 2 ? turned : turned.slice(0, 1) + value.slice(1);
    }
    default:
      return {
        reason: `\`\${…}\` with the operator \`${'operator' in operation ? operation.operator : ''}\` is not supported`,
      };
  }
}

/** The source of a pattern, whose quoted parts are literal. */
export function patternOf(expansion: Expansion, word: Word, longest = true): string | Unknown {
  return wordPattern(
    word,
    (part) => {
      const isQuoted = ![
        'SimpleExpansion',
        'ParameterExpansion',
        'CommandExpansion',
        'ArithmeticExpansion',
      ].includes(part.type);
      return { text: piecesText(expansion.part(part, isQuoted)), isQuoted };
    },
    longest,
  );
}

function removed(expansion: Expansion, value: string, operator: string, operand: Word): ShellText {
  const isPrefix = operator.startsWith('#');
  const longest = operator.length === 2;
  const source = patternOf(expansion, operand, isPrefix ? longest : true);
  if (typeof source !== 'string') return source;
  if (isPrefix) {
    const match = regExp(`^(?:${source})`)?.exec(value);
    return match ? value.slice(match[0].length) : value;
  }
  const whole = regExp(`^(?:${source})$`);
  if (!whole) return { reason: `the pattern \`${operand.text}\` is not supported` };
  for (let i = 0; i <= value.length; i++) {
    const at = longest ? i : value.length - i;
    if (whole.test(value.slice(at))) return value.slice(0, at);
  }
  return value;
}

type Replace = Extract<ParameterOperation, { readonly type: 'Replace' }>;

function replaced(
  expansion: Expansion,
  value: string,
  { operator, pattern, replacement }: Replace,
): ShellText {
  const source = patternOf(expansion, pattern);
  if (typeof source !== 'string') return source;
  const by = piecesText(wordPieces(expansion, replacement));
  if (!isKnown(by)) return by;
  if (source === '') return operator === '/#' ? by + value : operator === '/%' ? value + by : value;
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
  const expression = regExp(anchored, operator === '//' ? 'g' : '');
  return expression
    ? value.replace(expression, () => by)
    : { reason: `the pattern \`${pattern.text}\` is not supported` };
}
