// Reads files for the language server that only VS Code can read, in virtual workspaces and in the browser.
import { type ExtensionContext, FileSystemError, FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { decodedFile, mostFileBytes, tooLong } from '../server/lib/file-text';
import {
  type FileResult,
  type FolderResult,
  readFileRequest,
  type ReadFileParams,
  readFolderRequest,
  type UriParams,
} from '../server/protocol';
import { fileAtCommit } from './git';

/** Registers the server's file requests. */
export function registerFileRequests(context: ExtensionContext, client: BaseLanguageClient): void {
  context.subscriptions.push(
    client.onRequest<FileResult, void>(readFileRequest, ({ uri, revision }: ReadFileParams) =>
      revision === undefined ? fileAt(Uri.parse(uri)) : fileAtCommit(Uri.parse(uri), revision),
    ),
    client.onRequest(readFolderRequest, ({ uri }: UriParams) => folderAt(Uri.parse(uri))),
  );
}

async function fileAt(uri: Uri): Promise<FileResult> {
  try {
    const { size, type } = await workspace.fs.stat(uri);
    if (type & FileType.Directory) return { kind: 'unreadable', reason: 'it is a folder' };
    if (size > mostFileBytes) return { kind: 'unreadable', reason: tooLong(size) };
    return decodedFile(await workspace.fs.readFile(uri));
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' };
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function folderAt(uri: Uri): Promise<FolderResult> {
  try {
    const entries = await workspace.fs.readDirectory(uri);
    // Links are not followed, because a link to a parent folder would never end.
    return entries.flatMap(([name, type]) =>
      type === FileType.File || type === FileType.Directory
        ? [{ name, folder: type === FileType.Directory }]
        : [],
    );
  } catch (error) {
    return isMissing(error) ? [] : null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof FileSystemError && error.code === 'FileNotFound';
}
