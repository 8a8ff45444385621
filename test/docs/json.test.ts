import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import { isObject } from '../../server/aws/json';
import { assertOutput, assertPart, type Output } from '../cli/schemas';
import { root } from '../fixture';

/*
 * All JSON in the documentation must match its schema: whole outputs by their command, and the results of `grep -o` by
 * their place in the output.
 */

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const pages = ['README.md', ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (file) => file.endsWith('.md'),
);

const commandOutputs: readonly Output[] = ['check', 'table', 'lookup', 'diff', 'fleet', 'verify'];

/** Checks a line that a command printed in a page, if it is JSON or a part of it; returns whether it is. */
function checkPrinted(line: string, command: string): boolean {
  if (!/^[{"].*[}:]$/.test(line)) return false;
  // What `grep -o` prints of an object is a member of one.
  const opened = line.startsWith('{') ? line : `{${line}}`;
  const value: unknown = JSON.parse(opened.endsWith(':') ? `${opened}[]}` : opened);
  assert.ok(isObject(value));
  const output = commandOutputs.find((each) => command.startsWith(`nbroute ${each} `));
  assert.ok(output, command);
  if ('version' in value)
    assertOutput('files' in value && output === 'diff' ? 'diff-files' : output, value, command);
  else if ('destination' in value) assertPart(output, 'tableRoute', value);
  else
    for (const [name, part] of Object.entries(value))
      assertPart(output, name === 'summary' ? 'fleetSummary' : name, part);
  return true;
}

function checkBlock(text: string): boolean {
  const value: unknown = JSON.parse(text);
  assert.ok(isObject(value));
  if ('version' in value) {
    assertOutput('notebooks' in value ? 'fleet' : 'verify', value);
    return true;
  }
  const schema: unknown = JSON.parse(read('schemas/nbroute.schema.json'));
  if (!('rules' in value) || !isObject(schema)) return false;
  assert.ok(new Ajv({ strict: false }).validate(schema, value));
  return true;
}

describe('JSON in the documentation', () => {
  it('is valid', () => {
    let count = 0;
    for (const page of pages) {
      for (const [, text] of read(page).matchAll(/^```console\n([^]*?)^```$/gm))
        for (const part of text.split(/^\$ /m)) {
          const [command, ...lines] = part.split('\n');
          if (!command.includes('--format json')) continue;
          assert.ok(lines.filter((line) => line !== '' && checkPrinted(line, command)).length > 0, command);
          count++;
        }
      for (const [, text] of read(page).matchAll(/^```json\n([^]*?)^```$/gm)) if (checkBlock(text)) count++;
    }
    assert.ok(count >= 12, `${count} examples`);
  });
});
