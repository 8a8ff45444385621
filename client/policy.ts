import { l10n, Range, type Tab, TabInputText, Uri, ViewColumn, window, workspace } from 'vscode';

/**
 * The policy a command applies to: the one whose menu was opened, or the one in the active editor, or the result of
 * `otherwise`, or the only open one, as the walkthrough's buttons belong to no editor. If there is none, notifies the
 * user and returns undefined.
 */
export function policyOf(argument: unknown, otherwise: () => Uri | undefined): Uri | undefined {
  if (argument instanceof Uri) return argument;
  const document = window.activeTextEditor?.document;
  const policy = document?.languageId === 'nbroute' ? document.uri : (otherwise() ?? onlyOpen());
  if (policy === undefined) {
    void window.showErrorMessage(
      l10n.t('nbroute: no policy is open; open a .nbroute file and run the command again'),
    );
  }
  return policy;
}

function onlyOpen(): Uri | undefined {
  const [policy, ...others] = workspace.textDocuments.filter(({ languageId }) => languageId === 'nbroute');
  return others.length === 0 ? policy?.uri : undefined;
}

/** A document's name without its folders. */
export const nameOf = (uri: Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

/** Where to suggest saving a file: next to the policy if its folder is writable. */
export function beside(policy: Uri, fileName: string): Uri {
  const writable = workspace.fs.isWritableFileSystem(policy.scheme) !== false;
  if (policy.scheme !== 'untitled' && writable) return Uri.joinPath(policy, '..', fileName);
  const folder = workspace.workspaceFolders?.[0];
  return folder === undefined ? Uri.file(fileName) : Uri.joinPath(folder.uri, fileName);
}

/** Shows a line of the policy, from 0, in the column where it is already open, except in column `butNot`. */
export async function showLine(policy: Uri, line: number, butNot?: ViewColumn): Promise<void> {
  const document = await workspace.openTextDocument(policy);
  const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(Math.min(line, document.lineCount - 1));
  const start = range.start.translate(0, firstNonWhitespaceCharacterIndex);
  const inSight = window.visibleTextEditors.filter((editor) => editor.document === document);
  const after = window.tabGroups.all.filter(({ tabs }) => tabs.some((tab) => isOf(policy, tab)));
  const open = [...inSight, ...after].find(({ viewColumn }) => viewColumn !== butNot);
  await window.showTextDocument(document, {
    viewColumn: open?.viewColumn ?? (butNot === ViewColumn.One ? ViewColumn.Two : ViewColumn.One),
    selection: new Range(start, start),
  });
}

const isOf = (policy: Uri, { input }: Tab): boolean =>
  input instanceof TabInputText && input.uri.toString() === policy.toString();

/** The message of an error of unknown type. */
export const errorMessage = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
