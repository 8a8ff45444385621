import type { Invocation } from '../command';
import { Failure } from '../failure';
import { runProgram } from '../program';

/** `nbroute lsp --stdio`: the server beside this program, which ends when its client does. */
export function lspCommand({ values }: Invocation): Promise<number> {
  if (values['stdio'] !== true) throw new Failure('missing transport; use --stdio');
  return runProgram('server.js');
}
