import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { emit } from '../../server/emit/emit';
import type { Model } from '../../server/model/model';
import { reportText, type Report } from '../../server/verify/report';
import { verify } from '../../server/verify/verify';
import { root } from '../fixture';
import { modelOfText, randomPolicy } from '../random-policy';

const folders = ['samples', 'test/emit/goldens'];

/** The policies in files, which together cover the language. */
export const knownPolicies: readonly string[] = folders.flatMap((folder) =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.nbroute'))
    .map((name) => `${folder}/${name}`),
);

/** The model of one of these policies. */
export function knownPolicy(file: string): Model {
  return modelOfText(readFileSync(path.join(root, file), 'utf8'), path.basename(file));
}

/** Asserts that every start worked and every address is routed as in the model; returns the number of addresses. */
export function assertAgrees(report: Report, more = ''): number {
  assert.ok(report.kind === 'compared' && report.ok, `${reportText(report)}\n${more}`);
  return report.runs.reduce((sum, run) => sum + run.asked, 0);
}

/** The shells that commands are pasted into. */
export const shells = ['/bin/sh', '/bin/bash'] as const;

/** The policies whose commands are pasted: three samples, then random ones. */
export const pastedTexts: readonly string[] = [
  ...['blog', 'fail-closed', 'vpc-only'].map((name) =>
    readFileSync(path.join(root, `samples/${name}.nbroute`), 'utf8'),
  ),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => randomPolicy(n * 7)),
];

/** Pastes a policy's commands into a shell, in some combinations; returns the number of addresses compared. */
export async function assertPasted(
  shell: (typeof shells)[number],
  text: string,
  only: (combination: number) => boolean,
): Promise<number> {
  const model = modelOfText(text);
  const script = `#!${shell}\nsudo() { "$@"; }\n${emit(model, 'commands')}`;
  return assertAgrees(await verify(model, { script, only }), text);
}
