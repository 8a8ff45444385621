import assert from 'node:assert/strict';
import { LanguageModelTextPart, lm, type Uri, workspace } from 'vscode';
import { blog, closeEverything, inWorkspace, openPolicy, replace } from './vscode';

describe('The language model tools', () => {
  afterEach(closeEverything);
  const written: Uri[] = [];
  const write = async (name: string, text: string): Promise<void> => {
    written.push(inWorkspace(name));
    await workspace.fs.writeFile(inWorkspace(name), new TextEncoder().encode(text));
  };
  before(async () => {
    await write('tools/lists.nbroute', 'prefix-list on-prem = 10.0.0.0/16\n');
    await write(
      'tools/policy.nbroute',
      blog.replace('route 10.0.0.0/16', 'include "lists.nbroute"\nroute on-prem'),
    );
    await write('tools/broken.nbroute', blog.replace('10.0.0.0/16', '10.0.3.4/16'));
    await write('tools/note.txt', 'nothing for a model');
  });
  after(async () => {
    for (const uri of written) await workspace.fs.delete(uri);
  });

  it('are described', () => {
    const names = lm.tools.map(({ name }) => name).filter((name) => name.startsWith('nbroute_'));
    assert.deepEqual(names.sort(), ['nbroute_check', 'nbroute_explain_rule', 'nbroute_lookup']);
  });

  it('check a file that is not open, with its includes', async () => {
    assert.equal(
      await ask('nbroute_check', { path: 'tools/policy.nbroute' }),
      'tools/policy.nbroute: no findings\n',
    );
    const text = await ask('nbroute_check', { path: 'tools/broken.nbroute' });
    assert.match(text, /^tools\/broken\.nbroute: error 1/);
    assert.match(text, /^line 8, column 7: error host-bits: .*10\.0\.3\.4\/16/m);
    assert.match(text, /compiles to nothing/);
  });

  it('check what an editor shows, saved or not, under any spelling of the path', async () => {
    const editor = await openPolicy('tools-open.nbroute', blog);
    written.push(editor.document.uri);
    await replace(editor, '10.0.0.0/16', '10.0.3.4/16');
    for (const path of ['tools-open.nbroute', editor.document.uri.fsPath, editor.document.uri.toString()])
      assert.match(await ask('nbroute_check', { path }), /host-bits/, path);
  });

  it('check a text without a file, and a text in place of a file', async () => {
    assert.match(await ask('nbroute_check', { text: 'route 10.0.3.4/16 via direct\n' }), /host-bits/);
    const text = 'include "lists.nbroute"\nroute on-prem via direct\n';
    assert.doesNotMatch(
      await ask('nbroute_check', { path: 'tools/new.nbroute', text }),
      /missing-file|undefined/,
    );
  });

  it('report how addresses, prefixes and lists are routed', async () => {
    const path = 'tools/policy.nbroute';
    const text = await ask('nbroute_lookup', { path, addresses: ['10.0.12.7', 'on-prem', '8.8.8.8'] });
    assert.match(text, /^10\.0\.12\.7 is routed via vpc$/m);
    assert.match(text, /^8\.8\.8\.8 is routed via direct$/m);
    assert.match(text, /the most specific prefix that contains it/);
  });

  it('explain a rule', async () => {
    assert.match(await ask('nbroute_explain_rule', { rule: 'host-bits' }), /^## host-bits\n/);
  });

  for (const [what, tool, input, problem] of [
    ['a rule that is none', 'nbroute_explain_rule', { rule: 'host-bit' }, /did you mean `host-bits`/],
    [
      'a policy with errors',
      'nbroute_lookup',
      { path: 'tools/broken.nbroute', addresses: ['10.0.0.1'] },
      /has errors/,
    ],
    [
      'an unknown list',
      'nbroute_lookup',
      { path: 'blog.nbroute', addresses: ['nowhere'] },
      /undefined prefix list `nowhere`/,
    ],
    ['no address', 'nbroute_lookup', { path: 'blog.nbroute', addresses: [] }, /addresses/],
    [
      'a file that is not there',
      'nbroute_check',
      { path: 'gone.nbroute' },
      /gone\.nbroute cannot be read; the workspace has .*\.nbroute/,
    ],
    ['a file that is not a policy', 'nbroute_check', { path: 'tools/note.txt' }, /is not a policy/],
    ['a path outside the workspace', 'nbroute_check', { path: '../secret.nbroute' }, /outside the workspace/],
    [
      'an absolute path outside the workspace',
      'nbroute_check',
      { path: '/etc/secret.nbroute' },
      /outside the workspace/,
    ],
    ['neither path nor text', 'nbroute_check', {}, /give "path", or "text".*the workspace has .*\.nbroute/],
  ] as const)
    it(`reject ${what}, and say what to do`, async () => {
      await assert.rejects(ask(tool, input), problem);
    });

  it('reject a path that begins inside and leads outside', async () => {
    const path = `${inWorkspace('').toString()}/../secret.nbroute`;
    await assert.rejects(ask('nbroute_check', { path }), /outside the workspace/);
  });
});

async function ask(name: string, input: object): Promise<string> {
  const { content } = await lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('');
}
