// Helpers for tests in VS Code, with deadlines in place of sleeps.
import assert from 'node:assert/strict';
import {
  commands,
  type Diagnostic,
  languages,
  type Position,
  Range,
  Selection,
  type TextDocument,
  type TextEditor,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import { stepMs } from '../patience';
import type { Stage } from '../stage';
import { launchInfo } from './launch-info';

/** The blog's case, from the first lines of `language.md`. */
export const blog = `# Reach the data centre through the VPC; everything else keeps the direct path.

policy Route10CidrThroughVPC

vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc      # on-premises

expect 10.0.12.7 via vpc
expect 8.8.8.8   via direct
`;

/** The same without the expectations, whose failure would be an error too. */
export const unexpecting = blog.slice(0, blog.indexOf('expect'));

/**
 * Runs a function where Playwright drives the browser that shows this VS Code. It is sent as text, so it sees only its
 * two arguments; its result returns as JSON. Skips the test on the desktop.
 */
export async function onStage<A>(
  test: Mocha.Context,
  act: (stage: Stage, argument: A) => Promise<unknown>,
  argument: A,
): Promise<unknown> {
  return launchInfo.stage === undefined ? test.skip() : onStageAt(launchInfo.stage, act, argument);
}

/** Reports to the driver of the browser that the tests begin. */
export async function begin(): Promise<void> {
  if (launchInfo.stage !== undefined)
    await onStageAt(launchInfo.stage, (stage) => Promise.resolve(stage.begin()), null);
}

async function onStageAt<A>(
  stage: string,
  act: (stage: Stage, argument: A) => Promise<unknown>,
  argument: A,
): Promise<unknown> {
  const response = await fetch(stage, {
    method: 'POST',
    body: JSON.stringify({ act: act.toString(), argument }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const result: unknown = JSON.parse(text);
  return result;
}

/** Calls a function until its result is not undefined, or the step's time is over. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | PromiseLike<T | undefined>,
  instead: () => string = () => 'nothing',
): Promise<T> {
  const deadline = Date.now() + stepMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (Date.now() > deadline) assert.fail(`waited for ${what}, but there is ${instead()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A writable location in the workspace. */
export function inWorkspace(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder, 'The suite needs a folder');
  return Uri.joinPath(folder.uri, name);
}

/** Writes a policy into the workspace and opens it in the first column. */
export async function openPolicy(name: string, text: string): Promise<TextEditor> {
  const uri = inWorkspace(name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return openUri(uri);
}

/** Opens a file in the first column. */
export const openUri = (uri: Uri): Thenable<TextEditor> =>
  window.showTextDocument(uri, { viewColumn: ViewColumn.One, preview: false });

/** Types text through the editor's command, so that listeners for typing are notified. */
export const type = async (text: string): Promise<void> => {
  await commands.executeCommand('type', { text });
};

/** Puts the cursor after the first occurrence of a text. */
export function cursorAfter(editor: TextEditor, text: string): Position {
  const { document } = editor;
  const at = document.positionAt(document.offsetAt(positionOf(document, text)) + text.length);
  editor.selection = new Selection(at, at);
  return at;
}

/** The position of the first occurrence of a text. */
export function positionOf(document: TextDocument, text: string): Position {
  const offset = document.getText().indexOf(text);
  assert.notEqual(offset, -1, `'${text}' is not in ${document.uri.path}`);
  return document.positionAt(offset);
}

/** Replaces the first occurrence of a text, as an edit in the open editor. */
export async function replace(editor: TextEditor, text: string, by: string): Promise<void> {
  const start = positionOf(editor.document, text);
  await editor.edit((edit) => edit.replace(new Range(start, start.translate(0, text.length)), by));
}

/** Waits for a rule's diagnostic at exactly this text; while the user types, others come and go. */
export const diagnostic = (document: TextDocument, rule: string, text: string): Promise<Diagnostic> =>
  eventually(
    `a ${rule} diagnostic at '${text}'`,
    () =>
      languages
        .getDiagnostics(document.uri)
        .find((one) => codeOf(one) === rule && document.getText(one.range) === text),
    () => describe(document.uri),
  );

/** Waits until a document has no diagnostics. */
export const noDiagnostics = (document: TextDocument): Promise<true> =>
  eventually(
    'a policy without diagnostics',
    () => (languages.getDiagnostics(document.uri).length === 0 ? true : undefined),
    () => describe(document.uri),
  );

export const codeOf = ({ code }: Diagnostic): string => String(typeof code === 'object' ? code.value : code);

const describe = (uri: Uri): string =>
  languages
    .getDiagnostics(uri)
    .map((diagnostic) => `${codeOf(diagnostic)}: ${diagnostic.message}`)
    .join('; ');

/** Closes all editors without asking about unsaved changes. */
export async function closeEverything(): Promise<void> {
  for (const document of workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
  await commands.executeCommand('notifications.clearAll');
}
