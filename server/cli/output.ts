import { randomBytes } from 'node:crypto';
import { promises as fs, fstatSync, realpathSync, statSync, type BigIntStats, type Stats } from 'node:fs';
import { hostname } from 'node:os';
import * as path from 'node:path';
import { isSystemError, reasonOf } from '../node/disk-host';
import { isAlive } from '../node/is-alive';
import { printable } from '../render/printable';
import { Failure } from './failure';
import { sha256 } from '../lib/sha256';
import { inputName } from './input';

/** Fails if the output is one of the files that were read, even through a link or in another case; "-" is standard input. */
export function refuseInput(output: string, inputs: Iterable<string>): void {
  const existing = identityOf(() => statSync(output, { bigint: true }));
  refuseSame(printable(output), existing, realPath(output), inputs);
}

/** The same for standard output that the shell redirects to a file. */
export function refuseInputAsStandardOutput(inputs: Iterable<string>): void {
  const stat = identityOf(() => fstatSync(1, { bigint: true }));
  if (stat?.isFile() === true) refuseSame('standard output', stat, undefined, inputs);
}

function refuseSame(
  output: string,
  existing: BigIntStats | undefined,
  place: string | undefined,
  inputs: Iterable<string>,
): void {
  for (const input of inputs)
    if (isSameFile(existing, input) || (input !== '-' && place === realPath(input)))
      throw new Failure(
        `${output} is not written: it is ${inputName(input)}, which was read; choose another name`,
      );
}

/** Whether the input is this file, which may have several names. */
function isSameFile(existing: BigIntStats | undefined, input: string): boolean {
  const stat = identityOf(() =>
    input === '-' ? fstatSync(0, { bigint: true }) : statSync(input, { bigint: true }),
  );
  return (
    stat?.isFile() === true && stat.dev === existing?.dev && stat.ino === existing.ino && stat.ino !== 0n
  );
}

function identityOf(stat: () => BigIntStats): BigIntStats | undefined {
  try {
    return stat();
  } catch {
    return undefined;
  }
}

function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    const parent = path.dirname(path.resolve(file));
    return parent === path.resolve(file) ? parent : path.join(realPath(parent), path.basename(file));
  }
}

/** Writes a file completely or not at all, keeping mode, owner and links. Devices and pipes are written to directly. */
export async function writeWhole(file: string, text: string): Promise<void> {
  try {
    // Checks the name as given, because /dev/stdout may lead to a pipe without a path.
    const existing = await fs.stat(file).catch(() => undefined);
    // Opening a folder fails, too, with the reason.
    if (existing && !existing.isFile()) return await fs.writeFile(file, text);
    const target = await linkTarget(file);
    await removeStale(path.dirname(target));
    // With hard links, replacing the file would leave the other names with the old content.
    if (existing && existing.nlink > 1 && existing.isFile()) return await overwrite(target, text);
    await replace(target, text, existing);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new Failure(`${printable(file)} cannot be written: ${reasonOf(error)}`);
  }
}

/** The end of a chain of symbolic links, whether it exists or not. */
async function linkTarget(file: string): Promise<string> {
  let target = file;
  for (let links = 0; links < 40; links++) {
    const link = await fs.readlink(target).catch(() => undefined);
    if (link === undefined) return target;
    target = path.resolve(await fs.realpath(path.dirname(target)), link);
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

/** Writes a temporary file in the same folder and renames it. */
async function replace(target: string, text: string, existing: Stats | undefined): Promise<void> {
  const temporary = path.join(path.dirname(target), temporaryName(process.pid));
  try {
    const handle = await fs.open(temporary, 'wx', existing ? 0o600 : 0o666);
    try {
      await handle.writeFile(text);
      if (existing && !(await keepsOwner(handle, existing))) {
        await fs.rm(temporary, { force: true });
        return await overwrite(target, text);
      }
      // Sync before renaming; otherwise a crash could leave an empty file.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Gives a new file the owner and mode of the existing one; returns false if it may not. */
async function keepsOwner(handle: fs.FileHandle, existing: Stats): Promise<boolean> {
  const stat = await handle.stat();
  if (stat.uid !== existing.uid || stat.gid !== existing.gid) {
    const isChanged = await handle.chown(existing.uid, existing.gid).then(
      () => true,
      () => false,
    );
    if (!isChanged) return false;
  }
  // After the owner, because changing that clears set-user-ID.
  await handle.chmod(existing.mode & 0o7777);
  return true;
}

/** Overwrites an existing file; restores its content if that fails. */
async function overwrite(target: string, text: string): Promise<void> {
  const handle = await fs.open(target, 'r+');
  try {
    const before = await handle.readFile();
    const bytes = Buffer.from(text);
    try {
      await writeAll(handle, bytes);
    } catch (error) {
      await writeAll(handle, before);
      throw error;
    }
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: fs.FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, at);
    at += bytesWritten;
  }
  await handle.truncate(bytes.length);
  await handle.sync();
}

/** Short for any file name, and different on each machine that may share the folder. */
function temporaryPrefix(): string {
  return `.nbroute-${sha256(hostname()).slice(0, 8)}-`;
}

/** The name of a file that a process has not finished writing. */
export function temporaryName(pid: number): string {
  return `${temporaryPrefix()}${pid}-${randomBytes(6).toString('hex')}`;
}

const tidied = new Set<string>();

/** Removes files left in a folder by processes of this machine that were stopped while writing. */
async function removeStale(folder: string): Promise<void> {
  if (tidied.has(folder)) return;
  tidied.add(folder);
  const prefix = temporaryPrefix();
  for (const name of await fs.readdir(folder).catch(() => [])) {
    const owner = name.startsWith(prefix) ? /^(\d+)-[0-9a-f]{12}$/.exec(name.slice(prefix.length)) : null;
    if (owner && !isAlive(Number(owner[1])))
      await fs.rm(path.join(folder, name), { force: true }).catch(() => undefined);
  }
}
