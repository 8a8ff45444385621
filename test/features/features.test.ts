import * as assert from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { codeActions } from '../../server/features/code-actions/code-actions';
import { codeLens } from '../../server/features/code-lens';
import { completion } from '../../server/features/completion/completion';
import { definition } from '../../server/features/definition';
import { documentHighlight } from '../../server/features/document-highlight';
import { documentLinks } from '../../server/features/document-links';
import { documentSymbols, type DocumentSymbol } from '../../server/features/document-symbols';
import { foldingRanges } from '../../server/features/folding-ranges';
import { hover } from '../../server/features/hover';
import { inlayHints } from '../../server/features/inlay-hints';
import { listNameAt } from '../../server/features/lib/list-name';
import { references } from '../../server/features/references';
import { prepareRename, rename } from '../../server/features/rename';
import { selectionRanges } from '../../server/features/selection-ranges';
import { semanticTokens } from '../../server/features/semantic-tokens';
import { signatureHelp } from '../../server/features/signature-help';
import { workspaceSymbols } from '../../server/features/workspace-symbols';
import { load } from '../../server/model/load';
import { modelOf, type Model } from '../../server/model/model';
import { check } from '../../server/rules/runner';
import { edited } from '../../server/rules/lib/fix-all';
import { rules } from '../../server/rules/registry';
import type { Edit } from '../../server/rules/lib/rule';
import { analyse } from '../../server/engine';
import type { Span } from '../../server/syntax/ast';
import { linesOf } from '../../server/syntax/lines';
import { parse } from '../../server/syntax/parser';
import { casesOf, cursorsOf, filesOf, fixtures, withAnswers, withoutCursors, type Answer } from '../fixture';
import { memoryHost } from '../memory-host';

/** The files of a case, parsed, and the cursors of its policy. */
interface Asked {
  readonly model: Model;
  /** The policy's model, and those of the other files as policies of their own. */
  readonly models: readonly Model[];
  readonly files: ReadonlyMap<string, string>;
  readonly source: string;
  readonly cursors: readonly { readonly at: number; readonly marked: number }[];
}

const policy = 'policy.nbroute';

async function asked(marked: string): Promise<Asked> {
  const files = filesOf(withoutCursors(marked), policy);
  const host = memoryHost(Object.fromEntries(files));
  const models: Model[] = [];
  for (const [path, source] of files)
    if (path.endsWith('.nbroute')) models.push(modelOf(await load(host, path, parse(source))));
  return { model: models[0], models, files, source: files.get(policy) ?? '', cursors: cursorsOf(marked) };
}

type AnnotationText = { readonly text: string; readonly notes?: readonly string[] };

/** An annotation for each cursor, below it. */
function atCursors(
  answerOf: (asked: Asked, offset: number) => AnnotationText | Promise<AnnotationText>,
): Feature {
  return async (each) => {
    const answers: Answer[] = [];
    for (const { at, marked } of each.cursors) {
      const { text, notes = [] } = await answerOf(each, at);
      answers.push({ from: marked, to: marked + 3, text, notes });
    }
    return answers;
  };
}

type Feature = (asked: Asked) => readonly Answer[] | Promise<readonly Answer[]>;

const quoted = (source: string, { from, to }: Span): string => JSON.stringify(source.slice(from, to));
const nothing: AnnotationText = { text: 'nothing' };

/** The changed lines of an edited file. */
function result(source: string, edits: readonly Edit[]): string[] {
  const before = source.split('\n');
  const after = edited(source, edits).split('\n');
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  const gone = before.slice(start, before.length - end).map((line) => `- ${line}`);
  return [...gone, ...after.slice(start, after.length - end).map((line) => `+ ${line}`)];
}

const settings = { interfaces: true, nextHops: true, addressCounts: true };

const answers: Readonly<Record<string, Feature>> = {
  completion: atCursors(async ({ model, source, files }, offset) => {
    const entries = (folder: string): Promise<{ name: string; folder: boolean }[]> => {
      const inside = [...files.keys()].filter((path) => path.startsWith(folder) && path !== policy);
      const names = new Set(inside.map((path) => path.slice(folder.length)));
      const found = [...names].map((name) => name.replace(/\/.*/, '/'));
      return Promise.resolve(
        [...new Set(found)].map((name) => ({ name: name.replace('/', ''), folder: name.endsWith('/') })),
      );
    };
    const { diagnostics } = check(model, rules, new Map(), 100);
    const { items, ...span } = await completion(model, offset, entries, diagnostics);
    const typed = source.slice(span.from, offset);
    // Only the rules that an editor displays, so that a new rule changes no fixture.
    const shown = items
      .filter(({ kind, label }) => kind !== 'rule' || label.startsWith(typed))
      .map(({ label, detail, text, snippet }) =>
        [label, detail ?? '', (snippet ?? text) === undefined ? '' : JSON.stringify(snippet ?? text)]
          .join(' | ')
          .replace(/[ |]+$/, ''),
      );
    return { text: items.length === 0 ? 'nothing' : `in place of ${quoted(source, span)}`, notes: shown };
  }),
  'signature-help': atCursors(({ model }, offset) => {
    const help = signatureHelp(model, offset);
    if (!help) return nothing;
    const { label, parameters } = help.signatures[help.active];
    return { text: `${label} > ${parameters[help.parameter]}` };
  }),
  hover: atCursors(({ model, source }, offset) => {
    const found = hover(model, offset);
    return found ? { text: quoted(source, found), notes: found.markdown.split('\n') } : nothing;
  }),
  definition: atCursors(({ model, source }, offset) => {
    const found = definition(model, offset);
    if (!found) return nothing;
    const notes = found.locations.map((place) => {
      if (place.source === undefined) return place.path;
      const text = place.source.toString();
      return `${place.path}:${linesOf({ source: text }).position(place.from).line + 1} ${quoted(text, place)}`;
    });
    return { text: quoted(source, found.origin), notes };
  }),
  references: atCursors(({ model, models }, offset) => {
    const list = listNameAt(model, offset);
    if (!list) return nothing;
    const notes = references(models, list, true).map(
      ({ path, source, from }) => `${path}:${linesOf({ source: source.toString() }).position(from).line + 1}`,
    );
    return { text: list.name, notes };
  }),
  'document-highlight': atCursors(({ model, source }, offset) => {
    const found = documentHighlight(model, offset);
    if (!found) return nothing;
    const notes = found.map(
      ({ kind, from }) => `${kind} on line ${linesOf({ source }).position(from).line + 1}`,
    );
    return { text: `${found.length} places`, notes };
  }),
  rename: atCursors(({ model, models, files }, offset) => {
    const list = prepareRename(model, offset);
    if ('rejected' in list) return { text: list.rejected };
    const edits = rename(models, list, 'renamed');
    if ('rejected' in edits) return { text: edits.rejected };
    const notes = [...files].flatMap(([path, source]) => {
      const own = edits.filter((edit) => edit.path === path);
      return own.length > 0 ? result(source, own).map((line) => `${path} ${line}`) : [];
    });
    return { text: list.name, notes };
  }),
  'selection-ranges': atCursors(({ model, source }, offset) => ({
    text: 'grows',
    notes: selectionRanges(model.unit.file, offset).map((span) => quoted(source, span)),
  })),
  'code-actions': atCursors(async ({ files, source }, offset) => {
    const { model, checked } = await analyse(memoryHost(Object.fromEntries(files)), policy, source);
    const found = codeActions({ model, checked }, checked.diagnostics, { from: offset, to: offset });
    const notes = found.flatMap(({ kind, title, edits, preferred }) => {
      const lines = result(source, edits());
      return lines.length === 0
        ? []
        : [`${kind}${preferred ? ' (preferred)' : ''}: ${title}`, ...lines.map((line) => `  ${line}`)];
    });
    return { text: `${found.length > 0 ? '' : 'no '}actions`, notes };
  }),
  'document-symbols': ({ model }) => {
    const symbolAnswer = (symbol: DocumentSymbol): Answer[] => {
      const { from, to } = symbol.selection;
      const text = `${symbol.kind} ${symbol.name}${symbol.detail === '' ? '' : ` (${symbol.detail})`}`;
      return [{ from, to, text, notes: [] }, ...symbol.children.flatMap(symbolAnswer)];
    };
    return documentSymbols(model.unit.file).flatMap(symbolAnswer);
  },
  'workspace-symbols': ({ models }) =>
    workspaceSymbols(models[0], '').map(({ from, to, name, kind }) => ({
      from,
      to,
      text: `${kind} ${name}`,
      notes: [],
    })),
  'folding-ranges': ({ model, source }) =>
    foldingRanges(model.unit.file).map(({ from, to, kind }) => {
      const end = linesOf({ source }).position(to).line + 1;
      return { from, to: from + 1, text: `${kind} to line ${end}`, notes: [] };
    }),
  'semantic-tokens': ({ model }) =>
    semanticTokens(model).map(({ from, to, type, modifiers }) => ({
      from,
      to,
      text: [type, ...modifiers].join(' '),
      notes: [],
    })),
  'inlay-hints': ({ model, source }) =>
    inlayHints(model, { from: 0, to: source.length }, settings).map(({ at, label, tooltip }) => ({
      from: at - 1,
      to: at,
      text: `${label} (${tooltip})`,
      notes: [],
    })),
  'code-lens': ({ model }) =>
    codeLens(model, { actions: true, expectations: true }).map(({ from, to, title, does, probe }) => ({
      from,
      to,
      text: `${title} (${[does, probe].filter(Boolean).join(' ')})`,
      notes: [],
    })),
  'document-links': ({ model }) =>
    documentLinks(model).map(({ from, to, path }) => ({ from, to, text: path, notes: [] })),
};

describe('feature fixtures', () => {
  for (const [feature, answer] of Object.entries(answers)) {
    for (const { name, file } of fixtures(feature)) {
      it(`${feature}: ${name}`, async () => {
        const text = readFileSync(file, 'utf8');
        let actual = '';
        for (const each of casesOf(text)) actual += withAnswers(each, await answer(await asked(each.source)));
        if (process.env['UPDATE'] === '1') writeFileSync(file, actual);
        else assert.strictEqual(actual, text);
      });
    }
    it(`${feature}: has a fixture`, () => assert.ok(fixtures(feature).length > 0));
  }
});
