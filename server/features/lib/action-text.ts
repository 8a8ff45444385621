import { codeSpan } from '../../lib/markdown';
import { sites } from '../../model/effective';
import type { Model } from '../../model/model';
import { vpcGateway } from '../../model/network';
import { DIRECT, typeOf, VPC } from '../../model/actions';
import { formatAddress, formatPrefix } from '../../net/prefix';

/** Explains an action, as Markdown paragraphs. */
export function actionExplanation(model: Model, action: number): string[] {
  const { network } = model;
  const site = sites(model)[0];
  if (typeOf(action) !== 'unicast') return [rejectHelp[typeOf(action)] ?? ''];
  if (action === VPC) {
    if (network.vpc.length === 0) return ['**via vpc**: unknown interface, because no VPC is declared'];
    const gateways = [vpcGateway(network, 4, site.four), vpcGateway(network, 6, site.six)].flatMap(
      (gateway) => (gateway ? [codeSpan(formatAddress(gateway.family, gateway.value))] : []),
    );
    return [
      `**via vpc** · ${codeSpan(network.interfaces.vpc.name)}${gateways.length > 0 ? ` through ${gateways.join(' and ')}, the VPC router` : ': the VPC router is not known without a `subnet`'}`,
      foundAtStart(network.interfaces.vpc.pinned, 'by the address the instance has in its subnet'),
      ...otherSubnets(model),
    ];
  }
  if (action === DIRECT) {
    const { name, gateway, pinned } = network.interfaces.direct;
    return [
      `**via direct** · ${codeSpan(name)} through ${gateway ? codeSpan(formatAddress(gateway.family, gateway.value)) : 'the direct gateway'}`,
      foundAtStart(pinned, 'by the default route that does not leave through the VPC interface'),
    ];
  }
  return [`**via docker** · stays on the instance, on Docker's bridge`];
}

function foundAtStart(pinned: boolean, criterion: string): string {
  return pinned
    ? 'The policy pins the name.'
    : `This is the documented name; the script finds the interface on the instance ${criterion}.`;
}

const rejectHelp: Record<string, string> = {
  unreachable: '**unreachable** · rejected: the program gets "No route to host" (EHOSTUNREACH)',
  prohibit: '**prohibit** · rejected: the program gets "Permission denied" (EACCES)',
  blackhole: '**blackhole** · dropped: a local program gets "Invalid argument" (EINVAL)',
};

/** Notes that the values shown are for the first of several subnets; empty for a single one. */
export function otherSubnets(model: Model): string[] {
  const allSites = sites(model);
  if (allSites.length < 2) return [];
  const others = allSites
    .slice(1, 4)
    .flatMap(({ four, six }) => four ?? six ?? [])
    .map((subnet) => codeSpan(formatPrefix(subnet)));
  return [
    `Shown for the first of ${allSites.length} subnets; notebooks in ${others.join(', ')}${allSites.length > 4 ? ' …' : ''} have their own router.`,
  ];
}
