import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { decodedUtf8 } from '../lib/file-text';
import { ancestry, diskHost, isInside, realPath } from '../node/disk-host';
import { reducedRead, type Host, type ReadResult } from '../host';
import { printable } from '../render/printable';
import { analyse, type Analysis } from '../engine';
import { displayPathFrom, Failure } from './command';

/** The size limit for a file at a revision. */
const mostBytes = 64 * 1024 * 1024;

/** How many symbolic links a path may go through, as on Linux. */
const mostLinks = 40;

/** The files of a Git repository at a revision. */
export interface Revision {
  /** The revision as given; a full commit id is shortened. */
  readonly name: string;
  /** Analyses a policy and the files it reads at the revision; undefined if the policy does not exist there. */
  readonly analysis: (file: string) => Promise<Analysis | undefined>;
  /** The absolute paths of the regular files in a folder, or the path itself if it is a file. */
  readonly files: (at: string) => Promise<string[]>;
  readonly isFolder: (at: string) => Promise<boolean>;
}

/** Resolves a revision in the repository that contains `folder`. */
export async function revisionIn(folder: string, revision: string): Promise<Revision> {
  const top = await git(folder, ['rev-parse', '--show-toplevel']);
  if (!top.ok)
    throw new Failure(
      /not a git repository/i.test(top.message)
        ? `${printable(folder)} is in no Git repository: --git compares with a revision of one`
        : `git: ${printable(top.message)}`,
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
  const find = finder(folder, path.resolve(top.text.replace(/\r?\n$/, '')), id);
  const host = hostAt(folder, find);
  const unreadable = (file: string, reason: string): Failure =>
    new Failure(`${printable(file)} at ${name} cannot be read: ${printable(reason)}`);
  return {
    name,
    analysis: async (file) => {
      const read = await host.read(path.resolve(file));
      if (read.kind === 'missing') return undefined;
      if (read.kind !== 'text')
        throw unreadable(file, read.kind === 'unreadable' ? read.reason : 'not a policy');
      const analysis = await analyse(host, path.resolve(file), read.text);
      // `check` shows why a file cannot be read now, but not at a revision.
      for (const [each, content] of [...analysis.unit.included, ...analysis.unit.data])
        if (content.kind === 'unreadable') throw unreadable(displayPathFrom(file)(each), content.reason);
      return analysis;
    },
    isFolder: async (at) => (await find(at)).kind === 'folder',
    files: async (at) => {
      const object = await find(at);
      if (object.kind === 'file') return [at];
      if (object.kind !== 'folder') return [];
      const entries = await treeEntries(folder, object.id, ['-r']);
      return [...entries].flatMap(([each, { mode }]) =>
        regularFile.test(mode) ? [path.join(at, each)] : [],
      );
    },
  };
}

/** What a path names in a commit. */
type CommitObject =
  | { readonly kind: 'file'; readonly id: string }
  | { readonly kind: 'folder'; readonly id: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

interface TreeEntry {
  readonly mode: string;
  readonly id: string;
}

const regularFile = /^100/;
const symbolicLink = '120000';
const subtree = '040000';

/** The entries of a tree by their names, which may contain any character. */
async function treeEntries(
  folder: string,
  tree: string,
  options: readonly string[] = [],
): Promise<ReadonlyMap<string, TreeEntry>> {
  const listing = await git(folder, ['ls-tree', '-z', '--full-tree', ...options, tree]);
  if (!listing.ok) throw new Failure(`git: ${printable(listing.message)}`);
  const entries = new Map<string, TreeEntry>();
  for (const line of listing.text.split('\0')) {
    const [, mode, id, name] = /^(\d+) \w+ (\w+)\t(.+)$/s.exec(line) ?? [];
    if (mode !== undefined && id !== undefined && name !== undefined) entries.set(name, { mode, id });
  }
  return entries;
}

/** Finds what absolute paths of this machine name in a commit, following the commit's own symbolic links. */
function finder(folder: string, top: string, commit: string): (file: string) => Promise<CommitObject> {
  const trees = new Map<string, Promise<ReadonlyMap<string, TreeEntry>>>();
  const entriesOf = (tree: string): Promise<ReadonlyMap<string, TreeEntry>> => {
    const entries = trees.get(tree) ?? treeEntries(folder, tree);
    trees.set(tree, entries);
    return entries;
  };
  const topAsGiven = ancestry(folder).find((each) => realPath(each) === realPath(top)) ?? top;
  /** The names from the top folder to a file; undefined outside the repository. */
  const namesTo = (file: string): string[] | undefined => {
    const [base, inside] = isInside(topAsGiven, file) ? [topAsGiven, file] : [realPath(top), realPath(file)];
    return isInside(base, inside) ? path.relative(base, inside).split(path.sep) : undefined;
  };
  return async (file) => {
    const names = namesTo(file);
    if (!names) return { kind: 'missing' };
    const folders = [commit];
    let found: string | undefined;
    let links = 0;
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      if (name === '' || name === '.') continue;
      if (found !== undefined) return { kind: 'missing' };
      if (name === '..') {
        folders.pop();
        if (folders.length === 0) return outside;
        continue;
      }
      const entry = (await entriesOf(folders[folders.length - 1] ?? commit)).get(name);
      if (!entry) return { kind: 'missing' };
      if (entry.mode === symbolicLink) {
        if (++links > mostLinks) return { kind: 'unreadable', reason: 'too many links' };
        const link = await git(folder, ['cat-file', 'blob', entry.id]);
        if (!link.ok) return { kind: 'unreadable', reason: link.message };
        const isAbsolute = path.isAbsolute(link.text);
        const target = isAbsolute ? namesTo(path.normalize(link.text)) : link.text.split('/');
        if (!target) return outside;
        if (isAbsolute) folders.length = 1;
        names.unshift(...target);
      } else if (entry.mode === subtree) folders.push(entry.id);
      else if (regularFile.test(entry.mode)) found = entry.id;
      // The rest are submodules, whose files are in other repositories.
      else return { kind: 'missing' };
    }
    return found === undefined
      ? { kind: 'folder', id: folders[folders.length - 1] ?? commit }
      : { kind: 'file', id: found };
  };
}

const outside: CommitObject = { kind: 'unreadable', reason: 'it is a link to a path outside the repository' };

/** A host for the files of a commit, by their paths on this machine. */
function hostAt(folder: string, find: (file: string) => Promise<CommitObject>): Host {
  const disk = diskHost();
  const cache = new Map<string, Promise<ReadResult>>();
  const read = async (file: string): Promise<ReadResult> => {
    const object = await find(file);
    if (object.kind === 'folder') return { kind: 'unreadable', reason: 'it is a folder' };
    if (object.kind !== 'file') return object;
    const blob = await git(folder, ['cat-file', 'blob', object.id]);
    return blob.ok ? decodedUtf8(blob.bytes) : { kind: 'unreadable', reason: blob.message };
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
