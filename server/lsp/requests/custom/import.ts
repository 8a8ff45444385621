import { isNetworkFile, readNetworkFile } from '../../../aws/read';
import { imported } from '../../../import/import-policy';
import { hasRouteLine } from '../../../import/formats';
import { networkPolicy, policyHomes } from '../../../import/network-policy';
import { formatPrefix } from '../../../net/prefix';
import type { ImportParams, ImportResult, NetworkHome, NetworkHomesParams } from '../../../protocol';
import type { Session } from '../../session';
import { dumpIn } from '../lib/dump-in';
import { failureResponse } from '../lib/failures';

/** `nbroute/import` */
export async function handleImport(_session: Session, params: ImportParams): Promise<ImportResult> {
  const { text, isPasted } = params;
  if (isPasted && !hasRouteLine(text)) return { ok: true, text: '', notes: { missing: [], assumptions: [] } };
  if (params.home) return importedNetwork(params);
  const dump = dumpIn(text);
  if ('problem' in dump) return isNetworkFile(text) ? importedNetwork(params) : dump;
  const { text: policy, missing, assumptions } = imported(dump);
  const sentences = assumptions.map(({ line, message }) =>
    line === undefined ? message : `Line ${line}: ${message}`,
  );
  return { ok: true, text: isPasted ? routesIn(policy) : policy, notes: { missing, assumptions: sentences } };
}

async function importedNetwork({ text, home, name, path }: ImportParams): Promise<ImportResult> {
  const made = await networkPolicy(readNetworkFile(text), path ?? 'network.json', home?.subnet, {
    ...(name !== undefined && { name }),
    ...(home && { notebook: home.notebook }),
  });
  return 'problem' in made
    ? failureResponse(made.problem)
    : {
        ok: true,
        text: made.text,
        notes: { missing: [], assumptions: made.leftOut.map((each) => `left out: ${each}`) },
      };
}

/** `nbroute/networkHomes` */
export function handleNetworkHomes(_session: Session, { text }: NetworkHomesParams): readonly NetworkHome[] {
  if (!isNetworkFile(text)) return [];
  return policyHomes(readNetworkFile(text).facts).map(({ vpc, subnet, notebook }) => ({
    subnet: subnet.id,
    blocks: (subnet.blocks ?? []).map(formatPrefix),
    vpc: vpc.id,
    notebook: notebook?.name ?? null,
  }));
}

/** A policy's route statements and the lists that they name, without its network. */
function routesIn(policy: string): string {
  const lines = policy.split('\n').filter((line) => /^(?:route|prefix-list)\s/.test(line));
  return lines.map((line) => `${line}\n`).join('');
}
