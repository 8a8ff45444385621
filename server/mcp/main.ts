// `nbroute mcp`: the Model Context Protocol on standard streams. Nothing else is written to standard output.
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { version } from '../../package.json';
import { mostFileBytes } from '../lib/file-text';
import { diskHost } from '../node/disk-host';
import { mcpServer } from './server';

const platform = `${process.platform} ${process.arch}, Node ${process.version}`;
// The process ends once the client has disconnected and its last call is complete.
const ended = new AbortController();
process.stdin.on('end', () => ended.abort());
const server = mcpServer({
  program: { version, platform },
  hostFor: diskHost,
  folder: process.cwd(),
  ended: ended.signal,
});
// An error's message may quote the input that could not be read.
server.onerror = () => process.stderr.write('nbroute: a message was not understood and is ignored\n');
const transport = new StdioServerTransport(process.stdin, process.stdout, {
  maxBufferSize: 2 * mostFileBytes,
});
transport.onclose = () => {
  process.stderr.write('nbroute: a message is too long\n');
  process.exit(1);
};
void server.connect(transport);
