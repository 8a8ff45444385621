// The previews: one that follows the active editor, and those locked to a policy.
import { commands, type ExtensionContext, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { PolicyChanges } from '../policy-changes';
import { policyOf } from '../policy';
import { pageState } from './messages';
import type { ResultDocuments } from '../result-documents';
import { type Other, policyComparison } from './comparison';
import { PolicyPreview, type PreviewStart, reportNothingCompared, titleOf } from './policy-preview';

const viewType = 'nbroute.preview';

export interface Previews {
  /** The policy of the preview that has the focus. */
  readonly activePolicy: () => Uri | undefined;
  /** Shows what a policy routes differently from something else, or reports why they cannot be compared. */
  readonly compare: (policy: Uri, other: Other) => Promise<void>;
}

/** Registers the command, and restores the panels after a reload of the window. */
export function registerPreview(
  context: ExtensionContext,
  client: BaseLanguageClient,
  changes: PolicyChanges,
  results: ResultDocuments,
): Previews {
  const media = Uri.joinPath(context.extensionUri, 'dist', 'media');
  const open = new Set<PolicyPreview>();
  const previewOf = (policy: Uri): PolicyPreview | undefined =>
    [...open].find((each) => each.policy.toString() === policy.toString());
  const follower = (): PolicyPreview | undefined => [...open].find(({ locked }) => !locked);
  const activePolicy = (): Uri | undefined => [...open].find(({ panel }) => panel.active)?.policy;

  // Two previews that follow the editor would show the same.
  const onlyFollower = (preview: PolicyPreview): void => {
    for (const each of open) if (each !== preview && !each.locked) each.panel.dispose();
  };
  const adopt = (panel: WebviewPanel, start: PreviewStart): PolicyPreview => {
    const preview = new PolicyPreview(client, panel, media, start, { results, unlocked: onlyFollower });
    if (!start.locked) onlyFollower(preview);
    open.add(preview);
    panel.onDidDispose(() => open.delete(preview));
    return preview;
  };
  const previewFor = (policy: Uri): PolicyPreview => {
    const there = previewOf(policy) ?? follower();
    if (there === undefined) {
      const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
      const panel = window.createWebviewPanel(viewType, titleOf(policy), column, optionsFor(media));
      return adopt(panel, { policy, locked: false, other: null });
    }
    there.follow(policy);
    there.panel.reveal(undefined, true);
    return there;
  };

  context.subscriptions.push(
    // Menus pass their own second argument, such as the explorer's selection, which is not a query.
    commands.registerCommand('nbroute.previewRouteTable', (on?: unknown, asked?: unknown) => {
      const policy = policyOf(on, activePolicy);
      if (policy === undefined) return;
      const preview = previewFor(policy);
      if (isQuestion(asked)) preview.probe(asked.probe);
    }),
    window.onDidChangeActiveTextEditor((editor) => {
      const policy = editor?.document.languageId === 'nbroute' ? editor.document.uri : undefined;
      const following = follower();
      if (policy && !previewOf(policy) && following?.isComparedWith(policy) === false)
        following.follow(policy);
    }),
    window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, state) => {
        const kept = pageState(state);
        if (kept) {
          panel.webview.options = optionsFor(media);
          const { uri, locked, against: other } = kept;
          adopt(panel, { policy: Uri.parse(uri), locked, other });
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
  return {
    activePolicy,
    compare: async (policy, other) => {
      const result = await policyComparison(client, results, policy, other).result();
      if (!result.ok) {
        reportNothingCompared(result.problem);
        return;
      }
      const preview = previewFor(policy);
      preview.compareWith(other);
      preview.showChanges();
    },
  };
}

/** The argument that the lens of a failing expectation passes. */
const isQuestion = (value: unknown): value is { readonly probe: string } =>
  typeof value === 'object' && value !== null && 'probe' in value && typeof value.probe === 'string';

const optionsFor = (media: Uri): { enableScripts: boolean; localResourceRoots: Uri[] } => ({
  enableScripts: true,
  localResourceRoots: [media],
});
