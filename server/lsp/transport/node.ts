// The language server in Node, over stdio (`--stdio`) or IPC.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../../package.json';
import { serve } from '../serve';
import type * as Server from '../server';
import { FrameReader, FrameWriter } from './frames';
import type * as NodeEnvironment from './node-environment';
import { withOwnIds } from './request-ids';

declare const require: {
  (file: './node-environment'): typeof NodeEnvironment;
  (file: '../server'): typeof Server;
};

const { stdin, stdout } = process;
const stdio = process.argv.includes('--stdio') ? new FrameReader(stdin, stdout) : undefined;
const connection = stdio
  ? createConnection(ProposedFeatures.all, ...withOwnIds(stdio, new FrameWriter(stdout)))
  : createConnection(ProposedFeatures.all);

const server = serve(connection, version, (client, params) => {
  const environment = require('./node-environment').nodeEnvironment(connection, version);
  return require('../server').startSession(connection, environment, client, params);
});
// A client that disconnects without `shutdown` has failed.
stdio?.onClose(() => process.exit(server.isShutDown() ? 0 : 1));
