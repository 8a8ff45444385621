import { codeActions } from './code-actions/code-actions';
import { codeLens } from './code-lens';
import { completion, completionDocumentation } from './completion/completion';
import { definition } from './definition';
import { documentHighlight } from './document-highlight';
import { documentLinks } from './document-links';
import { documentSymbols } from './document-symbols';
import { expectationResults } from './lib/expectation-results';
import { deleteEdits, renameEdits } from './file-rename';
import { foldingRanges } from './folding-ranges';
import { formatting } from './formatting';
import { hover } from './hover';
import { inlayHints } from './inlay-hints';
import { listNameAt } from './lib/list-name';
import { addLookupExpectations } from './lookup-expectations';
import { preview, tableText } from './preview';
import { references } from './references';
import { prepareRename, rename } from './rename';
import { selectionRanges } from './selection-ranges';
import { semanticTokens } from './semantic-tokens';
import { signatureHelp } from './signature-help';
import { workspaceSymbols } from './workspace-symbols';

/** Every feature by name; the server calls them through this record, so that a test can make one of them fail. */
export const features = {
  codeActions,
  codeLens,
  completion,
  completionDocumentation,
  definition,
  deleteEdits,
  documentHighlight,
  documentLinks,
  documentSymbols,
  expectationResults,
  foldingRanges,
  formatting,
  hover,
  inlayHints,
  listNameAt,
  pinAnswer: addLookupExpectations,
  prepareRename,
  preview,
  references,
  rename,
  renameEdits,
  selectionRanges,
  semanticTokens,
  signatureHelp,
  tableText,
  workspaceSymbols,
};
export type Features = typeof features;
