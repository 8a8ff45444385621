import type { DiffFilesJson } from '../json-output';
import { markdownText } from './markdown';
import { changesJson, diffMarkdown, diffText, type Compared, type DiffStyle } from './diff';
import { counted } from '../lib/numbers';

/** One of many policies compared, or why it cannot be; both texts fit to be shown. */
export type ComparedFile = { readonly path: string } & (
  { readonly comparison: Compared } | { readonly problem: string }
);

/** `diff --format json` of many policies. */
export function diffsJson(all: readonly ComparedFile[]): DiffFilesJson {
  const files = all.map((each) =>
    'problem' in each
      ? { path: each.path, problem: each.problem }
      : { path: each.path, changes: changesJson(each.comparison) },
  );
  return { version: 1, files };
}

/** The differences of many policies for a terminal; those without any are only counted. */
export function diffsText(all: readonly ComparedFile[], style: DiffStyle): string {
  const parts = all.flatMap((each) => {
    if ('problem' in each) return [`${each.problem}\n`];
    return each.comparison.ranges.length > 0 ? [diffText(each.comparison, style)] : [];
  });
  return [...parts, `${summary(all)}\n`].join('\n');
}

/** A comment on a pull request has at most 65,536 characters: some are left for whoever writes it. */
const mostCharacters = 60_000;

/** The differences of many policies as Markdown, fit for one comment on a pull request. */
export function diffsMarkdown(all: readonly ComparedFile[]): string {
  let text = `${summary(all)}\n`;
  let left = 0;
  for (const each of all) {
    if ('comparison' in each && each.comparison.ranges.length === 0) continue;
    const part = 'problem' in each ? `${markdownText(each.problem)}\n` : diffMarkdown(each.comparison);
    if (left > 0 || text.length + part.length > mostCharacters) left++;
    else text += `\n${part}`;
  }
  return left === 0 ? text : `${text}\nand ${left} more, for which there is no room here\n`;
}

/** "2 of 12 policies route addresses differently; 1 not compared". */
function summary(all: readonly ComparedFile[]): string {
  const changed = all.filter((each) => 'comparison' in each && each.comparison.ranges.length > 0).length;
  const failed = all.filter((each) => 'problem' in each).length;
  const policies = counted(all.length, 'policy', 'policies');
  const summary =
    changed === 0
      ? `${policies}: every address is routed as before`
      : `${changed} of ${policies} ${changed === 1 ? 'routes' : 'route'} addresses differently`;
  return failed === 0 ? summary : `${summary}; ${failed} not compared`;
}
