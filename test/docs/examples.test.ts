import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { sites } from '../../server/model/effective';
import { formatted } from '../../server/model/formatting';
import { outputFormatNames } from '../../server/emit/output-formats';
import { analyse, compile } from '../../server/engine';
import { nbroute } from '../cli/run';
import { root } from '../fixture';
import { memoryHost } from '../memory-host';
import { notProven } from '../not-proven';
import { renderedTable } from '../../server/render/rendered-table';

/*
 * Every fenced block in a page is run:
 *
 * - `nbroute` is a policy without errors and warnings that compiles to every output format; `nbroute RULE` is one that
 *   the rule reports;
 * - a name with a dot makes the block a file in the page's folder: `nbroute on-prem.nbroute`, `sh start.sh`,
 *   `text table.txt`. A policy without a name is `policy.nbroute`;
 * - `console` contains commands after `$ ` and their output, run in order in that folder, by bash if there is more in
 *   them than one command of nbroute. The terminal has 92 columns, which GitHub shows without scrolling. UPDATE=1
 *   writes the output into the page;
 * - a picture `images/NAME.svg` is the diagram of `NAME.nbroute` on the same page. UPDATE=1 draws it.
 */

/** Files that pages use without showing them. */
const given = {
  'network.json': readFileSync(path.join(root, 'samples/network.json'), 'utf8'),
  'lists.nbroute': 'prefix-list shared = 10.1.0.0/16\n',
  'routes.txt': '10.2.0.0/16\n10.3.0.0/16 # the partner\n',
  'ip-ranges.json': JSON.stringify({
    createDate: '2026-08-22-15-17-05',
    prefixes: [
      { ip_prefix: '203.0.113.0/24', region: 'us-east-1', service: 'EMR', network_border_group: 'us-east-1' },
    ],
    ipv6_prefixes: [
      {
        ipv6_prefix: '2001:db8:7::/48',
        region: 'us-east-1',
        service: 'EMR',
        network_border_group: 'us-east-1',
      },
    ],
  }),
};

/** Files that only one page uses. */
const givenTo: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/fleet.md': Object.fromEntries(
    ['answers.json', ...['batch', 'on-premises', 'partner'].map((name) => `policies/${name}.nbroute`)].map(
      (name) => [name, readFileSync(path.join(root, 'samples/fleet', name), 'utf8')],
    ),
  ),
};

interface Block {
  /** `page:line`. */
  readonly place: string;
  readonly language: string;
  /** The rule that the policy is an example of; undefined for a policy without errors and warnings. */
  readonly rule: string | undefined;
  readonly file: string | undefined;
  readonly text: string;
}

const fence = /^```([\w-]+) ?([\w.-]*)\n([^]*?)^```$/gm;

function blocksOf(page: string): Block[] {
  const text = readFileSync(path.join(root, page), 'utf8');
  return [...text.matchAll(fence)].map((match) => {
    const [, language, word, content] = match;
    return {
      place: `${page}:${text.slice(0, match.index).split('\n').length}`,
      language,
      rule: language === 'nbroute' && word !== '' && !word.includes('.') ? word : undefined,
      file: word.includes('.') ? word : language === 'nbroute' ? 'policy.nbroute' : undefined,
      text: content,
    };
  });
}

/** The diagrams in a page. */
function picturesOf(page: string): string[] {
  const text = readFileSync(path.join(root, page), 'utf8');
  return [...text.matchAll(/\]\(images\/([\w-]+)\.svg\)/g)].map(([, name]) => name);
}

const pages = [
  'README.md',
  'skills/nbroute/SKILL.md',
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

function filesIn(blocks: readonly Block[]): Record<string, string> {
  return Object.fromEntries(blocks.flatMap(({ file, text }) => (file === undefined ? [] : [[file, text]])));
}

/** A folder with the files that pages use, and next to it `bin` with `nbroute` for the PATH. */
function pageFolder(page: string): {
  readonly folder: string;
  readonly bin: string;
  readonly remove: () => void;
} {
  const parent = mkdtempSync(path.join(tmpdir(), 'nbroute-docs-'));
  const [folder, bin] = [path.join(parent, 'page'), path.join(parent, 'bin')];
  mkdirSync(folder);
  mkdirSync(bin);
  for (const [name, content] of Object.entries({ ...given, ...givenTo[page] })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const command = path.join(bin, 'nbroute');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${path.join(root, 'dist/cli.js')}' "$@"\n`);
  chmodSync(command, 0o755);
  return { folder, bin, remove: () => rmSync(parent, { recursive: true }) };
}

function isPolicy(block: Block): boolean {
  return block.language === 'nbroute';
}

/** A command of nbroute without anything for a shell, and what reads its output. */
const plain = /^nbroute((?: [\w./:-]+)+)(?: \| ([^]+))?$/;

/** What a command prints. One of nbroute alone runs in this process, since a process of its own prints the same. */
async function printed(command: string, folder: string, bin: string): Promise<string> {
  const [, words, reader] = plain.exec(command) ?? [];
  let text = '';
  if (words !== undefined) {
    const { out, err } = await nbroute(words.trim().split(' '), folder, 92, (written) => (text += written));
    if (reader === undefined) return text;
    assert.strictEqual(err, '', command);
    text = out;
  }
  const { stdout, error } = spawnSync('bash', ['-c', `exec 2>&1\n${reader ?? command}`], {
    cwd: folder,
    input: text,
    encoding: 'utf8',
    timeout: 600_000,
    env: {
      ...process.env,
      PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
      NO_COLOR: '1',
      COLUMNS: '92',
    },
  });
  if (error) throw error;
  return stdout;
}

/** The block with the current output of its commands. */
async function replayed({ text }: Block, folder: string, bin: string): Promise<string> {
  const commands = text
    .split(/^(?=\$ )/m)
    .map((part) => /^\$ (.*(?:\\\n.*)*)\n/.exec(part)?.[1])
    .filter((command) => command !== undefined);
  let all = '';
  for (const command of commands) {
    const output = await printed(command, folder, bin);
    all += `$ ${command}\n${output.replace(/(?<=[^\n])$/, '\n')}`;
  }
  return all;
}

describe("the documentation's examples", () => {
  for (const page of pages) {
    const blocks = blocksOf(page);

    const files = { ...given, ...filesIn(blocks) };
    for (const { place, rule, text } of blocks.filter(isPolicy)) {
      it(`${place} is valid, and formatted`, async () => {
        const analysis = await analyse(memoryHost(files), 'policy.nbroute', text);
        assert.deepStrictEqual(
          analysis.checked.diagnostics
            .filter(({ severity }) => severity === 'error' || severity === 'warning')
            .map((diagnostic) => diagnostic.rule),
          rule === undefined ? [] : [rule],
        );
        assert.strictEqual(formatted(text), text);
        if (rule !== undefined) return;
        for (const target of outputFormatNames) assert.ok(compile(analysis, target).ok, target);
      });
    }

    for (const name of picturesOf(page))
      it(`docs/images/${name}.svg is the diagram of ${name}.nbroute in ${page}`, async () => {
        const policy = blocks.find(({ file }) => file === `${name}.nbroute`);
        assert.ok(policy, 'the page holds its policy');
        const { model } = await analyse(memoryHost(files), `${name}.nbroute`, policy.text);
        const drawn = renderedTable(model, sites(model)[0], 'svg', false);
        const file = path.join(root, `docs/images/${name}.svg`);
        if (process.env['UPDATE'] === '1') writeFileSync(file, drawn);
        else assert.strictEqual(readFileSync(file, 'utf8'), drawn);
      });

    if (blocks.some(({ language }) => language === 'console'))
      it(`${page}: its commands print what it shows`, async function () {
        if (process.platform === 'win32') notProven(this, `the outputs in ${page}`, 'they are made by bash');
        const { folder, bin, remove } = pageFolder(page);
        try {
          for (const block of blocks) {
            if (block.file !== undefined) writeFileSync(path.join(folder, block.file), block.text);
            if (block.language !== 'console') continue;
            const current = await replayed(block, folder, bin);
            if (process.env['UPDATE'] === '1') replace(page, block.text, current);
            else assert.strictEqual(current, block.text, block.place);
          }
        } finally {
          remove();
        }
      });
  }

  it('exist', () =>
    assert.ok(pages.flatMap(blocksOf).filter(isPolicy).length >= 8, 'the pages hold policies'));
});

function replace(page: string, before: string, after: string): void {
  const file = path.join(root, page);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(`\`\`\`console\n${before}`, () => `\`\`\`console\n${after}`),
  );
}
