import { planOf, type Plan } from './emit/plan';
import { scriptLimit, scriptSize, sizeBound, staysBelow, tooLarge } from './emit/script';
import type { CompileTarget, ScriptSize as ExactSize } from './protocol';
import { grouped } from './report/report';
import { tooLargeFor, emit, fileNameOf, type EmitOptions } from './emit/index';
import type { Host } from './host';
import { load, type Unit } from './model/load';
import { modelOf, type Model } from './model/model';
import { check, silencer, type Checked, type Severities } from './rules/check';
import { edited, removalEdits, spellingEdits } from './rules/fix-all';
import { rules } from './rules/index';
import { scriptSize as scriptSizeRule } from './rules/script-size';
import { minimisedEdits } from './rules/minimised';
import type { Finding, ScriptSize, Severity } from './rules/rule';
import { isEqualToOuter, type Table } from './net/table';
import { parse } from './syntax/parser';

/** What is known of one version of one policy. */
export interface Analysis {
  readonly path: string;
  readonly source: string;
  readonly unit: Unit;
  readonly model: Model;
  /**
   * The findings as the policy itself wants them, at most `findingLimit` of them built. They decide what compiles.
   * Looked for when they are first asked for.
   */
  readonly checked: Checked;
}

/** How many findings of a file are shown; the rest is counted. */
export const findingLimit = 1000;

/** Analyses a policy and all it reads. Never fails: what is wrong is a finding. */
export async function analyse(
  host: Host,
  path: string,
  source: string,
  file = parse(source),
): Promise<Analysis> {
  const unit = await load(host, path, file);
  return new Analysed(path, source, unit, modelOf(unit));
}

/**
 * A class, for its getter: one in an object written out is part of the object's shape, and V8 keeps shapes, with all
 * that hangs from them, until it next goes through the whole heap.
 */
class Analysed implements Analysis {
  private found: Checked | undefined;

  constructor(
    readonly path: string,
    readonly source: string,
    readonly unit: Unit,
    readonly model: Model,
  ) {}

  get checked(): Checked {
    return (this.found ??= findings(this.model, noSettings));
  }
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
  measured = measuredRoutes,
): Checked {
  const severities = shown.size === 0 ? model.config.rules : new Map([...model.config.rules, ...shown]);
  return check(model, rules, severities, limit, keep, () => scriptSizeOf(model, measured));
}

/** The findings with the script's size among them however many routes there are: for those who can wait. */
export function exactFindings(model: Model, shown: Severities = noSettings): Checked {
  return findings(model, shown, findingLimit, undefined, Infinity);
}

/** Packing more routes than this would be felt at every keystroke. */
const measuredRoutes = 2000;

/** How large a policy's script gets, measured only where it may come near the limit, up to so many routes. */
export function scriptSizeOf(model: Model, measured = measuredRoutes): ScriptSize | undefined {
  const routes = model.tables[4].prefixes + model.tables[6].prefixes;
  // Packed ever so well, a route takes two bits: a length and a distance (RFC 1951, 3.2.3).
  if (routes > scriptLimit * 4)
    return {
      share: Infinity,
      message: `${grouped(routes)} routes fit in no lifecycle script: AWS takes ${grouped(scriptLimit)} bytes`,
    };
  const near = 0.9 * scriptLimit;
  if (routes > measured || sizeBound(model) < near) return undefined;
  const plan = planOf(model);
  // A form that reads better may be nearer to the limit: the next route has another one.
  return staysBelow(plan, near) ? undefined : sizeOfPlan(plan);
}

/** How many prefixes a table has of owners from `least` on, repetitions left out. */
function standingRows(table: Table, least: number): number {
  let count = 0;
  for (let row = 0; row < table.count; row++)
    if (!isEqualToOuter(table, row) && table.owner[row] >= least) count++;
  return count;
}

/** How many routes a policy sets: its prefixes, each once. */
export function routeCount({ tables, system }: Model): number {
  return standingRows(tables[4], system.length) + standingRows(tables[6], system.length);
}

/** The exact size of a policy's script; undefined where measuring it would be felt while typing. */
export function sizeWhileTyping(model: Model): ExactSize | undefined {
  return routeCount(model) > measuredRoutes ? undefined : exactSize(model);
}

/** The exact size of a policy's script. The model is to have no errors. */
export function exactSize(model: Model): ExactSize {
  const { bytes, base64, limit } = scriptSize(planOf(model));
  return { bytes, base64, limit };
}

function sizeOfPlan(plan: Plan): ScriptSize {
  const { bytes, base64, limit } = scriptSize(plan);
  const share = bytes / limit.bytes;
  return {
    share,
    message:
      tooLarge(plan) ??
      `the script has ${grouped(base64)} of the ${grouped(limit.base64)} base64 characters that AWS takes`,
  };
}

const isError = (severity: Severity): boolean => severity === 'error';

/**
 * The errors that leave open what a policy means, the first ten of them built: all but that its script is too large,
 * which says nothing against its table.
 */
export function uncertainties(model: Model): Checked {
  const others = rules.filter((rule) => rule !== scriptSizeRule);
  return check(model, others, model.config.rules, 10, isError);
}

export type Compiled =
  | { readonly ok: true; readonly text: string; readonly fileName: string }
  | { readonly ok: false; readonly errors: readonly Finding[]; readonly count: number };

/** One target's text; or the errors that keep the policy from compiling, the first ten of them. */
export function compile({ model }: Analysis, to: CompileTarget, options: EmitOptions = {}): Compiled {
  const severities = model.config.rules;
  const wrong = uncertainties(model);
  if (wrong.counts.error > 0) return { ok: false, errors: wrong.findings, count: wrong.counts.error };
  // While typing the size may not have been measured, and not every target has a limit.
  const message = tooLargeFor(model, to);
  if (message !== undefined) {
    const size = (): ScriptSize => ({ share: Infinity, message });
    const { findings: errors, counts } = check(model, [scriptSizeRule], severities, 1, isError, size);
    if (counts.error > 0) return { ok: false, errors, count: counts.error };
  }
  return { ok: true, text: emit(model, to, options), fileName: fileNameOf(model, to, options) };
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
