/** The kinds of code actions, as LSP names them. */
export const actionKinds = {
  fix: 'quickfix',
  extract: 'refactor.extract',
  inline: 'refactor.inline',
  sort: 'refactor.rewrite.sort',
  minimise: 'refactor.rewrite.minimise',
  expect: 'refactor.rewrite.expect',
} as const;

/** The kind of the action that applies all unambiguous fixes. */
export const fixAllKind = 'source.fixAll.nbroute';
