import * as path from 'node:path';
import { rememberingHost } from '../../host';
import { diskHost } from '../../node/disk-host';
import { githubReport } from '../../report/github';
import { gitlabReport } from '../../report/gitlab';
import { jsonReport } from '../../report/json';
import { junitReport } from '../../report/junit';
import type { CheckedFile, SourceFile } from '../../report/report';
import { sarifReport } from '../../report/sarif';
import { textReport } from '../../report/text';
import { ruleNamed, rules } from '../../rules/registry';
import type { Finding, Severity } from '../../rules/lib/rule';
import { unitFiles } from '../../model/names';
import type { Model } from '../../model/model';
import { analyse, documentationOf, exactFindings, fixed } from '../../engine';
import { nearest } from '../../syntax/nearest';
import { version } from '../../../package.json';
import { choice, Failure, foreignTexts, shownPath, toldUnreadable, type Invocation } from '../command';
import { policyFiles, readFile, standardInput } from '../input';
import { writeWhole } from '../output';

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** `nbroute check`. */
export async function checkCommand(invocation: Invocation): Promise<number> {
  const { streams, positionals } = invocation;
  const format = choice(invocation, 'format', ['text', 'json', 'sarif', 'github', 'junit', 'gitlab'], 'text');
  const failOn = choice(invocation, 'fail-on', severities, 'error');
  const shown = shownSeverities(invocation);
  if (positionals.length === 0)
    throw new Failure('missing policies; name files or folders, or - for standard input');
  const host = rememberingHost(diskHost());
  const files: CheckedFile[] = [];
  const found = policyFiles(positionals);
  let last: Model | undefined;
  const unreadable: { readonly message: string }[] = [...found.unreadable];
  for (const file of found.files) {
    const name = file === '-' ? 'policy.nbroute' : file;
    try {
      let source = file === '-' ? await standardInput() : readFile(file);
      if (invocation.values['fix'] === true) {
        const mended = await fixed(host, name, source);
        if (file !== '-' && mended !== source) {
          await writeWhole(file, mended);
          host.forget();
        }
        source = mended;
      }
      const analysis = await analyse(host, name, source, undefined, last);
      const { model } = analysis;
      // Policies that share their lists often share their tables.
      last = model;
      unreadable.push(...foreignTexts(analysis));
      const checked = exactFindings(model, shown);
      files.push({
        path: shownPath(file),
        source,
        starts: model.unit.file.starts,
        checked,
        others: included(model, path.isAbsolute(file), checked.findings),
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      unreadable.push(error);
    }
  }
  // Where nothing could be read there is nothing to report.
  if (files.length === 0 && unreadable.length > 0) return (await toldUnreadable(unreadable, streams)) ? 2 : 0;
  const failing = new Set(severities.slice(0, severities.indexOf(failOn) + 1));
  const report = {
    text: () => textReport(files, streams),
    json: () => jsonReport(files),
    sarif: () => sarifReport(files, { version, documentationOf }),
    github: () => githubReport(files),
    junit: () => junitReport(files, failing),
    gitlab: async () => gitlabReport(files, await digest()),
  };
  await streams.out(await report[format]());
  if (await toldUnreadable(unreadable, streams)) return 2;
  return files.some(({ checked }) => [...failing].some((severity) => checked.counts[severity] > 0)) ? 1 : 0;
}

/** SHA-256 in hexadecimal; Node's implementation is loaded where it is needed. */
async function digest(): Promise<(text: string) => string> {
  const { createHash } = await import('node:crypto');
  return (text) => createHash('sha256').update(text).digest('hex');
}

/** The files that findings point to, named as the policy is, by whole path or from here: what it includes, its network file. */
function included(model: Model, whole: boolean, findings: readonly Finding[]): Map<string, SourceFile> {
  const pointedTo = new Set(findings.flatMap(({ related }) => related.flatMap((place) => place.path ?? [])));
  if (pointedTo.size === 0) return new Map();
  const shown = (name: string): string => shownPath(whole ? name : path.relative('', name));
  const files = unitFiles(model.unit).map(
    ({ path: name, file: { source, starts } }): [string, SourceFile] => [
      name,
      { path: shown(name), source, starts },
    ],
  );
  const { networkView: view } = model;
  const read = view && model.unit.data.get(view.path);
  if (view && read?.kind === 'network')
    files.push([view.path, { path: shown(view.path), source: read.text }]);
  return new Map(files.filter(([name]) => pointedTo.has(name)));
}

function shownSeverities(invocation: Invocation): Map<string, Severity | 'off'> {
  const shown = new Map<string, Severity | 'off'>();
  const given = invocation.values['rule'];
  for (const text of Array.isArray(given) ? given : []) {
    const [id = '', value = ''] = String(text).split('=', 2);
    const severity = [...severities, 'off' as const].find((each) => each === value);
    if (!ruleNamed(id)) {
      const meant = nearest(
        id,
        rules.map((rule) => rule.id),
      );
      throw new Failure(
        `--rule: unknown rule ${JSON.stringify(id)}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      );
    }
    if (!severity)
      throw new Failure(`--rule ${id}: invalid severity; expected ${severities.join(', ')} or off`);
    shown.set(id, severity);
  }
  return shown;
}
