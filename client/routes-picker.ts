// Where to import routes from: a selection, an editor, the clipboard, or a file.
import {
  env,
  l10n,
  type QuickPickItem,
  TabInputText,
  type TextDocument,
  type Uri,
  window,
  workspace,
} from 'vscode';
import { decodedUtf8 } from '../server/lib/file-text';
import { nameOf } from './policy';

/** A dump of routes or a script that sets them, with its display name. */
export interface NamedRoutes {
  readonly name: string;
  readonly text: string;
}

/** A source of routes; it yields none if the user cancels the file dialog. */
export interface RoutesPickerItem extends QuickPickItem {
  readonly routes: () => Promise<NamedRoutes | Uri | undefined>;
}

/** Larger files are not read. */
const mostBytes = 64 * 1024 * 1024;

/** The sources, most likely first; `file` is the title and the button of the file dialog. */
export function routesPickerItems(file: {
  readonly title: string;
  readonly openLabel: string;
}): RoutesPickerItem[] {
  const items = openTexts().map((document): RoutesPickerItem => ({
    label: `$(file) ${nameOf(document.uri)}`,
    description: l10n.t('open in an editor'),
    routes: () => Promise.resolve({ name: nameOf(document.uri), text: document.getText() }),
  }));
  const editor = window.activeTextEditor;
  if (editor && !editor.selection.isEmpty && editor.document.languageId !== 'nbroute') {
    const { document, selection } = editor;
    const name = l10n.t('the selection in {0}', nameOf(document.uri));
    items.unshift({
      label: `$(selection) ${l10n.t('The Selection')}`,
      description: nameOf(document.uri),
      routes: () => Promise.resolve({ name, text: document.getText(selection) }),
    });
  }
  return [
    ...items,
    {
      label: `$(clippy) ${l10n.t('The Clipboard')}`,
      routes: async () => ({ name: l10n.t('the clipboard'), text: await env.clipboard.readText() }),
    },
    {
      label: `$(folder-opened) ${l10n.t('A File…')}`,
      routes: async () => (await window.showOpenDialog(file))?.[0],
    },
  ];
}

/** The routes in a file; rejects if it cannot be read. */
export async function routesFromFile(file: Uri): Promise<NamedRoutes> {
  const name = nameOf(file);
  const { size } = await workspace.fs.stat(file);
  if (size > mostBytes) throw new Error(l10n.t('{0} is longer than any table of routes', name));
  const bytes = await workspace.fs.readFile(file);
  // A file system may not know the file's size.
  if (bytes.length > mostBytes) throw new Error(l10n.t('{0} is longer than any table of routes', name));
  const decoded = decodedUtf8(bytes);
  if (decoded.kind === 'unreadable') throw new Error(l10n.t('{0} cannot be read: {1}', name, decoded.reason));
  return { name, text: decoded.text };
}

/** The texts in editors that are not policies, the active one first. */
function openTexts(): TextDocument[] {
  const active = window.activeTextEditor?.document;
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const visibleTexts = new Set(
    tabs.flatMap(({ input }) => (input instanceof TabInputText ? [input.uri.toString()] : [])),
  );
  return workspace.textDocuments
    .filter(({ uri, languageId }) => languageId !== 'nbroute' && visibleTexts.has(uri.toString()))
    .sort((a, b) => Number(b === active) - Number(a === active));
}
