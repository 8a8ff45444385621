/** Every request about an offset of an open text. */
export function requestsAt(uri: string, line: number, character: number): (readonly [string, object])[] {
  const textDocument = { uri };
  const position = { line, character };
  const range = { start: position, end: { line: line + 1, character: 3 } };
  const params = { textDocument, position };
  const options = { tabSize: 2, insertSpaces: true };
  return [
    ['textDocument/completion', params],
    ['textDocument/hover', params],
    ['textDocument/signatureHelp', params],
    ['textDocument/definition', params],
    ['textDocument/references', { ...params, context: { includeDeclaration: true } }],
    ['textDocument/documentHighlight', params],
    ['textDocument/prepareRename', params],
    ['textDocument/rename', { ...params, newName: 'renamed' }],
    ['textDocument/selectionRange', { textDocument, positions: [position, range.end] }],
    ['textDocument/semanticTokens/range', { textDocument, range }],
    ['textDocument/inlayHint', { textDocument, range }],
    ['textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } }],
    ['textDocument/codeAction', { textDocument, range, context: { diagnostics: [], only: ['refactor'] } }],
    ['textDocument/rangeFormatting', { textDocument, range, options }],
    ['textDocument/onTypeFormatting', { ...params, ch: '\n', options }],
  ];
}

/** Every request about a whole open text or the workspace. */
export function requestsOf(uri: string): (readonly [string, object])[] {
  const textDocument = { uri };
  const everywhere = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
  const context = { diagnostics: [], only: ['source.fixAll'] };
  return [
    ['textDocument/diagnostic', { textDocument }],
    ['textDocument/documentSymbol', { textDocument }],
    ['textDocument/foldingRange', { textDocument }],
    ['textDocument/semanticTokens/full', { textDocument }],
    ['textDocument/codeLens', { textDocument }],
    ['textDocument/documentLink', { textDocument }],
    ['textDocument/formatting', { textDocument, options: {} }],
    ['textDocument/codeAction', { textDocument, range: everywhere, context }],
    ['workspace/symbol', { query: '' }],
    ['workspace/diagnostic', { previousResultIds: [] }],
    ['workspace/willRenameFiles', { files: [{ oldUri: uri, newUri: `${uri}.nbroute` }] }],
    ['workspace/willDeleteFiles', { files: [{ uri }] }],
    ['completionItem/resolve', { label: 'route', data: { uri, topic: { about: 'keyword', name: 'route' } } }],
    ['nbroute/compile', { uri, to: 'script' }],
    ['nbroute/preview', { uri }],
    ['nbroute/table', { uri, format: 'svg' }],
    ['nbroute/status', { uri }],
    ['nbroute/expectations', { uri }],
    ['nbroute/check', { uri }],
    ['nbroute/lookup', { uri, queries: ['10.0.0.1'] }],
    ['nbroute/pin', { uri, query: '10.0.0.1' }],
  ];
}

/** The code of a rejection, for example for a word that cannot be renamed. */
export const rejected = -32803;
