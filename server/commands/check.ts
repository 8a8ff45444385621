import { promises as fs } from 'node:fs';
import * as path from 'node:path';
import { diskHost, reasonOf } from '../disk-host';
import { githubReport } from '../report/github';
import { jsonReport } from '../report/json';
import { printable, type CheckedFile } from '../report/report';
import { textReport } from '../report/text';
import { ruleNamed, rules } from '../rules/index';
import type { Severity } from '../rules/rule';
import { analyse, findings, fixed } from '../service';
import { nearest } from '../syntax/nearest';

import { choice, Failure, readFile, standardInput, writeWhole, type Invocation } from './command';

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** `nbroute check`. */
export async function check(invocation: Invocation): Promise<number> {
  const { streams, positionals } = invocation;
  const format = choice(invocation, 'format', ['text', 'json', 'github'], 'text');
  const failOn = choice(invocation, 'fail-on', severities, 'error');
  const shown = shownSeverities(invocation);
  if (positionals.length === 0)
    throw new Failure('which policies? name files or folders, or - for standard input');
  const host = diskHost();
  const files: CheckedFile[] = [];
  for (const file of await policyFiles(positionals)) {
    const name = file === '-' ? 'policy.nbroute' : file;
    let source = file === '-' ? await standardInput() : await readFile(host, file);
    if (invocation.values['fix'] === true) {
      const mended = await fixed(host, name, source);
      if (file !== '-' && mended !== source) await writeWhole(file, mended);
      source = mended;
    }
    const { model } = await analyse(host, name, source);
    files.push({ path: file.split(path.sep).join('/'), source, checked: findings(model, shown) });
  }
  const report = {
    text: () => textReport(files, streams),
    json: () => jsonReport(files),
    github: () => githubReport(files),
  };
  await streams.out(report[format]());
  const failing = severities.slice(0, severities.indexOf(failOn) + 1);
  return files.some(({ checked }) => failing.some((severity) => checked.counts[severity] > 0)) ? 1 : 0;
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
        `--rule: no rule is named ${JSON.stringify(id)}${meant === undefined ? '' : `: did you mean ${meant}?`}`,
      );
    }
    if (!severity) throw new Failure(`--rule ${id}: a severity is ${severities.join(', ')} or off`);
    shown.set(id, severity);
  }
  return shown;
}

/** The files themselves, and the *.nbroute files in folders, in order of name; each once. */
async function policyFiles(paths: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const each of paths) {
    if (each === '-') found.add(each);
    else for (const file of await filesAt(each)) found.add(file);
  }
  return [...found];
}

async function filesAt(file: string): Promise<string[]> {
  try {
    const stat = await fs.stat(file);
    return stat.isDirectory() ? await filesIn(file) : [file];
  } catch (error) {
    throw new Failure(`${printable(file)} cannot be read: ${reasonOf(error)}`);
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) found.push(...(await filesIn(inner)));
    } else if (entry.isFile() && entry.name.endsWith('.nbroute')) found.push(inner);
  }
  return found;
}
