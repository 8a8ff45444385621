import type { Word, WordPart } from 'unbash';
import { evaluate } from './arithmetic';
import { braceWords } from './braces';
import { expandParameter, checkedValue } from './parameters';
import {
  arithmeticWord,
  elementPieces,
  parsedWords,
  piecesText,
  starPieces,
  wordPieces,
  type Expansion,
  type WordPiece,
} from './pieces';
import type { ShellRun } from './state';
import { elements, isInteger, parameter, scope } from './variables';
import { isKnown, joinedTexts, type ShellText } from './values';

/** An expansion at a line of the script. */
export function expansionAt(run: ShellRun, line: number): Expansion {
  const expansion: Expansion = {
    run,
    line,
    part: (part, isQuoted) => partPieces(expansion, part, isQuoted),
  };
  return expansion;
}

/** The fields that words expand to: braces, parameters, commands, arithmetic, then word splitting. */
export function expandWords(expansion: Expansion, words: readonly Word[]): ShellText[] {
  return words.flatMap((word) => expandWord(expansion, word));
}

function expandWord(expansion: Expansion, word: Word): ShellText[] {
  if (!word.parts) return [word.value];
  if (word.parts.some(({ type }) => type === 'BraceExpansion')) {
    const texts = braceWords(
      word.parts.map((part) => ({ text: part.text, isBrace: part.type === 'BraceExpansion' })),
    );
    if (texts)
      return texts.flatMap((text) => {
        const [again] = parsedWords(text);
        return again ? fields(expansion, wordPieces(expansion, again)) : [];
      });
  }
  return fields(expansion, wordPieces(expansion, word));
}

/** A word as one text, as in an assignment or `case`: never split. */
export function expandText(expansion: Expansion, word: Word): ShellText {
  if (!word.parts) return word.value;
  return piecesText(wordPieces(expansion, word));
}

/** The pieces of one part of a word. */
function partPieces(expansion: Expansion, part: WordPart, isQuoted: boolean): WordPiece[] {
  const { run, line } = expansion;
  const literalPiece = (text: string, quoted = isQuoted): WordPiece[] => [
    { text, isQuoted: quoted, isSplit: false },
  ];
  const split = (text: ShellText): WordPiece[] => [{ text, isQuoted, isSplit: !isQuoted }];
  switch (part.type) {
    case 'Literal':
      // A character after a backslash is literal.
      return literalPiece(part.value, isQuoted || part.text.includes('\\'));
    case 'BraceExpansion':
      return literalPiece(part.text);
    case 'Glob':
    case 'ExtendedGlob':
      return [{ text: part.text, isQuoted: false, isSplit: false, isGlob: part.text !== '[' }];
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return literalPiece(part.value, true);
    case 'DoubleQuoted':
    case 'LocaleString':
      return [
        ...(part.parts.length === 1 && isAllElements(part.parts[0]) ? [] : literalPiece('', true)),
        ...part.parts.flatMap((each) => partPieces(expansion, each, true)),
      ];
    case 'SimpleExpansion':
      return simplePieces(expansion, part.text.slice(1), isQuoted);
    case 'ParameterExpansion':
      return expandParameter(expansion, part, isQuoted);
    case 'CommandExpansion':
      return split(run.commands.output(run, part));
    case 'ProcessSubstitution':
      return literalText(run.commands.file(run, part));
    case 'ArithmeticExpansion': {
      const value = part.expression
        ? evaluate(
            part.expression,
            scope(run, line, (word) => arithmeticWord(expansion, word)),
          )
        : 0n;
      return split(isInteger(value) ? String(value) : value);
    }
  }
}

function literalText(text: ShellText): WordPiece[] {
  return [{ text, isQuoted: true, isSplit: false }];
}

function isAllElements(part: WordPart | undefined): boolean {
  return (
    (part?.type === 'SimpleExpansion' && part.text === '$@') ||
    (part?.type === 'ParameterExpansion' && (part.parameter === '@' || part.index?.value === '@'))
  );
}

function simplePieces(expansion: Expansion, name: string, isQuoted: boolean): WordPiece[] {
  const { run } = expansion;
  if (name === '@' || (name === '*' && !isQuoted)) return elementPieces(elements(run, name), isQuoted);
  if (name === '*') return starPieces(run, elements(run, name));
  return [{ text: checkedValue(expansion, name, parameter(run, name)), isQuoted, isSplit: !isQuoted }];
}

/** Splits pieces into fields at IFS. */
function fields(expansion: Expansion, all: readonly WordPiece[]): ShellText[] {
  const ifs = parameter(expansion.run, 'IFS');
  const result: ShellText[] = [];
  let current: ShellText[] = [];
  let isStarted = false;
  let isGlob = false;
  const end = (): void => {
    if (isStarted) result.push(globbed(joinedTexts(current), isGlob));
    current = [];
    isStarted = isGlob = false;
  };
  for (const piece of all) {
    if ('isBreak' in piece) {
      end();
      continue;
    }
    const { text, isQuoted, isSplit } = piece;
    if (!isSplit || !isKnown(text)) {
      if (text !== '' || isQuoted) isStarted = true;
      isGlob ||= piece.isGlob === true;
      current.push(text);
      continue;
    }
    const parts = splitText(text, isKnown(ifs) ? ifs : ' \t\n');
    // A separator other than white space ends the field before it, which may be empty.
    if (parts.startsApart && parts.fields[0] !== '') end();
    parts.fields.forEach((field, i) => {
      if (i > 0) end();
      isStarted = true;
      if (/[*?]/.test(field)) isGlob = true;
      current.push(field);
    });
    if (parts.endsApart) end();
  }
  end();
  return result;
}

/** A field with a glob is known only if it cannot match any file. */
function globbed(text: ShellText, isGlob: boolean): ShellText {
  if (!isGlob || !isKnown(text) || !/[/*?]/.test(text) || /^[\d.]+\*?$/.test(text)) return text;
  return { reason: `which files \`${text}\` matches is known only when the script runs`, glob: text };
}

interface SplitText {
  readonly fields: readonly string[];
  /** Whether it begins with a separator. */
  readonly startsApart: boolean;
  readonly endsApart: boolean;
}

/** Splits a text at the characters of IFS; a run of white space is one separator. */
export function splitText(text: string, ifs: string): SplitText {
  if (ifs === '' || text === '')
    return { fields: text === '' ? [] : [text], startsApart: false, endsApart: false };
  const white = [...ifs].filter((char) => /[ \t\n]/.test(char));
  const others = [...ifs].filter((char) => !/[ \t\n]/.test(char));
  const fieldsFound: string[] = [];
  let current = '';
  let isStarted = false;
  let afterWhite = false;
  for (const char of text) {
    if (white.includes(char)) {
      if (isStarted) fieldsFound.push(current);
      afterWhite = isStarted || afterWhite;
      [current, isStarted] = ['', false];
    } else if (others.includes(char)) {
      if (isStarted || !afterWhite) fieldsFound.push(current);
      [current, isStarted, afterWhite] = ['', false, false];
    } else {
      current += char;
      [isStarted, afterWhite] = [true, false];
    }
  }
  const isSeparator = (char: string | undefined) => char !== undefined && ifs.includes(char);
  if (isStarted) fieldsFound.push(current);
  return {
    fields: fieldsFound,
    startsApart: isSeparator(text[0]),
    endsApart: isSeparator(text[text.length - 1]),
  };
}
