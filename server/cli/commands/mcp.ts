import type { Invocation } from '../command';
import { Failure } from '../failure';
import { untilClientExits } from '../serving';

/** `nbroute mcp`: runs the MCP server until its client ends. */
export async function mcpCommand({ positionals }: Invocation): Promise<number> {
  if (positionals.length > 0)
    throw new Failure(`mcp takes no operands, not ${JSON.stringify(positionals[0])}`);
  await import('../../mcp/main');
  return untilClientExits();
}
