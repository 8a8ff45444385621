import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { contributes } from '../../package.json';
import strings from '../../package.nls.json';
import { root } from '../fixture';

const pages = ['README.md', ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)].filter(
  (file) => file.endsWith('.md'),
);
const commands = contributes.commands.map(
  ({ category, title }) => `${category}: ${new Map(Object.entries(strings)).get(title.slice(1, -1))}`,
);
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('the pages', () => {
  it('name commands that VS Code offers', () => {
    for (const page of pages)
      for (const [, named] of read(page).matchAll(/\*(nbroute: [^*]+)\*/g))
        assert.ok(commands.includes(named), `${page} names "${named}"`);
  });

  it('name every command', () => {
    const page = read('docs/vscode.md');
    for (const command of commands) assert.ok(page.includes(`*${command}*`), command);
  });

  for (const page of ['README.md', 'docs/editors.md'])
    it(`name every setting in ${page} with its default, and no others`, () => {
      const named = [...read(page).matchAll(/^\| `(nbroute\.[\w.]+)` \|/gm)].map(([, name]) => name);
      assert.deepStrictEqual(named, Object.keys(contributes.configuration.properties));
      for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
        const shown = typeof setting.default === 'string' ? setting.default : JSON.stringify(setting.default);
        assert.ok(read(page).includes(`| \`${name}\` | \`${shown}\` |`), `${name}: ${shown}`);
      }
    });
});
