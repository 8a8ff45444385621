import type { Model } from '../../model/model';
import { builtInLists } from '../../model/names';
import { formatPrefix } from '../../net/prefix';
import type { Edit } from '../../rules/lib/rule';
import { listNameAt, nameReferences, namesIn, type NameLocation } from '../lib/list-name';
import { nodeAt } from '../lib/node-at';
import { moveContent } from '../../rules/lib/move-content';
import { statementAt } from '../../syntax/parser';

/** The edits that replace a list's name with its entries. */
export interface Inlined {
  readonly name: string;
  /** Whether all uses are replaced and the definition is removed, or only the use at the cursor. */
  readonly everywhere: boolean;
  /** Those in each file are in text order. */
  readonly edits: readonly (NameLocation & Edit)[];
}

/** Lists with more entries are not inlined. */
const mostItems = 100;

/**
 * Replaces a list's name with its entries: only at the cursor, or, on the definition, in every file, removing the
 * definition, whose comments go above the file's first use. Undefined for a list that is empty, read from a file, or not
 * used in its own file. `models` are the policy's own and those of the policies that include it.
 */
export function inlineList(models: readonly Model[], offset: number): Inlined | undefined {
  const [model] = models;
  const list = listNameAt(model, offset);
  const entries = list && entriesText(model, list.name);
  if (!list || entries === undefined) return undefined;
  const { file, path } = model.unit;
  const { source } = file;
  if (nodeAt(file, offset)?.kind === 'entry')
    return {
      name: list.name,
      everywhere: false,
      edits: [{ path, source, from: list.from, to: list.to, text: entries }],
    };
  const defined = model.names.lists.get(list.name);
  const references = namesIn(file, list.name).filter(({ definition }) => !definition);
  if (!defined?.statement || defined.path !== path || references.length === 0) return undefined;
  const first = statementAt(file, references[0].from) ?? references[0];
  const edits = [
    ...moveContent(source, defined.statement, first).map((edit) => ({ ...edit, path, source })),
    ...nameReferences(models, list).flatMap(({ definition, ...reference }) =>
      definition ? [] : [{ ...reference, text: entries }],
    ),
  ];
  return { name: list.name, everywhere: true, edits: edits.sort((a, b) => a.from - b.from) };
}

function entriesText({ names }: Model, name: string): string | undefined {
  const builtIn = builtInLists.get(name);
  if (builtIn) return builtIn.map(formatPrefix).join(', ');
  const statement = names.lists.get(name)?.statement;
  if (!statement || statement.source || statement.broken) return undefined;
  const { entries } = statement;
  const isRecursive = entries.some(({ kind, text }) => kind === 'name' && text === name);
  if (entries.length === 0 || entries.length > mostItems || isRecursive) return undefined;
  return entries.map(({ text }) => text).join(', ');
}
