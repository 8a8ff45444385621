import { dumpFormats, type Dump } from '../../../import/dump';
import { formatOf, readDump } from '../../../import/read';
import { failureResponse, type FailureResponse } from './failures';

/** The routes in a text of any format that can be imported. */
export function dumpIn(text: string): Dump | FailureResponse {
  const format = formatOf(text);
  if (format !== undefined) return readDump(text, format);
  return failureResponse(
    text.trim() === ''
      ? 'there is nothing in it'
      : `it looks like none of ${dumpFormats.join(', ')}: routes are expected, as ip route or route -n show them`,
  );
}
