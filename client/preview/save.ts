// Copies or saves the table as `nbroute table` writes it; the server renders it.
import { env, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { tableRequest, type TableParams, type TableResult } from '../../server/protocol';
import { nameOf } from '../policy';
import type { CopyFormat, ExportFormat } from './messages';

const filters: Readonly<Record<ExportFormat, Record<string, string[]>>> = {
  svg: { SVG: ['svg'] },
  map: { SVG: ['svg'] },
  html: { HTML: ['html'] },
};

/** Copies the table to the clipboard. */
export async function copyTable(
  client: BaseLanguageClient,
  policy: Uri,
  format: CopyFormat,
  subnet: string | null,
): Promise<void> {
  const result = await tableText(client, policy, format, subnet);
  if (!result) return;
  await env.clipboard.writeText(result.text);
  window.setStatusBarMessage(`$(check) The route table of ${nameOf(policy)} is on the clipboard`, 4000);
}

/** Asks for a file and writes a picture or a page. */
export async function saveTable(
  client: BaseLanguageClient,
  policy: Uri,
  format: ExportFormat,
  subnet: string | null,
): Promise<void> {
  const result = await tableText(client, policy, format, subnet);
  if (!result) return;
  const folder =
    policy.scheme === 'untitled' ? workspace.workspaceFolders?.[0]?.uri : Uri.joinPath(policy, '..');
  const destination = await window.showSaveDialog({
    ...(folder && { defaultUri: Uri.joinPath(folder, result.fileName) }),
    filters: filters[format],
    title: 'Export Route Table',
    saveLabel: 'Export',
  });
  if (!destination) return;
  try {
    await workspace.fs.writeFile(destination, new TextEncoder().encode(result.text));
    window.setStatusBarMessage(`$(check) ${nameOf(destination)} is written`, 4000);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`nbroute: ${nameOf(destination)} could not be written: ${reason}`);
  }
}

async function tableText(
  client: BaseLanguageClient,
  policy: Uri,
  format: CopyFormat | ExportFormat,
  subnet: string | null,
): Promise<Extract<TableResult, { ok: true }> | undefined> {
  const uri = client.code2ProtocolConverter.asUri(policy);
  const params: TableParams = { uri, format, ...(subnet !== null && { subnet }) };
  const result = await client.sendRequest<TableResult>(tableRequest, params);
  if (result.ok) return result;
  const count = result.count === 1 ? 'an error' : `${result.count} errors`;
  void window.showErrorMessage(`nbroute: ${nameOf(policy)} has ${count}, so its table is unresolved`);
  return undefined;
}
