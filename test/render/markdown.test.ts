import * as assert from 'node:assert';
import * as fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { analyse, type Analysis } from '../../server/engine';
import { comparedPolicies } from '../../server/compare/compare';
import { features } from '../../server/features/index';
import { diffMarkdown } from '../../server/render/diff';
import { diffsMarkdown } from '../../server/render/diff-files';
import { codeSpan, markdownMessage, markdownText, plainText } from '../../server/lib/markdown';
import { sites } from '../../server/model/effective';
import { memoryHost } from '../memory-host';
import { renderedTable } from '../../server/render/rendered-table';
import { runs } from '../volume';

// Strict CommonMark, and everything that GitHub and VS Code add to it.
const parsers = [new MarkdownIt('commonmark'), new MarkdownIt({ html: true, linkify: true })];

/** The kinds of tokens that plain text may become. */
const harmless = [
  'text',
  'code_inline',
  'softbreak',
  'hardbreak',
  'strong_open',
  'strong_close',
  'hr',
].concat(
  ['paragraph', 'bullet_list', 'list_item', 'table', 'thead', 'tbody', 'tr', 'th', 'td'].flatMap((name) => [
    `${name}_open`,
    `${name}_close`,
  ]),
);

function tokensOf(
  parser: MarkdownIt,
  markdown: string,
): { readonly type: string; readonly content: string }[] {
  return parser.parse(markdown, {}).flatMap((token) => token.children ?? token);
}

function assertHarmless(markdown: string): void {
  for (const parser of parsers)
    assert.deepStrictEqual(
      tokensOf(parser, markdown).flatMap(({ type, content }) =>
        harmless.includes(type) ? [] : [`${type}: ${content}`],
      ),
      [],
      markdown,
    );
}

function shown(markdown: string): string[] {
  return parsers.map((parser) =>
    tokensOf(parser, markdown)
      .map(({ content }) => content)
      .join(''),
  );
}

const pieces = [
  '`',
  '``',
  '```',
  ' ',
  '  ',
  '\n',
  '\r\n',
  '\t',
  '    ',
  '![t](https://evil.example/p.png)',
  '[a](b)',
  '<img src=x>',
  '<!--',
  '&amp;',
  '&#65;',
  '*',
  '**',
  '_',
  '~~',
  '#',
  '# ',
  '- ',
  '1. ',
  '> ',
  '---',
  '===',
  '|',
  '\\',
  '!',
  '[',
  ']',
  '(',
  ')',
  'https://evil.example',
  'www.evil.example',
  'a@evil.example',
  '@somebody',
  'a',
  'x y',
  '\u202e',
  '\u0000',
  '\u{1F600}',
  '[x]: https://evil.example',
  '$(gear)',
  ':',
  '"',
];
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));
/** The visible text on one line. */
const visible = (text: string): string => text.replace(/\r\n|[\t\n]/g, ' ').replace(/[\u202e\0]/g, '\ufffd');

describe('Markdown of hostile text', () => {
  it('is a message on one line, whose quoted names are code', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = markdownMessage(text);
        assertHarmless(`before ${markdown} after`);
        assert.doesNotMatch(markdown, /\n|(?<!\\)\|/);
      }),
    );
    assert.strictEqual(
      markdownMessage('unknown `*a*`; did you mean `b|c` or *d*?'),
      'unknown `*a*`; did you mean \\`b\\|c\\` or \\*d\\*?',
    );
  });
  it('is a code span of just that text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const span = codeSpan(text);
        assertHarmless(`before ${span} after`);
        // markdown-it strips a space on each side of code that is only spaces, which CommonMark does not.
        const seen = visible(text).replace(/^ ( +) $/, '$1');
        for (const each of shown(`${span}.`)) assert.strictEqual(each, `${seen}.`);
        assert.strictEqual(plainText(`${span}.`), text === '' ? '.' : `${visible(text)}.`);
      }),
    );
  });

  it('stays exactly that text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = markdownText(text);
        assertHarmless(markdown);
        assertHarmless(`**${markdown || 'a'}**\n\n| ${markdown} |\n| --- |\n| ${markdown} |\n`);
        const expected = visible(text).trim();
        for (const each of shown(markdown)) assert.strictEqual(each.replace(/\u200b/g, ''), expected);
        assert.strictEqual(plainText(markdown), expected);
      }),
    );
  });

  it('stays text in the output of every feature, wherever a policy and its files contain it', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const line = text.replace(/[\r\n]+/g, ' ');
        const quoted = `"${line.replace(/["\\]/g, '\\$&')}"`;
        const word = line.replace(/[\s,#"]+/g, '') || 'a';
        const ranges = JSON.stringify({
          createDate: text,
          prefixes: [{ ip_prefix: '10.1.0.0/16', region: text, service: text }],
          ipv6_prefixes: [],
        });
        const files = { 'ip.json': ranges, [line]: `# ${line}\nprefix-list brought = 10.2.0.0/16\n` };
        const source = `vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\ninterface direct eth-x\n# ${line}\nprefix-list a from "ip.json" # ${line}\ninclude ${quoted}\nprefix-list ${word} = 10.0.0.0/16 # ${line}\nprefix-list c from ${quoted} service ${word}\nroute a, brought, c via vpc # ${line}\nroute ${word} via direct\nexpect ${word}, ${word}/8 via vpc\npolicy ${word}\non-start ${quoted}\n`;
        const analysis = await analyse(memoryHost(files), 'policy.nbroute', source);
        for (const markdown of await everyMarkdown(analysis)) assertHarmless(markdown);
      }),
      { numRuns: runs(40) },
    );
  });

  it('stays text in a comment on a pull request', async () => {
    const policy = (more: string) =>
      analyse(
        memoryHost({}),
        'policy.nbroute',
        `vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\ninterface direct a|b*c_d\n${more}`,
      );
    const [before, after] = [
      await policy('route 10.0.0.0/16 via vpc\n'),
      await policy('route 10.1.0.0/16 via direct\n'),
    ];
    assertHarmless(renderedTable(after.model, sites(after.model)[0], 'markdown', true));
    fc.assert(
      fc.property(hostile, (text) => {
        const comparison = comparedPolicies(
          { name: text || 'a', analysis: before },
          { name: text || 'b', analysis: after },
        );
        assertHarmless(diffMarkdown(comparison));
        assertHarmless(
          diffsMarkdown([
            { path: text, comparison },
            { path: text, problem: text, isUnreadable: false },
          ]),
        );
      }),
      { numRuns: runs(40) },
    );
  });
});

/** All Markdown that an editor shows for a policy. */
async function everyMarkdown({ model }: Analysis): Promise<string[]> {
  const { source } = model.unit.file;
  const hovers: string[] = [];
  for (let at = 0; at <= source.length; at++) {
    const hover = features.hover(model, at);
    if (hover && hover.markdown !== hovers[hovers.length - 1]) hovers.push(hover.markdown);
  }
  const completed = [...model.names.lists.keys()].flatMap(
    (name) => features.completionDocumentation(model, { about: 'list', name }) ?? [],
  );
  const { items } = await features.completion(model, source.length, () => Promise.resolve([]));
  return [
    ...hovers,
    ...completed,
    ...items.flatMap(({ topic }) => (topic && features.completionDocumentation(model, topic)) ?? []),
  ];
}
