import { oncePer } from '../../lib/once-per';
import type { Model } from '../../model/model';
import type * as MinimisePolicy from '../../rules/lib/minimise-policy';
import type { Edit, Diagnostic } from '../../rules/lib/rule';
import type { Checked } from '../../rules/runner';
import type { Span } from '../../syntax/ast';
import { statementAt } from '../../syntax/parser';
import { actionKinds } from './action-kinds';
import { listNameAt, nameReferences, type NameLocation } from '../lib/list-name';
import { relativePath } from '../lib/file-paths';
import type { Rejection } from '../rename';
import { addExpectation } from './add-expectation';
import { allowRule } from './allow-rule';
import { extractList } from './extract-list';
import { inlineList } from './inline-list';
import { canSortRoutes, sortRoutes } from './sort-routes';

declare const require: (file: '../../rules/lib/minimise-policy') => typeof MinimisePolicy;

export interface CodeAction {
  readonly kind: (typeof actionKinds)[keyof typeof actionKinds];
  readonly title: string;
  /** The diagnostic that it fixes or silences; undefined for a refactoring. */
  readonly diagnostic: Diagnostic | undefined;
  /** In text order and disjoint; computed only when the action is resolved. */
  readonly edits: () => readonly Edit[];
  /**
   * The edits in all files, for an action on a list that other policies may use; `models` are the policy's own and those
   * of all policies that include it.
   */
  readonly editsEverywhere?: (models: readonly Model[]) => readonly (NameLocation & Edit)[] | Rejection;
  /** Whether an editor may apply it without asking: true for an unambiguous fix that is the only one. */
  readonly preferred: boolean;
}

/** A policy with the diagnostics that decide whether it compiles. */
export interface JudgedPolicy {
  readonly model: Model;
  readonly checked: Checked;
}

/**
 * The code actions for a range: fixes for the diagnostics that touch it, then refactorings. While the policy has
 * errors, only fixes of those errors may change its meaning.
 */
export function codeActions(
  policy: JudgedPolicy,
  diagnostics: readonly Diagnostic[],
  range: Span,
): CodeAction[] {
  const { model } = policy;
  const touching = diagnostics.filter(({ from, to }) => from <= range.to && to >= range.from);
  const safe = policy.checked.counts.error === 0 ? touching : touching.filter(fixableDespiteErrors(policy));
  return [
    ...safe.flatMap((diagnostic) => fixes(model, diagnostic)),
    ...(safe.some(isOfNetwork) ? networkFixes(diagnostics.filter(isOfNetwork)) : []),
    ...touching.flatMap((diagnostic) => allows(model, diagnostic)),
    ...refactorings(policy, range),
  ];
}

/**
 * Rules whose fixes do not change what any statement means: they edit a rule's name in a comment, or a template's
 * platform.
 */
const harmless: readonly string[] = ['unknown-rule', 'retired-platform'];

/** Whether a diagnostic may be fixed while the policy has errors: it is one of those errors, or its fix is harmless. */
function fixableDespiteErrors({ checked }: JudgedPolicy): (diagnostic: Diagnostic) => boolean {
  const key = ({ rule, from }: Diagnostic): string => `${rule} ${from}`;
  const errors = new Set(checked.diagnostics.filter(({ severity }) => severity === 'error').map(key));
  return (diagnostic) => errors.has(key(diagnostic)) || harmless.includes(diagnostic.rule);
}

function fixes(model: Model, diagnostic: Diagnostic): CodeAction[] {
  return diagnostic.fixes.map(({ title, edits, kind }) => ({
    kind: actionKinds.fix,
    title,
    diagnostic,
    edits: () => edits,
    ...(diagnostic.rule === 'unused-list' && {
      editsEverywhere: (models) => usedElsewhere(models, diagnostic) ?? inFile(model, edits),
    }),
    preferred: diagnostic.fixes.length === 1 && kind !== 'suggestion',
  }));
}

/** Where a policy that includes this file uses a list that the file itself does not use, as the reason to keep it. */
function usedElsewhere(models: readonly Model[], { from }: Diagnostic): Rejection | undefined {
  const [model] = models;
  const list = listNameAt(model, from);
  const use = list && nameReferences(models, list).find(({ definition }) => !definition);
  if (!use) return undefined;
  return { rejected: `${list.name} cannot be removed: ${relativePath(model.unit.path, use.path)} uses it` };
}

function inFile({ unit: { path, file } }: Model, edits: readonly Edit[]): (NameLocation & Edit)[] {
  return edits.map((edit) => ({ ...edit, path, source: file.source }));
}

const isOfNetwork = ({ rule, fixes: [fix] }: Diagnostic): boolean =>
  rule === 'network-differs' && fix !== undefined;

/** A single fix for all differences from the network file. */
function networkFixes(differences: readonly Diagnostic[]): CodeAction[] {
  if (differences.length < 2) return [];
  const edits = differences.flatMap(({ fixes: [{ edits: own }] }) => own).sort((a, b) => a.from - b.from);
  const title = `Write all ${differences.length} statements as the network file has them`;
  return [{ kind: actionKinds.fix, title, diagnostic: differences[0], edits: () => edits, preferred: false }];
}

function allows(model: Model, diagnostic: Diagnostic): CodeAction[] {
  const edit = allowRule(model.unit.file, diagnostic);
  if (!edit) return [];
  const title = `Allow ${diagnostic.rule} here`;
  return [{ kind: actionKinds.fix, title, diagnostic, edits: () => [edit], preferred: false }];
}

/**
 * With more routes, refactorings are offered without computing their edits first; with fewer, only if they change
 * something.
 */
const mostSeen = 500;

function refactorings({ model, checked }: JudgedPolicy, range: Span): CodeAction[] {
  if (checked.counts.error > 0) return [];
  const actions: CodeAction[] = [];
  const isSmall = model.unit.file.plain.count + model.destinations.length <= mostSeen;
  const add = (
    kind: CodeAction['kind'],
    title: string,
    edits: () => readonly Edit[],
    editsEverywhere?: CodeAction['editsEverywhere'],
  ): void => {
    if (isSmall && edits().length === 0) return;
    actions.push({
      kind,
      title,
      diagnostic: undefined,
      edits,
      ...(editsEverywhere && { editsEverywhere }),
      preferred: false,
    });
  };
  const extracted = extractList([model], range);
  if (extracted.length > 0)
    add(
      actionKinds.extract,
      'Extract a prefix-list',
      () => extracted,
      (models) => inFile(model, extractList(models, range)),
    );
  const inlined = inlineList([model], range.from);
  if (inlined) {
    const { name, everywhere, edits } = inlined;
    if (!everywhere) add(actionKinds.inline, `Inline ${name} here`, () => edits);
    else
      add(
        actionKinds.inline,
        `Inline ${name} everywhere`,
        () => edits,
        (models) => inlineList(models, range.from)?.edits ?? [],
      );
  }
  const expectation = addExpectation(model, range.from);
  if (expectation) add(actionKinds.expect, 'Add an expectation for this route', () => [expectation()]);
  if (canSortRoutes(model, range.from))
    add(actionKinds.sort, 'Sort these routes', () => sorted(model, range.from));
  if (statementAt(model.unit.file, range.from)?.kind === 'route')
    add(actionKinds.minimise, 'Rewrite all routes as the fewest', () => minimisedOnce(model));
  return actions;
}

/** Cached, because editors request code actions at every move of the cursor. */
const minimisedOnce = oncePer(
  (model: Model): readonly Edit[] => require('../../rules/lib/minimise-policy').minimisedEdits(model) ?? [],
);

function sorted(model: Model, offset: number): readonly Edit[] {
  const edit = sortRoutes(model, offset);
  return edit ? [edit] : [];
}
