import type { NextHop, NextHopKind } from './facts';

/** The members of a route that have its next hop, as named by the EC2 API and CloudFormation. */
const byMember = {
  TransitGatewayId: 'transit-gateway',
  CoreNetworkArn: 'core-network',
  VpcPeeringConnectionId: 'peering-connection',
  NatGatewayId: 'nat-gateway',
  EgressOnlyInternetGatewayId: 'egress-only-internet-gateway',
  LocalGatewayId: 'local-gateway',
  CarrierGatewayId: 'carrier-gateway',
  OdbNetworkArn: 'odb-network',
  VpcEndpointId: 'gateway-load-balancer-endpoint',
  NetworkInterfaceId: 'network-interface',
  InstanceId: 'network-interface',
  GatewayId: 'other',
} as const satisfies Record<string, NextHopKind>;
export type NextHopMember = keyof typeof byMember;

/** The same members in Terraform's `aws_route` and `aws_route_table`. */
const terraformNames: Readonly<Record<NextHopMember, string>> = {
  TransitGatewayId: 'transit_gateway_id',
  CoreNetworkArn: 'core_network_arn',
  VpcPeeringConnectionId: 'vpc_peering_connection_id',
  NatGatewayId: 'nat_gateway_id',
  EgressOnlyInternetGatewayId: 'egress_only_gateway_id',
  LocalGatewayId: 'local_gateway_id',
  CarrierGatewayId: 'carrier_gateway_id',
  OdbNetworkArn: 'odb_network_arn',
  VpcEndpointId: 'vpc_endpoint_id',
  NetworkInterfaceId: 'network_interface_id',
  InstanceId: 'instance_id',
  GatewayId: 'gateway_id',
};

/** The kind of a next hop, by the beginning of its id. */
const byPrefix: readonly (readonly [prefix: string, kind: NextHopKind])[] = [
  ['igw-', 'internet-gateway'],
  ['vgw-', 'virtual-private-gateway'],
  ['vpce-', 'gateway-endpoint'],
  ['eigw-', 'egress-only-internet-gateway'],
  ['nat-', 'nat-gateway'],
  ['tgw-', 'transit-gateway'],
  ['pcx-', 'peering-connection'],
  ['eni-', 'network-interface'],
  ['i-', 'network-interface'],
  ['lgw-', 'local-gateway'],
  ['cagw-', 'carrier-gateway'],
];

/**
 * The next hop of a route. `id` returns a member's value, undefined if the route does not have it; `kind` returns the
 * kind of a resource if it is known from elsewhere. A VPC endpoint is a gateway endpoint if the route's destination is
 * a prefix list.
 */
export function nextHopOf(
  id: (member: NextHopMember) => string | undefined,
  toPrefixList: boolean,
  kind: (id: string) => NextHopKind | undefined = () => undefined,
): NextHop {
  for (const [member, usual] of entriesOf(byMember)) {
    const named = id(member);
    if (named === undefined) continue;
    if (named === 'local') return { kind: 'local', id: 'local', alias: undefined };
    const prefixed = byPrefix.find(([prefix]) => named.startsWith(prefix))?.[1];
    let hopKind: NextHopKind = usual === 'other' ? (kind(named) ?? prefixed ?? 'other') : usual;
    const isEndpoint = hopKind === 'gateway-endpoint' || hopKind === 'gateway-load-balancer-endpoint';
    if (isEndpoint) hopKind = toPrefixList ? 'gateway-endpoint' : 'gateway-load-balancer-endpoint';
    return {
      kind: hopKind,
      id: named,
      alias: member === 'NetworkInterfaceId' ? id('InstanceId') : undefined,
    };
  }
  return { kind: 'other', id: 'unknown', alias: undefined };
}

export function terraformName(member: NextHopMember): string {
  return terraformNames[member];
}

function entriesOf<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  const keys = Object.keys(record).filter((key): key is K => key in record);
  return keys.map((key) => [key, record[key]]);
}
