import type { Invocation } from '../command';
import { rejectOperands, untilClientExits } from '../serving';

/** `nbroute mcp`: runs the MCP server until its client ends. */
export async function mcpCommand({ positionals }: Invocation): Promise<number> {
  rejectOperands('mcp', positionals);
  await import('../../mcp/main');
  return untilClientExits();
}
