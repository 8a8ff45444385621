import type { Dump } from '../../../import/dump';
import { readDump } from '../../../import/read';
import { failureResponse, type FailureResponse } from './failures';

/** Why a text without content is rejected. */
export const emptyText = 'it is empty';

/** Reads the routes in a text of any format that can be imported. */
export function dumpIn(text: string): Dump | FailureResponse {
  if (text.trim() === '') return failureResponse(emptyText);
  const dump = readDump(text, 'auto');
  return dump.unrecognised === undefined ? dump : failureResponse(dump.unrecognised);
}
