import { readNetworkFile } from '../aws/read';
import { networkPolicy } from '../import/network-policy';
import type { Model } from '../model/model';
import { equals } from '../net/prefix';

/** The policy of a network file's text, for the subnet that a policy is about; `name` is the file's, without a folder. */
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
