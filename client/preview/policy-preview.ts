// A preview's host side: one panel, and the policy that it shows.
import { Disposable, type TextEditor, Uri, type Webview, type WebviewPanel, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type LookupParams,
  lookupRequest,
  type Preview,
  type PreviewParams,
  previewRequest,
  type TextResult,
} from '../../server/protocol';
import { nameOf, showLine } from '../policy';
import { headText, watchedHead } from './head';
import {
  type AskedProbe,
  type Cursor,
  type Head,
  isPageMessage,
  type PortsAnswer,
  type PageMessage,
  type Show,
  type Wanted,
} from './messages';
import { copyTable, saveTable } from './save';
import { singleFlight } from '../single-flight';

export class PolicyPreview {
  private shownPolicy: Uri;
  private isLocked: boolean;
  private latest: Show;
  private wanted: Wanted = { subnet: null, head: false };
  private head: Head | undefined;
  private headWatch: Disposable | undefined;
  /** Whether the server has been asked about this policy, and the page has said what it wants. */
  private isKnown = false;
  private hasPage = false;
  private isGone = false;
  private question: string | undefined;

  constructor(
    private readonly client: BaseLanguageClient,
    readonly panel: WebviewPanel,
    media: Uri,
    { policy, locked }: { readonly policy: Uri; readonly locked: boolean },
    private readonly unlocked: (preview: PolicyPreview) => void,
  ) {
    this.shownPolicy = policy;
    this.isLocked = locked;
    this.latest = this.nothingYet();
    const ends = [
      window.onDidChangeTextEditorSelection(({ textEditor }) => this.sendCursor(textEditor)),
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isPageMessage(message)) this.receive(message);
      }),
    ];
    panel.onDidDispose(() => {
      this.isGone = true;
      this.headWatch?.dispose();
      Disposable.from(...ends).dispose();
    });
    panel.title = titleOf(policy);
    panel.iconPath = Uri.joinPath(media, '..', '..', 'images', 'language.svg');
    panel.webview.html = pageFor(panel.webview, media);
  }

  get policy(): Uri {
    return this.shownPolicy;
  }

  /** Whether it stays at its policy while others are edited. */
  get locked(): boolean {
    return this.isLocked;
  }

  /** The policy as the server spells its URI. */
  get key(): string {
    return this.client.code2ProtocolConverter.asUri(this.shownPolicy);
  }

  /** Shows another policy in the same panel. */
  follow(policy: Uri): void {
    if (policy.toString() === this.shownPolicy.toString()) return;
    this.shownPolicy = policy;
    this.panel.title = titleOf(policy);
    this.latest = this.nothingYet();
    this.isKnown = false;
    this.forgetHead();
    this.wanted = { subnet: null, head: this.wanted.head };
    if (this.wanted.head) this.watchHead();
    this.refresh();
  }

  /** The policy may have changed: asks the server. At most one question is under way. */
  refresh(): void {
    void this.asked();
  }

  /** Looks an address or prefix up in the page; one that is not there yet is told once it speaks. */
  probe(query: string): void {
    this.question = query;
    this.sendQuery();
  }

  private nothingYet(): Show {
    return { kind: 'show', uri: this.key, locked: this.isLocked, table: null, problem: null, head: null };
  }

  private readonly asked = singleFlight(async () => {
    if (this.isGone) return;
    const { shownPolicy: policy, wanted } = this;
    const next = await shownNext(this.client, policy, this.latest, wanted.subnet);
    const head = wanted.head ? (this.head ?? (await headOf(this.client, policy, wanted.subnet))) : undefined;
    // Another policy or subnet is wanted by now, and has asked again.
    if (wanted !== this.wanted) return;
    this.head = head ?? this.head;
    this.latest = { ...next, locked: this.isLocked, head: head ?? null };
    this.isKnown = true;
    this.post(this.latest);
  });

  private receive(message: PageMessage): void {
    const { client, policy, panel, wanted } = this;
    const failed = (error: unknown): void => client.error(`Preview of ${this.key}`, error, false);
    switch (message.kind) {
      case 'show':
        this.want({ subnet: message.subnet, head: message.head });
        break;
      case 'lock':
        this.isLocked = message.locked;
        this.latest = { ...this.latest, locked: message.locked };
        if (!message.locked) this.unlocked(this);
        break;
      case 'reveal':
        showLine(policy, message.line, panel.viewColumn).catch(failed);
        break;
      case 'ports':
        this.answerPorts(message.query).catch(failed);
        break;
      case 'copy':
        copyTable(client, policy, message.format, wanted.subnet).catch(failed);
        break;
      case 'export':
        saveTable(client, policy, message.format, wanted.subnet).catch(failed);
        break;
    }
  }

  private want(next: Wanted): void {
    const { wanted } = this;
    if (next.subnet !== wanted.subnet) this.head = undefined;
    this.wanted = next;
    if (next.head && !wanted.head) this.watchHead();
    // The page is made anew whenever it comes back into view: what is known is there at once.
    if (this.isKnown && next.subnet === wanted.subnet && next.head === wanted.head) this.post(this.latest);
    this.hasPage = true;
    this.refresh();
    this.sendCursor(window.activeTextEditor);
    this.sendQuery();
  }

  private watchHead(): void {
    const { policy } = this;
    void watchedHead(policy, () => {
      this.head = undefined;
      this.refresh();
    }).then((watch) => {
      if (this.isGone || policy !== this.policy) watch?.dispose();
      else this.headWatch = watch;
    });
  }

  private forgetHead(): void {
    this.head = undefined;
    this.headWatch?.dispose();
    this.headWatch = undefined;
  }

  private sendCursor(editor: TextEditor | undefined): void {
    const isHere = editor?.document.uri.toString() === this.policy.toString();
    const cursor: Cursor = { kind: 'cursor', line: isHere ? editor.selection.active.line : null };
    if (this.panel.visible) this.post(cursor);
  }

  private async answerPorts(query: string): Promise<void> {
    const params: LookupParams = { uri: this.key, queries: [query], subnet: this.wanted.subnet };
    const result = await this.client.sendRequest<TextResult>(lookupRequest, params);
    this.post({ kind: 'ports', query, ok: result.ok, text: result.ok ? result.text : result.problem });
  }

  private sendQuery(): void {
    if (this.question === undefined || !this.hasPage || !this.panel.visible) return;
    const asked: AskedProbe = { kind: 'probe', query: this.question };
    this.question = undefined;
    this.post(asked);
  }

  private post(message: Show | Cursor | AskedProbe | PortsAnswer): void {
    if (!this.isGone) void this.panel.webview.postMessage(message);
  }
}

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
    return { ...before, table: preview, problem: null };
  } catch (error) {
    client.error(`No preview of ${before.uri}`, error, false);
    return { ...before, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The table of the version in HEAD; what it reads from other files is as it is now. Never rejects. */
async function headOf(client: BaseLanguageClient, policy: Uri, subnet: string | null): Promise<Head> {
  const none = (problem: string): Head => ({ rows: [], router: null, problem });
  try {
    const found = await headText(policy);
    if ('problem' in found) return none(found.problem);
    const uri = client.code2ProtocolConverter.asUri(policy);
    const params: PreviewParams = { uri, source: found.text, ...(subnet !== null && { subnet }) };
    const { errors, rows, router } = await client.sendRequest<Preview>(previewRequest, params);
    return errors === 0 ? { rows, router, problem: null } : none('The version in Git’s HEAD has errors.');
  } catch (error) {
    return none(error instanceof Error ? error.message : String(error));
  }
}

export const titleOf = (policy: Uri): string => `Route Table: ${nameOf(policy)}`;

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
