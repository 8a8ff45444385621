import type { Analysis } from '../../server/engine';
import { features } from '../../server/features/index';

export const none = (): Promise<never[]> => Promise.resolve([]);
export const noDiagnostics = {
  diagnostics: [],
  counts: { error: 0, warning: 0, information: 0, hint: 0 },
  total: 0,
};
export const hints = { interfaces: true, nextHops: true, addressCounts: true };
export const lenses = { actions: true, expectations: true };

/** Calls every feature that takes an offset. */
export async function askAll({ model, checked }: Analysis, at: number): Promise<void> {
  await features.completion(model, at, none);
  features.hover(model, at);
  features.signatureHelp(model, at);
  features.definition(model, at);
  features.documentHighlight(model, at);
  const list = features.prepareRename(model, at);
  if (!('rejected' in list)) {
    features.rename([model], list, 'other');
    features.references([model], list, true);
  }
  features.selectionRanges(model.unit.file, at);
  for (const action of features.codeActions({ model, checked }, checked.diagnostics, { from: at, to: at }))
    action.edits();
  features.inlayHints(model, { from: at, to: at + 40 }, hints);
  features.semanticTokens(model, { from: at, to: at + 40 });
}

/** Calls every feature for a whole text. */
export function askWhole({ model }: Analysis): void {
  const { file } = model.unit;
  features.semanticTokens(model);
  features.documentSymbols(file);
  features.foldingRanges(file);
  features.codeLens(model, lenses);
  features.documentLinks(model);
  features.workspaceSymbols(model, '');
  features.formatting(file.source.toString());
  features.preview(model, 1, noDiagnostics);
  for (const format of ['svg', 'map', 'html', 'csv']) features.tableText(model, format, undefined);
  features.renameEdits(model.unit, (path) => `x/${path}`);
  features.deleteEdits(model.unit, () => true);
}
