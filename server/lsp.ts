import {
  CodeActionKind,
  DiagnosticSeverity,
  DiagnosticTag,
  TextDocuments,
  TextDocumentSyncKind,
  type CodeAction,
  type Connection,
  type Diagnostic,
  type Location,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { codeActions } from './features/code-actions';
import { hover } from './features/hover';
import { preview } from './features/preview';
import type { Host } from './host';
import { changedNotification, compileRequest, previewRequest } from './protocol';
import type { ChangedParams, CompileParams, CompileResult, Preview, PreviewParams } from './protocol';
import type { Edit, Finding, Severity } from './rules/rule';
import { analyse, compile, documentationOf, fixed, type Analysis } from './service';
import type { Span } from './syntax/ast';

/** What the server needs of the place it runs in. */
export interface Environment {
  /** Files as the engine reads them; paths are those `pathOf` gives. */
  readonly host: Host;
  readonly pathOf: (uri: string) => string;
  readonly uriOf: (path: string) => string;
  readonly version: string;
}

/** Serves the language over a connection: a request a line, the work is the features'. */
export function serve(connection: Connection, environment: Environment): void {
  const documents = new TextDocuments(TextDocument);
  const analyses = new Map<string, { readonly version: number; readonly analysis: Promise<Analysis> }>();
  const { host, pathOf, uriOf } = environment;

  const analysisOf = (document: TextDocument): Promise<Analysis> => {
    const known = analyses.get(document.uri);
    if (known?.version === document.version) return known.analysis;
    const analysis = analyse(host, pathOf(document.uri), document.getText());
    analyses.set(document.uri, { version: document.version, analysis });
    return analysis;
  };

  /** Answers from the analysis of an open document; `otherwise` for one that is not open, or when the feature fails. */
  const answer = async <Answer>(
    feature: string,
    uri: string,
    otherwise: Answer,
    from: (analysis: Analysis, document: TextDocument) => Answer | Promise<Answer>,
  ): Promise<Answer> => {
    const document = documents.get(uri);
    if (!document) return otherwise;
    try {
      return await from(await analysisOf(document), document);
    } catch (error) {
      connection.console.error(
        `${feature}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return otherwise;
    }
  };

  connection.onInitialize(() => ({
    serverInfo: { name: 'nbroute', version: environment.version },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
    },
  }));

  documents.onDidChangeContent(({ document }) => {
    void answer('diagnostics', document.uri, undefined, async (analysis) => {
      const { version, uri } = document;
      if (documents.get(uri)?.version !== version) return undefined;
      await connection.sendDiagnostics({
        uri,
        version,
        diagnostics: diagnosticsOf(analysis, document, uriOf),
      });
      const changed: ChangedParams = { uri };
      await connection.sendNotification(changedNotification, changed);
      return undefined;
    });
  });

  documents.onDidClose(({ document }) => {
    analyses.delete(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  connection.onHover(({ textDocument, position }) =>
    answer('hover', textDocument.uri, null, ({ model }, document) => {
      const found = hover(model, document.offsetAt(position));
      return found
        ? { contents: { kind: 'markdown', value: found.markdown }, range: rangeOf(document, found) }
        : null;
    }),
  );

  connection.onCodeAction(({ textDocument, range, context }) =>
    answer('code action', textDocument.uri, [], async ({ checked, source, path }, document) => {
      const wanted = (kind: string): boolean =>
        context.only?.some((only) => kind === only || kind.startsWith(`${only}.`)) ?? kind !== fixAllKind;
      const edit = (edits: readonly Edit[]): WorkspaceEdit => ({
        documentChanges: [
          {
            textDocument: { uri: document.uri, version: document.version },
            edits: textEdits(document, edits),
          },
        ],
      });
      const span = { from: document.offsetAt(range.start), to: document.offsetAt(range.end) };
      const quick = wanted(CodeActionKind.QuickFix) ? codeActions(checked.findings, span) : [];
      const actions = quick.map(({ title, edits, preferred, finding }): CodeAction => ({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnosticOf(document, finding, uriOf)],
        isPreferred: preferred,
        edit: edit(edits),
      }));
      if (wanted(fixAllKind)) {
        const mended = await fixed(host, path, source);
        if (mended !== source)
          actions.push({
            title: 'Fix all that can be fixed without asking',
            kind: fixAllKind,
            edit: edit([{ from: 0, to: source.length, text: mended }]),
          });
      }
      return actions;
    }),
  );

  connection.onRequest(compileRequest, ({ uri, to }: CompileParams): Promise<CompileResult> =>
    answer<CompileResult>('compile', uri, { ok: false, errors: [], count: 0 }, (analysis, document) => {
      const compiled = compile(analysis, to);
      if (compiled.ok) return compiled;
      const errors = compiled.errors.map(({ rule, message, from }) => ({
        rule,
        message,
        line: document.positionAt(from).line,
      }));
      return { ok: false, errors, count: compiled.count };
    }),
  );

  connection.onRequest(previewRequest, ({ uri }: PreviewParams): Promise<Preview | null> =>
    answer<Preview | null>('preview', uri, null, ({ model, checked }, document) =>
      preview(model, document.version, checked.counts.error),
    ),
  );

  documents.listen(connection);
  connection.listen();
}

const fixAllKind = `${CodeActionKind.SourceFixAll}.nbroute`;

function diagnosticsOf(
  analysis: Analysis,
  document: TextDocument,
  uriOf: (path: string) => string,
): Diagnostic[] {
  const { checked } = analysis;
  const shown = checked.findings.map((finding) => diagnosticOf(document, finding, uriOf));
  const hidden = checked.total - shown.length;
  const last = shown[shown.length - 1];
  if (hidden <= 0 || !last) return shown;
  return [
    ...shown,
    {
      range: last.range,
      severity: DiagnosticSeverity.Information,
      source: 'nbroute',
      message: `${hidden} more finding${hidden === 1 ? '' : 's'} in this file not shown`,
    },
  ];
}

function diagnosticOf(document: TextDocument, finding: Finding, uriOf: (path: string) => string): Diagnostic {
  return {
    range: rangeOf(document, finding),
    severity: severities[finding.severity],
    source: 'nbroute',
    code: finding.rule,
    codeDescription: { href: documentationOf(finding.rule) },
    message: finding.message,
    tags: finding.unnecessary ? [DiagnosticTag.Unnecessary] : [],
    relatedInformation: finding.related.map(({ path, from, to, message }) => ({
      location: locationOf(document, path === undefined ? document.uri : uriOf(path), { from, to }),
      message,
    })),
  };
}

function locationOf(document: TextDocument, uri: string, span: Span): Location {
  return { uri, range: rangeOf(document, span) };
}

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

function rangeOf(document: TextDocument, { from, to }: Span): Range {
  return { start: document.positionAt(from), end: document.positionAt(to) };
}

function textEdits(document: TextDocument, edits: readonly Edit[]): TextEdit[] {
  return edits.map((each) => ({ range: rangeOf(document, each), newText: each.text }));
}
