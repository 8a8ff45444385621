import type { Model } from '../model/model';
import type { NameLocation } from './lib/list-name';

/** A policy's name or a list, in any file of the workspace. */
export interface WorkspaceSymbol extends NameLocation {
  readonly name: string;
  readonly kind: 'policy' | 'list';
}

/** A policy's symbols that match a query: its letters must occur in the name in order, ignoring case. */
export function workspaceSymbols({ unit, names }: Model, query: string): WorkspaceSymbol[] {
  const { path, file } = unit;
  const symbols: WorkspaceSymbol[] = [];
  const add = (name: string, kind: WorkspaceSymbol['kind'], from: number, to: number): void => {
    // LSP forbids names of only white space.
    if (name.trim() !== '' && fits(name, query))
      symbols.push({ name, kind, path, source: file.source, from, to });
  };
  for (const statement of file.statements)
    if (statement.kind === 'policy' && statement.value)
      add(statement.value.text, 'policy', statement.value.from, statement.value.to);
  for (const { statement, path: defined } of names.lists.values())
    if (statement?.name && defined === path)
      add(statement.name.text, 'list', statement.name.from, statement.name.to);
  return symbols;
}

function fits(name: string, query: string): boolean {
  const text = name.toLowerCase();
  let at = 0;
  for (const letter of query.toLowerCase()) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
