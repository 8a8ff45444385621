import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { isObject } from '../../server/aws/json';
import { toolDefinitions } from '../../server/tools/definitions';
import { assertPublished } from '../cli/schemas';
import { root } from '../fixture';

const inspector = path.join(root, 'node_modules/@modelcontextprotocol/inspector-cli/build/cli.js');
const samples = path.join(root, 'samples');

/** What the MCP inspector's command line prints of a server that it starts. */
function inspected(server: readonly string[], method: string, args: readonly string[] = []): object {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [inspector, '--cli', ...server, '--method', method, ...args],
    { cwd: samples, encoding: 'utf8' },
  );
  assert.strictEqual(status, 0, `${stdout}${stderr}`);
  const value: unknown = JSON.parse(stdout);
  assert.ok(isObject(value));
  return value;
}

const nbroute = ['node', path.join(root, 'dist/cli.js'), 'mcp'];

const called = (tool: string, ...args: readonly string[]): object =>
  inspected(nbroute, 'tools/call', ['--tool-name', tool, ...args.flatMap((arg) => ['--tool-arg', arg])]);

describe('nbroute mcp, by the command line of the MCP inspector', () => {
  it('lists its tools', () => {
    const result = inspected(nbroute, 'tools/list');
    assert.ok('tools' in result && Array.isArray(result.tools));
    assert.deepStrictEqual(
      result.tools.map((tool: unknown) => (isObject(tool) && 'name' in tool ? tool.name : undefined)),
      toolDefinitions.map(({ name }) => name),
    );
  });

  for (const [tool, args] of [
    ['check', ['path=blog.nbroute']],
    ['lookup', ['path=blog.nbroute', 'addresses=["10.0.12.7"]']],
    ['diff', ['path=blog.nbroute', 'other=vpc-only.nbroute']],
    ['explain', ['rule=host-bits']],
    ['table', ['path=blog.nbroute']],
    ['compile', ['path=blog.nbroute', 'to=script']],
  ] as const)
    it(`calls ${tool}`, () => {
      const result = called(tool, ...args);
      assert.ok('structuredContent' in result && !('isError' in result), JSON.stringify(result));
      assertPublished(tool, result.structuredContent);
    });

  it('reports a path outside and bad arguments as errors of the tool', () => {
    for (const args of [['path=../package.nbroute'], ['path=blog.nbroute', 'fix=true'], []])
      assert.ok('isError' in called('check', ...args), args.join(' '));
  });

  it('starts it as configured in docs/agents.md', () => {
    const page = readFileSync(path.join(root, 'docs/agents.md'), 'utf8');
    const configuration = /```json\n([^]*?)```/.exec(page)?.[1] ?? '';
    assert.match(configuration, /"command": "nbroute"/);
    const folder = mkdtempSync(path.join(tmpdir(), 'nbroute-inspector-'));
    try {
      const file = path.join(folder, 'mcp.json');
      const started = configuration
        .replace('"nbroute",', '"node",')
        .replace('["mcp"]', JSON.stringify(nbroute.slice(1)));
      writeFileSync(file, started);
      assert.ok('tools' in inspected(['--config', file, '--server', 'nbroute'], 'tools/list'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
