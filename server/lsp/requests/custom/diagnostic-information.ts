import { errorReport } from '../../../lib/internal-error';
import type { TextResult } from '../../../protocol';
import type { Session } from '../../session';

/** `nbroute/diagnosticInformation` */
export function handleDiagnosticInformation({ environment, internalErrors }: Session): TextResult {
  const { version, platform = 'unknown' } = environment;
  return { ok: true, text: errorReport({ version, platform }, 'language server', internalErrors) };
}
