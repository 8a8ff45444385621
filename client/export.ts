import { commands, type ExtensionContext, Range, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  compileRequest,
  type CompileParams,
  type CompileResult,
  type CompileTarget,
} from '../server/protocol';
import { nameOf, policyOf } from './policy';

type Failure = Extract<CompileResult, { ok: false }>;

interface ExportTarget {
  readonly command: string;
  readonly to: CompileTarget;
  /** Title of the save dialog. */
  readonly title: string;
  readonly filters: Record<string, string[]>;
}

const targets: readonly ExportTarget[] = [
  {
    command: 'nbroute.exportLifecycleScript',
    to: 'script',
    title: 'Export Lifecycle Script',
    filters: { 'Shell script': ['sh'] },
  },
  {
    command: 'nbroute.exportCloudFormation',
    to: 'cloudformation',
    title: 'Export CloudFormation',
    filters: { 'CloudFormation template': ['yaml', 'yml'] },
  },
];

/** How many errors a notification names before it only counts. */
const errorsNamed = 3;

/** A command for every target; each returns where it wrote to, undefined when nothing was written. */
export function registerExports(
  context: ExtensionContext,
  client: BaseLanguageClient,
  activePreview: () => Uri | undefined,
): void {
  for (const target of targets) {
    context.subscriptions.push(
      commands.registerCommand(target.command, async (on?: unknown, destination?: unknown) => {
        const policy = policyOf(on, activePreview);
        if (policy === undefined) return undefined;
        // Menus pass something else in second place: the selection, or the editor's group.
        return exportPolicy(client, target, policy, destination instanceof Uri ? destination : undefined);
      }),
    );
  }
}

async function exportPolicy(
  client: BaseLanguageClient,
  target: ExportTarget,
  policy: Uri,
  given: Uri | undefined,
): Promise<Uri | undefined> {
  // Opening it is what makes the server know it.
  const document = await workspace.openTextDocument(policy);
  const params: CompileParams = { uri: client.code2ProtocolConverter.asUri(document.uri), to: target.to };
  const result = await client.sendRequest<CompileResult>(compileRequest, params);
  if (!result.ok) {
    // Not awaited: the command has ended, and the notification stays until someone closes it.
    reportErrors(policy, result).catch((error: unknown) => {
      client.error(`${nameOf(policy)} could not be shown`, error, false);
    });
    return undefined;
  }

  const destination =
    given ??
    (await window.showSaveDialog({
      defaultUri: beside(policy, result.fileName),
      filters: target.filters,
      title: target.title,
      saveLabel: 'Export',
    }));
  if (destination === undefined) return undefined;
  try {
    await workspace.fs.writeFile(destination, new TextEncoder().encode(result.text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`nbroute: ${nameOf(destination)} could not be written: ${reason}`);
    return undefined;
  }
  await window.showTextDocument(destination, { preview: false });
  return destination;
}

/** A policy that was never saved has no folder: then the workspace's first, if any. */
function beside(policy: Uri, fileName: string): Uri {
  if (policy.scheme !== 'untitled') return Uri.joinPath(policy, '..', fileName);
  const folder = workspace.workspaceFolders?.[0];
  return folder === undefined ? Uri.file(fileName) : Uri.joinPath(folder.uri, fileName);
}

async function reportErrors(policy: Uri, { errors, count }: Failure): Promise<void> {
  const [first] = errors;
  const named = errors.slice(0, errorsNamed).map(({ line, message }) => `line ${line + 1}: ${message}`);
  const more = count - named.length;
  const show = 'Go to First Error';
  const chosen = await window.showErrorMessage(
    `Nothing was exported, because ${nameOf(policy)} has ${count === 1 ? 'an error' : `${count} errors`}: ` +
      named.join('; ') +
      (more > 0 ? `; and ${more} more` : ''),
    ...(first === undefined ? [] : [show]),
  );
  if (chosen !== show || first === undefined) return;
  const document = await workspace.openTextDocument(policy);
  const { range } = document.lineAt(Math.min(first.line, document.lineCount - 1));
  const start = range.start.translate(0, document.lineAt(range.start).firstNonWhitespaceCharacterIndex);
  await window.showTextDocument(document, { selection: new Range(start, start) });
}
