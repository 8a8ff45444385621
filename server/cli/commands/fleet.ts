import { readFleetFiles, type FleetFacts } from '../../aws/read-fleet';
import { analyse, compile, type Analysis } from '../../engine';
import { fleetOf } from '../../fleet/fleet';
import type { FleetPolicy } from '../../fleet/policies';
import { rememberingHost } from '../../host';
import type { Model } from '../../model/model';
import { diskHost } from '../../node/disk-host';
import { fleetCounts, fleetJson, type FleetReport } from '../../render/fleet';
import { fleetHtml } from '../../render/fleet-html';
import { fleetMarkdown } from '../../render/fleet-markdown';
import { fleetText } from '../../render/fleet-text';
import { inAscii, printable } from '../../render/printable';
import {
  choice,
  Failure,
  unreadableFiles,
  jsonLine,
  displayPath,
  reportUnreadable,
  type Invocation,
} from '../command';
import { filesIn, inputName, isFolder, policyFiles, readFile, standardInput } from '../input';
import { fleetFormatWords, fleetLevelWords } from '../option-words';

type Level = (typeof fleetLevelWords)[number];

/** `nbroute fleet`. */
export async function fleetCommand(invocation: Invocation): Promise<number> {
  const { streams } = invocation;
  const format = choice(invocation, 'format', fleetFormatWords, 'text');
  const level = choice(invocation, 'fail-on', fleetLevelWords, 'outdated');
  const { policies: paths, responses } = operands(invocation);
  const files = responses.flatMap(answerFiles);
  const texts: string[] = [];
  for (const file of files) texts.push(await answerText(file));
  const facts = readFleetFiles(texts);
  await streams.err(problemText(files, texts, facts));
  if (facts.network.notebooks.size === 0)
    throw new Failure('nothing to report: the files have no notebook instances');
  const { policies, unreadable } = await policiesIn(paths);
  const { report, notices } = fleetOf(facts, policies);
  for (const notice of notices) await streams.err(`nbroute: note: ${printable(notice)}\n`);
  await streams.out(textOf(report, format, invocation));
  const isUnread = await reportUnreadable(unreadable, streams);
  if (isUnread || facts.diagnostics.some(({ unread }) => unread)) return 2;
  return fails(report, facts, level) ? 1 : 0;
}

/**
 * The policies, and the answers: the values of `--from`, and the JSON files that a shell expands a pattern after it to.
 */
function operands({ values, positionals }: Invocation): {
  readonly policies: readonly string[];
  readonly responses: readonly string[];
} {
  const given = values['from'];
  const isAnswer = (name: string): boolean => /\.json$/i.test(name);
  const policies = positionals.filter((name) => !isAnswer(name));
  const from = (Array.isArray(given) ? given : []).map(String);
  if (from.length === 0)
    throw new Failure(
      'missing input; name files with output of the AWS CLI with --from, or - for standard input',
    );
  if (policies.length === 0) throw new Failure('missing policies; name files or folders');
  if (policies.includes('-'))
    throw new Failure('policies are read from files and folders, not from standard input');
  return { policies, responses: [...from, ...positionals.filter(isAnswer)] };
}

/** The file itself, or a folder's JSON files. */
function answerFiles(name: string): readonly string[] {
  if (name === '-' || !isFolder(name)) return [name];
  const files = filesIn(name, '.json');
  if (files.length === 0) throw new Failure(`${printable(name)} has no output of the AWS CLI (*.json)`);
  return files;
}

async function answerText(name: string): Promise<string> {
  return name === '-' ? standardInput("the AWS CLI's output") : readFile(name);
}

/** The problems of the files, a line each. */
function problemText(
  files: readonly string[],
  texts: readonly string[],
  { diagnostics }: FleetFacts,
): string {
  return diagnostics
    .map(({ file, offset, message }) => {
      const line = (texts[file] ?? '').slice(0, offset).split('\n').length;
      return `${inputName(files[file] ?? '')}:${line}: ${printable(message)}\n`;
    })
    .join('');
}

/** Analyses each policy in some files and folders once. */
async function policiesIn(paths: readonly string[]): Promise<{
  readonly policies: readonly FleetPolicy[];
  readonly unreadable: readonly { readonly message: string }[];
}> {
  const host = rememberingHost(diskHost());
  const inputs = policyFiles(paths);
  const unreadable: { readonly message: string }[] = [...inputs.unreadable];
  const policies: FleetPolicy[] = [];
  let last: Model | undefined;
  for (const file of inputs.files) {
    try {
      const analysis = await analyse(host, file, readFile(file), undefined, last);
      last = analysis.model;
      unreadable.push(...unreadableFiles(analysis));
      policies.push({ path: displayPath(file), analysis, compiled: () => scriptText(analysis) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      unreadable.push(error);
    }
  }
  return { policies, unreadable };
}

function scriptText(analysis: Analysis): string | undefined {
  const outcome = compile(analysis, 'script');
  return outcome.ok ? outcome.text : undefined;
}

function textOf(
  report: FleetReport,
  format: (typeof fleetFormatWords)[number],
  { streams }: Invocation,
): string {
  switch (format) {
    case 'json':
      return jsonLine(fleetJson(report));
    case 'markdown':
      return fleetMarkdown(report);
    case 'html':
      return fleetHtml(report);
    case 'text': {
      const text = fleetText(report, streams);
      return streams.unicode ? text : inAscii(text);
    }
  }
}

/** Whether a notebook is not current or the files are incomplete; with `any`, also whether anything else is wrong. */
function fails(report: FleetReport, { truncated }: FleetFacts, level: Level): boolean {
  if (level === 'never') return false;
  const { notebooks, unused } = report;
  const isPartial = truncated.notebooks || truncated.logs;
  if (isPartial || fleetCounts(report).current < notebooks.length) return true;
  return (
    level === 'any' && ((unused?.length ?? 0) > 0 || notebooks.some(({ problems }) => problems.length > 0))
  );
}
