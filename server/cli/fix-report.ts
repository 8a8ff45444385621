import type { AppliedEdit } from '../engine';
import { counted } from '../lib/numbers';
import { printable } from '../render/printable';
import type { Checked } from '../rules/runner';

/** How many edits of a file are named one by one. */
const mostNamed = 20;

/** What `check --fix` changed in a policy, and why it left what is still reported, in lines; "" for a clean policy. */
export function fixReport(path: string, changes: readonly AppliedEdit[], left: Checked): string {
  const name = printable(path);
  const lines = changes.length === 0 ? [] : [`${name}: made ${counted(changes.length, 'fix', 'fixes')}`];
  for (const { line, before, after } of changes.slice(0, mostNamed)) {
    const was = quoted(before);
    lines.push(
      `  line ${line}: ${after.trim() === '' ? `removed ${was}` : `${was} is now ${quoted(after)}`}`,
    );
  }
  if (changes.length > mostNamed) lines.push(`  and ${changes.length - mostNamed} more`);
  const reasons = reasonsIn(left);
  if (reasons !== '') lines.push(`${name}: left ${counted(left.total, 'diagnostic')}: ${reasons}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** Of an edit what a person recognises: its text on one line. */
function quoted(text: string): string {
  return `\`${printable(text.trim().replace(/\s*\n\s*/g, ' … '))}\``;
}

function reasonsIn({ findings, counts, total }: Checked): string {
  if (total === 0) return '';
  const count = (wanted: (kinds: readonly string[]) => boolean): number =>
    findings.filter(({ fixes }) => wanted(fixes.map(({ kind }) => kind))).length;
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
    total > findings.length && `${total - findings.length} more`,
  ]
    .filter((reason) => reason !== false)
    .join(', ');
}
