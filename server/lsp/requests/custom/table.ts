import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { TableParams, TableResult } from '../../../protocol';
import type { Snapshot } from '../../analyses';
import type { Session } from '../../session';

/** `nbroute/table`: a file in one of the table formats. */
export function handleTable(
  { features }: Session,
  { analysis }: Snapshot,
  { format, subnet }: TableParams,
): TableResult {
  const count = analysis.checked.counts.error;
  if (count > 0) return { ok: false, count };
  const table = features.tableText(analysis.model, format, subnet);
  if (table) return table;
  throw new ResponseError(ErrorCodes.InvalidParams, `no format ${String(format)}`);
}
