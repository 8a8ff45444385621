import type { Model } from '../model/model';
import type { NameLocation } from './lib/list-name';

/** A policy's name or a list, anywhere in the workspace. */
export interface WorkspaceSymbol extends NameLocation {
  readonly name: string;
  readonly kind: 'policy' | 'list';
}

/** The names of one policy that a query's letters occur in, in order, whatever their case. */
export function workspaceSymbols({ unit, names }: Model, query: string): WorkspaceSymbol[] {
  const { path, file } = unit;
  const found: WorkspaceSymbol[] = [];
  const add = (name: string, kind: WorkspaceSymbol['kind'], from: number, to: number): void => {
    if (fits(name, query)) found.push({ name, kind, path, source: file.source, from, to });
  };
  for (const statement of file.statements)
    if (statement.kind === 'policy' && statement.value)
      add(statement.value.text, 'policy', statement.value.from, statement.value.to);
  for (const { statement, path: defined } of names.lists.values())
    if (statement?.name && defined === path)
      add(statement.name.text, 'list', statement.name.from, statement.name.to);
  return found;
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
