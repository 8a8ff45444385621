import type { ReadResult } from '../host';
import type { Span } from '../syntax/ast';
import { hasInvisible, invisibleCharacters } from '../syntax/invisible';
import { quote } from '../lib/quote';
import { pathOf, quotedPaths, type Included, type QuotedPath, type Unit } from './load';
import { emptyLists } from './empty-lists';
import type { Model } from './model';
import { unitFiles } from './names';

/** The result of reading a file that a statement names; undefined if it was not read. */
export function readOf(
  unit: Unit,
  from: string,
  { kind, quoted }: QuotedPath,
): Included | ReadResult | undefined {
  const path = pathOf(unit, from, quoted);
  if (path === undefined) return undefined;
  return kind === 'include' ? unit.included.get(path) : unit.data.get(path);
}

/** A file and all that it includes, directly or not, each once; empty without a path. */
export function reachableFiles(unit: Unit, path: string | undefined): string[] {
  const paths = new Set<string>();
  const queue = path === undefined ? [] : [path];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (paths.has(next)) continue;
    paths.add(next);
    const entry = unit.included.get(next);
    const file = next === unit.path ? unit.file : entry?.kind === 'file' ? entry.file : undefined;
    for (const { kind, quoted } of file ? quotedPaths(file) : []) {
      const included = kind === 'include' ? pathOf(unit, next, quoted) : undefined;
      if (included !== undefined) queue.push(included);
    }
  }
  return [...paths];
}

/** The included files that include the policy again, directly or not. */
export function filesIncluding(unit: Unit): ReadonlySet<string> {
  const includers = new Map<string, string[]>();
  for (const { path, file } of unitFiles(unit))
    for (const { kind, quoted } of quotedPaths(file)) {
      const included = kind === 'include' ? pathOf(unit, path, quoted) : undefined;
      if (included === undefined) continue;
      const includingPaths = includers.get(included);
      if (includingPaths) includingPaths.push(path);
      else includers.set(included, [path]);
    }
  const paths = new Set<string>([unit.path]);
  for (const path of paths) for (const each of includers.get(path) ?? []) paths.add(each);
  return paths;
}

/** An error in an included file. */
export interface FileError extends Span {
  readonly path: string;
  readonly message: string;
}

/** The errors in the lists of each included file, by path; any of them keeps the policy from compiling. */
export function fileErrors(model: Model): ReadonlyMap<string, readonly FileError[]> {
  const { unit, names } = model;
  const byPath = new Map<string, FileError[]>();
  const add = (path: string, { from, to }: Span, message: string): void => {
    if (path === unit.path) return;
    const errors = byPath.get(path);
    if (errors) errors.push({ path, from, to, message });
    else byPath.set(path, [{ path, from, to, message }]);
  };
  for (const { path, file } of unitFiles(unit)) {
    if (path !== unit.path)
      for (const each of invisibleCharacters(file)) add(path, each, `invisible character ${each.text}`);
    for (const error of file.errors) if (!hasInvisible(file, error.from)) add(path, error, error.message);
    for (const each of quotedPaths(file)) {
      const { quoted } = each;
      const read = readOf(unit, path, each);
      const error = each.source && model.sources.get(each.source)?.problem;
      if (each.kind === 'script' || each.kind === 'network') continue;
      if (!read) {
        if (pathOf(unit, path, quoted) === undefined)
          add(path, quoted, `${quote(quoted.text)} is outside the workspace`);
      } else if (read.kind === 'missing') add(path, quoted, `file not found: ${quote(quoted.text)}`);
      else if (read.kind === 'unreadable')
        add(path, quoted, `cannot read ${quote(quoted.text)}: ${read.reason}`);
      else if (error !== undefined) add(path, quoted, `cannot use ${quote(quoted.text)}: ${error}`);
    }
  }
  for (const { path, entry, error } of model.spellingErrors) add(path, entry, error.message);
  for (const { path, name, message } of emptyLists(model)) add(path, name, message);
  for (const { path, entry } of names.undefinedNames)
    add(path, entry, `undefined prefix list ${quote(entry.text)}`);
  for (const { path, name } of names.repeated) add(path, name, `duplicate list name ${quote(name.text)}`);
  for (const { path, entry } of names.circular)
    add(path, entry, `circular list: ${quote(entry.text)} contains this list`);
  return byPath;
}
