import * as assert from 'node:assert';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { URI } from 'vscode-uri';
import { folderOf, joinedPath, pathUri, uriPath } from '../../server/lsp/uri-paths';

const pieces = [
  '..',
  '.',
  '/',
  '/',
  '%2f',
  '%2F',
  '..%2f',
  '%2e%2e',
  '%252f',
  '\\',
  '..\\',
  '?',
  '#',
  '%',
  '%zz',
  ' ',
  'a',
  'é',
  ':',
  '@',
  '&',
  '=',
  '+',
  '~',
  '"',
  '//',
];
const names = fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((parts) => parts.join(''));
const roots = [
  'vscode-vfs://github/o/r/',
  'memfs:/w/r/',
  'vscode-vfs://github%2B7b22/o/r/',
  'file:///c%3A/w/r/',
  'vscode-test-web://mount/r/',
];

describe('the path of a file that is not on disk', () => {
  it('leads back to its file, whatever its name contains, as VS Code reads the URI', () => {
    fc.assert(
      fc.property(fc.constantFrom(...roots), names, (root, name) => {
        const uri = URI.parse(root).with({ path: `${URI.parse(root).path}${name}` });
        const back = URI.parse(pathUri(uriPath(uri.toString())));
        assert.deepStrictEqual(
          [back.scheme, back.authority, back.path, back.query, back.fragment],
          [uri.scheme, uri.authority, uri.path, '', ''],
        );
      }),
    );
  });

  it('keeps the query of a URI, and any text that is not a URI', () => {
    for (const uri of [
      'git:/w/x%20y.nbroute?%7B%22ref%22%3A%22a%23b%22%7D#f',
      'untitled:x.nbroute',
      'inmemory://model/1',
      'untitled:Untitled-1',
    ])
      assert.strictEqual(URI.parse(pathUri(uriPath(uri))).toString(), URI.parse(uri).toString());
    for (const text of ['no uri at all %', '/a/b', 'c:\\a', ''])
      assert.strictEqual(pathUri(uriPath(text)), text);
  });

  it('stays in the workspace when another name is joined to it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...roots), names, (root, name) => {
        const home = uriPath(root);
        const folder = folderOf(uriPath(`${root}team/p.nbroute`));
        assert.strictEqual(folder, `${home}team/`);
        const target = joinedPath(folder, name, home);
        const top = URI.parse(root).path;
        const expected = name.startsWith('/')
          ? path.posix.normalize(name)
          : path.posix.join(top, 'team', name);
        const slashed = name.replaceAll('\\', '/');
        const other = slashed.startsWith('/')
          ? path.posix.normalize(slashed)
          : path.posix.join(top, 'team', slashed);
        const isInside =
          [expected, other].every((each) => `${each}/`.startsWith(top)) && !/^[a-z][a-z0-9+.-]*:/i.test(name);
        assert.strictEqual(target !== undefined, isInside, name);
        if (target === undefined) return;
        const read = URI.parse(pathUri(target));
        // The file system is asked for the name as written, without decoding any character.
        assert.strictEqual(`${read.path}/`.replace(/\/+$/, '/'), `${expected}/`.replace(/\/+$/, '/'));
        assert.deepStrictEqual([read.query, read.fragment], ['', '']);
      }),
    );
  });
});
