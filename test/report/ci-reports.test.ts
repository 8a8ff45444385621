import * as assert from 'node:assert';
import Ajv from 'ajv';
import * as fc from 'fast-check';
import { parse } from 'junit2json';
import { anyString } from '../any-string';
import { analyse, diagnostics } from '../../server/engine';
import { gitlabReport } from '../../server/report/gitlab';
import { junitReport } from '../../server/report/junit';
import type { CheckedFile } from '../../server/report/report';
import { memoryHost } from '../memory-host';
import type { Severity } from '../../server/lib/severity';
import { runs } from '../volume';

const failing = new Set<Severity>(['error']);

async function checkedFile(path: string, source: string): Promise<CheckedFile> {
  const { model } = await analyse(memoryHost({}), 'policy.nbroute', source);
  return { path, source, checked: diagnostics(model, new Map()) };
}

/** A policy with this text in place of a name, so that a message quotes it. */
const quoting = (text: string): string => `route ${text.replace(/[\s#,]/g, '-')} via vpc\n`;

describe('check --format junit', () => {
  it('can be read by a JUnit reader: a suite for each policy, a case for each diagnostic', async () => {
    const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
    const files = [
      await checkedFile(
        'bad.nbroute',
        `${network}route 10/8 via vpc\nroute 198.18.0.0/15, 198.18.0.0/15 via vpc\n`,
      ),
      await checkedFile('good.nbroute', network),
    ];
    const read = await parse(junitReport(files, failing));
    assert.ok(read && 'testsuite' in read);
    assert.deepStrictEqual([read.tests, read.failures], [3, 1]);
    const [bad, good] = read.testsuite ?? [];
    assert.deepStrictEqual([bad.name, bad.tests, bad.failures], ['bad.nbroute', 2, 1]);
    assert.deepStrictEqual(
      bad.testcase?.map(({ name, failure }) => [name, failure?.[0]?.type]),
      [
        ['invalid-prefix (line 3, column 7)', 'error'],
        ['duplicate-route (line 4, column 22)', undefined],
      ],
    );
    assert.deepStrictEqual(
      good.testcase?.map(({ name }) => name),
      ['no diagnostics'],
    );
  });

  it('can be read with any file name and any quoted text', () =>
    fc.assert(
      fc.asyncProperty(anyString(), anyString(), async (name, text) => {
        const file = await checkedFile(`<&"'\u0007]]>${name}`, quoting(`]]><failure>&"'\u0000\ufffe${text}`));
        const read = await parse(junitReport([file], failing));
        assert.ok(read && 'testsuite' in read);
        const cases = (read.testsuite ?? []).flatMap(({ testcase }) => testcase ?? []);
        assert.strictEqual(cases.length, file.checked.diagnostics.length);
      }),
      { numRuns: runs(30) },
    ));
});

interface Issue {
  readonly fingerprint: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** GitLab's requirements: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. */
const isReport = new Ajv({ strict: false }).compile<Issue[]>({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', pattern: '^[a-z-]+$' },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          // Relative to the repository, without "./".
          path: { type: 'string', pattern: '^(?!\\./)' },
          lines: {
            type: 'object',
            required: ['begin'],
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  },
});

function issuesOf(files: readonly CheckedFile[]): Issue[] {
  const report: unknown = JSON.parse(gitlabReport(files));
  if (!isReport(report)) assert.fail(JSON.stringify(isReport.errors));
  return report;
}

describe('check --format gitlab', () => {
  const source = 'route 10/8 via vpc\nroute 10/8 via vpc\nroute 11/8 via vpc\n';

  it('has what GitLab requires, and a fingerprint for each diagnostic', async () => {
    const issues = issuesOf([
      await checkedFile('./a.nbroute', source),
      await checkedFile('b.nbroute', source),
    ]);
    assert.ok(issues.length >= 6);
    assert.strictEqual(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
    assert.strictEqual(issues[0].location.path, 'a.nbroute');
  });

  it('keeps the fingerprints of lines that move', async () => {
    const fingerprints = async (text: string): Promise<string[]> =>
      issuesOf([await checkedFile('a.nbroute', text)]).map(({ fingerprint }) => fingerprint);
    assert.deepStrictEqual(await fingerprints(`# moved\n\n${source}`), await fingerprints(source));
  });
});
