// The previews: one that follows the policy in the active editor, and those that are locked to theirs.
import { commands, type ExtensionContext, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { PolicyChanges } from '../policy-changes';
import { policyOf } from '../policy';
import { pageState } from './messages';
import { PolicyPreview, titleOf } from './policy-preview';

const viewType = 'nbroute.preview';

export interface Previews {
  /** The policy of the preview that has the focus. */
  readonly activePolicy: () => Uri | undefined;
}

/** The command, and the panels that a reload of the window left. */
export function registerPreview(
  context: ExtensionContext,
  client: BaseLanguageClient,
  changes: PolicyChanges,
): Previews {
  const media = Uri.joinPath(context.extensionUri, 'dist', 'media');
  const open = new Set<PolicyPreview>();
  const previewOf = (policy: Uri): PolicyPreview | undefined =>
    [...open].find((each) => each.policy.toString() === policy.toString());
  const follower = (): PolicyPreview | undefined => [...open].find(({ locked }) => !locked);
  const activePolicy = (): Uri | undefined => [...open].find(({ panel }) => panel.active)?.policy;

  // Two that follow would show the same.
  const onlyFollower = (preview: PolicyPreview): void => {
    for (const each of open) if (each !== preview && !each.locked) each.panel.dispose();
  };
  const adopt = (panel: WebviewPanel, policy: Uri, locked: boolean): PolicyPreview => {
    const preview = new PolicyPreview(client, panel, media, { policy, locked }, onlyFollower);
    if (!locked) onlyFollower(preview);
    open.add(preview);
    panel.onDidDispose(() => open.delete(preview));
    return preview;
  };
  const shown = (policy: Uri): PolicyPreview => {
    const there = previewOf(policy) ?? follower();
    if (there === undefined) {
      const place = { viewColumn: ViewColumn.Beside, preserveFocus: true };
      return adopt(
        window.createWebviewPanel(viewType, titleOf(policy), place, optionsFor(media)),
        policy,
        false,
      );
    }
    there.follow(policy);
    there.panel.reveal(undefined, true);
    return there;
  };

  context.subscriptions.push(
    // What a menu gives second, as the explorer its selection, is no question.
    commands.registerCommand('nbroute.previewRouteTable', (on?: unknown, asked?: unknown) => {
      const policy = policyOf(on, activePolicy);
      if (policy === undefined) return;
      const preview = shown(policy);
      if (isQuestion(asked)) preview.probe(asked.probe);
    }),
    window.onDidChangeActiveTextEditor((editor) => {
      if (editor?.document.languageId !== 'nbroute' || previewOf(editor.document.uri)) return;
      follower()?.follow(editor.document.uri);
    }),
    window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, state) => {
        const kept = pageState(state);
        if (kept) {
          panel.webview.options = optionsFor(media);
          adopt(panel, Uri.parse(kept.uri), kept.locked);
        } else {
          panel.dispose();
        }
        return Promise.resolve();
      },
    }),
    changes.policy((uri) => {
      for (const each of open) if (each.key === uri) each.refresh();
    }),
  );
  return { activePolicy };
}

/** What a lens of a failing expectation gives the command. */
const isQuestion = (value: unknown): value is { readonly probe: string } =>
  typeof value === 'object' && value !== null && 'probe' in value && typeof value.probe === 'string';

const optionsFor = (media: Uri): { enableScripts: boolean; localResourceRoots: Uri[] } => ({
  enableScripts: true,
  localResourceRoots: [media],
});
