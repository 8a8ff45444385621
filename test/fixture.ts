import * as assert from 'node:assert';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { linesOf } from '../server/syntax/lines';

/*
 * A fixture contains questions and answers in one text. Answers are comment lines below the line they refer to; they
 * are removed before the text is used:
 *
 *     route 10.1.0.0/16 via vpc
 *     #     ^^^^^^^^^^^ warning[redundant-route]: redundant route: `10.0.0.0/8` covers …
 *     #     = related: …
 *
 * An annotation at the start of a line has "#<---". A line "#==== title" begins another case. "<|>" is a cursor, with
 * the annotation below it; a line "#- path" begins another file of the same case. UPDATE=1 writes the answers; read the
 * difference before you commit it.
 */

/** What a tool reports at a location in a text. */
export interface Answer {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Further lines, each shown after "= ". */
  readonly notes: readonly string[];
}

export interface Case {
  readonly title: string;
  readonly source: string;
}

const separator = /^#==== (.*)$/;
const answerLine = /^#(?:\s*\^+ |<-* |\s+= )/;

/** The cases of a fixture, without annotations. */
export function casesOf(text: string): Case[] {
  const cases: { title: string; lines: string[] }[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const title = separator.exec(line)?.[1];
    if (title !== undefined) cases.push({ title, lines: [] });
    else {
      if (cases.length === 0) cases.push({ title: '', lines: [] });
      if (!answerLine.test(line)) cases[cases.length - 1].lines.push(line);
    }
  }
  return cases.map(({ title, lines }) => ({ title, source: `${lines.join('\n')}\n` }));
}

/** A case with annotations. */
export function withAnswers({ title, source }: Case, answers: readonly Answer[]): string {
  const lines = linesOf({ source });
  const sorted = [...answers].sort((a, b) => a.from - b.from || a.to - b.to);
  const out: string[] = title === '' ? [] : [`#==== ${title}`];
  for (let line = 0; line < lines.count - 1; line++) {
    out.push(lines.text(line));
    for (const { from, to, text, notes } of sorted) {
      const start = lines.position(from);
      if (start.line !== line) continue;
      const end = lines.position(to);
      const length = Math.max(
        1,
        (end.line === line ? end.character : lines.text(line).length) - start.character,
      );
      out.push(
        start.character === 0
          ? `#<${'-'.repeat(Math.max(1, length - 1))} ${text}`
          : `#${' '.repeat(start.character - 1)}${'^'.repeat(length)} ${text}`,
        ...notes.map((note) => `#${' '.repeat(Math.max(1, start.character - 1))}= ${note}`),
      );
    }
  }
  return `${out.join('\n')}\n`;
}

const cursor = '<|>';

/** The offset of each cursor, in the text without the cursors and in the text with them. */
export function cursorsOf(source: string): { readonly at: number; readonly marked: number }[] {
  const cursors: { at: number; marked: number }[] = [];
  for (let marked = source.indexOf(cursor); marked >= 0; marked = source.indexOf(cursor, marked + 1))
    cursors.push({ at: marked - cursors.length * cursor.length, marked });
  return cursors;
}

export function withoutCursors(source: string): string {
  return source.replaceAll(cursor, '');
}

/**
 * The files of a case: the text before the first "#- path" line under `path`, then the others under their own paths.
 */
export function filesOf(source: string, path: string): ReadonlyMap<string, string> {
  const parts = source.split(/^#- (.*)\n/m);
  const files = new Map([[path, parts[0] ?? '']]);
  for (let i = 1; i + 1 < parts.length; i += 2) files.set(parts[i], parts[i + 1]);
  return files;
}

/** The repository's root folder. */
export const root = process.cwd();

/** The fixtures in a folder, by name without extension. */
export function fixtures(folder: string): { readonly name: string; readonly file: string }[] {
  const directory = path.join(root, 'test/fixtures', folder);
  return readdirSync(directory)
    .filter((name) => name.endsWith('.nbroute'))
    .sort()
    .map((name) => ({ name: name.replace(/\.nbroute$/, ''), file: path.join(directory, name) }));
}

/** Compares a fixture with the current annotations, or writes them if UPDATE=1. */
export async function assertFixture(
  file: string,
  answer: (source: string) => readonly Answer[] | Promise<readonly Answer[]>,
): Promise<void> {
  const text = readFileSync(file, 'utf8');
  const parts: string[] = [];
  for (const each of casesOf(text)) parts.push(withAnswers(each, await answer(each.source)));
  const actual = parts.join('');
  if (process.env['UPDATE'] === '1') writeFileSync(file, actual);
  else assert.strictEqual(actual, text);
}
