import * as path from 'node:path';
import checkSchema from '../../schemas/check-1.schema.json';
import compileSchema from '../../schemas/compile-1.schema.json';
import diffSchema from '../../schemas/diff-1.schema.json';
import explainSchema from '../../schemas/explain-1.schema.json';
import lookupSchema from '../../schemas/lookup-1.schema.json';
import tableSchema from '../../schemas/table-1.schema.json';
import { comparedPolicies, comparedWithText, incomparable, type Comparison } from '../compare/compare';
import { formatsTaking, outputFormatNames } from '../emit/output-formats';
import {
  analyse,
  checkedConfig,
  compile,
  documentationOf,
  exactDiagnostics,
  minimised,
  withoutConfigErrors,
  type Analysis,
} from '../engine';
import { readDump } from '../import/read';
import type {
  CheckJson,
  CompileJson,
  DiffJson,
  ExplainJson,
  LookupJson,
  TableJson,
} from '../lib/json-output';
import { sumOfCounts } from '../lib/severity';
import type { Site } from '../model/effective';
import type { Model } from '../model/model';
import { queried, siteQueried } from '../model/query';
import { diffJson, diffText } from '../render/diff';
import { lookupText } from '../render/lookup';
import { lookupJson } from '../render/lookup-json';
import { lookupRanges } from '../render/ports';
import { tableJson } from '../render/table';
import { renderedTable } from '../render/rendered-table';
import { tableFormats } from '../render/table-formats';
import { checkJson } from '../report/json';
import { checkedConfigFile, checkedPolicy } from '../report/report';
import { textReport } from '../report/text';
import { ruleSection } from '../rules/lib/page';
import { noRule, ruleNamed } from '../rules/lib/rule-named';
import { portQuestion } from '../syntax/port-query';
import {
  checkTool,
  compileTool,
  diffTool,
  explainTool,
  lookupTool,
  tableTool,
  type ToolDefinition,
} from '../tools/definitions';
import { textInput, textInputs } from '../tools/inputs';
import { ToolFailure } from './failure';
import { pathIn } from './folders';
import {
  policyIn,
  readPolicy,
  resolvedPolicyIn,
  readText,
  type ToolContext,
  type ToolPolicy,
} from './policy';

/** The result of a tool, as text and as JSON. */
export interface ToolResult {
  readonly text: string;
  readonly json: object;
}

/** A tool and its implementation. */
export interface McpTool extends ToolDefinition {
  readonly output: object;
  readonly answer: (input: object, context: ToolContext) => Promise<ToolResult>;
}

/** The most diagnostics, routes, parts or changes to return, since an agent reads all of them. */
const most = { diagnostics: 100, rows: 200 };
/** The most characters of a text to return. */
const mostCharacters = 200_000;

const style = { colour: false, unicode: true, width: undefined };

export const tools: readonly McpTool[] = [
  { ...checkTool, output: cappedSchema(checkSchema, 'diagnostics'), answer: check },
  { ...lookupTool, output: cappedSchema(lookupSchema, 'parts'), answer: lookup },
  { ...diffTool, output: cappedSchema(diffSchema, 'changes'), answer: diff },
  { ...explainTool, output: outputSchema(explainSchema), answer: explain },
  { ...tableTool, output: cappedSchema(tableSchema, 'routes'), answer: table },
  { ...compileTool, output: outputSchema(compileSchema), answer: compiled },
];

interface PublishedSchema {
  readonly description: string;
  readonly type: string;
  readonly required: readonly string[];
  readonly properties: object;
  readonly $defs: object;
}

/** A published schema as a tool's own: without its dialect and its id. */
function outputSchema({ description, type, required, properties, $defs }: PublishedSchema): object {
  return { description, type, required, properties, $defs };
}

function cappedSchema(schema: PublishedSchema, what: string): object {
  const omitted = { description: `How many ${what} are left out.`, type: 'integer', minimum: 0 };
  return outputSchema({ ...schema, properties: { ...schema.properties, omitted } });
}

async function check(input: object, context: ToolContext): Promise<ToolResult> {
  const { name, analysis } = await policyIn(input, context);
  const { model } = analysis;
  const displayPath = shownIn(context);
  const all = exactDiagnostics(withoutConfigErrors(model));
  const checked = { ...all, diagnostics: all.diagnostics.slice(0, most.diagnostics) };
  const file = checkedPolicy(model, name, checked, displayPath);
  const config = checkedConfigFile(model, checkedConfig(model), displayPath);
  const files = [file, ...(config ? [config] : [])];
  const json: CheckJson = checkJson(files);
  const omitted = all.total - checked.diagnostics.length;
  return { text: textReport(files, style), json: { ...json, omitted } };
}

/** How paths are shown: relative to the innermost folder that contains them. */
function shownIn({ folders }: ToolContext): (file: string) => string {
  return (file) => {
    const [shortest] = folders
      .map((folder) => path.relative(folder, file))
      .sort((a, b) => a.length - b.length);
    return shortest.split(path.sep).join('/');
  };
}

async function lookup(input: object, context: ToolContext): Promise<ToolResult> {
  const { name, analysis, line } = await resolvedPolicyIn(input, context);
  const { model } = analysis;
  const site = siteIn(input, model);
  let left = most.rows;
  let omitted = 0;
  const results = textInputs(input, 'addresses').map((text) => {
    const asked = portQuestion(text);
    if ('problem' in asked) throw new ToolFailure(asked.problem);
    const prefixes = queried(model, asked.query);
    if ('problem' in prefixes) throw new ToolFailure(prefixes.problem);
    const all = lookupRanges(model, prefixes, site, asked.ports);
    const parts = all.slice(0, left);
    left -= parts.length;
    omitted += all.length - parts.length;
    return { query: asked.query, parts };
  });
  const json: LookupJson = lookupJson(results, name, line);
  const texts = results.map(({ query, parts }) => lookupText(query, parts, line));
  return { text: `${texts.join('\n')}${omission(omitted, 'parts')}`, json: { ...json, omitted } };
}

const omission = (count: number, what: string): string => (count > 0 ? `\n${count} more ${what}\n` : '');

function siteIn(input: object, model: Model): Site {
  const site = siteQueried(model, textInput(input, 'subnet'));
  if ('problem' in site) throw new ToolFailure(site.problem);
  return site;
}

async function diff(input: object, context: ToolContext): Promise<ToolResult> {
  const policy = comparable(await policyIn(input, context));
  const comparison = await comparedWithOther(input, policy, context);
  context.checkCancelled();
  const { ranges } = comparison;
  const capped = { ...comparison, ranges: ranges.slice(0, most.rows) };
  const json: DiffJson = diffJson(capped);
  const omitted = ranges.length - capped.ranges.length;
  const notes = [
    ...comparison.missing.map((note) => `line ${note.line} is not compared: ${note.message}`),
    ...comparison.assumptions,
  ].slice(0, most.diagnostics);
  const noted = notes.map((note) => `note: ${note}\n`).join('');
  return {
    text: `${diffText(capped, style)}${omission(omitted, 'ranges')}${noted}`,
    json: { ...json, omitted },
  };
}

function comparable(policy: ToolPolicy): ToolPolicy {
  const problem = incomparable(policy);
  if (problem !== undefined) throw new ToolFailure(`${problem}; check it first`);
  return policy;
}

async function comparedWithOther(
  input: object,
  policy: ToolPolicy,
  context: ToolContext,
): Promise<Comparison> {
  const [other, text, kind] = ['other', 'otherText', 'otherKind'].map((name) => textInput(input, name));
  if (other === undefined && text === undefined)
    throw new ToolFailure('nothing to compare with: give "other" or "otherText"');
  if (kind === undefined ? (other?.endsWith('.nbroute') ?? true) : kind === 'policy')
    return comparedPolicies(policy, comparable(await readPolicy(other, text, context)));
  const name = other ?? 'the other text';
  const source = text ?? (await readText(name, pathIn(context.folders, name), context));
  const dump = readDump(source, 'auto');
  const comparison =
    other === undefined && dump.unrecognised !== undefined
      ? { problem: dump.unrecognised }
      : await comparedWithText(policy, { name, source, dump });
  if (!('problem' in comparison)) return comparison;
  throw new ToolFailure(`nothing to compare with in ${name}: ${comparison.problem}`);
}

function explain(input: object): Promise<ToolResult> {
  const id = textInput(input, 'rule') ?? '';
  const rule = ruleNamed(id);
  if (!rule) throw new ToolFailure(noRule(id));
  const { severity, summary, why, bad, good } = rule;
  const json: ExplainJson = {
    version: 1,
    rule: rule.id,
    severity,
    summary,
    why,
    bad,
    good,
    documentation: documentationOf(rule.id),
  };
  return Promise.resolve({ text: ruleSection(rule), json });
}

async function table(input: object, context: ToolContext): Promise<ToolResult> {
  const { name, analysis, line } = await resolvedPolicyIn(input, context);
  const { model } = analysis;
  const site = siteIn(input, model);
  const whole = tableJson(model, site, name, line);
  const json: TableJson = { ...whole, routes: whole.routes.slice(0, most.rows) };
  const format = tableFormats.find((each) => each === textInput(input, 'format')) ?? 'route-n';
  const lines = renderedTable(model, site, format, Reflect.get(input, 'changes') === true).split('\n');
  const omitted = whole.routes.length - json.routes.length;
  // A table has up to three header lines.
  const text = omitted > 0 ? lines.slice(0, most.rows + 3).join('\n') : lines.join('\n');
  return { text: `${text}${omission(omitted, 'routes')}`, json: { ...json, omitted } };
}

async function compiled(input: object, context: ToolContext): Promise<ToolResult> {
  const policy = await policyIn(input, context);
  const to = outputFormatNames.find((each) => each === textInput(input, 'to')) ?? 'script';
  const options = {
    withNotebook: Reflect.get(input, 'withNotebook') === true,
    undo: Reflect.get(input, 'undo') === true,
  };
  for (const name of ['withNotebook', 'undo'] as const)
    if (options[name] && !formatsTaking(name).includes(to))
      throw new ToolFailure(`"${name}" is for ${formatsTaking(name).join(', ')}, not for ${to}`);
  const analysis =
    Reflect.get(input, 'minimise') === true ? await smallest(policy.analysis, context) : policy.analysis;
  const outcome = compile(analysis, to, options);
  if (!outcome.ok) {
    const counts = { ...sumOfCounts([]), error: outcome.count };
    const checked = { diagnostics: outcome.errors, counts, total: outcome.count };
    const report = textReport([checkedPolicy(analysis.model, policy.name, checked, shownIn(context))], style);
    throw new ToolFailure(`${report}nothing is compiled: ${policy.name} has errors`);
  }
  const { text, fileName } = outcome;
  if (text.length > mostCharacters)
    throw new ToolFailure(
      `the output has ${text.length} characters, more than the ${mostCharacters} that a tool returns; write it to a file: nbroute compile`,
    );
  const json: CompileJson = { version: 1, to, fileName, text };
  return { text, json };
}

/** The policy with the fewest routes of the same meaning; unchanged if it has errors. */
async function smallest(analysis: Analysis, { host, checkCancelled }: ToolContext): Promise<Analysis> {
  const source = minimised(analysis);
  if (source === undefined) return analysis;
  const smaller = await analyse(host, analysis.path, source);
  checkCancelled();
  return smaller;
}
