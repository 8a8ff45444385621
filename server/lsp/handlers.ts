import type { CancellationToken } from 'vscode-languageserver';
import {
  CodeActionKind,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type CodeAction,
  type CodeActionParams,
  type CodeLens,
  type CompletionItem,
  type CompletionList,
  type DeleteFilesParams,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type DocumentHighlight,
  type DocumentLink,
  type DocumentOnTypeFormattingParams,
  type DocumentRangeFormattingParams,
  type DocumentSymbol,
  type FoldingRange,
  type FullDocumentDiagnosticReport,
  type Hover,
  type InlayHint,
  type InlayHintParams,
  type Location,
  type LocationLink,
  type Position,
  type Range,
  type ReferenceParams,
  type RenameFilesParams,
  type RenameParams,
  type SelectionRange,
  type SelectionRangeParams,
  type SemanticTokens,
  type SemanticTokensRangeParams,
  type SignatureHelp,
  type TextDocumentPositionParams,
  type TextEdit,
  type UnchangedDocumentDiagnosticReport,
  type WorkDoneProgressReporter,
  type WorkspaceDiagnosticParams,
  type WorkspaceDocumentDiagnosticReport,
  type WorkspaceEdit,
  type WorkspaceSymbol,
  type WorkspaceSymbolParams,
} from 'vscode-languageserver';
import type { CodeAction as Offered } from '../features/code-actions/code-actions';
import type { Features } from '../features/index';
import { lineEdits } from '../features/formatting';
import { topics, type Topic } from '../features/completion/completion';
import type { Host } from '../host';
import type { Model } from '../model/model';
import type { Checked } from '../rules/runner';
import type { Edit, ScriptSize } from '../rules/lib/rule';
import { exactFindings, fixed } from '../engine';
import type { Client } from './client';
import { member, type Settings } from './settings';
import { partsOf, type Means } from './pace';
import * as shapes from './to-lsp';
import type { Text } from './text';
import { isBelow, type Snapshot, type Workspace } from './workspace';

/** What answers are made of. Client and settings change while the server runs. */
export interface Server {
  readonly features: Features;
  readonly workspace: Workspace;
  readonly host: Host;
  readonly pathOf: (uri: string) => string;
  readonly client: () => Client;
  /** As the folder that a file is in has them. */
  readonly settingsAt: (path: string) => Settings;
  /** Tells results of this run, under these settings, from all others. */
  readonly stamp: () => string;
  /** Every policy of the workspace, yielding in between; rejects once it is cancelled. */
  readonly policies: (
    title: string,
    token: CancellationToken,
    shown?: WorkDoneProgressReporter,
  ) => AsyncGenerator<Snapshot, void, undefined>;
  /** What is known of the size of an open policy's script, as `ScriptSizes` has it. */
  readonly sizeOf: (analysis: Snapshot['analysis']) => ScriptSize | undefined;
  /** The findings in an open policy as the settings have them shown, with what is known of its script's size. */
  readonly checkedOf: (analysis: Snapshot['analysis']) => Checked;
}

type Report = FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport;

/** An answer for each request, of the current state of an open text where it is about one. */
export function answersOf(server: Server) {
  const { features, workspace, host, pathOf, checkedOf } = server;
  const { textAt, uriOf } = workspace;

  /** The policy that is asked about, then all others. */
  const models = async function* (
    title: string,
    own: Snapshot,
    token: CancellationToken,
    shown: WorkDoneProgressReporter | undefined,
  ): AsyncGenerator<Model, void, undefined> {
    yield own.analysis.model;
    for await (const { id, analysis } of server.policies(title, token, shown))
      if (id !== own.id) yield analysis.model;
  };
  const sourceAt = ({ unit }: Snapshot['analysis']): shapes.SourceAt => {
    return (path) => {
      const included = unit.included.get(path);
      if (included?.kind === 'file') return included.file.source;
      const data = unit.data.get(path) ?? (unit.config?.path === path ? unit.config.read : undefined);
      return data?.kind === 'text' ? data.text : undefined;
    };
  };
  const diagnostics = ({ text, analysis }: Snapshot): FullDocumentDiagnosticReport['items'] => {
    // Of a policy that nobody has open they are told once and not kept: a workspace has many.
    const isOpen = text.version !== null;
    const checked = isOpen
      ? checkedOf(analysis)
      : exactFindings(analysis.model, server.settingsAt(analysis.path).rules);
    return shapes.diagnosticsOf(text, checked, server.client().shows, textAt, sourceAt(analysis));
  };
  const report = (snapshot: Snapshot, previous: string | undefined): Report => {
    // An open policy's size is measured later: then it has another result.
    const size = snapshot.text.version === null ? undefined : server.sizeOf(snapshot.analysis);
    const resultId = [server.stamp(), snapshot.id, ...(size ? [size.message] : [])].join('-');
    return resultId === previous
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items: diagnostics(snapshot) };
  };
  const edit = (files: readonly { readonly text: Text; readonly edits: readonly Edit[] }[]): WorkspaceEdit =>
    shapes.workspaceEdit(files, server.client().versionedEdits);
  const offered = ({ path, analysis }: Snapshot, from: number, to: number): Offered[] =>
    features.codeActions(analysis, checkedOf(analysis).findings, { from, to }, workspace.isShared(path));
  const layout = (text: Text, from: number, to: number): TextEdit[] =>
    shapes.textEdits(text, features.formatting(text.source, { from, to }));

  return {
    diagnostics,
    documentDiagnostic: async (
      snapshot: Snapshot,
      { previousResultId }: DocumentDiagnosticParams,
    ): Promise<DocumentDiagnosticReport> => {
      const own = report(snapshot, previousResultId);
      if (!server.client().relatedDiagnostics) return own;
      const related: Record<string, Report> = {};
      for (const { uri } of workspace.openDependants(snapshot.path)) {
        const dependant = await workspace.snapshot(uri);
        if (dependant) related[uri] = report(dependant, undefined);
      }
      return { ...own, relatedDocuments: related };
    },
    /** The reports that differ from what the client has, and the whole. */
    workspaceDiagnostic: async (
      { previousResultIds }: WorkspaceDiagnosticParams,
      ...[token, shown, partial]: Means<{ items: WorkspaceDocumentDiagnosticReport[] }>
    ): Promise<{ readonly items: WorkspaceDocumentDiagnosticReport[]; readonly news: boolean }> => {
      const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
      const parts = partsOf<WorkspaceDocumentDiagnosticReport>(
        partial && { report: (items) => partial.report({ items }) },
      );
      let news = false;
      const add = (item: WorkspaceDocumentDiagnosticReport): void => {
        const isNew = item.kind === DocumentDiagnosticReportKind.Full;
        news ||= isNew;
        // What has not changed is no part worth sending.
        if (isNew || !partial) parts.add(item);
      };
      for await (const snapshot of server.policies('Checking policies', token, shown)) {
        const { uri, version } = snapshot.text;
        add({ ...report(snapshot, previous.get(uri)), uri, version });
        previous.delete(uri);
      }
      for (const uri of previous.keys())
        add({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] });
      return { items: parts.rest(), news };
    },

    completion: async (
      { text, path, analysis }: Snapshot,
      { position }: TextDocumentPositionParams,
    ): Promise<CompletionList> => {
      const entries = (folder: string): ReturnType<Workspace['entriesBeside']> =>
        workspace.entriesBeside(path, folder);
      const { findings: shown } = checkedOf(analysis);
      const found = await features.completion(analysis.model, text.offset(position), entries, shown);
      return shapes.completionList(text, found, server.client().snippets);
    },
    completionResolve: async (item: CompletionItem): Promise<CompletionItem> => {
      const uri = member(item.data, 'uri');
      const topic = topicOf(member(item.data, 'topic'));
      const snapshot = typeof uri === 'string' ? await workspace.snapshot(uri) : undefined;
      const value = snapshot && topic && features.completionDocumentation(snapshot.analysis.model, topic);
      return value === undefined ? item : { ...item, documentation: { kind: 'markdown', value } };
    },
    hover: ({ text, analysis }: Snapshot, { position }: TextDocumentPositionParams): Hover | null =>
      shapes.hoverOf(text, features.hover(analysis.model, text.offset(position)), server.client().markdown),
    signatureHelp: (
      { text, analysis }: Snapshot,
      { position }: TextDocumentPositionParams,
    ): SignatureHelp | null =>
      shapes.signatureHelpOf(features.signatureHelp(analysis.model, text.offset(position))),
    definition: (
      { text, analysis }: Snapshot,
      { position }: TextDocumentPositionParams,
    ): LocationLink[] | Location[] | null => {
      const found = features.definition(analysis.model, text.offset(position));
      return shapes.definitionOf(text, found, server.client().definitionLinks, textAt, uriOf);
    },
    references: async (
      snapshot: Snapshot,
      { position, context }: ReferenceParams,
      ...[token, shown, partial]: Means<Location[]>
    ): Promise<Location[] | null> => {
      const { text, analysis } = snapshot;
      const list = features.listNameAt(analysis.model, text.offset(position));
      if (!list) return null;
      const parts = partsOf(partial);
      // A file that several policies include is read with each.
      const known = new Set<string>();
      for await (const model of models('Looking for references', snapshot, token, shown))
        for (const place of features.references([model], list, context.includeDeclaration)) {
          const key = `${place.from} ${place.path}`;
          if (!known.has(key)) parts.add(shapes.locationOf(place, textAt));
          known.add(key);
        }
      return parts.rest();
    },
    documentHighlight: (
      { text, analysis }: Snapshot,
      { position }: TextDocumentPositionParams,
    ): DocumentHighlight[] | null =>
      shapes.highlightsOf(text, features.documentHighlight(analysis.model, text.offset(position))),
    prepareRename: (
      { text, analysis }: Snapshot,
      { position }: TextDocumentPositionParams,
    ): { readonly range: Range; readonly placeholder: string } => {
      const found = features.prepareRename(analysis.model, text.offset(position));
      if ('refused' in found) throw new ResponseError(LSPErrorCodes.RequestFailed, found.refused);
      return { range: text.range(found), placeholder: found.name };
    },
    rename: async (
      snapshot: Snapshot,
      { position, newName }: RenameParams,
      ...[token, shown]: Means
    ): Promise<WorkspaceEdit> => {
      const { text, analysis } = snapshot;
      const list = features.prepareRename(analysis.model, text.offset(position));
      if ('refused' in list) throw new ResponseError(LSPErrorCodes.RequestFailed, list.refused);
      const all: Model[] = [];
      for await (const model of models('Renaming', snapshot, token, shown)) all.push(model);
      const edits = features.rename(all, list, newName);
      if ('refused' in edits) throw new ResponseError(LSPErrorCodes.RequestFailed, edits.refused);
      const files = new Map<string, { readonly text: Text; readonly edits: Edit[] }>();
      for (const each of edits) {
        const file = files.get(each.path) ?? { text: textAt(each.path, each.source), edits: [] };
        file.edits.push(each);
        files.set(each.path, file);
      }
      return edit([...files.values()]);
    },
    documentSymbol: ({ text, analysis }: Snapshot): DocumentSymbol[] =>
      shapes.documentSymbolsOf(text, features.documentSymbols(analysis.unit.file)),
    workspaceSymbol: async (
      { query }: WorkspaceSymbolParams,
      ...[token, shown, partial]: Means<WorkspaceSymbol[]>
    ): Promise<WorkspaceSymbol[]> => {
      const parts = partsOf(partial);
      for await (const { analysis } of server.policies('Looking for names', token, shown))
        for (const symbol of features.workspaceSymbols(analysis.model, query))
          parts.add(shapes.workspaceSymbolOf(symbol, textAt));
      return parts.rest();
    },
    foldingRange: ({ text, analysis }: Snapshot): FoldingRange[] =>
      shapes.foldingRangesOf(text, features.foldingRanges(analysis.unit.file)),
    selectionRange: ({ text, analysis }: Snapshot, { positions }: SelectionRangeParams): SelectionRange[] =>
      positions.map((position: Position) => {
        const offset = text.offset(position);
        return shapes.selectionRangeOf(text, features.selectionRanges(analysis.unit.file, offset), offset);
      }),
    semanticTokens: ({ text, analysis }: Snapshot): SemanticTokens => ({
      data: shapes.tokenData(text, features.semanticTokens(analysis.model)),
    }),
    semanticTokensRange: (
      { text, analysis }: Snapshot,
      { range }: SemanticTokensRangeParams,
    ): SemanticTokens => ({
      data: shapes.tokenData(text, features.semanticTokens(analysis.model, text.span(range))),
    }),
    inlayHint: ({ text, analysis }: Snapshot, { range }: InlayHintParams): InlayHint[] =>
      shapes.inlayHintsOf(
        text,
        features.inlayHints(analysis.model, text.span(range), server.settingsAt(analysis.path).inlayHints),
      ),
    codeLens: ({ text, analysis }: Snapshot): CodeLens[] =>
      shapes.codeLensOf(text, features.codeLens(analysis.model), server.client().commands),
    documentLink: ({ text, analysis }: Snapshot): DocumentLink[] =>
      shapes.documentLinksOf(text, features.documentLinks(analysis.model), uriOf),

    codeAction: async (snapshot: Snapshot, { range, context }: CodeActionParams): Promise<CodeAction[]> => {
      const { text, path, analysis } = snapshot;
      const { only } = context;
      const wanted = (kind: string): boolean =>
        only?.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`)) ??
        kind !== shapes.fixAllKind;
      const { from, to } = text.span(range);
      const found: CodeAction[] = [];
      for (const action of offered(snapshot, from, to)) {
        if (!wanted(action.kind)) continue;
        const { finding } = action;
        const diagnostic =
          finding && shapes.diagnosticOf(text, finding, server.client().shows, textAt, sourceAt(analysis));
        const shape = shapes.codeActionOf(action, diagnostic);
        if (!finding && server.client().resolvesEdits) {
          const { uri, version } = text;
          const { kind, title } = action;
          const data: shapes.CodeActionData = { uri, version, kind, title, from, to };
          found.push({ ...shape, data });
          continue;
        }
        // Rewriting many routes takes its time: for a client that wants all at once only when it is asked for.
        if (action.kind.startsWith(CodeActionKind.RefactorRewrite) && !only) continue;
        const edits = action.edits();
        if (edits.length > 0) found.push({ ...shape, edit: edit([{ text, edits }]) });
      }
      if (wanted(shapes.fixAllKind)) {
        const mended = await fixed(host, path, text.source);
        const edits = lineEdits(text.source, mended);
        const title = 'Fix all that can be fixed without asking';
        if (edits.length > 0) found.push({ title, kind: shapes.fixAllKind, edit: edit([{ text, edits }]) });
      }
      return found;
    },
    codeActionResolve: async (action: CodeAction): Promise<CodeAction> => {
      const data = actionData(action.data);
      const snapshot = data && (await workspace.snapshot(data.uri));
      if (!snapshot) return action;
      if (snapshot.text.version !== data.version)
        throw new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
      const chosen = offered(snapshot, data.from, data.to).find(
        ({ kind, title }) => kind === data.kind && title === data.title,
      );
      return chosen ? { ...action, edit: edit([{ text: snapshot.text, edits: chosen.edits() }]) } : action;
    },

    formatting: ({ text }: Snapshot): TextEdit[] => layout(text, 0, text.source.length),
    rangeFormatting: ({ text }: Snapshot, { range }: DocumentRangeFormattingParams): TextEdit[] => {
      const from = text.offset({ line: range.start.line, character: 0 });
      // A range that ends where a line begins does not mean that line.
      const last =
        range.end.character === 0 ? Math.max(range.start.line, range.end.line - 1) : range.end.line;
      return layout(text, from, text.offset({ line: last, character: Number.MAX_SAFE_INTEGER }));
    },
    onTypeFormatting: ({ text }: Snapshot, { position, ch }: DocumentOnTypeFormattingParams): TextEdit[] => {
      // A line's columns are those of its neighbours: all of them are looked at, and in a long text that is felt.
      if (text.starts().length > mostTypedLines) return [];
      // The line that a break has ended; the one the cursor is on is still being written.
      const line = ch === '\n' ? position.line - 1 : position.line;
      if (line < 0) return [];
      const to = text.offset({ line, character: Number.MAX_SAFE_INTEGER });
      return layout(text, text.offset({ line, character: 0 }), to);
    },

    willRename: async (
      { files }: RenameFilesParams,
      token: CancellationToken,
    ): Promise<WorkspaceEdit | null> => {
      const moves = files.map(({ oldUri, newUri }) => ({ from: pathOf(oldUri), to: pathOf(newUri) }));
      const moved = (path: string): string => {
        const move = moves.find(({ from }) => from === path || isBelow(from, path));
        return move ? move.to + path.slice(move.from.length) : path;
      };
      const found: { readonly text: Text; readonly edits: Edit[] }[] = [];
      for await (const { text, analysis } of server.policies('Updating paths', token))
        found.push({ text, edits: features.renameEdits(analysis.unit, moved) });
      return edit(found);
    },
    willDelete: async (
      { files }: DeleteFilesParams,
      token: CancellationToken,
    ): Promise<WorkspaceEdit | null> => {
      const paths = files.map(({ uri }) => pathOf(uri));
      const gone = (path: string): boolean => paths.some((each) => each === path || isBelow(each, path));
      const found: { readonly text: Text; readonly edits: Edit[] }[] = [];
      for await (const { text, path, analysis } of server.policies('Updating includes', token))
        if (!gone(path)) found.push({ text, edits: features.deleteEdits(analysis.unit, gone) });
      return edit(found);
    },
  };
}

/** Texts of more lines are laid out only when that is asked for. */
const mostTypedLines = 5000;

/** What a completion item came with, if it is what the server has put there. */
function topicOf(value: unknown): Topic | undefined {
  const about = member(value, 'about');
  const name = member(value, 'name');
  if (typeof name !== 'string') return undefined;
  const known = topics.find((each) => each === about);
  return known && { about: known, name };
}

/** What a code action came with, if it is what the server has put there. */
function actionData(value: unknown): shapes.CodeActionData | undefined {
  const [uri, kind, title] = ['uri', 'kind', 'title'].map((name) => member(value, name));
  const [version, from, to] = ['version', 'from', 'to'].map((name) => member(value, name));
  if (typeof uri !== 'string' || typeof kind !== 'string' || typeof title !== 'string') return undefined;
  if (typeof version !== 'number' || typeof from !== 'number' || typeof to !== 'number') return undefined;
  return { uri, version, kind, title, from, to };
}
