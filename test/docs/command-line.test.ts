import * as assert from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { commandDefinitions } from '../../server/cli/commands/index';
import { commandsPage, helpOf } from '../../server/cli/help';
import { manPage } from '../../server/cli/man-page';
import { version } from '../../package.json';
import { root } from '../fixture';

describe('the documentation of the command line', () => {
  for (const [name, text] of [
    ['docs/command-line.md', commandsPage(commandDefinitions)],
    ['docs/nbroute.1', manPage(version)],
  ] as const)
    it(`${name} is fresh; UPDATE=1 npm run test:unit writes it`, () => {
      const file = path.join(root, name);
      if (process.env['UPDATE'] === '1') writeFileSync(file, text);
      else assert.strictEqual(readFileSync(file, 'utf8'), text);
    });

  it('fits any width without losing a word', () => {
    for (const command of commandDefinitions) {
      const words = helpOf(command).split(/\s+/);
      for (const width of [20, 40, 80, 200]) {
        const text = helpOf(command, width);
        assert.deepStrictEqual(text.split(/\s+/), words);
        const long = text.split('\n').filter((line) => line.length > Math.min(width, 100));
        // Lines to copy, and words longer than a line, are not wrapped.
        for (const line of long) assert.match(line, /^(?:Usage: | {2}nbroute | {2}-| {0,24}\S+$)/);
      }
    }
  });
});
