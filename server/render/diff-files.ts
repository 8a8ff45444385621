import type { DiffFilesJson } from '../lib/json-output';
import { markdownText } from '../lib/markdown';
import { changesJson, diffMarkdown, diffText, type Compared, type DiffStyle } from './diff';
import { counted } from '../lib/numbers';

/** The comparison of a policy's two versions, or why there is none; `problem` is printable. */
export type ComparedVersions =
  | { readonly comparison: Compared }
  | {
      readonly problem: string;
      /** Set if a file could not be read. */
      readonly isUnreadable: boolean;
    };

/** A compared policy. */
export type ComparedFile = { readonly path: string } & ComparedVersions;

/** The output of `diff --format json` for several policies. */
export function diffsJson(compared: readonly ComparedFile[]): DiffFilesJson {
  const files = compared.map((each) =>
    'problem' in each
      ? { path: each.path, problem: each.problem }
      : { path: each.path, changes: changesJson(each.comparison) },
  );
  return { version: 1, files };
}

/**
 * The differences of several policies for a terminal. Unchanged policies are only counted, and so are unreadable ones,
 * whose reasons are written to standard error.
 */
export function diffsText(compared: readonly ComparedFile[], style: DiffStyle): string {
  const parts = compared.flatMap((each) => {
    if ('problem' in each) return each.isUnreadable ? [] : [`${each.problem}\n`];
    return each.comparison.ranges.length > 0 ? [diffText(each.comparison, style)] : [];
  });
  return [...parts, `${summary(compared)}\n`].join('\n');
}

/** GitHub limits comments to 65,536 characters; the rest is for the caller's own text. */
const mostCharacters = 60_000;

/** The differences of several policies as Markdown for a single pull request comment. */
export function diffsMarkdown(compared: readonly ComparedFile[]): string {
  let text = `${summary(compared)}\n`;
  let omitted = 0;
  for (const each of compared) {
    if ('comparison' in each && each.comparison.ranges.length === 0) continue;
    const part = 'problem' in each ? `${markdownText(each.problem)}\n` : diffMarkdown(each.comparison);
    if (omitted > 0 || text.length + part.length > mostCharacters) omitted++;
    else text += `\n${part}`;
  }
  return omitted === 0 ? text : `${text}\nand ${omitted} more, for which there is no room here\n`;
}

/** "2 of 12 policies route addresses differently; 1 not compared". */
function summary(compared: readonly ComparedFile[]): string {
  const changed = compared.filter((each) => 'comparison' in each && each.comparison.ranges.length > 0).length;
  const failed = compared.filter((each) => 'problem' in each).length;
  const policies = counted(compared.length, 'policy', 'policies');
  const summary =
    changed === 0
      ? `${policies}: every address is routed as before`
      : `${changed} of ${policies} ${changed === 1 ? 'routes' : 'route'} addresses differently`;
  return failed === 0 ? summary : `${summary}; ${failed} not compared`;
}
