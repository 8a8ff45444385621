import { createHash, randomBytes } from 'node:crypto';
import { promises as fs, fstatSync, realpathSync, statSync, type BigIntStats, type Stats } from 'node:fs';
import { hostname } from 'node:os';
import * as path from 'node:path';
import { isSystemError, reasonOf } from '../node/disk-host';
import { printable } from '../render/printable';
import { Failure } from './failure';

/** Fails where an output is a file that was read, by whatever name: as given, through a link, or in another case. */
export function refuseInput(output: string, inputs: Iterable<string>): void {
  const there = identityOf(() => statSync(output, { bigint: true }));
  const place = realPath(output);
  for (const input of inputs) {
    const same = there === undefined ? place === realPath(input) : isSame(there, place, input);
    if (same) throw new Failure(overInput(printable(output), input));
  }
}

/** The same for standard output, where a shell has led it into a file. */
export function refuseInputAsStandardOutput(inputs: Iterable<string>): void {
  const stat = identityOf(() => fstatSync(1, { bigint: true }));
  if (stat?.isFile() !== true) return;
  for (const input of inputs)
    if (isSame(stat, undefined, input)) throw new Failure(overInput('standard output', input));
}

function overInput(output: string, input: string): string {
  return `${output} is not written: it is ${printable(input)}, which was read; choose another name`;
}

function isSame(there: BigIntStats, place: string | undefined, input: string): boolean {
  const stat = identityOf(() => statSync(input, { bigint: true }));
  return (stat?.dev === there.dev && stat.ino === there.ino && stat.ino !== 0n) || place === realPath(input);
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

/**
 * Writes a whole file or nothing. Mode, owner and links stay as they are. A device or a pipe is written to.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  try {
    // Asked of the name as given: /dev/stdout leads to a pipe that has no path.
    const there = await fs.stat(file).catch(() => undefined);
    if (there && !there.isFile() && !there.isDirectory()) return await fs.writeFile(file, text);
    const target = await linkTarget(file);
    await removeStale(path.dirname(target));
    // Another name of the same file would keep what it was.
    if (there && there.nlink > 1 && there.isFile()) return await overwrite(target, text);
    await replace(target, text, there);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new Failure(`${printable(file)} cannot be written: ${reasonOf(error)}`);
  }
}

/** Where a chain of symbolic links leads, whether anything is there or not. */
async function linkTarget(file: string): Promise<string> {
  let target = file;
  for (let links = 0; links < 40; links++) {
    const link = await fs.readlink(target).catch(() => undefined);
    if (link === undefined) return target;
    target = path.resolve(await fs.realpath(path.dirname(target)), link);
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

/** A temporary beside it, then a rename. */
async function replace(target: string, text: string, there: Stats | undefined): Promise<void> {
  const temporary = path.join(path.dirname(target), temporaryName(process.pid));
  try {
    const handle = await fs.open(temporary, 'wx', there ? 0o600 : 0o666);
    try {
      await handle.writeFile(text);
      if (there && !(await keepsOwner(handle, there))) {
        await fs.rm(temporary, { force: true });
        return await overwrite(target, text);
      }
      // On the disk before its name is: else a crash could leave an empty file.
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

/** Gives a new file the owner and the mode of the one that was there; whether that could be done. */
async function keepsOwner(handle: fs.FileHandle, there: Stats): Promise<boolean> {
  const own = await handle.stat();
  if (own.uid !== there.uid || own.gid !== there.gid) {
    const done = await handle.chown(there.uid, there.gid).then(
      () => true,
      () => false,
    );
    if (!done) return false;
  }
  // After the owner, whose change takes set-user-ID away.
  await handle.chmod(there.mode & 0o7777);
  return true;
}

/** Writes into the file that is there; what it held is put back when that fails. */
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

/** Short whatever the file is called, and different on each machine that may share the folder. */
const temporaryPrefix = `.nbroute-${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-`;

/** A name for what a process has not written whole yet. */
export function temporaryName(pid: number): string {
  return `${temporaryPrefix}${pid}-${randomBytes(6).toString('hex')}`;
}

const tidied = new Set<string>();

/** Takes away what a process of this machine that was ended while it wrote has left in a folder. */
async function removeStale(folder: string): Promise<void> {
  if (tidied.has(folder)) return;
  tidied.add(folder);
  for (const name of await fs.readdir(folder).catch(() => [])) {
    const owner = name.startsWith(temporaryPrefix)
      ? /^(\d+)-[0-9a-f]{12}$/.exec(name.slice(temporaryPrefix.length))
      : null;
    if (owner && !isAlive(Number(owner[1])))
      await fs.rm(path.join(folder, name), { force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
