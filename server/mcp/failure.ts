/** Why a tool cannot answer: the agent reads it. */
export class ToolFailure extends Error {}
