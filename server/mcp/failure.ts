/** Why a tool fails, for the agent. */
export class ToolFailure extends Error {}
