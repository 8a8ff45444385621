import type { Entry } from '../syntax/ast';
import { quote } from '../lib/quote';
import type { Model } from './model';
import type { List } from './names';

/** A list of a policy or of a file it includes that has no prefix, and why. */
export interface EmptyList {
  readonly path: string;
  readonly name: Entry;
  /** "empty list `s3`: …". */
  readonly message: string;
}

/**
 * The lists without any prefix. A list that only names empty lists is not reported again, and one whose file or entries
 * have an error is not known to be empty.
 */
export function emptyLists(model: Model): EmptyList[] {
  return [...model.names.lists.values()].flatMap((list) => {
    const reason = emptiness(model, list);
    const name = list.statement?.name;
    if (reason === undefined || !name) return [];
    return [
      {
        path: list.path,
        name: { ...name, kind: 'name' as const },
        message: `empty list ${quote(list.name)}${reason}`,
      },
    ];
  });
}

/** Why a list has no prefix, to follow its name; undefined if it has one or has an error. */
function emptiness(model: Model, { statement }: List): string | undefined {
  if (!statement?.name || statement.entries.length > 0 || statement.broken) return undefined;
  const { source, name } = statement;
  if (!source) return '';
  const sourced = model.sources.get(source);
  if (!sourced || sourced.problem !== undefined || sourced.unknown.length > 0) return undefined;
  if (sourced.prefixes.length > 0)
    return model.prefixesOf({ ...name, kind: 'name' }).length > 0
      ? undefined
      : `: ${quote(source.path.text)} has only IPv6 prefixes for it, and the VPC has no IPv6`;
  const filters = [
    ...source.services.map(({ text }) => `service ${quote(text)}`),
    ...source.regions.map(({ text }) => `region ${quote(text)}`),
    ...source.lists.map(({ text }) => `list ${quote(text)}`),
    ...source.nextHops.map(({ text }) => `next hop ${quote(text)}`),
  ];
  return filters.length === 0
    ? `: ${quote(source.path.text)} has no prefix`
    : `: ${quote(source.path.text)} has no prefix for ${filters.join(' and ')}`;
}
