// A policy in a repository of its own, for tests that ask VS Code's Git extension; where the suite has Node.
import { ConfigurationTarget, type TextEditor, workspace } from 'vscode';
import { inWorkspace, openPolicy } from './vscode';

/** Writes a policy into a new folder, commits it, turns Git on, and opens it. */
export async function openCommitted(folder: string, name: string, text: string): Promise<TextEditor> {
  const { execFileSync } = await import('node:child_process');
  const uri = inWorkspace(folder);
  await workspace.fs.createDirectory(uri);
  const editor = await openPolicy(`${folder}/${name}`, text);
  const git = (...args: string[]): void => {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
    execFileSync('git', [...identity, ...args], { cwd: uri.fsPath, stdio: 'ignore' });
  };
  git('init');
  git('add', '.');
  git('commit', '-m', 'first');
  await workspace.getConfiguration('git').update('enabled', true, ConfigurationTarget.Global);
  await workspace.getConfiguration('git').update('enabled', undefined, ConfigurationTarget.Workspace);
  return editor;
}
