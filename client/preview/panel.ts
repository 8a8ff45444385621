// The preview's host side: one panel a policy, shown what the server says of it.
import {
  commands,
  Disposable,
  type ExtensionContext,
  type TextEditor,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type Preview, type PreviewParams, previewRequest } from '../../server/protocol';
import type { PolicyChanges } from '../policy-changes';
import { nameOf, policyOf, showLine } from '../policy';
import { headText, watchedHead } from './head';
import {
  type AskedProbe,
  type Cursor,
  type Head,
  isSaid,
  pageState,
  type Said,
  type Show,
  type Wanted,
} from './messages';
import { copyTable, saveTable } from './save';

const viewType = 'nbroute.preview';

export interface Previews {
  /** The policy of the preview that has the focus. */
  readonly activePolicy: () => Uri | undefined;
}

interface OpenPreview {
  readonly policy: Uri;
  readonly panel: WebviewPanel;
  /** The policy may have changed: ask the server. */
  readonly refresh: () => void;
  /** Looks an address or prefix up in the page. */
  readonly probe: (query: string) => void;
}

/** The command, and the panels that a reload of the window left. */
export function registerPreview(
  context: ExtensionContext,
  client: BaseLanguageClient,
  changes: PolicyChanges,
): Previews {
  const media = Uri.joinPath(context.extensionUri, 'dist', 'media');
  const open = new Map<string, OpenPreview>();
  const activePolicy = (): Uri | undefined => [...open.values()].find(({ panel }) => panel.active)?.policy;

  const adopt = (panel: WebviewPanel, policy: Uri): void => {
    const key = client.code2ProtocolConverter.asUri(policy);
    open.get(key)?.panel.dispose();
    open.set(key, openPreview(client, panel, policy, media));
    panel.onDidDispose(() => {
      if (open.get(key)?.panel === panel) open.delete(key);
    });
  };

  context.subscriptions.push(
    // What a menu gives second, as the explorer its selection, is no question.
    commands.registerCommand('nbroute.previewRouteTable', (on?: unknown, asked?: unknown) => {
      const policy = policyOf(on, activePolicy);
      if (policy === undefined) return;
      const key = client.code2ProtocolConverter.asUri(policy);
      if (open.has(key)) open.get(key)?.panel.reveal(undefined, true);
      else {
        const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
        adopt(window.createWebviewPanel(viewType, titleOf(policy), place, optionsFor(media)), policy);
      }
      if (isQuestion(asked)) open.get(key)?.probe(asked.probe);
    }),
    window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, state) => {
        const kept = pageState(state);
        if (kept) {
          panel.webview.options = optionsFor(media);
          adopt(panel, Uri.parse(kept.uri));
        } else {
          panel.dispose();
        }
        return Promise.resolve();
      },
    }),
    changes.policy((uri) => open.get(uri)?.refresh()),
  );
  return { activePolicy };
}

function openPreview(client: BaseLanguageClient, panel: WebviewPanel, policy: Uri, media: Uri): OpenPreview {
  const uri = client.code2ProtocolConverter.asUri(policy);
  let latest: Show = { kind: 'show', uri, table: null, errors: 0, problem: null, head: null };
  let wanted: Wanted = { subnet: null, head: false };
  let head: Head | undefined;
  let asking = false;
  let askAgain = false;
  let known = false;
  let hasPage = false;
  let gone = false;
  const ends: Disposable[] = [];

  // At most one question is under way; changes meanwhile make one more, so that the last text always wins.
  const refresh = (): void => {
    askAgain = true;
    if (!asking) void ask();
  };
  const ask = async (): Promise<void> => {
    asking = true;
    while (askAgain && !gone) {
      askAgain = false;
      const { subnet } = wanted;
      const next = await shownNext(client, policy, latest, subnet);
      if (wanted.head) head ??= await headOf(client, policy, subnet);
      latest = { ...next, head: wanted.head && head ? head : null };
      known = true;
      if (!gone) await panel.webview.postMessage(latest);
    }
    asking = false;
  };
  let question: string | undefined;
  /** A page that is not there yet gets it once it has said what it wants to be shown. */
  const sayQuestion = (): void => {
    if (question === undefined || !hasPage || gone || !panel.visible) return;
    const asked: AskedProbe = { kind: 'probe', query: question };
    question = undefined;
    void panel.webview.postMessage(asked);
  };
  const sayCursor = (editor: TextEditor | undefined): void => {
    const line = editor?.document.uri.toString() === policy.toString() ? editor.selection.active.line : null;
    const cursor: Cursor = { kind: 'cursor', line };
    if (!gone && panel.visible) void panel.webview.postMessage(cursor);
  };
  const want = (next: Wanted): void => {
    if (next.subnet !== wanted.subnet) head = undefined;
    if (next.head && !wanted.head)
      void watchedHead(policy, () => {
        head = undefined;
        refresh();
      }).then((end) => {
        if (!end) return;
        if (gone) end.dispose();
        else ends.push(end);
      });
    // The page is made anew whenever it comes back into view: what is known is there at once.
    if (known && next.subnet === wanted.subnet && next.head === wanted.head)
      void panel.webview.postMessage(latest);
    wanted = next;
    hasPage = true;
    refresh();
    sayCursor(window.activeTextEditor);
    sayQuestion();
  };
  const hear = (said: Said): void => {
    const failed = (error: unknown): void => client.error(`Preview of ${uri}`, error, false);
    switch (said.kind) {
      case 'show':
        want({ subnet: said.subnet, head: said.head });
        break;
      case 'reveal':
        showLine(policy, said.line, panel.viewColumn).catch(failed);
        break;
      case 'copy':
        copyTable(client, policy, said.format, wanted.subnet).catch(failed);
        break;
      case 'export':
        saveTable(client, policy, said.format, wanted.subnet).catch(failed);
        break;
    }
  };

  ends.push(
    window.onDidChangeTextEditorSelection(({ textEditor }) => sayCursor(textEditor)),
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isSaid(message)) hear(message);
    }),
  );
  panel.onDidDispose(() => {
    gone = true;
    Disposable.from(...ends).dispose();
  });
  panel.iconPath = Uri.joinPath(media, '..', '..', 'images', 'language.svg');
  panel.webview.html = pageFor(panel.webview, media);
  const probe = (query: string): void => {
    question = query;
    sayQuestion();
  };
  return { policy, panel, refresh, probe };
}

/** What a lens of a failing expectation gives the command. */
const isQuestion = (value: unknown): value is { readonly probe: string } =>
  typeof value === 'object' && value !== null && 'probe' in value && typeof value.probe === 'string';

/** Never rejects: what went wrong is shown in place of the table. */
async function shownNext(
  client: BaseLanguageClient,
  policy: Uri,
  before: Show,
  subnet: string | null,
): Promise<Show> {
  try {
    // Opening it is what makes the server know it, and is nothing for a document that is open.
    await workspace.openTextDocument(policy);
    const params: PreviewParams = { uri: before.uri, ...(subnet !== null && { subnet }) };
    const preview = await client.sendRequest<Preview>(previewRequest, params);
    const table = preview.errors === 0 ? preview : before.table;
    return { ...before, table, errors: preview.errors, problem: null };
  } catch (error) {
    client.error(`No preview of ${before.uri}`, error, false);
    return { ...before, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The table of the version in HEAD; what it reads from other files is as it is now. Never rejects. */
async function headOf(client: BaseLanguageClient, policy: Uri, subnet: string | null): Promise<Head> {
  const none = (problem: string): Head => ({ rows: [], problem });
  try {
    const found = await headText(policy);
    if ('problem' in found) return none(found.problem);
    const uri = client.code2ProtocolConverter.asUri(policy);
    const params: PreviewParams = { uri, source: found.text, ...(subnet !== null && { subnet }) };
    const { errors, rows } = await client.sendRequest<Preview>(previewRequest, params);
    return errors === 0 ? { rows, problem: null } : none('The version in Git’s HEAD has errors.');
  } catch (error) {
    return none(error instanceof Error ? error.message : String(error));
  }
}

const titleOf = (policy: Uri): string => `Route Table: ${nameOf(policy)}`;

const optionsFor = (media: Uri): { enableScripts: boolean; localResourceRoots: Uri[] } => ({
  enableScripts: true,
  localResourceRoots: [media],
});

/** Nothing of a policy goes into this text: the page gets it as a message and writes it as text. */
function pageFor(webview: Webview, media: Uri): string {
  const nonce = crypto.randomUUID();
  const script = webview.asWebviewUri(Uri.joinPath(media, 'page.js')).toString();
  const style = webview.asWebviewUri(Uri.joinPath(media, 'page.css')).toString();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Route table</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<main></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
