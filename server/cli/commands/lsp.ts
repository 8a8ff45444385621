import type { Invocation } from '../command';
import { Failure } from '../failure';
import { runProgram } from '../program';

/** `nbroute lsp --stdio`: runs the language server from the same package until its client ends. */
export function lspCommand({ values }: Invocation): Promise<number> {
  if (values['stdio'] !== true) throw new Failure('missing transport; use --stdio');
  return runProgram('server.js');
}
