import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { formatted } from '../../server/model/formatted';
import { analyse } from '../../server/service';
import { root } from '../fixture';
import { memoryHost } from '../memory-host';

/** Files that the examples name. */
const files = {
  'lists.nbroute': 'prefix-list shared = 10.1.0.0/16\n',
  'routes.txt': '10.2.0.0/16\n10.3.0.0/16 # the partner\n',
  'ip-ranges.json': JSON.stringify({
    createDate: '2026-08-22-15-17-05',
    prefixes: [
      { ip_prefix: '203.0.113.0/24', region: 'us-east-1', service: 'S3', network_border_group: 'us-east-1' },
    ],
    ipv6_prefixes: [],
  }),
};

interface Example {
  readonly place: string;
  /** The rule it is an example of; undefined for one without errors and warnings. */
  readonly rule: string | undefined;
  readonly text: string;
}

/** The examples of the pages people read: fenced as nbroute, perhaps with the rule they show. */
function examples(): Example[] {
  const pages = [
    'README.md',
    ...readdirSync(path.join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  return pages.flatMap((page) => {
    const text = readFileSync(path.join(root, page), 'utf8');
    return [...text.matchAll(/^```nbroute ?([\w-]*)\n([^]*?)^```$/gm)].map((match) => ({
      place: `${page}:${text.slice(0, match.index).split('\n').length}`,
      rule: match[1] === '' || match[1] === 'files' ? undefined : match[1],
      text: match[2],
    }));
  });
}

describe("the documentation's examples", () => {
  for (const { place, rule, text } of examples()) {
    it(`${place} is as it says, in the editor's engine and on the command line`, async () => {
      const { checked } = await analyse(memoryHost(files), 'policy.nbroute', text);
      const bad = checked.findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
      assert.deepStrictEqual(
        bad.map((finding) => finding.rule),
        rule === undefined ? [] : [rule],
      );

      const folder = mkdtempSync(path.join(tmpdir(), 'nbroute-docs-'));
      try {
        for (const [name, content] of Object.entries({ ...files, 'policy.nbroute': text }))
          writeFileSync(path.join(folder, name), content);
        const { stdout, status } = spawnSync(
          process.execPath,
          [
            path.join(root, 'dist/cli.js'),
            'check',
            'policy.nbroute',
            '--format',
            'json',
            '--fail-on',
            'warning',
          ],
          { cwd: folder, encoding: 'utf8', timeout: 20_000 },
        );
        assert.strictEqual(status, rule === undefined ? 0 : 1, stdout);
        const report = JSON.parse(stdout) as {
          readonly files: readonly {
            readonly findings: readonly { readonly rule: string; readonly message: string }[];
          }[];
        };
        assert.deepStrictEqual(
          report.files[0].findings.map(({ message }) => message),
          checked.findings.map(({ message }) => message),
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
    it(`${place} is laid out as the formatter would`, () => assert.strictEqual(formatted(text), text));
  }

  it('are there', () => assert.ok(examples().length >= 8));
});
