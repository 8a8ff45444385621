import * as path from 'node:path';
import { createRequire } from 'node:module';
import type { Invocation } from '../command';
import { Failure } from '../failure';

/** `nbroute lsp --stdio`: the server beside this program, which ends when its client does. */
export function lspCommand({ values }: Invocation): Promise<number> {
  if (values['stdio'] !== true) throw new Failure('missing transport; use --stdio');
  // Nobody is left to speak to.
  process.stdout.on('error', () => process.exit(0));
  createRequire(__filename)(path.join(__dirname, 'server.js'));
  return new Promise(() => undefined);
}
