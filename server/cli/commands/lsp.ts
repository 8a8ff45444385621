import type { Invocation } from '../command';
import { Failure } from '../failure';
import { rejectOperands, untilClientExits } from '../serving';

/** `nbroute lsp --stdio`: runs the language server until its client ends. */
export async function lspCommand({ values, positionals }: Invocation): Promise<number> {
  if (values['stdio'] !== true) throw new Failure('missing transport; use --stdio');
  rejectOperands('lsp', positionals);
  await import('../../lsp/transport/node');
  return untilClientExits();
}
