import { readNetworkFile } from '../aws/read';
import { networkPolicy } from '../import/network-policy';
import type { Model } from '../model/model';
import { equals } from '../net/prefix';

/**
 * Converts a network file into a policy for the same subnet as another policy; `name` is the file's name without its
 * folder.
 */
export function networkPolicyFor(
  { network }: Model,
  name: string,
  source: string,
): ReturnType<typeof networkPolicy> {
  const file = readNetworkFile(source);
  const [declared] = network.subnets;
  const subnet = [...file.facts.subnets.values()].find(({ blocks }) =>
    blocks?.some((block) => declared !== undefined && equals(block, declared.prefix)),
  );
  return networkPolicy(file, name, subnet?.id);
}
