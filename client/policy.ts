import { Uri, window } from 'vscode';

/**
 * The policy a command is for: what the menu was opened on, else the one in the active editor, else whatever
 * `otherwise` knows. Undefined, and the person told so, when there is none.
 */
export function policyOf(argument: unknown, otherwise: () => Uri | undefined): Uri | undefined {
  if (argument instanceof Uri) return argument;
  const document = window.activeTextEditor?.document;
  const policy = document?.languageId === 'nbroute' ? document.uri : otherwise();
  if (policy === undefined) {
    void window.showErrorMessage(
      'nbroute: no policy is open; open a .nbroute file and run the command again',
    );
  }
  return policy;
}

/** The name a person knows a document by, without its folders. */
export const nameOf = (uri: Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);
