import type { Invocation } from '../command';
import { Failure } from '../failure';
import { untilClientExits } from '../serving';

/** `nbroute lsp --stdio`: runs the language server until its client ends. */
export async function lspCommand({ values, positionals }: Invocation): Promise<number> {
  if (values['stdio'] !== true) throw new Failure('missing transport; use --stdio');
  if (positionals.length > 0)
    throw new Failure(`lsp takes no operands, not ${JSON.stringify(positionals[0])}`);
  await import('../../lsp/transport/node');
  return untilClientExits();
}
