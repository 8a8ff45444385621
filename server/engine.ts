import type * as Compiler from './emit/compiler';
import type { EmitOptions } from './emit/emit';
import type { Plan } from './emit/plan';
import { scriptLimit, sizeBound } from './emit/size-bound';
import type { ScriptSizeStatus as ExactSize } from './protocol';
import type { OutputFormat } from './emit/output-formats';
import { grouped } from './lib/numbers';
import type { Host } from './host';
import { load, type Unit } from './model/load';
import { modelOf, type Model } from './model/model';
import { check, silencer, type Checked, type Severities } from './rules/runner';
import { edited, allRemovalEdits, spellingEdits } from './rules/lib/fix-all';
import { checkConfig } from './rules/lib/check-config';
import { rules } from './rules/registry';
import { scriptSize as scriptSizeRule } from './rules/script-size';
import type * as MinimisePolicy from './rules/lib/minimise-policy';
import type { Diagnostic, SizeNotice } from './rules/lib/rule';
import { isEqualToCovering, type Table } from './net/table';
import type { Characters } from './syntax/edited-source';
import { linesOf } from './syntax/lines';
import { parse } from './syntax/parser';
import { sumOfCounts, type Severity } from './lib/severity';

declare const require: {
  (file: './emit/compiler'): typeof Compiler;
  (file: './rules/lib/minimise-policy'): typeof MinimisePolicy;
};

/** A quarter of the engine's code, which a check needs only near the limit on the script's size. */
const compiler = (): typeof Compiler => require('./emit/compiler');

/** The analysis of one version of one policy. */
export interface Analysis {
  readonly path: string;
  readonly source: string;
  readonly unit: Unit;
  readonly model: Model;
  /**
   * The diagnostics with the policy's own severities, without that on the script's size; at most `diagnosticLimit` of them
   * are built. They decide whether it compiles. Computed on first use.
   */
  readonly checked: Checked;
}

/** How many diagnostics of a file are shown; the rest are only counted. */
export const diagnosticLimit = 1000;

/**
 * Analyses a policy and all it reads. Never fails: whatever is wrong is a diagnostic. The result is the same with
 * `before`, the model of the preceding text, but faster.
 */
export async function analyse(
  host: Host,
  path: string,
  source: Characters,
  file = parse(source),
  before?: Model,
): Promise<Analysis> {
  const unit = await load(host, path, file);
  return new Analysed(path, unit, modelOf(unit, before));
}

class Analysed implements Analysis {
  private cached: Checked | undefined;

  constructor(
    readonly path: string,
    readonly unit: Unit,
    readonly model: Model,
  ) {}

  get source(): string {
    return this.unit.file.source.toString();
  }

  get checked(): Checked {
    return (this.cached ??= diagnostics(this.model, noSettings));
  }
}

const noSettings: Severities = new Map();

/**
 * The diagnostics of a model, without that on the script's size. Of two severities for a rule the later in this order
 * applies: the rule's own, nbroute.json's, `settings`. A directive in the policy suppresses any severity.
 */
export function diagnostics(
  model: Model,
  settings: Severities,
  limit = diagnosticLimit,
  keep?: (severity: Severity) => boolean,
): Checked {
  return check(model, rules, together(model, settings), limit, { keep });
}

/** All diagnostics, for callers that can wait until the script's size is measured. */
export function exactDiagnostics(model: Model, settings: Severities = noSettings): Checked {
  return withSize(
    diagnostics(model, settings),
    sizeDiagnostics(model, settings, () => scriptSizeOf(model)),
  );
}

/** The diagnostics of the nbroute.json that applies to a policy. Their spans are in that file. */
export function checkedConfig(model: Model, settings: Severities = noSettings): Checked {
  return checkConfig(model.config, together(model, settings), diagnosticLimit);
}

/** The same policy for a report that contains its nbroute.json, too: the errors of that file are not repeated. */
export function withoutConfigErrors(model: Model): Model {
  const { config } = model;
  return config.errors.length === 0 ? model : { ...model, config: { ...config, errors: [] } };
}

/** The diagnostic on the script's size, if any. `size` is called only if that diagnostic is on. */
export function sizeDiagnostics(
  model: Model,
  settings: Severities,
  size: () => SizeNotice | undefined,
): Checked {
  return check(model, [scriptSizeRule], together(model, settings), 1, { scriptSize: size });
}

/** Diagnostics together with that on the script's size. */
export function withSize(checked: Checked, ofSize: Checked): Checked {
  if (ofSize.total === 0) return checked;
  const [diagnostic] = ofSize.diagnostics;
  const index = checked.diagnostics.findIndex(({ from }) => from > diagnostic.from);
  const all = [...checked.diagnostics];
  all.splice(index < 0 ? all.length : index, 0, diagnostic);
  return {
    diagnostics: all.slice(0, diagnosticLimit),
    counts: sumOfCounts([checked.counts, ofSize.counts]),
    total: checked.total + 1,
  };
}

function together({ config }: Model, settings: Severities): Severities {
  return settings.size === 0 ? config.rules : new Map([...config.rules, ...settings]);
}

/** Packing more routes than this would delay every keystroke. */
const measuredRoutes = 2000;

/** Whether a policy's script can be measured at every keystroke. */
export function isQuicklyMeasured(model: Model): boolean {
  return prefixCount(model) <= measuredRoutes;
}

function prefixCount({ tables }: Model): number {
  return tables[4].prefixes + tables[6].prefixes;
}

/** The size of a script with more routes than can ever fit; undefined if it has to be measured. */
export function certainSize(model: Model): SizeNotice | undefined {
  const routes = prefixCount(model);
  // However well it is compressed, a route takes two bits: a length and a distance (RFC 1951, 3.2.3).
  if (routes <= scriptLimit * 4) return undefined;
  return {
    share: Infinity,
    message: `${grouped(routes)} routes do not fit into a lifecycle script: AWS accepts ${grouped(scriptLimit)} bytes`,
  };
}

/** The size of a policy's script, which is packed only if it may be near the limit; undefined if it is not. */
export function scriptSizeOf(model: Model): SizeNotice | undefined {
  const certain = certainSize(model);
  if (certain) return certain;
  const near = 0.9 * scriptLimit;
  if (sizeBound(model) < near) return undefined;
  const { planOf, staysBelow } = compiler();
  const plan = planOf(model);
  // A more readable form may be nearer to the limit, where the next route changes it.
  return staysBelow(plan, near) ? undefined : sizeOfPlan(plan);
}

/** The number of distinct prefixes in a table with owners from `least` on. */
function effectiveRowCount(table: Table, least: number): number {
  let count = 0;
  for (let row = 0; row < table.count; row++)
    if (!isEqualToCovering(table, row) && table.owner[row] >= least) count++;
  return count;
}

/** The number of routes that a policy installs: its distinct prefixes. */
export function routeCount({ tables, system }: Model): number {
  return effectiveRowCount(tables[4], system.length) + effectiveRowCount(tables[6], system.length);
}

/** The exact size of a policy's script; undefined if measuring it would delay typing. */
export function sizeWhileTyping(model: Model): ExactSize | undefined {
  return routeCount(model) > measuredRoutes ? undefined : exactSize(model);
}

/** The exact size of a policy's script. The model must have no errors. */
export function exactSize(model: Model): ExactSize {
  const { planOf, sizeOfScript } = compiler();
  const { bytes, base64, limit } = sizeOfScript(planOf(model));
  return { bytes, base64, limit };
}

function sizeOfPlan(plan: Plan): SizeNotice {
  const { sizeOfScript, tooLarge } = compiler();
  const { bytes, base64, limit } = sizeOfScript(plan);
  const share = bytes / limit.bytes;
  return {
    share,
    message:
      tooLarge(plan) ??
      `the script has ${grouped(base64)} of the ${grouped(limit.base64)} base64 characters that AWS accepts`,
  };
}

const isError = (severity: Severity): boolean => severity === 'error';

/** The errors that keep a policy from compiling, but that on the script's size; the first ten are built. */
export function uncertainties(model: Model): Checked {
  return diagnostics(model, noSettings, 10, isError);
}

export type CompileOutcome =
  | { readonly ok: true; readonly text: string; readonly fileName: string }
  | { readonly ok: false; readonly errors: readonly Diagnostic[]; readonly count: number };

/** A policy's text in an output format; or the errors that keep the policy from compiling, at most ten. */
export function compile({ model }: Analysis, to: OutputFormat, options: EmitOptions = {}): CompileOutcome {
  const wrong = uncertainties(model);
  if (wrong.counts.error > 0) return { ok: false, errors: wrong.diagnostics, count: wrong.counts.error };
  const { emit, fileNameOf, tooLargeFor } = compiler();
  // The limit depends on the format.
  const message = tooLargeFor(model, to);
  if (message !== undefined) {
    const size = (): SizeNotice => ({ share: Infinity, message });
    const { diagnostics: errors, counts } = sizeDiagnostics(model, noSettings, size);
    if (counts.error > 0) return { ok: false, errors, count: counts.error };
  }
  return { ok: true, text: emit(model, to, options), fileName: fileNameOf(model, to, options) };
}

/** A policy after its fixes. */
export interface Fixed {
  readonly text: string;
  /** In the order of application. */
  readonly changes: readonly AppliedEdit[];
}

/** One edit of a fix: the text before it, and the text after it, "" if none. */
export interface AppliedEdit {
  /** From 1, in the text that was edited. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/**
 * A policy with every unambiguous fix: first spellings, then removals that change no address's route, until none is
 * left.
 */
export async function fixed(host: Host, path: string, source: string): Promise<Fixed> {
  let text = source;
  const changes: AppliedEdit[] = [];
  for (;;) {
    const { model } = await analyse(host, path, text);
    const silenced = silencer(model.unit.file.directives);
    const applies = (rule: string, at: number): boolean => !silenced(rule, at);
    let edits = spellingEdits(model, applies);
    // While the policy is unresolved nothing is rewritten: a removal could remove the route that was meant.
    if (edits.length === 0 && uncertainties(model).counts.error === 0)
      edits = allRemovalEdits(model, applies);
    const next = edited(text, edits);
    if (next === text) return { text, changes };
    const lines = linesOf(model.unit.file);
    for (const { from, to, text: after } of edits)
      changes.push({ line: lines.position(from).line + 1, before: text.slice(from, to), after });
    text = next;
  }
}

/** The page that explains a rule. */
export function documentationOf(rule: string): string {
  return `https://github.com/nbroute/nbroute/blob/main/server/rules/README.md#${rule}`;
}

/**
 * A policy with the fewest routes of the same meaning, as text; undefined while it has errors, or if the result does
 * not match the policy's own table over the whole address space.
 */
export function minimised({ model, source }: Analysis): string | undefined {
  if (uncertainties(model).counts.error > 0) return undefined;
  const edits = require('./rules/lib/minimise-policy').minimisedEdits(model);
  return edits && edited(source, edits);
}
