// The preview's host side: one panel a policy, shown what the server says of it.
import { randomBytes } from 'node:crypto';
import {
  commands,
  type ExtensionContext,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  changedNotification,
  type ChangedParams,
  type Preview,
  type PreviewParams,
  previewRequest,
} from '../../server/protocol';
import { nameOf, policyOf } from '../policy';
import { isPageState, isReady, type Show } from './messages';

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
}

/** The command, and the panels that a reload of the window left. */
export function registerPreview(context: ExtensionContext, client: LanguageClient): Previews {
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
    commands.registerCommand('nbroute.previewRouteTable', (on?: unknown) => {
      const policy = policyOf(on, activePolicy);
      if (policy === undefined) return;
      const shown = open.get(client.code2ProtocolConverter.asUri(policy));
      if (shown !== undefined) {
        shown.panel.reveal(undefined, true);
        return;
      }
      const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
      adopt(window.createWebviewPanel(viewType, titleOf(policy), place, optionsFor(media)), policy);
    }),
    window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, state) => {
        if (isPageState(state)) {
          panel.webview.options = optionsFor(media);
          adopt(panel, Uri.parse(state.uri));
        } else {
          panel.dispose();
        }
        return Promise.resolve();
      },
    }),
    client.onNotification(changedNotification, ({ uri }: ChangedParams) => open.get(uri)?.refresh()),
  );
  return { activePolicy };
}

function openPreview(client: LanguageClient, panel: WebviewPanel, policy: Uri, media: Uri): OpenPreview {
  const uri = client.code2ProtocolConverter.asUri(policy);
  let latest: Show = { kind: 'show', uri, table: null, errors: 0, problem: null };
  let asking = false;
  let askAgain = false;
  let known = false;
  let gone = false;

  // At most one question is under way; changes meanwhile make one more, so that the last text always wins.
  const refresh = (): void => {
    askAgain = true;
    if (!asking) void ask();
  };
  const ask = async (): Promise<void> => {
    asking = true;
    while (askAgain && !gone) {
      askAgain = false;
      latest = await shownNext(client, policy, latest);
      known = true;
      if (!gone) await panel.webview.postMessage(latest);
    }
    asking = false;
  };

  panel.onDidDispose(() => {
    gone = true;
  });
  panel.webview.onDidReceiveMessage((message: unknown) => {
    if (!isReady(message)) return;
    // The page is made anew whenever it comes back into view.
    if (known) void panel.webview.postMessage(latest);
    refresh();
  });
  panel.iconPath = Uri.joinPath(media, '..', '..', 'images', 'language.svg');
  panel.webview.html = pageFor(panel.webview, media);
  return { policy, panel, refresh };
}

/** Never rejects: what went wrong is shown in place of the table. */
async function shownNext(client: LanguageClient, policy: Uri, before: Show): Promise<Show> {
  try {
    // Opening it is what makes the server know it, and is nothing for a document that is open.
    await workspace.openTextDocument(policy);
    const params: PreviewParams = { uri: before.uri };
    const preview = await client.sendRequest<Preview>(previewRequest, params);
    const table = preview.errors === 0 ? preview : before.table;
    return { kind: 'show', uri: before.uri, table, errors: preview.errors, problem: null };
  } catch (error) {
    client.error(`No preview of ${before.uri}`, error, false);
    return { ...before, problem: error instanceof Error ? error.message : String(error) };
  }
}

const titleOf = (policy: Uri): string => `Route Table: ${nameOf(policy)}`;

const optionsFor = (media: Uri): { enableScripts: boolean; localResourceRoots: Uri[] } => ({
  enableScripts: true,
  localResourceRoots: [media],
});

/** Nothing of a policy goes into this text: the page gets it as a message and writes it as text. */
function pageFor(webview: Webview, media: Uri): string {
  const nonce = randomBytes(16).toString('base64');
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
