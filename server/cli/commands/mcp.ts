import type { Invocation } from '../command';
import { Failure } from '../failure';
import { runProgram } from '../program';

/** `nbroute mcp`: the server beside this program, which ends when its client does. */
export function mcpCommand({ positionals }: Invocation): Promise<number> {
  if (positionals.length > 0)
    throw new Failure(`mcp takes no operands, not ${JSON.stringify(positionals[0])}`);
  return runProgram('mcp.js');
}
