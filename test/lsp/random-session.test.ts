import * as assert from 'node:assert';
import type { PublishDiagnosticsParams, WorkspaceEdit } from 'vscode-languageserver/node';
import { features } from '../../server/features/index';
import { diagnosticsOf, type TextAt } from '../../server/lsp/to-lsp';
import type { Encoding } from '../../server/lsp/encodings';
import { textOf } from '../../server/lsp/text';
import { analyse } from '../../server/engine';
import { memoryHost } from '../memory-host';
import { until } from '../until';
import { share } from '../volume';
import { session, uriOf } from './session';
import { dice } from '../model/random-account';

const pieces = [
  'route 10.0.0.0/8 via vpc\n',
  'route on-prem via direct\r\n',
  '\n',
  '\r\n',
  ' ',
  ',',
  '# allow moves-default',
  'prefix-list on-prem = 10.1.0.0/16, ',
  'prefix-list b {\n  10.0.0.0/8\n',
  '}\n',
  'expect 10.0.0.1 via vpc\n',
  '\u{1F600}',
  '\u{1F600}\n',
  '\ud800',
  'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n',
  '10.0.3.4/16',
  '"',
  '\r',
  'include "b.nbroute"\n',
  'via',
  '/',
  '172.16.0.0/12',
  '\u00e9',
  '\t',
  '\uFEFF',
  'default',
];

interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The protocol's positions, with LF, CRLF or CR as line breaks; independent of the server's implementation. */
function positionOf(
  text: string,
  offset: number,
  encoding: Encoding,
): { readonly line: number; readonly character: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  // A text cut between CR and LF has one line break too many: the position is before that line break.
  return { line: lines.length - 1, character: lengths[encoding](lines[lines.length - 1]) };
}

const lengths: Record<Encoding, (text: string) => number> = {
  'utf-8': (text) => Buffer.byteLength(text),
  'utf-16': (text) => text.length,
  'utf-32': (text) => [...text].length,
};

/** Not between CR and LF or inside a character, where there is no position. */
function place(text: string, offset: number, encoding: Encoding): number {
  const between = text[offset - 1] === '\r' && text[offset] === '\n';
  const within = encoding !== 'utf-16' && (text.codePointAt(offset - 1) ?? 0) > 0xffff;
  return between || within ? offset - 1 : offset;
}

describe('random editing sessions', function () {
  const sessions = [
    [1, 'utf-16'],
    [2, 'utf-16'],
    [3, 'utf-8'],
    [4, 'utf-32'],
  ] as const;
  for (const [seed, encoding] of share(sessions, 2))
    it(`leave the server with the client's text and the right diagnostics (seed ${seed}, ${encoding})`, async () => {
      const random = dice(seed);
      const sent = new Map<string, PublishDiagnosticsParams>();
      // The hover at every offset returns the whole text, so that the server's copy can be compared.
      const hover: typeof features.hover = (model) => ({
        from: 0,
        to: 0,
        markdown: model.unit.file.source.toString(),
      });
      const { client, open, change, end } = await session({
        capabilities: {
          general: { positionEncodings: [encoding] },
          workspace: { workspaceEdit: { documentChanges: true } },
          textDocument: { publishDiagnostics: { relatedInformation: true } },
        },
        features: { ...features, hover },
        before: (before) =>
          before.onNotification('textDocument/publishDiagnostics', (each: PublishDiagnosticsParams) => {
            sent.set(each.uri, each);
          }),
      });
      const texts = new Map([
        ['a.nbroute', 'include "b.nbroute"\nroute on-prem via vpc\n'],
        ['b.nbroute', 'prefix-list on-prem = 10.0.0.0/16\n'],
      ]);
      const versions = new Map([...texts.keys()].map((name) => [name, 1]));
      const undone: { readonly name: string; readonly text: string }[] = [];
      for (const [name, text] of texts) open(name, text);

      const edit = (name: string, changes: readonly Change[]): void => {
        let text = texts.get(name) ?? '';
        const contentChanges = changes.map(({ from, to, text: written }) => {
          const range = { start: positionOf(text, from, encoding), end: positionOf(text, to, encoding) };
          text = text.slice(0, from) + written + text.slice(to);
          return { range, text: written };
        });
        texts.set(name, text);
        const version = (versions.get(name) ?? 0) + 1 + random(3);
        versions.set(name, version);
        change(name, version, ...contentChanges);
      };
      const check = async (step: string): Promise<void> => {
        for (const [name, text] of texts) {
          const answer = await client.sendRequest<{ readonly contents: { readonly value: string } } | null>(
            'textDocument/hover',
            { textDocument: { uri: uriOf(name) }, position: { line: 0, character: 0 } },
          );
          assert.strictEqual(answer?.contents.value, text, step);
          const files = [...texts].map(([each, source]) => [`/w/${each}`, source] as const);
          const { checked } = await analyse(memoryHost(Object.fromEntries(files)), `/w/${name}`, text);
          const textAt: TextAt = (path, source) => textOf(`file://${path}`, 1, source.toString(), encoding);
          const shows = { related: true, tags: false, links: false };
          const own = textAt(`/w/${name}`, text);
          const expected = diagnosticsOf(own, checked, shows, textAt, (path) =>
            texts.get(path.replace('/w/', '')),
          );
          const expectedJson = JSON.stringify(expected);
          const shown = (): unknown => {
            const now = sent.get(uriOf(name));
            return now?.version === versions.get(name) ? now?.diagnostics : undefined;
          };
          await until('the diagnostics of the text', () => JSON.stringify(shown()) === expectedJson).catch(
            () => assert.deepStrictEqual(shown(), expected, `${step}, ${name}: ${JSON.stringify(text)}`),
          );
        }
      };
      const names = [...texts.keys()];
      for (let step = 0; step < 60; step++) {
        const name = names[random(names.length)];
        const before = texts.get(name) ?? '';
        const what = random(10);
        if (what === 0 && undone.length > 0) {
          const last = undone[random(undone.length)];
          edit(last.name, [{ from: 0, to: (texts.get(last.name) ?? '').length, text: last.text }]);
        } else if (what === 1) {
          const line = before.split(/\r\n|\n|\r/).findIndex((each) => each.includes('on-prem'));
          const character = (before.split(/\r\n|\n|\r/)[line] ?? '').indexOf('on-prem') + 1;
          const renamed = await client
            .sendRequest<WorkspaceEdit>('textDocument/rename', {
              textDocument: { uri: uriOf(name) },
              position: { line: Math.max(0, line), character },
              newName: `n${step}`,
            })
            .catch(() => undefined);
          for (const each of renamed?.documentChanges ?? []) {
            if (!('textDocument' in each)) continue;
            const file = each.textDocument.uri.replace(uriOf(''), '');
            assert.strictEqual(each.textDocument.version, versions.get(file));
            const source = texts.get(file) ?? '';
            const lines = textOf('', null, source, encoding);
            const changes = each.edits.map((one) =>
              'newText' in one
                ? { ...lines.span(one.range), text: one.newText }
                : { from: 0, to: 0, text: '' },
            );
            edit(
              file,
              changes.sort((a, b) => b.from - a.from),
            );
          }
        } else {
          undone.push({ name, text: before });
          let text = before;
          const changes: Change[] = [];
          for (let i = 0; i <= random(4); i++) {
            const from = place(text, random(text.length + 1), encoding);
            const to = place(
              text,
              Math.min(text.length, from + (random(3) === 0 ? random(40) : 0)),
              encoding,
            );
            const written = pieces[random(pieces.length)];
            changes.push({ from: Math.min(from, to), to: Math.max(from, to), text: written });
            text = text.slice(0, Math.min(from, to)) + written + text.slice(Math.max(from, to));
          }
          edit(name, changes);
        }
        await check(`seed ${seed}, step ${step}`);
      }
      end();
    });
});
