// The host side of one preview panel and its policy.
import {
  commands,
  Disposable,
  l10n,
  Position,
  type TextEditor,
  Uri,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type LookupParams,
  lookupRequest,
  type PinParams,
  pinRequest,
  type PinResult,
  type Preview,
  type PreviewParams,
  previewRequest,
  type TextResult,
} from '../../server/protocol';
import { errorMessage, nameOf, showLine } from '../policy';
import { type ResultDocuments, resultScheme } from '../result-documents';
import { type Other, type PolicyComparison, policyComparison } from './comparison';
import {
  type AskedProbe,
  type AskedView,
  type PreviewComparison,
  type Cursor,
  isPageMessage,
  type PortsAnswer,
  type Updating,
  type PageMessage,
  type Show,
  type Wanted,
} from './messages';
import { copyTable, saveTable } from './save';
import { singleFlight } from '../single-flight';

/** What a preview shows first. */
export interface PreviewStart {
  readonly policy: Uri;
  readonly locked: boolean;
  readonly other: Other | null;
}

/** What all previews share. */
export interface PreviewContext {
  readonly results: ResultDocuments;
  /** Called when a preview begins to follow the active policy. */
  readonly unlocked: (preview: PolicyPreview) => void;
}

export class PolicyPreview {
  private shownPolicy: Uri;
  private isLocked: boolean;
  private latest: Show;
  private wanted: Wanted = { subnet: null, compared: false };
  private comparison: PolicyComparison;
  private comparisonWatch: Disposable | undefined;
  /** Whether the server was asked about this policy and the page has reported its state. */
  private isKnown = false;
  private hasPage = false;
  private isGone = false;
  private readonly questions = new Map<'probe' | 'view', AskedProbe | AskedView>();

  constructor(
    private readonly client: BaseLanguageClient,
    readonly panel: WebviewPanel,
    media: Uri,
    { policy, locked, other }: PreviewStart,
    private readonly context: PreviewContext,
  ) {
    this.shownPolicy = policy;
    this.comparison = policyComparison(client, context.results, policy, other);
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
      this.comparisonWatch?.dispose();
      Disposable.from(...ends).dispose();
    });
    this.watchOther();
    panel.title = titleOf(policy);
    panel.iconPath = Uri.joinPath(media, '..', '..', 'images', 'language.svg');
    panel.webview.html = pageFor(panel.webview, media);
    // Requests the table while the page is loading.
    this.refresh();
  }

  get policy(): Uri {
    return this.shownPolicy;
  }

  /** Whether it stays at its policy while others are edited. */
  get locked(): boolean {
    return this.isLocked;
  }

  /** The policy's URI as the server spells it. */
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
    this.wanted = { ...this.wanted, subnet: null };
    // A revision exists for the next policy too; anything else was meant for this one.
    const { other } = this.comparison;
    this.compareWith(other?.kind === 'revision' ? other : null);
  }

  /** Whether a document is the other side of the comparison, or an earlier version of a policy. */
  isComparedWith({ scheme, path }: Uri): boolean {
    const { other } = this.comparison;
    const file = other?.kind === 'file' ? Uri.parse(other.uri) : undefined;
    return scheme === 'git' || scheme === resultScheme || (file?.scheme === scheme && file.path === path);
  }

  /** Compares with something else from now on. */
  compareWith(other: Other | null): void {
    const { client, policy } = this;
    this.comparison = policyComparison(client, this.context.results, policy, other);
    this.watchOther();
    this.refresh();
  }

  private watchOther(): void {
    const { comparison } = this;
    this.comparisonWatch?.dispose();
    this.comparisonWatch = undefined;
    void comparison
      .watch(() => this.refresh())
      .then((watch) => {
        if (this.isGone || this.comparison !== comparison) watch?.dispose();
        else this.comparisonWatch = watch;
      });
  }

  /** Requests a new table because the policy may have changed; at most one request is pending. */
  refresh(): void {
    void this.asked();
  }

  /** Looks up an address or prefix in the page, once it is ready. */
  probe(query: string): void {
    this.questions.set('probe', { kind: 'probe', query });
    this.sendQuestions();
  }

  /** Shows the view of the differences. */
  showChanges(): void {
    this.questions.set('view', { kind: 'view', view: 'changes' });
    this.sendQuestions();
  }

  private nothingYet(): Show {
    return {
      kind: 'show',
      uri: this.key,
      locked: this.isLocked,
      table: null,
      problem: null,
      comparison: null,
    };
  }

  private readonly asked = singleFlight(async () => {
    if (this.isGone) return;
    const { shownPolicy: policy, wanted, comparison } = this;
    const slow = setTimeout(() => this.post({ kind: 'updating' }), slowAfter);
    const next = await shownNext(this.client, policy, this.latest, wanted.subnet);
    clearTimeout(slow);
    // Another policy or subnet was requested meanwhile, with a request of its own.
    if (wanted !== this.wanted) return;
    const showing = (result: PreviewComparison['result']): Show => ({
      ...next,
      locked: this.isLocked,
      comparison: wanted.compared ? comparisonShown(comparison, result) : null,
    });
    // Shows the table without waiting for the comparison.
    if (wanted.compared && this.latest.table === null) this.post(showing(null));
    const result = wanted.compared ? await comparison.result() : null;
    if (wanted !== this.wanted || comparison !== this.comparison) return;
    this.latest = showing(result);
    this.isKnown = true;
    this.post(this.latest);
  });

  private receive(message: PageMessage): void {
    const { client, policy, panel, wanted } = this;
    const failed = (error: unknown): void => client.error(`Preview of ${this.key}`, error, false);
    switch (message.kind) {
      case 'show':
        this.want({ subnet: message.subnet, compared: message.compared });
        break;
      case 'lock':
        this.isLocked = message.locked;
        this.latest = { ...this.latest, locked: message.locked };
        if (!message.locked) this.context.unlocked(this);
        break;
      case 'reveal':
        showLine(policy, message.line, panel.viewColumn).catch(failed);
        break;
      case 'revealOther':
        this.comparison.reveal(message.line, panel.viewColumn).catch(failed);
        break;
      case 'compare':
        if (message.asks) void commands.executeCommand('nbroute.compare', policy);
        else this.compareWith(null);
        break;
      case 'dropped':
        void this.compareIfPossible({ kind: 'text', name: message.name, text: message.text });
        break;
      case 'droppedFile':
        void this.compareIfPossible({ kind: 'file', uri: message.uri });
        break;
      case 'pin':
        this.pin(message.query).catch(failed);
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
    const isOther = next.subnet !== wanted.subnet || next.compared !== wanted.compared;
    if (isOther) this.wanted = next;
    this.hasPage = true;
    // The page is created again whenever it becomes visible, and gets the known state at once.
    if (!isOther && this.isKnown) this.post(this.latest);
    if (isOther || this.latest.problem !== null) this.refresh();
    this.sendCursor(window.activeTextEditor);
    this.sendQuestions();
  }

  /** Compares with what was dropped, or reports why that is not possible. */
  private async compareIfPossible(other: Other): Promise<void> {
    const { client, policy } = this;
    const result = await policyComparison(client, this.context.results, policy, other).result();
    if (!result.ok) reportNothingCompared(result.problem);
    if (!result.ok || policy !== this.policy) return;
    this.compareWith(other);
    this.showChanges();
  }

  private sendCursor(editor: TextEditor | undefined): void {
    const isHere = editor?.document.uri.toString() === this.policy.toString();
    const cursor: Cursor = { kind: 'cursor', line: isHere ? editor.selection.active.line : null };
    if (this.panel.visible) this.post(cursor);
  }

  /** Adds the result to the policy as an expectation, and shows it there. */
  private async pin(query: string): Promise<void> {
    const { client, policy, panel, wanted } = this;
    const params: PinParams = { uri: this.key, query, subnet: wanted.subnet };
    const result = await client.sendRequest<PinResult>(pinRequest, params);
    if (!result.ok) {
      void window.showInformationMessage(l10n.t('nbroute: {0}', result.problem));
      return;
    }
    const document = await workspace.openTextDocument(policy);
    // The user has typed meanwhile, so the offset is out of date.
    if (document.version !== result.version) return;
    const edit = new WorkspaceEdit();
    edit.insert(policy, new Position(result.at.line, result.at.character), result.text);
    await workspace.applyEdit(edit);
    const lines = result.text.trimEnd().split('\n').length - 1;
    await showLine(policy, result.at.line + lines, panel.viewColumn);
  }

  private async answerPorts(query: string): Promise<void> {
    const params: LookupParams = { uri: this.key, queries: [query], subnet: this.wanted.subnet };
    const result = await this.client.sendRequest<TextResult>(lookupRequest, params);
    this.post({ kind: 'ports', query, ok: result.ok, text: result.ok ? result.text : result.problem });
  }

  private sendQuestions(): void {
    if (!this.hasPage || !this.panel.visible) return;
    for (const question of this.questions.values()) this.post(question);
    this.questions.clear();
  }

  /** Has no effect before the page is ready to listen. */
  private post(message: Show | Cursor | AskedProbe | AskedView | PortsAnswer | Updating): void {
    if (!this.isGone && this.hasPage) void this.panel.webview.postMessage(message);
  }
}

/** How many milliseconds a response may take before that is announced. */
const slowAfter = 300;

/** Never rejects; an error is shown in place of the table. */
async function shownNext(
  client: BaseLanguageClient,
  policy: Uri,
  before: Show,
  subnet: string | null,
): Promise<Show> {
  try {
    // Opening the document makes it known to the server; for an open one it does nothing.
    await workspace.openTextDocument(policy);
    const params: PreviewParams = { uri: before.uri, ...(subnet !== null && { subnet }) };
    const preview = await client.sendRequest<Preview>(previewRequest, params);
    return { ...before, table: preview, problem: null };
  } catch (error) {
    client.error(`No preview of ${before.uri}`, error, false);
    return { ...before, problem: errorMessage(error) };
  }
}

const comparisonShown = (
  { name, other }: PolicyComparison,
  result: PreviewComparison['result'],
): PreviewComparison => ({
  name,
  against: other?.kind === 'text' ? null : other,
  result,
});

/** Notifies the user why nothing was compared. */
export function reportNothingCompared(problem: string): void {
  void window.showErrorMessage(l10n.t('nbroute: nothing was compared: {0}', problem));
}

export const titleOf = (policy: Uri): string => `Route Table: ${nameOf(policy)}`;

/** The page's HTML contains nothing of a policy, which the page gets as a message and inserts as text. */
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
