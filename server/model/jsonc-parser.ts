/** The part of jsonc-parser that is used. `config.ts` loads it if there is a file to read. */
export { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
