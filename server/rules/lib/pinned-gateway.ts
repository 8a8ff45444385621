import type { Declared } from '../../model/network';
import type { Model } from '../../model/model';
import { contains, hostPrefix, type Address } from '../../net/prefix';
import type { Word } from '../../syntax/ast';

/** The gateway that a policy pins for the VPC interface, and the declared subnets of its IP version. */
export interface PinnedGateway {
  readonly word: Word;
  readonly gateway: Address;
  readonly subnets: readonly Declared[];
  /** The subnet that contains the gateway. */
  readonly home: Declared | undefined;
}

/** The pinned gateway of a policy; undefined if there is none or it is not a valid address. */
export function pinnedGateway({ network }: Model): PinnedGateway | undefined {
  const { gateway, statement } = network.interfaces.vpc;
  const word = statement?.gateway;
  if (!word || !gateway) return undefined;
  const subnets = network.subnets.filter(({ prefix }) => prefix.family === gateway.family);
  return {
    word,
    gateway,
    subnets,
    home: subnets.find(({ prefix }) => contains(prefix, hostPrefix(gateway))),
  };
}
