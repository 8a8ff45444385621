// A policy in a new repository, for tests that use VS Code's Git extension, in suites with Node.
import { ConfigurationTarget, type TextEditor, workspace } from 'vscode';
import { inWorkspace, openPolicy } from './vscode';

/** Writes a policy into a new folder, commits it to `main`, enables Git, and opens it. */
export async function openCommitted(folder: string, name: string, text: string): Promise<TextEditor> {
  const uri = inWorkspace(folder);
  await workspace.fs.createDirectory(uri);
  const editor = await openPolicy(`${folder}/${name}`, text);
  await git(uri.fsPath, 'init', '-b', 'main');
  await git(uri.fsPath, 'add', '.');
  await git(uri.fsPath, 'commit', '-m', 'first');
  await workspace.getConfiguration('git').update('enabled', true, ConfigurationTarget.Global);
  await workspace.getConfiguration('git').update('enabled', undefined, ConfigurationTarget.Workspace);
  return editor;
}

/** Runs git in a folder. */
export async function git(folder: string, ...args: string[]): Promise<void> {
  const { execFileSync } = await import('node:child_process');
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });
}
