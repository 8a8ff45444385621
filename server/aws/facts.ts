import type { Address, Prefix } from '../net/prefix';
import type { JsonPath } from './json-documents';

/*
 * The facts of a network file: what is defined here is all that is ever read from it. In every fact undefined means
 * that the file does not have it, and an empty list that there is none.
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
  /** AWS's id; `local`; in a template the resource's logical name; `unknown` if the file does not have it. */
  readonly id: string;
  /** The instance of a network interface. */
  readonly alias: string | undefined;
}

/** A fact with its id and its place in the file. */
interface Fact {
  readonly id: string;
  readonly jsonPath: JsonPath;
}

export interface VpcFact extends Fact {
  /** The associated blocks, the primary one first. */
  readonly blocks: readonly Prefix[] | undefined;
  readonly mainRouteTable: string | undefined;
  readonly publicAccess: PublicAccess | undefined;
}

/** The modes of VPC Block Public Access. */
export type PublicAccess = 'off' | 'block-ingress' | 'block-bidirectional';

export interface SubnetFact extends Fact {
  readonly vpc: string | undefined;
  /** The IPv4 and the IPv6 block, if it has them. */
  readonly blocks: readonly Prefix[] | undefined;
  /** The zone's id, which is the same in all accounts, or else its name. */
  readonly zone: string | undefined;
  readonly publicAccess: PublicAccess | undefined;
}

export interface RouteTableFact extends Fact {
  readonly vpc: string | undefined;
  readonly main: boolean | undefined;
  readonly subnets: readonly string[] | undefined;
  readonly rows: readonly RowFact[] | undefined;
  /** Why the file cannot have all rows of the table; undefined if it has them all. */
  readonly incomplete: string | undefined;
}

/**
 * A row of a route table, for a prefix or for the entries of a prefix list; it has neither if the destination is
 * unknown.
 */
export interface RowFact {
  readonly destination: Prefix | undefined;
  readonly prefixList: string | undefined;
  readonly nextHop: NextHop;
  readonly state: 'active' | 'blackhole' | 'filtered';
  readonly propagated: boolean;
  readonly jsonPath: JsonPath;
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
  /** For ICMP the type, and `to` is the code, -1 for all; undefined for no limit. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly blocks: readonly Prefix[];
  readonly prefixLists: readonly string[];
  readonly groups: readonly string[];
  /** The security group rule's id, if the file has it. */
  readonly rule: string | undefined;
  readonly jsonPath: JsonPath;
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
  /** Ports of TCP and UDP, or the type and the code of ICMP; undefined for no limit. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly jsonPath: JsonPath;
}

/** A notebook instance; its id is its ARN, or its name if the file does not have the ARN. */
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

/** All facts, by kind. */
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

/** A file's facts by kind and id, in the order of the file. */
export type NetworkFacts = { readonly [K in FactKind]: ReadonlyMap<string, FactKinds[K]> } & {
  /** The account's mode of Block Public Access; undefined if the file does not have it. */
  readonly publicAccess: PublicAccess | undefined;
  /** The kinds for which the file has a complete answer: what is absent from it does not exist. */
  readonly whole: ReadonlySet<FactKind>;
  /** The kinds for which the file has an incomplete answer. */
  readonly truncated: ReadonlySet<FactKind>;
};

export interface NetworkFileDiagnostic {
  readonly kind: 'not-json' | 'nothing' | 'truncated' | 'conflict' | 'nameless-entries' | 'other-resources';
  /** Completes "FILE …"; its only text from the file is ids. */
  readonly message: string;
  /** Undefined if `from` has the location. */
  readonly jsonPath: JsonPath | undefined;
  readonly from: number;
}
