import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { diskHost } from '../disk-host';
import type { Host, ReadResult } from '../host';
import { printable } from '../report/report';
import { analyse, type Analysis } from '../service';
import { Failure } from './command';

/** The most a file at a revision may have: 64 MiB. */
const mostBytes = 64 * 1024 * 1024;

/** Analyses a policy as it is at a Git revision, with what it reads as that is there. */
export async function analysisAt(file: string, revision: string): Promise<Analysis> {
  const folder = path.dirname(path.resolve(file));
  const inside = await git(folder, ['rev-parse', '--is-inside-work-tree']);
  if (!inside.ok)
    throw new Failure(
      /not a git repository/i.test(inside.message)
        ? `${printable(file)} is in no Git repository: --git compares with a revision of one`
        : `git: ${printable(inside.message)}`,
    );
  const commit = await git(folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  const id = commit.ok ? commit.text.trim() : '';
  if (!/^[0-9a-f]{40,64}$/.test(id))
    throw new Failure(
      `--git: there is no revision ${JSON.stringify(revision)} in the repository of ${printable(file)}`,
    );
  const host = hostAt(folder, id);
  const read = await host.read(path.resolve(file));
  if (read.kind !== 'text')
    throw new Failure(
      read.kind === 'missing'
        ? `${printable(file)} is not there at ${printable(revision)}`
        : `${printable(file)} at ${printable(revision)} cannot be read: ${printable(read.reason)}`,
    );
  return analyse(host, path.resolve(file), read.text);
}

/** Files as they are in a commit; paths are this machine's. */
function hostAt(folder: string, commit: string): Host {
  const disk = diskHost();
  const known = new Map<string, Promise<ReadResult>>();
  const read = async (file: string): Promise<ReadResult> => {
    const name = path.relative(folder, file).split(path.sep).join('/');
    // ./ makes the name relative to the folder, and no option of it.
    const blob = await git(folder, ['cat-file', 'blob', `${commit}:./${name}`]);
    if (blob.ok) return { kind: 'text', text: blob.text };
    return /does not exist|exists on disk, but not in|is outside repository/.test(blob.message)
      ? { kind: 'missing' }
      : { kind: 'unreadable', reason: blob.message };
  };
  return {
    resolve: (from, to) => disk.resolve(from, to),
    read: (file) => {
      const found = known.get(file) ?? read(file);
      known.set(file, found);
      return found;
    },
    // Severities do not change where an address goes.
    config: () => Promise.resolve(undefined),
  };
}

type Answer = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** Runs git in a folder, without a shell. */
function git(folder: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      ['-C', folder, ...args],
      { encoding: 'utf8', maxBuffer: mostBytes, windowsHide: true, env: { ...process.env, LC_ALL: 'C' } },
      (error, stdout, stderr) => {
        if (!error) resolve({ ok: true, text: stdout });
        else if (error.code === 'ENOENT')
          reject(new Failure('--git needs the git command, which is not there'));
        else resolve({ ok: false, message: (stderr.trim().split('\n')[0] ?? '').replace(/^fatal: /, '') });
      },
    );
  });
}
