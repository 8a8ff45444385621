import { ProgressType, type CancellationToken } from 'vscode-languageserver';
import type { VerifyParams, VerifyProgress, VerifyResult } from '../../../protocol';
import type { Verify } from '../../environment';
import type { Session } from '../../session';

const verifyProgress = new ProgressType<VerifyProgress>();

/** `nbroute/verify`: registered only if a kernel is available. */
export async function handleVerify(
  { workspace, connection }: Session,
  { uri, progress }: VerifyParams,
  token: CancellationToken,
  verify: Verify,
): Promise<VerifyResult> {
  const snapshot = await workspace.snapshot(uri);
  if (!snapshot) return { kind: 'errors', count: 0 };
  const { model, checked } = snapshot.analysis;
  const count = checked.counts.error;
  if (count > 0) return { kind: 'errors', count };
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  return verify(model, abort.signal, (done, total) => {
    void connection.sendProgress(verifyProgress, progress, { done, all: total });
  });
}
