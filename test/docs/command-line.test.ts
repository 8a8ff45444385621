import * as assert from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { commands } from '../../server/cli/commands/index';
import { commandsPage } from '../../server/cli/help';
import { root } from '../fixture';

describe('docs/command-line.md', () => {
  const file = path.join(root, 'docs/command-line.md');

  it('is fresh; UPDATE=1 npm run test:unit writes it', () => {
    const page = commandsPage(commands);
    if (process.env['UPDATE'] === '1') writeFileSync(file, page);
    else assert.strictEqual(readFileSync(file, 'utf8'), page);
  });

  it('names every option that a command takes', () => {
    for (const { name, usage, details, options } of commands) {
      const named = new Set(
        [...`${usage}\n${details}`.matchAll(/(?<![\w-])--?([a-z][\w-]*)/g)].map(([, option]) => option),
      );
      const taken = Object.entries(options).map(([option, { short }]) =>
        short !== undefined && named.has(short) ? short : option,
      );
      for (const option of taken) assert.ok(named.has(option), `${name} takes --${option}`);
    }
  });
});
