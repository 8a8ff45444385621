import * as path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { root } from '../fixture';

/** Makes connections, changes of files and other programs fail in the server. */
const preloads = ['test/package/no-network.cjs', 'test/mcp/read-only.cjs'];
const nodeOptions = preloads.map((file) => `--require "${path.join(root, file)}"`).join(' ');

export interface Answer {
  readonly text: string;
  readonly json: unknown;
  readonly isError: boolean;
}

/** A client of `nbroute mcp` in a separate process, over real standard streams. */
export class McpSession {
  private constructor(readonly client: Client) {}

  /** Starts the server in a folder; `roots` returns the URIs of the client's roots. */
  static async start(cwd: string, roots?: () => Promise<readonly string[]>): Promise<McpSession> {
    const client = new Client(
      { name: 'test', version: '1' },
      { capabilities: roots ? { roots: { listChanged: true } } : {} },
    );
    if (roots)
      client.setRequestHandler(ListRootsRequestSchema, async () => ({
        roots: (await roots()).map((uri) => ({ uri })),
      }));
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [path.join(root, 'dist/cli.js'), 'mcp'],
      cwd,
      env: { NODE_OPTIONS: nodeOptions },
      stderr: 'pipe',
    });
    await client.connect(transport);
    // After this the client checks every result against the tool's output schema.
    await client.listTools();
    return new McpSession(client);
  }

  async call(name: string, input: object, signal?: AbortSignal): Promise<Answer> {
    const result = await this.client.callTool(
      { name, arguments: { ...input } },
      undefined,
      signal ? { signal } : {},
    );
    const content: unknown = result.content;
    const texts: unknown[] = Array.isArray(content) ? content : [];
    const text = texts.map((part) => (isText(part) ? part.text : '')).join('');
    return { text, json: result.structuredContent, isError: result.isError === true };
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

function isText(part: unknown): part is { readonly text: string } {
  return typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string';
}
