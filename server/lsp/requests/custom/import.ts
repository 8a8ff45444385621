import { imported } from '../../../import/import-policy';
import type { ImportParams, ImportResult } from '../../../protocol';
import type { Session } from '../../session';
import { dumpIn } from '../lib/dump-in';

/** `nbroute/import` */
export function handleImport(_session: Session, { text }: ImportParams): ImportResult {
  const dump = dumpIn(text);
  if ('problem' in dump) return dump;
  const { text: policy, missing, assumptions } = imported(dump);
  const sentences = assumptions.map(({ line, message }) =>
    line === undefined ? message : `Line ${line}: ${message}`,
  );
  return { ok: true, text: policy, notes: { missing, assumptions: sentences } };
}
