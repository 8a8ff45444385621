import { Uri, window, workspace } from 'vscode';

/**
 * The policy a command is for: what the menu was opened on, else the one in the active editor, else whatever
 * `otherwise` knows, else the only one that is open: the walkthrough's buttons stand beside no editor. Undefined, and
 * the person told so, when there is none.
 */
export function policyOf(argument: unknown, otherwise: () => Uri | undefined): Uri | undefined {
  if (argument instanceof Uri) return argument;
  const document = window.activeTextEditor?.document;
  const policy = document?.languageId === 'nbroute' ? document.uri : (otherwise() ?? onlyOpen());
  if (policy === undefined) {
    void window.showErrorMessage(
      'nbroute: no policy is open; open a .nbroute file and run the command again',
    );
  }
  return policy;
}

function onlyOpen(): Uri | undefined {
  const [policy, ...others] = workspace.textDocuments.filter(({ languageId }) => languageId === 'nbroute');
  return others.length === 0 ? policy?.uri : undefined;
}

/** The name a person knows a document by, without its folders. */
export const nameOf = (uri: Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);
