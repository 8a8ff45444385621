import * as assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { repository, version } from '../../package.json';
import { root } from '../fixture';

/** Every page of the repository, including those not committed yet. */
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((name) => name !== '' && existsSync(path.join(root, name)));

/** A page without its fenced blocks and code spans. */
const prose = (page: string): string =>
  readFileSync(path.join(root, page), 'utf8')
    .replace(/^```[^]*?^```$/gm, '')
    .replace(/(`+)[^]*?\1/g, 'code');

/** The anchors that GitHub generates for a page's headings. */
function anchorsOf(page: string): Set<string> {
  const text = readFileSync(path.join(root, page), 'utf8').replace(/^```[^]*?^```$/gm, '');
  const seen = new Map<string, number>();
  const headings = [...text.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => {
    const anchor = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replace(/ /g, '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
  const explicit = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id]) => id);
  return new Set([...headings, ...explicit]);
}

interface Link {
  readonly target: string;
  readonly picture: boolean;
  readonly text: string;
}

function linksOf(page: string): Link[] {
  const text = prose(page);
  const written = [...text.matchAll(/(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g)].map(
    ([, mark, label, target]) => ({ target, picture: mark === '!', text: label }),
  );
  const sources = [...text.matchAll(/<(?:img|source)\b[^>]*?\b(?:src|srcset)="([^"]+)"[^>]*>/g)].map(
    ([tag, target]) => ({
      target,
      picture: true,
      text: tag.startsWith('<source') ? 'the same' : (/\balt="([^"]*)"/.exec(tag)?.[1] ?? ''),
    }),
  );
  return [...written, ...sources];
}

describe('links', () => {
  for (const page of pages)
    it(`of ${page} have a target`, () => {
      for (const { target, picture, text } of linksOf(page)) {
        assert.ok(text !== '', `${target} has a text`);
        if (/^https:/.test(target)) continue;
        assert.doesNotMatch(target, /^[a-z]+:|^\//i, target);
        const [file = '', anchor] = target.split('#');
        const there = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
        assert.ok(existsSync(path.join(root, there)), `${target} is not there`);
        if (picture) assert.ok(statSync(path.join(root, there)).size > 1000, `${target} is a picture`);
        if (anchor !== undefined)
          assert.ok(anchorsOf(there).has(anchor), `${there} has no heading #${anchor}`);
      }
    });

  it('in the README to pictures are accepted by the Marketplace', () => {
    for (const { target } of linksOf('README.md').filter(({ picture }) => picture))
      assert.match(target, /^docs\/images\/[\w-]+\.png$/);
  });

  it('to this version and this repository name them', () => {
    const home = repository.url.replace(/\.git$/, '');
    for (const page of pages) {
      const text = readFileSync(path.join(root, page), 'utf8');
      for (const [, used] of text.matchAll(/\bnbroute(?:\/nbroute)?@v?(\d[\w.]*)/g))
        assert.strictEqual(used, version, `${page} names version ${used}`);
      for (const [address] of text.matchAll(/https:\/\/github\.com\/nbroute[^\s)"']*/g))
        assert.ok(address.startsWith(home), `${page}: ${address}`);
    }
  });
});
