import type { Invocation } from '../command';
import { Failure } from '../failure';
import { runProgram } from '../program';

/** `nbroute mcp`: runs the MCP server from the same package until its client ends. */
export function mcpCommand({ positionals }: Invocation): Promise<number> {
  if (positionals.length > 0)
    throw new Failure(`mcp takes no operands, not ${JSON.stringify(positionals[0])}`);
  return runProgram('mcp.js');
}
