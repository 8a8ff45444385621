import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  RootsListChangedNotificationSchema,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import type { Host } from '../host';
import { errorReport, internalError, issuesPage, type Program } from '../lib/internal-error';
import { alternatives } from '../lib/word-list';
import { realPath } from '../node/disk-host';
import { ToolFailure } from './failure';
import { confinedHost, foldersOf, type Folders } from './folders';
import { tools, type McpTool } from './tools';

const instructions =
  'nbroute policies (*.nbroute) declare how an Amazon SageMaker notebook instance routes its traffic: through the VPC, directly, or not at all. Edit a policy as text, then check it, look up the addresses that matter, and diff it with its earlier text. Nothing here writes a file or opens a connection.';

/** How long a client may take to list its roots, in milliseconds. */
const rootsTimeout = 30_000;

/** What a server needs from its process. */
export interface McpEnvironment {
  readonly program: Program;
  /** Access to files; the folders are those of the workspace. */
  readonly hostFor: (folders: () => Folders) => Host;
  /** The folder of a client without roots: the working directory. */
  readonly folder: string;
  /** Aborted when the client has disconnected. */
  readonly ended: AbortSignal;
}

/** A server of the tools, for one client. */
export function mcpServer({ program, hostFor, folder, ended }: McpEnvironment): Server {
  const server = new Server(
    { name: 'nbroute', title: 'nbroute', version: program.version },
    { capabilities: { tools: {} }, instructions },
  );
  const validators = new Map(
    tools.map(({ name, input }) => [name, new AjvJsonSchemaValidator().getValidator(input)]),
  );
  let folders: Promise<Folders> | undefined;
  let roots: Folders = [];
  const disk = hostFor(() => roots);
  server.setNotificationHandler(RootsListChangedNotificationSchema, () => {
    folders = undefined;
  });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(described) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const tool = tools.find(({ name }) => name === params.name);
    const validate = validators.get(params.name);
    if (!tool || !validate) throw new McpError(ErrorCode.InvalidParams, `unknown tool ${params.name}`);
    const input = params.arguments ?? {};
    const { valid, errorMessage } = validate(input);
    if (!valid) return failure(`invalid arguments: ${readable(errorMessage, tool)}`);
    try {
      folders ??= foldersOfClient(server, folder, ended);
      roots = await folders.catch((error: unknown) => {
        folders = undefined;
        throw error;
      });
      signal.throwIfAborted();
      const checkCancelled = (): void => signal.throwIfAborted();
      const context = { folders: roots, host: confinedHost(disk, roots), checkCancelled };
      const { text, json } = await tool.answer(input, context);
      return { content: [{ type: 'text', text }], structuredContent: { ...json } };
    } catch (error) {
      if (error instanceof ToolFailure) return failure(error.message);
      if (signal.aborted) throw error;
      const report = errorReport(program, `nbroute mcp, ${tool.name}`, [internalError(error)]);
      return failure(`this is a fault of nbroute; please report these lines: ${issuesPage}\n${report}`);
    }
  });
  return server;
}

function described({ name, title, description, input, output }: McpTool) {
  return {
    name,
    title,
    description,
    inputSchema: { ...input },
    outputSchema: { ...output, type: 'object' as const },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  };
}

/** A validator's message: it calls the arguments "data", and does not list the values that an argument may have. */
function readable(message: string, { input }: McpTool): string {
  return message
    .replace(/\bdata[/ ]/g, '')
    .replace(/\b(\w+) must be equal to one of the allowed values/g, (generic, name: string) => {
      const property = input.properties[name];
      const values = property && 'enum' in property && Array.isArray(property.enum) ? property.enum : [];
      return values.length > 0 ? `${name} must be ${alternatives(values.map(String))}` : generic;
    });
}

function failure(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}

/** The folders of the client's roots; the working directory if it has none. */
async function foldersOfClient(server: Server, folder: string, signal: AbortSignal): Promise<Folders> {
  if (!server.getClientCapabilities()?.roots) return [realPath(folder)];
  let uris: readonly string[];
  try {
    const { roots } = await server.listRoots(undefined, { signal, timeout: rootsTimeout });
    uris = roots.map(({ uri }) => uri);
  } catch (error) {
    const reason = error instanceof McpError ? error.message : 'its response is not a list of file URIs';
    throw new ToolFailure(`the client did not list its roots: ${reason}`);
  }
  return uris.length > 0 ? foldersOf(uris) : [realPath(folder)];
}
