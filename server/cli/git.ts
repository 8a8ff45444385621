import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { decodedUtf8 } from '../lib/file-text';
import { diskHost } from '../node/disk-host';
import { reducedRead, type Host, type ReadResult } from '../host';
import { printable } from '../render/printable';
import { analyse, type Analysis } from '../engine';
import { Failure } from './command';

/** The size limit for a file at a revision. */
const mostBytes = 64 * 1024 * 1024;

/** The files of a Git repository at a revision. */
export interface Revision {
  /** The revision as given; a full commit id is shortened. */
  readonly name: string;
  /** Analyses a policy and the files it reads at the revision; undefined if the policy does not exist there. */
  readonly analysis: (file: string) => Promise<Analysis | undefined>;
  /** The absolute paths of the files at or below a path. */
  readonly files: (at: string) => Promise<string[]>;
}

/** Resolves a revision in the repository that contains `folder`. */
export async function revisionIn(folder: string, revision: string): Promise<Revision> {
  const inside = await git(folder, ['rev-parse', '--is-inside-work-tree']);
  if (!inside.ok)
    throw new Failure(
      /not a git repository/i.test(inside.message)
        ? `${printable(folder)} is in no Git repository: --git compares with a revision of one`
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
      `--git: unknown revision ${JSON.stringify(revision)} in the repository of ${printable(folder)}`,
    );
  const name = printable(id.startsWith(revision) ? id.slice(0, 10) : revision);
  const host = hostAt(folder, id);
  return {
    name,
    analysis: async (file) => {
      const read = await host.read(path.resolve(file));
      if (read.kind === 'missing') return undefined;
      if (read.kind === 'text') return analyse(host, path.resolve(file), read.text);
      const reason = read.kind === 'unreadable' ? read.reason : 'not a policy';
      throw new Failure(`${printable(file)} at ${name} cannot be read: ${printable(reason)}`);
    },
    files: async (at) => {
      const listing = await git(folder, ['ls-tree', '-r', '-z', '--name-only', id, nameIn(folder, at)]);
      if (!listing.ok) throw new Failure(`git: ${printable(listing.message)}`);
      return listing.text.split('\0').flatMap((each) => (each === '' ? [] : [path.join(folder, each)]));
    },
  };
}

/** A path relative to a folder, as Git takes it; `./` keeps it from being read as an option. */
function nameIn(folder: string, file: string): string {
  return `./${path.relative(folder, file).split(path.sep).join('/')}`;
}

/** A host for the files of a commit, by their paths on this machine. */
function hostAt(folder: string, commit: string): Host {
  const disk = diskHost();
  const cache = new Map<string, Promise<ReadResult>>();
  const read = async (file: string): Promise<ReadResult> => {
    const blob = await git(folder, ['cat-file', 'blob', `${commit}:${nameIn(folder, file)}`]);
    if (blob.ok) return decodedUtf8(blob.bytes);
    return /does not exist|exists on disk, but not in|is outside repository/.test(blob.message)
      ? { kind: 'missing' }
      : { kind: 'unreadable', reason: blob.message };
  };
  return {
    resolve: (from, to) => disk.resolve(from, to),
    read: (file, as) => {
      const key = `${as}\0${file}`;
      const content = cache.get(key) ?? read(file).then((result) => reducedRead(result, as));
      cache.set(key, content);
      return content;
    },
    // Severities do not affect how addresses are routed.
    config: () => Promise.resolve(undefined),
  };
}

type GitResponse =
  | { readonly ok: true; readonly text: string; readonly bytes: Buffer }
  | { readonly ok: false; readonly message: string };

/** Runs git in a folder, without a shell. */
function git(folder: string, args: readonly string[]): Promise<GitResponse> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      ['-C', folder, ...args],
      { encoding: 'buffer', maxBuffer: mostBytes, windowsHide: true, env: { ...process.env, LC_ALL: 'C' } },
      (error, stdout, stderr) => {
        if (!error) resolve({ ok: true, text: stdout.toString('utf8'), bytes: stdout });
        else if (error.code === 'ENOENT')
          reject(new Failure('--git needs the git command, which is not installed'));
        else
          resolve({
            ok: false,
            message: (stderr.toString('utf8').trim().split('\n')[0] ?? '').replace(/^fatal: /, ''),
          });
      },
    );
  });
}
