import type { CompileTarget } from './protocol';
import { emit, fileNameOf } from './emit/index';
import type { Host } from './host';
import { load, type Unit } from './model/load';
import { modelOf, type Model } from './model/model';
import { check, silencer, type Checked, type Severities } from './rules/check';
import { edited, removalEdits, spellingEdits } from './rules/fix-all';
import { rules } from './rules/index';
import { minimisedEdits } from './rules/minimised';
import type { Finding, Severity } from './rules/rule';
import { parse } from './syntax/parser';

/** What is known of one version of one policy. */
export interface Analysis {
  readonly path: string;
  readonly source: string;
  readonly unit: Unit;
  readonly model: Model;
  /** The findings as the policy itself wants them, at most `findingLimit` of them built. They decide what compiles. */
  readonly checked: Checked;
}

/** How many findings of a file are shown; the rest is counted. */
export const findingLimit = 1000;

/** Analyses a policy and all it reads. Never fails: what is wrong is a finding. */
export async function analyse(host: Host, path: string, source: string): Promise<Analysis> {
  const unit = await load(host, path, parse(source));
  const model = modelOf(unit);
  return { path, source, unit, model, checked: findings(model, noSettings) };
}

const noSettings: Severities = new Map();

/**
 * The findings of a model. Of two severities for a rule the later one in this order counts: the rule's own,
 * nbroute.json's, `shown`. A directive in the policy silences whatever the severity.
 */
export function findings(
  model: Model,
  shown: Severities,
  limit = findingLimit,
  keep?: (severity: Severity) => boolean,
): Checked {
  const severities = shown.size === 0 ? model.config.rules : new Map([...model.config.rules, ...shown]);
  return check(model, rules, severities, limit, keep);
}

export type Compiled =
  | { readonly ok: true; readonly text: string; readonly fileName: string }
  | { readonly ok: false; readonly errors: readonly Finding[]; readonly count: number };

/** One target's text; or the errors that keep the policy from compiling, the first ten of them. */
export function compile(analysis: Analysis, to: CompileTarget): Compiled {
  const { model, checked } = analysis;
  const count = checked.counts.error;
  if (count === 0) return { ok: true, text: emit(model, to), fileName: fileNameOf(model, to) };
  const { findings: errors } = findings(model, noSettings, 10, (severity) => severity === 'error');
  return { ok: false, errors, count };
}

/**
 * A policy with everything mended that can be without asking: spellings with one reading first, then removals
 * that keep every address where it goes, until nothing is left to do.
 */
export async function fixed(host: Host, path: string, source: string): Promise<string> {
  let text = source;
  for (;;) {
    const { model } = await analyse(host, path, text);
    const silenced = silencer(model.unit.file.directives);
    const applies = (rule: string, at: number): boolean => !silenced(rule, at);
    const spelled = edited(text, spellingEdits(model, applies));
    const next = spelled === text ? edited(text, removalEdits(model, applies)) : spelled;
    if (next === text) return text;
    text = next;
  }
}

/** The page that explains a rule. */
export function documentationOf(rule: string): string {
  return `https://github.com/nbroute/nbroute/blob/main/server/rules/README.md#${rule}`;
}

/**
 * A policy with the fewest routes of the same meaning, as text; undefined while its meaning is open, or when the
 * result does not hold against the policy's own table over the whole address space.
 */
export function minimised({ model, source }: Analysis): string | undefined {
  const edits = minimisedEdits(model);
  return edits && edited(source, edits);
}
