import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { root } from '../fixture';

/*
 * What users read, every comment and every test's title use the field's terms: "action", "gateway", "interface", "more
 * specific", "covering". The words of the dialect that nbroute 0.1.0 had must not come back. docs/glossary.md defines the
 * terms.
 */

/** Words and phrases that no text has, each with the term to use. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\b(?:told|tells|said|says so)\b/i, 'reports, shows'],
  [/\b(?:stands?|stood|standing)\b(?! for\b)/i, 'is, is set, is installed'],
  [/\bbehind\b/i, 'after, beyond'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bways?\b/i, 'action, interface'],
  [/\brefus(?:e|es|ed|al|als)\b/i, 'reject, unreachable'],
  [/(?<!\bthere )\b(?:is|are) no (?!longer\b|more than\b)/i, 'unknown …, invalid …, is not a …'],
  [/\btaken for granted\b/i, 'assumed'],
  [/\bguess(?:es|ed)?\b/i, 'inferred'],
  [/\bstretch(?:es)?\b/i, 'address range'],
  [/\b(?:nobody|whoever)\b/i, 'you, the caller'],
  [/\bdeeds?\b/i, 'action'],
  [/\bremarks?\b/i, 'skipped line, assumption'],
  [/\bkeeper\b/i, 'restore service'],
  [/\b(?:longer|wider) (?:prefix(?:es)?|routes?)\b/i, 'more specific, covering'],
  [/\bgo(?:es)? (?:via|elsewhere|direct|where)\b/i, 'is routed via'],
  [/\blies (?:in|inside|within|outside)\b/i, 'is inside, is outside'],
  [/\b(?:misspelling|leads out)\b/i, 'invalid …, is outside …'],
  [/\bfirm(?:er|ly)?\b/i, 'fixed'],
  [/\ba person\b/i, 'you, the caller'],
  [/\btaken (?:as|for)\b/i, 'treated as, assumed to be'],
  [/\blet(?:s|ting)? (?:it |them |\w+ )?through\b/i, 'allows'],
];

/** English that only looks like the dialect. */
const fine: readonly RegExp[] = [
  /\bby the way\b/gi,
  /\b(?:either|the other) way(?: round)?\b/gi,
  /\bconnection refused\b/gi,
  // Code, and the names of members in schemas.
  /`[^`\n]*`/g,
  /"\w+"(?=:|,?$)/g,
  // Styles, by their names.
  /\bway nb-$|-way\b/g,
];

interface Piece {
  readonly place: string;
  readonly text: string;
}

describe('the vocabulary', () => {
  const groups: Readonly<Record<string, () => Piece[]>> = {
    'of the pages': () =>
      [
        'README.md',
        'CHANGELOG.md',
        'SECURITY.md',
        'CONTRIBUTING.md',
        'package.nls.json',
        'action.yml',
        'server/README.md',
        'server/rules/README.md',
        'skills/nbroute/SKILL.md',
        ...filesIn('docs', /\.md$/),
        ...filesIn('schemas', /\.json$/),
        ...filesIn('.github', /\.(?:md|yml)$/),
        ...filesIn('samples', /\.nbroute$/),
        ...filesIn('server/emit', /\.sh$/),
      ].flatMap(prose),
    'of the answers in fixtures': () => filesIn('test/fixtures', /\.(?:nbroute|out)$/).flatMap(answers),
    'of the strings in the sources': () =>
      ['server', 'client']
        .flatMap((folder) => filesIn(folder, /\.ts$/))
        .flatMap((file) => sourceText(file).strings),
    'of the comments in the sources': () =>
      ['server', 'client', 'test', 'scripts']
        .flatMap((folder) => filesIn(folder, /\.(?:ts|mjs|cjs)$/))
        .filter((file) => !isOthers(file))
        .flatMap((file) => sourceText(file).comments),
    'of the comments in shell scripts': () =>
      ['test', 'scripts']
        .flatMap((folder) => filesIn(folder, /\.sh$/))
        .filter((file) => !isOthers(file))
        .flatMap(shellComments),
    "of the tests' titles": () =>
      filesIn('test', /\.ts$/)
        .filter((file) => !isOthers(file))
        .flatMap((file) => sourceText(file).titles),
  };
  for (const [name, pieces] of Object.entries(groups))
    it(`${name} has no word of the old dialect`, () => {
      const all = pieces();
      assert.ok(all.length > 0, 'nothing was read');
      assert.deepStrictEqual(all.flatMap(offences), []);
    });

  it('is kept by patterns that find the old words, and only those', () => {
    for (const old of [
      'cannot go two ways',
      'stands behind it',
      'is refused',
      '`x` is no prefix',
      'goes via vpc',
      'a longer prefix',
      'nobody said so',
    ])
      assert.notDeepStrictEqual(offences({ place: '', text: old }), [], old);
    for (const good of [
      'the gateway',
      'by the way',
      'there is no file',
      'it is no longer needed',
      '- stands for',
    ])
      assert.deepStrictEqual(offences({ place: '', text: good }), [], good);
  });
});

function offences({ place, text }: Piece): string[] {
  const plain = fine.reduce(
    (rest, pattern) => rest.replace(pattern, (match) => ' '.repeat(match.length)),
    text,
  );
  return banned.flatMap(([pattern, instead]) => {
    const match = pattern.exec(plain);
    if (!match) return [];
    const context = text.slice(Math.max(0, match.index - 30), match.index + match[0].length + 30);
    return [`${place}: "${match[0]}" in "${context.replace(/\s+/g, ' ')}"; say ${instead}`];
  });
}

function filesIn(folder: string, pattern: RegExp): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
    .filter((file) => pattern.test(file))
    .sort();
}

/** Whether others have written a file, or an earlier release: scripts to import, and what 0.1.0 compiled. */
function isOthers(file: string): boolean {
  return /^test\/(?:fixtures|emit\/goldens|import\/compiled-0\.1\.0)\//.test(file);
}

function shellComments(file: string): Piece[] {
  return prose(file).flatMap(({ place, text }) => {
    const comment = /(?:^|\s)#+ (.*)$/.exec(text)?.[1];
    return comment === undefined ? [] : [{ place, text: comment }];
  });
}

/** The lines of a page. */
function prose(file: string): Piece[] {
  return readFileSync(path.join(root, file), 'utf8')
    .split('\n')
    .map((text, line) => ({ place: `${file}:${line + 1}`, text }));
}

/** The answers in a fixture; its questions are policies. */
function answers(file: string): Piece[] {
  const all = prose(file);
  return file.endsWith('.out') ? all : all.filter(({ text }) => /^#(?:\s*\^+ |<-* |\s+= )/.test(text));
}

interface SourceText {
  /** Those with a space: strings without one are names. */
  readonly strings: readonly Piece[];
  readonly comments: readonly Piece[];
  readonly titles: readonly Piece[];
}

const sourceTexts = new Map<string, SourceText>();

function sourceText(file: string): SourceText {
  const cached = sourceTexts.get(file);
  if (cached) return cached;
  const text = readFileSync(path.join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const strings: Piece[] = [];
  const titles: Piece[] = [];
  const comments = new Map<number, Piece>();
  const at = (offset: number): string => `${file}:${source.getLineAndCharacterOfPosition(offset).line + 1}`;
  const addComment = (from: number, to: number): void => {
    comments.set(from, { place: at(from), text: text.slice(from, to) });
  };
  const visit = (node: ts.Node): void => {
    if (isText(node) && /\s/.test(node.text))
      strings.push({ place: at(node.getStart(source)), text: node.text });
    if (isTest(node))
      titles.push({ place: at(node.getStart(source)), text: node.arguments[0].getText(source) });
    ts.forEachLeadingCommentRange(text, node.pos, addComment);
    ts.forEachTrailingCommentRange(text, node.end, addComment);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const result = { strings, comments: [...comments.values()], titles };
  sourceTexts.set(file, result);
  return result;
}

function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateLiteralLikeNode {
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

/** Whether a node is a call of `describe` or `it`, whose first argument is a title. */
function isTest(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    /^(?:describe|it)$/.test(node.expression.text)
  );
}
