import { oncePer } from '../lib/once-per';
import { literalPrefix, type Prefix } from '../net/prefix';
import type { File, Entry, ListStatement, Word } from '../syntax/ast';
import type { Unit } from './load';

/** A prefix-list of a policy or of a file it includes. */
export interface List {
  readonly name: string;
  /** The file that defines it. */
  readonly path: string;
  /** Undefined for a built-in list. */
  readonly statement: ListStatement | undefined;
}

/** A list's name where it is used, in the file at `path`. */
export interface Reference {
  readonly path: string;
  readonly entry: Entry;
}

export interface Names {
  readonly lists: ReadonlyMap<string, List>;
  /** Definitions of a name that is already defined, and that earlier definition. */
  readonly repeated: readonly { readonly path: string; readonly name: Word; readonly earlier: List }[];
  /** References to undefined lists. */
  readonly undefinedNames: readonly Reference[];
  /** References through which a list includes itself. */
  readonly circular: readonly Reference[];
}

/** RFC 1918, section 3. */
export const builtInLists: ReadonlyMap<string, readonly Prefix[]> = new Map([
  ['rfc1918', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(literalPrefix)],
]);

/** The names of a policy and its included files, which share one namespace. */
export function namesOf(unit: Unit): Names {
  const lists = new Map<string, List>();
  for (const name of builtInLists.keys()) lists.set(name, { name, path: '', statement: undefined });
  const repeated: { path: string; name: Word; earlier: List }[] = [];
  const files = unitFiles(unit);
  for (const { path, file } of files) {
    for (const statement of file.statements) {
      if (statement.kind !== 'prefix-list' || !statement.name) continue;
      const earlier = lists.get(statement.name.text);
      if (earlier) repeated.push({ path, name: statement.name, earlier });
      else lists.set(statement.name.text, { name: statement.name.text, path, statement });
    }
  }
  const undefinedNames = files.flatMap(({ path, file }) =>
    references(file, path === unit.path)
      .filter((entry) => !lists.has(entry.text))
      .map((entry) => ({ path, entry })),
  );
  return { lists, repeated, undefinedNames, circular: circularReferences(lists) };
}

/** The policy and the files it includes, the policy first. */
export function unitFiles(unit: Unit): { readonly path: string; readonly file: File }[] {
  const included = [...unit.included].flatMap(([path, entry]) =>
    entry.kind === 'file' ? [{ path, file: entry.file }] : [],
  );
  return [{ path: unit.path, file: unit.file }, ...included];
}

/** The entries of a file that are names; in an included file only those in its lists. */
function references(file: File, whole: boolean): Entry[] {
  return file.statements.flatMap((statement) => {
    if (statement.kind === 'prefix-list') return [...namesInList(statement)];
    if (whole && (statement.kind === 'route' || statement.kind === 'expect'))
      return statement.destinations.filter(({ kind }) => kind === 'name');
    return [];
  });
}

/** The entries of a list that name other lists: few of thousands, and a list may be part of many policies. */
export const namesInList = oncePer(({ entries }: ListStatement): readonly Entry[] =>
  entries.filter(({ kind }) => kind === 'name'),
);

/** Depth first, with an explicit stack: a chain of lists may be longer than the call stack. */
function circularReferences(lists: ReadonlyMap<string, List>): Reference[] {
  const references: Reference[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const root of lists.keys()) {
    if (state.has(root)) continue;
    const stack = [{ name: root, next: 0 }];
    state.set(root, 'open');
    for (let top = stack[stack.length - 1]; stack.length > 0; top = stack[stack.length - 1]) {
      const list = lists.get(top.name);
      const entry = list?.statement && namesInList(list.statement).at(top.next++);
      if (!entry) {
        state.set(top.name, 'done');
        stack.pop();
      } else {
        const seen = state.get(entry.text);
        if (seen === 'open') references.push({ path: list?.path ?? '', entry });
        else if (!seen && lists.has(entry.text)) {
          state.set(entry.text, 'open');
          stack.push({ name: entry.text, next: 0 });
        }
      }
    }
  }
  return references;
}

/** A list and all lists that it includes, directly or not, each once. */
export function reachable(lists: ReadonlyMap<string, List>, name: string): List[] {
  const reached = new Map<string, List>();
  const queue = [name];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const list = lists.get(next);
    if (!list || reached.has(next)) continue;
    reached.set(next, list);
    if (list.statement) for (const { text } of namesInList(list.statement)) queue.push(text);
  }
  return [...reached.values()];
}
