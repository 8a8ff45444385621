import {
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  DocumentHighlightKind,
  FoldingRangeKind,
  InsertTextFormat,
  MarkupKind,
  SymbolKind,
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  type CompletionList,
  type Diagnostic as LspDiagnostic,
  type DocumentHighlight,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type InlayHint,
  type Location,
  type LocationLink,
  type SelectionRange,
  type SignatureHelp,
  type TextEdit,
  type WorkspaceEdit,
  type WorkspaceSymbol,
} from 'vscode-languageserver';
import type * as actions from '../features/code-actions/code-actions';
import type * as lenses from '../features/code-lens';
import type * as completions from '../features/completion/completion-item';
import type * as definitions from '../features/definition';
import type * as highlights from '../features/document-highlight';
import type * as symbols from '../features/document-symbols';
import type * as folding from '../features/folding-ranges';
import type * as hovers from '../features/hover';
import type * as hints from '../features/inlay-hints';
import type { NameLocation } from '../features/lib/list-name';
import { plainText } from '../lib/markdown';
import type { SemanticToken } from '../features/semantic-tokens';
import { tokenModifiers, tokenTypes } from '../features/token-types';
import type * as signatures from '../features/signature-help';
import type * as found from '../features/workspace-symbols';
import type { Checked } from '../rules/runner';
import type { Edit, Diagnostic } from '../rules/lib/rule';
import { documentationOf } from '../engine';
import type { Span } from '../syntax/ast';
import type { Characters } from '../syntax/edited-source';
import type { Text } from './text';
import { counted } from '../lib/numbers';
import type { Severity } from '../lib/severity';

/** Looks up the text of another file, for its positions. */

export type TextAt = (path: string, source: Characters) => Text;

/** The parts of a diagnostic that the client displays; the others are not sent. */
export interface DiagnosticSupport {
  readonly related: boolean;
  readonly tags: boolean;
  readonly links: boolean;
}

export function diagnosticsOf(
  text: Text,
  checked: Checked,
  shows: DiagnosticSupport,
  textAt: TextAt,
  source: SourceAt,
): LspDiagnostic[] {
  const diagnostics = checked.diagnostics.map((diagnostic) =>
    diagnosticOf(text, diagnostic, shows, textAt, source),
  );
  const hidden = checked.total - diagnostics.length;
  const last = diagnostics[diagnostics.length - 1];
  if (hidden <= 0 || !last) return diagnostics;
  return [
    ...diagnostics,
    {
      range: last.range,
      severity: DiagnosticSeverity.Information,
      source: 'nbroute',
      message: `${counted(hidden, 'more diagnostic')} in this file not shown`,
    },
  ];
}

/** The source of a file that an analysis has read; undefined if it could not be read. */
export type SourceAt = (path: string) => string | undefined;

export function diagnosticOf(
  text: Text,
  diagnostic: Diagnostic,
  shows: DiagnosticSupport,
  textAt: TextAt,
  sourceAt: SourceAt,
): LspDiagnostic {
  return {
    range: text.range(diagnostic),
    severity: severities[diagnostic.severity],
    source: 'nbroute',
    code: diagnostic.rule,
    ...(shows.links && { codeDescription: { href: documentationOf(diagnostic.rule) } }),
    message: diagnostic.message,
    ...(shows.tags && diagnostic.unnecessary && { tags: [DiagnosticTag.Unnecessary] }),
    ...(shows.related &&
      diagnostic.related.length > 0 && {
        relatedInformation: diagnostic.related.map(({ path, from, to, message }) => {
          const at = path === undefined ? text : textAt(path, sourceAt(path) ?? '');
          return { location: { uri: at.uri, range: at.range({ from, to }) }, message };
        }),
      }),
  };
}

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function textEdits(text: Text, edits: readonly Edit[]): TextEdit[] {
  return edits.map((edit) => ({ range: text.range(edit), newText: edit.text }));
}

/** Edits of several texts, each with its version if the client supports versioned edits. */
export function workspaceEdit(
  files: readonly { readonly text: Text; readonly edits: readonly Edit[] }[],
  versioned: boolean,
): WorkspaceEdit {
  const changed = files.filter(({ edits }) => edits.length > 0);
  if (versioned)
    return {
      documentChanges: changed.map(({ text, edits }) => ({
        textDocument: { uri: text.uri, version: text.version },
        edits: textEdits(text, edits),
      })),
    };
  return {
    changes: Object.fromEntries(changed.map(({ text, edits }) => [text.uri, textEdits(text, edits)])),
  };
}

export function hoverOf(text: Text, hover: hovers.Hover | undefined, markdown: boolean): Hover | null {
  if (!hover) return null;
  const range = text.range(hover);
  return markdown
    ? { contents: { kind: MarkupKind.Markdown, value: hover.markdown }, range }
    : { contents: { kind: MarkupKind.PlainText, value: plainText(hover.markdown) }, range };
}

/** What a completion item carries to be resolved. */
export interface CompletionData {
  readonly uri: string;
  readonly topic: completions.Topic;
}

export function completionList(
  text: Text,
  { items, ...span }: completions.Completions,
  snippets: boolean,
): CompletionList {
  const range = text.range(span);
  return {
    isIncomplete: false,
    items: items.map((item, i): CompletionItem => {
      const plain = item.text ?? item.label;
      const newText = snippets ? (item.snippet ?? plain) : plain;
      const data: CompletionData | undefined = item.topic && { uri: text.uri, topic: item.topic };
      return {
        label: item.label,
        kind: completionKinds[item.kind],
        ...(item.detail !== undefined && { detail: item.detail }),
        // Keeps the order by likelihood instead of the alphabet.
        sortText: String(i).padStart(4, '0'),
        insertTextFormat:
          snippets && item.snippet !== undefined ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
        textEdit: { range, newText },
        ...(data && { data }),
      };
    }),
  };
}

const completionKinds: Record<completions.Completion['kind'], CompletionItemKind> = {
  keyword: CompletionItemKind.Keyword,
  snippet: CompletionItemKind.Snippet,
  value: CompletionItemKind.EnumMember,
  list: CompletionItemKind.Variable,
  prefix: CompletionItemKind.Value,
  rule: CompletionItemKind.Constant,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
};

export function signatureHelpOf(help: signatures.SignatureHelp | undefined): SignatureHelp | null {
  return help
    ? {
        signatures: help.signatures.map(({ label, parameters, documentation }) => ({
          label,
          documentation: { kind: MarkupKind.Markdown, value: documentation },
          parameters: parameters.map((each) => ({ label: each })),
        })),
        activeSignature: help.active,
        activeParameter: help.parameter,
      }
    : null;
}

/** Links if the client supports them, otherwise locations. */
export function definitionLocations(
  text: Text,
  definition: definitions.Definition | undefined,
  links: boolean,
  textAt: TextAt,
  uriOf: (path: string) => string,
): LocationLink[] | Location[] | null {
  if (!definition) return null;
  const start = { line: 0, character: 0 };
  const locations = definition.locations.map((location): Location =>
    location.source === undefined
      ? { uri: uriOf(location.path), range: { start, end: start } }
      : locationOf(location, textAt),
  );
  if (!links) return locations;
  return locations.map(({ uri, range }): LocationLink => ({
    originSelectionRange: text.range(definition.origin),
    targetUri: uri,
    targetRange: range,
    targetSelectionRange: range,
  }));
}

export function locationOf(location: NameLocation, textAt: TextAt): Location {
  const text = textAt(location.path, location.source);
  return { uri: text.uri, range: text.range(location) };
}

export function highlightsOf(
  text: Text,
  highlighted: readonly highlights.Highlight[] | undefined,
): DocumentHighlight[] | null {
  return (
    highlighted?.map((each) => ({
      range: text.range(each),
      kind: each.kind === 'write' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    })) ?? null
  );
}

export function documentSymbolsOf(
  text: Text,
  documentSymbols: readonly symbols.DocumentSymbol[],
): DocumentSymbol[] {
  return documentSymbols.map((each) => ({
    name: each.name,
    detail: each.detail,
    kind: symbolKinds[each.kind],
    range: text.range(each),
    selectionRange: text.range(each.selection),
    children: documentSymbolsOf(text, each.children),
  }));
}

const symbolKinds: Record<symbols.DocumentSymbol['kind'], SymbolKind> = {
  policy: SymbolKind.Module,
  network: SymbolKind.Interface,
  list: SymbolKind.Array,
  member: SymbolKind.Constant,
  route: SymbolKind.Field,
  expectation: SymbolKind.Boolean,
  file: SymbolKind.File,
  setting: SymbolKind.Property,
};

export function workspaceSymbolOf(symbol: found.WorkspaceSymbol, textAt: TextAt): WorkspaceSymbol {
  return { name: symbol.name, kind: symbolKinds[symbol.kind], location: locationOf(symbol, textAt) };
}

export function foldingRangesOf(text: Text, ranges: readonly folding.FoldingRange[]): FoldingRange[] {
  return ranges.flatMap(({ from, to, kind }) => {
    const [startLine, endLine] = [text.position(from).line, text.position(to).line];
    return endLine > startLine ? [{ startLine, endLine, kind: foldingKinds[kind] }] : [];
  });
}

const foldingKinds: Record<folding.FoldingRange['kind'], FoldingRangeKind> = {
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
  region: FoldingRangeKind.Region,
};

/** Nests the spans, innermost first; without any, returns an empty range at the cursor. */
export function selectionRangeOf(text: Text, spans: readonly Span[], offset: number): SelectionRange {
  let range: SelectionRange | undefined;
  for (const span of [...spans].reverse())
    range = { range: text.range(span), ...(range && { parent: range }) };
  return range ?? { range: text.range({ from: offset, to: offset }) };
}

/** Encodes five numbers for each token: relative line, relative character, length, type, and modifiers as bits. */
export function tokenData(text: Text, tokens: readonly SemanticToken[]): number[] {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const token of tokens) {
    const { start, end } = text.range(token);
    if (start.line !== line) character = 0;
    data.push(
      start.line - line,
      start.character - character,
      end.character - start.character,
      tokenTypes.indexOf(token.type),
      token.modifiers.reduce((bits, each) => bits | (1 << tokenModifiers.indexOf(each)), 0),
    );
    ({ line, character } = start);
  }
  return data;
}

export function inlayHintsOf(text: Text, inlayHints: readonly hints.InlayHint[]): InlayHint[] {
  return inlayHints.map(({ at, label, tooltip }) => ({
    position: text.position(at),
    label,
    tooltip,
    paddingLeft: true,
  }));
}

/** The client's commands for lenses; undefined for those it has not named. */
export interface Commands {
  readonly preview: string | undefined;
  readonly export: string | undefined;
}

export function codeLensOf(
  text: Text,
  codeLenses: readonly lenses.CodeLens[],
  commands: Commands,
): CodeLens[] {
  return codeLenses.flatMap((each) => {
    const { title, does, probe } = each;
    const range = text.range(each);
    const command = does && commands[does];
    if (command !== undefined)
      return [{ range, command: { title, command, arguments: [text.uri, ...(probe ? [{ probe }] : [])] } }];
    // A result is shown even without a command.
    return probe === undefined ? [] : [{ range, command: { title, command: '' } }];
  });
}

export function documentLinksOf(
  text: Text,
  links: readonly (Span & { readonly path: string })[],
  uriOf: (path: string) => string,
): DocumentLink[] {
  return links.map((each) => ({ range: text.range(each), target: uriOf(each.path) }));
}

/** What a code action carries to be resolved. */
export interface CodeActionData {
  readonly uri: string;
  readonly version: number | null;
  readonly kind: string;
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

/** A code action without its edit. */
export function codeActionOf(
  { kind, title, preferred }: actions.CodeAction,
  diagnostic: LspDiagnostic | undefined,
): CodeAction {
  return { title, kind, ...(diagnostic && { diagnostics: [diagnostic], isPreferred: preferred }) };
}
