import type { Address, Prefix } from '../net/prefix';
import type { JsonPlace } from './json-documents';

/*
 * What a network file says of a network: what is listed here, and nothing else, is ever taken from it. In every fact
 * undefined is what the file does not say, an empty list what it says there is none of.
 */

/** What a row of a route table can send packets to; AWS's documentation calls it the target. */
export const nextHopKinds = [
  'local',
  'transit-gateway',
  'core-network',
  'peering-connection',
  'virtual-private-gateway',
  'nat-gateway',
  'internet-gateway',
  'egress-only-internet-gateway',
  'gateway-endpoint',
  'gateway-load-balancer-endpoint',
  'network-interface',
  'local-gateway',
  'carrier-gateway',
  'odb-network',
  'other',
] as const;
export type NextHopKind = (typeof nextHopKinds)[number];

export interface NextHop {
  readonly kind: NextHopKind;
  /** As AWS names it; `local`; in a template the resource's logical name; `unknown` where the file does not say. */
  readonly id: string;
  /** The instance of a network interface. */
  readonly alias: string | undefined;
}

/** A fact with its id and where the file says it. */
interface Fact {
  readonly id: string;
  readonly place: JsonPlace;
}

export interface VpcFact extends Fact {
  /** The associated blocks, the primary one first. */
  readonly blocks: readonly Prefix[] | undefined;
  readonly mainRouteTable: string | undefined;
  readonly publicAccess: PublicAccess | undefined;
}

/** VPC Block Public Access: what it blocks. */
export type PublicAccess = 'off' | 'block-ingress' | 'block-bidirectional';

export interface SubnetFact extends Fact {
  readonly vpc: string | undefined;
  /** The IPv4 and the IPv6 block, as far as it has them. */
  readonly blocks: readonly Prefix[] | undefined;
  /** By id where the file has it, which is the same in all accounts, else by name. */
  readonly zone: string | undefined;
  readonly publicAccess: PublicAccess | undefined;
}

export interface RouteTableFact extends Fact {
  readonly vpc: string | undefined;
  readonly main: boolean | undefined;
  readonly subnets: readonly string[] | undefined;
  readonly rows: readonly RowFact[] | undefined;
  /** Why the file cannot have all rows of the table, in words; undefined where it has them all. */
  readonly incomplete: string | undefined;
}

/** A row of a route table: to a prefix, or to the entries of a prefix list; neither where it cannot be known. */
export interface RowFact {
  readonly destination: Prefix | undefined;
  readonly prefixList: string | undefined;
  readonly nextHop: NextHop;
  readonly state: 'active' | 'blackhole' | 'filtered';
  readonly propagated: boolean;
  readonly place: JsonPlace;
}

export interface PrefixListFact extends Fact {
  readonly name: string | undefined;
  readonly family: 4 | 6 | undefined;
  readonly entries: readonly Prefix[] | undefined;
}

export interface PeeringFact extends Fact {
  /** `active`, or another of AWS's status codes. */
  readonly status: string | undefined;
  readonly requester: PeerFact;
  readonly accepter: PeerFact;
}

export interface PeerFact {
  readonly vpc: string | undefined;
  readonly blocks: readonly Prefix[] | undefined;
}

export interface EndpointFact extends Fact {
  readonly vpc: string | undefined;
  readonly type: string | undefined;
  readonly service: string | undefined;
  readonly state: string | undefined;
  readonly subnets: readonly string[] | undefined;
  readonly groups: readonly string[] | undefined;
  readonly interfaces: readonly string[] | undefined;
}

export interface NatGatewayFact extends Fact {
  readonly vpc: string | undefined;
  readonly subnet: string | undefined;
  readonly state: string | undefined;
}

export interface AttachmentFact extends Fact {
  readonly transitGateway: string | undefined;
  readonly vpc: string | undefined;
  readonly state: string | undefined;
  readonly subnets: readonly string[] | undefined;
}

export interface InterfaceFact extends Fact {
  readonly subnet: string | undefined;
  readonly addresses: readonly Address[] | undefined;
  readonly groups: readonly string[] | undefined;
  /** Whether it has a public IPv4 address. */
  readonly isPublic: boolean | undefined;
}

export interface SecurityGroupFact extends Fact {
  readonly vpc: string | undefined;
  readonly egress: readonly PermissionFact[] | undefined;
  readonly ingress: readonly PermissionFact[] | undefined;
}

/** An entry of a security group. */
export interface PermissionFact {
  /** An IP protocol's number; -1 is every protocol. */
  readonly protocol: number | undefined;
  /** For ICMP the type and the code, -1 for all; undefined where there is no limit. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly blocks: readonly Prefix[];
  readonly prefixLists: readonly string[];
  readonly groups: readonly string[];
  /** The security group rule's id, where the file has it. */
  readonly rule: string | undefined;
  readonly place: JsonPlace;
}

export interface NetworkAclFact extends Fact {
  readonly vpc: string | undefined;
  readonly isDefault: boolean | undefined;
  readonly subnets: readonly string[] | undefined;
  readonly rules: readonly AclRuleFact[] | undefined;
}

export interface AclRuleFact {
  readonly number: number;
  readonly egress: boolean;
  readonly allows: boolean;
  readonly protocol: number | undefined;
  readonly block: Prefix | undefined;
  /** Ports of TCP and UDP, or the type and the code of ICMP; undefined where there is no limit. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly place: JsonPlace;
}

/** A notebook instance; its id is its ARN, or its name where the file does not have that. */
export interface NotebookFact extends Fact {
  readonly name: string;
  readonly subnet: string | undefined;
  readonly groups: readonly string[] | undefined;
  readonly networkInterface: string | undefined;
  readonly directInternet: boolean | undefined;
  readonly platform: string | undefined;
  readonly dualStack: boolean | undefined;
  readonly configuration: string | undefined;
}

/** An exclusion from Block Public Access; its id is the VPC's or the subnet's. */
export interface ExclusionFact extends Fact {
  readonly allows: 'bidirectional' | 'egress';
}

/** All facts by what they are about. */
export interface FactKinds {
  readonly vpcs: VpcFact;
  readonly subnets: SubnetFact;
  readonly routeTables: RouteTableFact;
  readonly prefixLists: PrefixListFact;
  readonly peerings: PeeringFact;
  readonly endpoints: EndpointFact;
  readonly natGateways: NatGatewayFact;
  readonly attachments: AttachmentFact;
  readonly interfaces: InterfaceFact;
  readonly securityGroups: SecurityGroupFact;
  readonly networkAcls: NetworkAclFact;
  readonly notebooks: NotebookFact;
  readonly exclusions: ExclusionFact;
}
export type FactKind = keyof FactKinds;

/** The facts of a file by kind and id, in the order of the file. */
export type NetworkFacts = { readonly [K in FactKind]: ReadonlyMap<string, FactKinds[K]> } & {
  /** The mode of Block Public Access in the account; undefined where the file does not have it. */
  readonly publicAccess: PublicAccess | undefined;
  /** The kinds of which the file has a whole answer of AWS's: one that is absent from it does not exist. */
  readonly whole: ReadonlySet<FactKind>;
  /** The kinds of which the file has a part of an answer only. */
  readonly truncated: ReadonlySet<FactKind>;
};

/** Something wrong with a network file. */
export interface FileProblem {
  readonly kind: 'not-json' | 'nothing' | 'truncated' | 'conflict' | 'nameless-entries' | 'other-resources';
  /** Completes "FILE …"; no text of the file but ids. */
  readonly message: string;
  /** Undefined where `from` says it. */
  readonly place: JsonPlace | undefined;
  readonly from: number;
}
