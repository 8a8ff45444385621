import type { Model } from '../../model/model';
import { builtInLists } from '../../model/names';
import { formatPrefix } from '../../net/prefix';
import type { Edit } from '../../rules/lib/rule';
import { listNameAt, namesIn } from '../lib/list-name';
import { nodeAt } from '../lib/node-at';
import { lineStart, nextLine } from '../../syntax/lines';

/** A list written out in place of its name. */
export interface Inlined {
  readonly name: string;
  /** Whether it goes everywhere, with its definition, or only where the cursor is. */
  readonly everywhere: boolean;
  readonly edits: readonly Edit[];
}

/** A list with more items than this stays one. */
const mostItems = 100;

/**
 * Writes a list's items in place of its name: where the cursor is, or from its definition, in the whole file and
 * the definition goes. Undefined for a list read from a file, an empty one, and one that other files may name.
 */
export function inlineList(model: Model, offset: number): Inlined | undefined {
  const list = listNameAt(model, offset);
  const items = list && itemsText(model, list.name);
  if (!list || items === undefined) return undefined;
  const { file, path } = model.unit;
  const { source } = file;
  if (nodeAt(file, offset)?.kind === 'item')
    return {
      name: list.name,
      everywhere: false,
      edits: [{ from: list.from, to: list.to, text: items }],
    };
  const defined = model.names.lists.get(list.name);
  const places = namesIn(file, list.name).filter(({ definition }) => !definition);
  if (!defined?.statement || defined.path !== path || places.length === 0) return undefined;
  const start = lineStart(source, defined.statement.from);
  const gone = { from: start, to: nextLine(source, defined.statement.to), text: '' };
  const edits = [gone, ...places.map(({ from, to }) => ({ from, to, text: items }))];
  return { name: list.name, everywhere: true, edits: edits.sort((a, b) => a.from - b.from) };
}

function itemsText({ names }: Model, name: string): string | undefined {
  const builtIn = builtInLists.get(name);
  if (builtIn) return builtIn.map(formatPrefix).join(', ');
  const statement = names.lists.get(name)?.statement;
  if (!statement || statement.source || statement.broken) return undefined;
  const { items } = statement;
  const own = items.some(({ kind, text }) => kind === 'name' && text === name);
  if (items.length === 0 || items.length > mostItems || own) return undefined;
  return items.map(({ text }) => text).join(', ');
}
