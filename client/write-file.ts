// Writes a file without losing another: an existing file is shown in a diff with its replacement.
import { commands, FileSystemError, l10n, TabInputTextDiff, type Uri, window, workspace } from 'vscode';
import { nameOf, errorMessage } from './policy';
import type { ResultDocuments } from './result-documents';
import { isSameFile } from './same-file';

/** What to do about an existing file. */
type Choice = 'replace' | 'elsewhere' | 'keep';

export type WriteOutcome = 'written' | 'elsewhere' | 'no';

/**
 * Writes a text, but never over a file it was made from; `elsewhere` if the user wants another file, `no` if nothing
 * was written.
 */
export async function writeFile(
  results: ResultDocuments,
  destination: Uri,
  text: string,
  inputs: readonly Uri[],
): Promise<WriteOutcome> {
  const name = nameOf(destination);
  try {
    for (const input of inputs)
      if (await isSameFile(input, destination)) {
        const message = l10n.t('nbroute: the policy reads {0}; export to another file', name);
        void window.showErrorMessage(message);
        return 'no';
      }
    const before = await contentOf(destination);
    const bytes = new TextEncoder().encode(text);
    // Compared as bytes, because another encoding or a byte order mark is a difference.
    if (before?.length === bytes.length && before.every((byte, i) => byte === bytes[i])) return 'written';
    if (before !== undefined) {
      if (workspace.textDocuments.some(({ uri, isDirty }) => isDirty && same(uri, destination))) {
        const message = l10n.t(
          'nbroute: {0} has changes in an editor that are not saved; save or revert them, and export again',
          name,
        );
        void window.showErrorMessage(message);
        return 'no';
      }
      const choice = await chosen(results, destination, text);
      if (choice !== 'replace') return choice === 'keep' ? 'no' : choice;
    }
    await workspace.fs.writeFile(destination, bytes);
    return 'written';
  } catch (error) {
    void window.showErrorMessage(l10n.t('nbroute: {0} could not be written: {1}', name, errorMessage(error)));
    return 'no';
  }
}

async function contentOf(file: Uri): Promise<Uint8Array | undefined> {
  try {
    return await workspace.fs.readFile(file);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

/** Asks while a diff of both is open; the diff closes with the answer. */
async function chosen(results: ResultDocuments, destination: Uri, text: string): Promise<Choice> {
  const name = nameOf(destination);
  const next = results.put(name, text);
  const title = l10n.t('{0}: as it is ↔ as exported', name);
  await commands.executeCommand('vscode.diff', destination, next, title, { preview: true });
  const items: readonly { readonly label: string; readonly description: string; readonly choice: Choice }[] =
    [
      {
        label: `$(replace) ${l10n.t('Replace {0}', name)}`,
        description: l10n.t('its current content, on the left, is lost'),
        choice: 'replace',
      },
      {
        label: `$(save-as) ${l10n.t('Save as Another File…')}`,
        description: l10n.t('the file is not changed'),
        choice: 'elsewhere',
      },
      {
        label: `$(close) ${l10n.t('Keep {0}', name)}`,
        description: l10n.t('nothing is written'),
        choice: 'keep',
      },
    ];
  const item = await window.showQuickPick(items, {
    title: l10n.t('{0} already exists, with other content', name),
    placeHolder: l10n.t('Replace it with the output of the policy?'),
    ignoreFocusOut: true,
  });
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  await window.tabGroups.close(
    tabs.filter(({ input }) => input instanceof TabInputTextDiff && same(input.modified, next)),
  );
  return item?.choice ?? 'keep';
}

const same = (one: Uri, other: Uri): boolean => one.toString() === other.toString();
