import type { Model } from '../../model/model';
import { minimisedEdits } from '../../rules/lib/minimise-policy';
import type { Edit, Finding } from '../../rules/lib/rule';
import type { Checked } from '../../rules/runner';
import type { Span } from '../../syntax/ast';
import { statementAt } from '../../syntax/parser';
import { addExpectation } from './add-expectation';
import { allowRule } from './allow-rule';
import { extractList } from './extract-list';
import { inlineList } from './inline-list';
import { canSortRoutes, sortRoutes } from './sort-routes';

/** The kinds of what is offered, as the protocol writes them. */
export const actionKinds = {
  fix: 'quickfix',
  extract: 'refactor.extract',
  inline: 'refactor.inline',
  sort: 'refactor.rewrite.sort',
  minimise: 'refactor.rewrite.minimise',
  expect: 'refactor.rewrite.expect',
} as const;

/** Something to do with the text at a place. */
export interface CodeAction {
  readonly kind: (typeof actionKinds)[keyof typeof actionKinds];
  readonly title: string;
  /** The finding it is an answer to. */
  readonly finding: Finding | undefined;
  /** In text order, disjoint; asked for only when they are wanted. */
  readonly edits: () => readonly Edit[];
  /** Whether it is the one an editor applies without asking: a fix, and the only one. */
  readonly preferred: boolean;
}

/** A policy, and its findings with the severities that decide whether it compiles. */
export interface JudgedPolicy {
  readonly model: Model;
  readonly checked: Checked;
}

/**
 * What can be done with a range: the fixes of the findings that touch it, then what rewrites it. While the policy has
 * errors only their own fixes change what it says. `shared` says whether other files may name its lists.
 */
export function codeActions(
  policy: JudgedPolicy,
  findings: readonly Finding[],
  range: Span,
  shared: boolean,
): CodeAction[] {
  const { model } = policy;
  const touching = findings.filter(({ from, to }) => from <= range.to && to >= range.from);
  const safe = policy.checked.counts.error === 0 ? touching : touching.filter(fixableDespiteErrors(policy));
  return [
    ...safe.flatMap(fixes),
    ...touching.flatMap((finding) => allows(model, finding)),
    ...refactorings(policy, range, shared),
  ];
}

/** Rules whose fixes change no statement's meaning: a rule's name in a comment, the platform of a template. */
const harmless: readonly string[] = ['unknown-rule', 'retired-platform'];

/** Whether a finding's fixes may be applied beside errors: it is an error by what the policy itself says, or harmless. */
function fixableDespiteErrors({ checked }: JudgedPolicy): (finding: Finding) => boolean {
  const key = ({ rule, from }: Finding): string => `${rule} ${from}`;
  const errors = new Set(checked.findings.filter(({ severity }) => severity === 'error').map(key));
  return (finding) => errors.has(key(finding)) || harmless.includes(finding.rule);
}

function fixes(finding: Finding): CodeAction[] {
  return finding.fixes.map(({ title, edits, kind }) => ({
    kind: actionKinds.fix,
    title,
    finding,
    edits: () => edits,
    preferred: finding.fixes.length === 1 && kind !== 'suggestion',
  }));
}

function allows(model: Model, finding: Finding): CodeAction[] {
  const edit = allowRule(model.unit.file, finding);
  if (!edit) return [];
  const title = `Allow ${finding.rule} here`;
  return [{ kind: actionKinds.fix, title, finding, edits: () => [edit], preferred: false }];
}

/** With more routes a rewriting is offered unseen, and looked at when it is chosen; with fewer only if it changes something. */
const mostSeen = 500;

function refactorings({ model, checked }: JudgedPolicy, range: Span, shared: boolean): CodeAction[] {
  if (checked.counts.error > 0) return [];
  const found: CodeAction[] = [];
  const seen = model.unit.file.plain.count + model.destinations.length <= mostSeen;
  const add = (kind: CodeAction['kind'], title: string, edits: () => readonly Edit[]): void => {
    if (seen && edits().length === 0) return;
    found.push({ kind, title, finding: undefined, edits, preferred: false });
  };
  const extracted = extractList(model, range);
  if (extracted.length > 0) add(actionKinds.extract, 'Extract a prefix-list', () => extracted);
  const inlined = inlineList(model, range.from);
  // Another file may name the list: its definition stays.
  if (inlined && !(inlined.everywhere && shared)) {
    const { name, everywhere, edits } = inlined;
    add(actionKinds.inline, everywhere ? `Inline ${name} everywhere` : `Inline ${name} here`, () => edits);
  }
  const expectation = addExpectation(model, range.from);
  if (expectation) add(actionKinds.expect, 'Add an expectation for this route', () => [expectation]);
  if (canSortRoutes(model, range.from))
    add(actionKinds.sort, 'Sort these routes', () => sorted(model, range.from));
  if (statementAt(model.unit.file, range.from)?.kind === 'route')
    add(actionKinds.minimise, 'Rewrite all routes as the fewest', () => fewest(model));
  return found;
}

/** Asked for at every move of the cursor. */
function fewest(model: Model): readonly Edit[] {
  const edits = known.get(model) ?? minimisedEdits(model) ?? [];
  known.set(model, edits);
  return edits;
}

const known = new WeakMap<Model, readonly Edit[]>();

function sorted(model: Model, offset: number): readonly Edit[] {
  const edit = sortRoutes(model, offset);
  return edit ? [edit] : [];
}
