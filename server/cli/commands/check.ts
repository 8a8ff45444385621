import * as path from 'node:path';
import { rememberingHost } from '../../host';
import { diskHost } from '../../node/disk-host';
import { checkedConfigFile, checkedPolicy, type CheckedFile } from '../../report/report';
import { textReport } from '../../report/text';
import { noRule, ruleNamed } from '../../rules/lib/rule-named';
import { inputFiles } from '../../model/load';
import type { Model } from '../../model/model';
import {
  analyse,
  checkedConfig,
  exactDiagnostics,
  fixed,
  withoutConfigErrors,
  type AppliedEdit,
} from '../../engine';
import { alternatives } from '../../lib/word-list';
import { counted } from '../../lib/numbers';
import {
  choice,
  Failure,
  unreadableFiles,
  displayPathFrom,
  displayPath,
  reportUnreadable,
  type Invocation,
  type Streams,
} from '../command';
import { fixReport } from '../fix-report';
import { policyFiles, readFile, standardInput } from '../input';
import { FolderWatch } from '../watch';
import { severities, severitySettings, type SeveritySetting } from '../../lib/severity';
import { checkFormatWords } from '../option-words';

/** The options of a run of `check`. */
interface Request {
  readonly paths: readonly string[];
  readonly fix: boolean;
  readonly settings: ReadonlyMap<string, SeveritySetting>;
}

/** The result of a run. */
interface Outcome {
  readonly files: readonly CheckedFile[];
  /** How many of the files are policies; the others are their nbroute.json, if it has diagnostics. */
  readonly policies: number;
  /** The fixes made, and why others were not. */
  readonly fixes: string;
  readonly unreadable: readonly { readonly message: string }[];
  /** The folders of all files that were read. */
  readonly folders: ReadonlySet<string>;
}

/** `nbroute check`. */
export async function checkCommand(invocation: Invocation): Promise<number> {
  const { streams, positionals: paths, values } = invocation;
  const format = choice(invocation, 'format', checkFormatWords, 'text');
  const failOn = choice(invocation, 'fail-on', severities, 'error');
  const request = { paths, fix: values['fix'] === true, settings: ruleSettings(invocation) };
  if (paths.length === 0)
    throw new Failure('missing policies; name files or folders, or - for standard input');
  if (request.fix && paths.includes('-'))
    throw new Failure('standard input cannot be fixed; name files or folders');
  const failing = new Set(severities.slice(0, severities.indexOf(failOn) + 1));
  const printed = async (outcome: Outcome): Promise<number> => {
    const { files, fixes, unreadable } = outcome;
    await streams.err(fixes);
    // If nothing could be read, there is nothing to report.
    if (files.length > 0) {
      const text =
        format === 'text'
          ? textReport(files, streams)
          : (await import('../check-reports')).reportForPrograms(files, format, failing);
      await streams.out(text);
    }
    if (await reportUnreadable(unreadable, streams)) return 2;
    return files.some(({ checked }) => [...failing].some((severity) => checked.counts[severity] > 0)) ? 1 : 0;
  };
  if (values['watch'] !== true) return printed(await checkOnce(request));
  if (paths.includes('-')) throw new Failure('standard input cannot be watched; name files or folders');
  return watched(request, printed, streams);
}

/** Repeats the check whenever a file it read has changed, until the process is stopped. */
async function watched(
  request: Request,
  printed: (outcome: Outcome) => Promise<number>,
  streams: Streams,
): Promise<never> {
  const watch = new FolderWatch();
  let before = '';
  for (;;) {
    const outcome = await checkOnce(request);
    const { files, policies, unreadable, folders } = outcome;
    // A change in a folder may concern a file that was not read.
    const now = JSON.stringify([
      files.map(({ path, source, checked }) => [path, source, checked]),
      unreadable,
    ]);
    if (now !== before) {
      before = now;
      await printed(outcome);
      await streams.err(`nbroute: watching ${counted(policies, 'policy', 'policies')}; Ctrl+C ends it\n`);
    }
    // A folder that is newly watched may have changed since it was read, so check again at once.
    if (!watch.follow(folders)) await watch.changed();
  }
}

/** Checks the policies as they are now, applying fixes first if requested. */
async function checkOnce({ paths, fix, settings }: Request): Promise<Outcome> {
  const host = rememberingHost(diskHost());
  const files: CheckedFile[] = [];
  const configs = new Map<string, CheckedFile>();
  const policies = policyFiles(paths);
  const folders = new Set(policies.folders.map((folder) => path.resolve(folder)));
  const unreadable: { readonly message: string }[] = [...policies.unreadable];
  let fixes = '';
  let last: Model | undefined;
  for (const file of policies.files) {
    const name = file === '-' ? 'policy.nbroute' : file;
    try {
      let source = file === '-' ? await standardInput() : readFile(file);
      let changes: readonly AppliedEdit[] = [];
      if (fix) {
        const before = source;
        ({ text: source, changes } = await fixed(host, name, source));
        if (source !== before) {
          const { writeWhole } = await import('../output');
          await writeWhole(file, source);
          host.forget();
        }
      }
      const analysis = await analyse(host, name, source, undefined, last);
      const { model } = analysis;
      // Policies that share lists often share tables.
      last = model;
      unreadable.push(...unreadableFiles(analysis));
      for (const input of inputFiles(model.unit)) folders.add(path.dirname(path.resolve(input)));
      const config = checkedConfigFile(model, checkedConfig(model, settings), displayPathFrom(file));
      if (config) configs.set(path.resolve(config.path), config);
      const checked = exactDiagnostics(withoutConfigErrors(model), settings);
      if (fix) fixes += fixReport(displayPath(file), changes, checked);
      files.push(checkedPolicy(model, displayPath(file), checked, displayPathFrom(file)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      unreadable.push(error);
    }
  }
  return { files: [...files, ...configs.values()], policies: files.length, fixes, unreadable, folders };
}

function ruleSettings(invocation: Invocation): Map<string, SeveritySetting> {
  const settings = new Map<string, SeveritySetting>();
  const given = invocation.values['rule'];
  for (const text of Array.isArray(given) ? given : []) {
    const [id = '', ...rest] = String(text).split('=');
    const value = rest.join('=');
    const severity = severitySettings.find((each) => each === value);
    const rule = ruleNamed(id);
    if (!rule) throw new Failure(`--rule: ${noRule(id)}`);
    if (!severity)
      throw new Failure(`--rule ${id}: invalid severity; expected ${alternatives(severitySettings)}`);
    if (rule.fixedSeverity === true)
      throw new Failure(
        `--rule ${id}: its severity is fixed; what it reports would leave the policy unresolved or break an instance`,
      );
    settings.set(id, severity);
  }
  return settings;
}
