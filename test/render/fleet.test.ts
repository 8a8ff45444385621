import * as assert from 'node:assert';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import MarkdownIt from 'markdown-it';
import { readFleetFiles } from '../../server/aws/read-fleet';
import { analyse, compile } from '../../server/engine';
import { fleetOf } from '../../server/fleet/fleet';
import type { FleetPolicy } from '../../server/fleet/policies';
import { noFiles } from '../../server/host';
import { fleetMarkdown } from '../../server/render/fleet-markdown';
import { nbroute } from '../cli/run';
import { answersText, configurationAnswer, listAnswer, logAnswer, notebookAnswer } from '../fleet-responses';
import { runs } from '../volume';

const attacks = [
  '\u001b]0;owned\u0007\u001b[2J',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '</style></td></table>"\'><b>',
  '|[a](javascript:alert(1))|![b](http://evil.example/)|`x`|',
  '**bold** @team #1 https://evil.example www.evil.example\u202e\u2066',
  'a\ncurrent   fake   Fake   Fake\r\n# heading',
];

describe('a fleet of hostile names and lines', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'nbroute-fleet-'));
    mkdirSync(path.join(folder, 'policies'));
    const isWindows = process.platform === 'win32';
    const name = isWindows ? 'a' : `${attacks.join('').replace(/\//g, '∕').slice(0, 80)}`;
    const policy = 'policy Hostile\nvpc 10.20.0.0/16\nsubnet 10.20.1.0/24\nroute 10.0.0.0/16 via vpc\n';
    writeFileSync(path.join(folder, 'policies', `${name}.nbroute`), policy);
    const hook = attacks.map(
      (attack) =>
        `# ${attack.replace(/\s/g, '_')}: the routes of a SageMaker notebook instance, set at every start`,
    );
    const answers = attacks.flatMap((attack, i) => {
      const notebook = { name: `n${i}`, configuration: `c${i}` };
      const failed = { name: `f${i}`, configuration: `c${i}`, status: 'Failed', failureReason: attack };
      return [
        listAnswer([notebook]),
        notebookAnswer(failed),
        configurationAnswer(`c${i}`, `#!/bin/bash\n${hook[i]}\nip route add 10.0.0.0/16 via 10.20.1.1\n`),
        ...attacks.map((line) => logAnswer(`n${i}`, [`nbroute Hostile: failed: ${line}`])),
        // Names that AWS does not allow.
        listAnswer([{ name: attack, configuration: attack }]),
        configurationAnswer(attack, '#!/bin/bash\n'),
        { events: [{ timestamp: 1, message: attack, logStreamName: `${attack}/LifecycleConfigOnStart` }] },
        {
          NotebookInstances: [null, 7, [], { NotebookInstanceName: {} }],
          events: [null, {}, { timestamp: 'x' }],
        },
        { NotebookInstanceLifecycleConfigName: `d${i}`, OnStart: [[null]], OnCreate: 3 },
      ];
    });
    writeFileSync(path.join(folder, 'answers.json'), answersText(answers));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const printed = async (format: string): Promise<string> => {
    const args = ['fleet', 'policies', '--from', 'answers.json', '--format', format];
    const { code, out, err } = await nbroute(args, folder);
    assert.strictEqual(code, 1);

    assert.doesNotMatch(err, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\u2066]/);
    assert.match(err, /has a notebook instance whose name AWS does not allow: it is left out/);
    return out;
  };

  it('is plain text in a terminal, one line each', async () => {
    const out = await printed('text');

    assert.doesNotMatch(out, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\u2066]/);
    assert.strictEqual(out.match(/^\w+ +[nf]\d /gm)?.length, 2 * attacks.length);
    assert.doesNotMatch(out, /^(?:current|#)/m);
  });

  it('is text in HTML', async () => {
    const out = await printed('html');
    assert.doesNotMatch(out, /<(?:img|script|b)\b|\sonerror=alert\(1\)>/i);
    assert.strictEqual(out.match(/<\/style>/g)?.length, 1);
    assert.match(out, /&lt;img src=x onerror=alert\(1\)&gt;/);
    // No external resources are loaded.
    assert.doesNotMatch(out, /\b(?:src|href)=(?!x onerror)/);
  });

  it('is text in Markdown', async () => {
    const out = await printed('markdown');
    for (const parser of [new MarkdownIt('commonmark'), new MarkdownIt({ html: true, linkify: true })]) {
      const tokens = parser.parse(out, {}).flatMap((token) => token.children ?? token);
      const other = tokens.filter(
        ({ type, content }) =>
          !/^(?:text|code_inline|softbreak|strong_\w+|(?:paragraph|bullet_list|list_item|table|thead|tbody|tr|th|td)_(?:open|close))$/.test(
            type,
          ) && !(type === 'html_inline' && content === '<br>'),
      );
      assert.deepStrictEqual(other, []);
    }
    const cells = new MarkdownIt({ html: true, linkify: true })
      .parse(out, {})
      .filter(({ type }) => type === 'td_open').length;
    assert.strictEqual(cells, 2 * attacks.length * 5);
  });
});

describe('a large fleet', () => {
  it('analyses each policy once, reads each script once, and compares it with one policy: by counted work', async () => {
    const [notebooks, count] = [1000, Math.max(10, runs(100))];
    const source = (i: number, more = ''): string =>
      `policy P${i}\nvpc 10.1.0.0/16\nsubnet 10.1.0.0/20, 10.1.16.0/20\nroute 172.20.${i}.0/24 via vpc\nroute 192.168.0.0/16 via vpc\n${more}`;
    const compilations = new Array<number>(count).fill(0);
    const compiled = async (text: string): Promise<string> => {
      const outcome = compile(await analyse(noFiles, 'policy.nbroute', text), 'script');
      assert.ok(outcome.ok);
      return outcome.text;
    };
    const policies: FleetPolicy[] = [];
    const scripts: string[] = [];
    for (let i = 0; i < count; i++) {
      const analysis = await analyse(noFiles, `p${i}.nbroute`, source(i));
      // A tenth is outdated, a tenth was not compiled by nbroute, and a tenth has unknown policies.
      const kind = i % 10;
      const text =
        kind === 0
          ? await compiled(source(i, 'route 198.51.100.0/24 unreachable\n'))
          : kind === 1
            ? `#!/bin/bash\nip route add 172.20.${i}.0/24 via 10.1.0.1\n`
            : await compiled(kind === 2 ? source(i).replace(/P\d+/, `Q${i}`) : source(i));
      scripts.push(text);
      policies.push({
        path: `p${i}.nbroute`,
        analysis,
        compiled: () => {
          compilations[i]++;
          const outcome = compile(analysis, 'script');
          return outcome.ok ? outcome.text : undefined;
        },
      });
    }
    const all = Array.from({ length: notebooks }, (_, i) => ({
      name: `n${i}`,
      configuration: `c${i}`,
      subnet: `subnet-0${i % 2}`,
    }));
    // Configurations that share a script, for which everything is computed once.
    const answers = [
      listAnswer(all),
      ...all.map(notebookAnswer),
      ...all.map(({ configuration }, i) => configurationAnswer(configuration, scripts[i % count])),
      {
        Subnets: ['10.1.0.0/20', '10.1.16.0/20'].map((CidrBlock, i) => ({
          SubnetId: `subnet-0${i}`,
          VpcId: 'vpc-01',
          CidrBlock,
        })),
      },
    ];
    const { report, work } = fleetOf(readFleetFiles([answersText(answers)]), policies);
    assert.deepStrictEqual(work, { scripts: count, comparisons: count });
    assert.ok(compilations.every((times) => times <= 1));
    const states = (state: string): number => report.notebooks.filter((each) => each.state === state).length;
    assert.deepStrictEqual(
      ['current', 'outdated', 'foreign'].map((state) => states(state)),
      [800, 100, 100],
    );
    assert.ok(report.notebooks.every(({ policy, name }) => policy === `P${Number(name.slice(1)) % count}`));
    // Short enough for an issue, which has at most 65,536 characters.
    const markdown = fleetMarkdown(report);
    assert.ok(markdown.length < 65_536);
    assert.match(markdown, /and \d+ more notebooks, for which there is no room here/);
  });
});
