import type { AppliedEdit } from '../engine';
import { counted } from '../lib/numbers';
import { printable } from '../render/printable';
import type { Checked } from '../rules/runner';

/** At most this many edits of a file are listed. */
const mostNamed = 20;

/**
 * The fixes that `check --fix` made in a policy, and why it did not fix the rest, a line each; "" for a clean policy.
 */
export function fixReport(path: string, changes: readonly AppliedEdit[], remaining: Checked): string {
  const name = printable(path);
  const lines = changes.length === 0 ? [] : [`${name}: made ${counted(changes.length, 'fix', 'fixes')}`];
  for (const { line, before, after } of changes.slice(0, mostNamed)) {
    const was = quoted(before);
    lines.push(
      `  line ${line}: ${after.trim() === '' ? `removed ${was}` : `${was} is now ${quoted(after)}`}`,
    );
  }
  if (changes.length > mostNamed) lines.push(`  and ${changes.length - mostNamed} more`);
  const reasons = reasonsIn(remaining);
  if (reasons !== '') lines.push(`${name}: left ${counted(remaining.total, 'diagnostic')}: ${reasons}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** The text of an edit on one line. */
function quoted(text: string): string {
  return `\`${printable(text.trim().replace(/\s*\n\s*/g, ' … '))}\``;
}

function reasonsIn({ diagnostics, counts, total }: Checked): string {
  if (total === 0) return '';
  const count = (matches: (kinds: readonly string[]) => boolean): number =>
    diagnostics.filter(({ fixes }) => matches(fixes.map(({ kind }) => kind))).length;
  const removals = count((kinds) => kinds.includes('removal'));
  const choices = count((kinds) => kinds.length > 0 && !kinds.includes('removal'));
  const without = count((kinds) => kinds.length === 0);
  return [
    removals > 0 &&
      (counts.error > 0
        ? `${removals} to remove once there are no errors`
        : `${removals} in statements of more than one prefix`),
    choices > 0 && `${choices} with a fix that changes the policy's meaning`,
    without > 0 && `${without} without a fix`,
    total > diagnostics.length && `${total - diagnostics.length} more`,
  ]
    .filter((reason) => reason !== false)
    .join(', ');
}
