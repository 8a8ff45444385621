import { formatPrefix } from '../net/prefix';
import type { File, Item, Statement } from '../syntax/ast';
import type { Model } from './model';

/** An entry of a statement that repeats a preceding one. */
export interface RepeatedPrefix {
  readonly statement: Statement & { readonly items: readonly Item[] };
  readonly item: Item;
  readonly earlier: Item;
}

/** Prefixes and lists that are repeated in `vpc`, `subnet`, `docker` or a list, in text order. */
export function repeatedPrefixes(model: Model): RepeatedPrefix[] {
  return withItems(model.unit.file).flatMap((statement) => {
    const first = new Map<string, Item>();
    return statement.items.flatMap((item) => {
      const key = keyOf(model, item);
      const earlier = first.get(key);
      if (earlier) return [{ statement, item, earlier }];
      first.set(key, item);
      return [];
    });
  });
}

function withItems(file: File): readonly RepeatedPrefix['statement'][] {
  return file.statements.flatMap((statement) =>
    'items' in statement && statement.items.length > 1 ? [statement] : [],
  );
}

/** Equal for equal prefixes. A canonical IPv4 prefix, which nearly all are, is the key. */
function keyOf(model: Model, item: Item): string {
  if (item.kind === 'name' || /^[\d.]+\/\d+$/.test(item.text)) return item.text;
  const prefixes = model.prefixesOf(item);
  return prefixes.length === 1 ? formatPrefix(prefixes[0]) : item.text;
}
