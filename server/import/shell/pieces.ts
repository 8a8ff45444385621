import { parse, type Word, type WordPart } from 'unbash';
import type { ShellRun } from './state';
import { parameter } from './variables';
import { isKnown, joinedTexts, type ShellText, type Unknown } from './values';

/** A piece of a word after its expansion. */
export type WordPiece =
  | {
      readonly text: ShellText;
      readonly isQuoted: boolean;
      readonly isSplit: boolean;
      readonly isGlob?: boolean;
    }
  /** Where one element of an array ends and the next begins. */
  | { readonly isBreak: true };

/** An expansion in progress, at a line of the script. */
export interface Expansion {
  readonly run: ShellRun;
  readonly line: number;
  /** The pieces of one part of a word. */
  readonly part: (part: WordPart, isQuoted: boolean) => WordPiece[];
}

/** The words of a text, parsed as a shell does. */
export function parsedWords(text: string): readonly Word[] {
  const command = parse(`: ${text}`).commands[0]?.command;
  if (command?.type !== 'Command') return [];
  return command.suffix.flatMap((each) => (each.type === 'Word' ? [each] : []));
}

/** A word's pieces, before they are split. */
export function wordPieces(expansion: Expansion, word: Word): WordPiece[] {
  if (!word.parts) return [{ text: word.value, isQuoted: false, isSplit: false }];
  return word.parts.flatMap((part) => expansion.part(part, false));
}

/** Pieces as one text, the elements of an array separated by spaces. */
export function piecesText(pieces: readonly WordPiece[]): ShellText {
  return joinedTexts(pieces.map((piece) => ('isBreak' in piece ? ' ' : piece.text)));
}

/** A word of arithmetic with `$…` in it, as one text. */
export function arithmeticWord(
  expansion: Expansion,
  word: { readonly value: string; readonly parts?: readonly WordPart[] | undefined },
): ShellText {
  if (word.parts) return piecesText(word.parts.flatMap((part) => expansion.part(part, true)));
  if (!word.value.includes('$')) return word.value;
  const [again] = parsedWords(`"${word.value.replace(/["\\]/g, '\\$&')}"`);
  return again ? piecesText(wordPieces(expansion, again)) : word.value;
}

/** Each element of an array as a separate field. */
export function elementPieces(all: readonly ShellText[] | Unknown, isQuoted: boolean): WordPiece[] {
  if ('reason' in all) return [{ text: all, isQuoted: false, isSplit: true }];
  return all.flatMap((text, i): WordPiece[] => [
    ...(i > 0 ? [{ isBreak: true } as const] : []),
    { text, isQuoted, isSplit: !isQuoted },
  ]);
}

/** All elements as one field, separated by the first character of IFS. */
export function starPieces(run: ShellRun, all: readonly ShellText[] | Unknown): WordPiece[] {
  if ('reason' in all) return [{ text: all, isQuoted: true, isSplit: false }];
  const ifs = parameter(run, 'IFS');
  return [{ text: isKnown(ifs) ? joinedTexts(all, ifs.slice(0, 1)) : ifs, isQuoted: true, isSplit: false }];
}
