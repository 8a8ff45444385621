import { formatPrefix } from '../net/prefix';
import type { File, Entry, Statement } from '../syntax/ast';
import type { Model } from './model';

/** An entry of a statement that repeats a preceding one. */
export interface RepeatedPrefix {
  readonly statement: Statement & { readonly entries: readonly Entry[] };
  readonly entry: Entry;
  readonly earlier: Entry;
}

/** Prefixes and lists that are repeated in `vpc`, `subnet`, `docker` or a list, in text order. */
export function repeatedPrefixes(model: Model): RepeatedPrefix[] {
  return withEntries(model.unit.file).flatMap((statement) => {
    const first = new Map<string, Entry>();
    return statement.entries.flatMap((entry) => {
      const key = keyOf(model, entry);
      const earlier = first.get(key);
      if (earlier) return [{ statement, entry, earlier }];
      first.set(key, entry);
      return [];
    });
  });
}

function withEntries(file: File): readonly RepeatedPrefix['statement'][] {
  return file.statements.flatMap((statement) =>
    'entries' in statement && statement.entries.length > 1 ? [statement] : [],
  );
}

/** Equal for equal prefixes. A canonical IPv4 prefix, which nearly all are, is the key. */
function keyOf(model: Model, entry: Entry): string {
  if (entry.kind === 'name' || /^[\d.]+\/\d+$/.test(entry.text)) return entry.text;
  const prefixes = model.prefixesOf(entry);
  return prefixes.length === 1 ? formatPrefix(prefixes[0]) : entry.text;
}
