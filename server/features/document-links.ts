import { quotedPaths } from '../model/load';
import type { Model } from '../model/model';
import type { Span } from '../syntax/ast';

/** A path in the policy, without its quotes, and the file it resolves to. */
export interface DocumentLink extends Span {
  readonly path: string;
}

/** The paths in a policy as links, except those that leave the workspace. */
export function documentLinks(model: Model): DocumentLink[] {
  const { file, path, resolve } = model.unit;
  return quotedPaths(file).flatMap(({ quoted }) => {
    const target = resolve(path, quoted.text);
    if (target === undefined || target === path) return [];
    const closed = quoted.to > quoted.from + 1 && file.source.slice(quoted.to - 1, quoted.to) === '"';
    return [{ from: quoted.from + 1, to: closed ? quoted.to - 1 : quoted.to, path: target }];
  });
}
