/** What is used here of jsonc-parser: `config.ts` loads it when there is a file to read. */
export { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
