// What `--format json` prints, and what the tools of `nbroute mcp` return: schemas/ is generated from these types and
// their comments. Within a version members may be added, but none is removed or changes its type. Imports nothing.

export type OutputJson =
  CheckJson | TableJson | LookupJson | DiffJson | DiffFilesJson | FleetJson | VerifyJson;

/** What `nbroute check --format json` prints. */
export interface CheckJson {
  readonly version: 1;
  /** In the order in which they were checked; files without diagnostics too. */
  readonly files: readonly CheckedFileJson[];
  /** The number of diagnostics of each severity. */
  readonly summary: SeverityCountsJson;
}

export interface CheckedFileJson {
  /** As given, with "/". */
  readonly path: string;
  /** In the order of the text. */
  readonly findings: readonly FindingJson[];
}

/** A diagnostic. */
export interface FindingJson {
  /** The rule's id. */
  readonly rule: string;
  readonly severity: SeverityJson;
  readonly message: string;
  readonly start: PositionJson;
  readonly end: PositionJson;
  /** Whether `check --fix` fixes it. */
  readonly fixable: boolean;
  /** Locations that explain it. */
  readonly related: readonly RelatedJson[];
}

export type SeverityJson = 'error' | 'warning' | 'information' | 'hint';

export interface SeverityCountsJson {
  readonly error: number;
  readonly warning: number;
  readonly information: number;
  readonly hint: number;
}

export interface PositionJson {
  /**
   * From 1.
   * @minimum 1
   */
  readonly line: number;
  /**
   * From 1, in UTF-16 units.
   * @minimum 1
   */
  readonly column: number;
  /** From the beginning of the file, in UTF-16 units. */
  readonly offset: number;
}

/** A location in this file or another one. */
export interface RelatedJson {
  readonly path: string;
  readonly start: PositionJson;
  readonly end: PositionJson;
  readonly message: string;
}

/** What `nbroute table --format json` prints. */
export interface TableJson {
  readonly version: 1;
  /** The policy's name. */
  readonly policy: string;
  readonly interfaces: {
    readonly direct: InterfaceJson;
    /** Null without a VPC. */
    readonly vpc: InterfaceJson | null;
  };
  /** In the order of `route -n`: ascending, a covering prefix after those inside it that begin with it; IPv4 before IPv6. */
  readonly routes: readonly TableRouteJson[];
}

export interface InterfaceJson {
  readonly name: string;
  /** Null if it is not known before the start. */
  readonly gateway: AddressText | null;
}

/** A route of the table. */
export interface RouteJson {
  readonly destination: PrefixText;
  readonly type: RouteTypeJson;
  /** The interface; null for the types that reject. */
  readonly target: TargetJson | null;
  /** Null if it is not known before the start, and on a connected route. */
  readonly gateway: AddressText | null;
  /** The interface's name on the instance. */
  readonly interface: string | null;
  readonly origin: 'system' | 'policy';
  /** The policy's file; null for a system route. */
  readonly path: string | null;
  /**
   * The line of the statement that has it, from 1; null for a system route.
   * @minimum 1
   */
  readonly line: number | null;
}

export interface TableRouteJson extends RouteJson {
  /** With a network file, for a route via vpc: what the VPC router does with each of its addresses, ascending. */
  readonly onward?: readonly OnwardJson[];
}

/** @pattern ^[0-9a-f.:]+$ */
export type AddressText = string;

/** @pattern ^[0-9a-f.:]+/[0-9]+$ */
export type PrefixText = string;

/**
 * A prefix, or FIRST-LAST where no single prefix has these addresses.
 * @pattern ^[0-9a-f.:]+(?:/[0-9]+|-[0-9a-f.:]+)$
 */
export type RangeText = string;

export type RouteTypeJson = 'unicast' | 'unreachable' | 'prohibit' | 'blackhole';

/** `service` is 169.254.0.0/24 and the metadata address. */
export type TargetJson = 'direct' | 'vpc' | 'docker' | 'service' | 'local';

/** What the VPC router does with an address range. */
export interface OnwardJson {
  readonly range: RangeText;
  readonly routeTable: string | null;
  /** The row of the route table that decides; null if none does. */
  readonly destination: PrefixText | null;
  readonly nextHop: string | null;
  /** The type of the next hop, such as `transit-gateway`. */
  readonly kind: string | null;
  /** `ok`: handed to the next hop. */
  readonly state: 'ok' | 'dead-end' | 'unknown';
  readonly reason: string | null;
}

/** A row of the VPC's route table that contains an address range. */
export interface OnwardCandidateJson {
  readonly destination: PrefixText;
  readonly nextHop: string;
  readonly kind: string;
  readonly origin: string;
}

/** What `nbroute lookup --format json` prints. */
export interface LookupJson {
  readonly version: 1;
  /** One for each query, in their order. */
  readonly results: readonly LookupResultJson[];
}

export interface LookupResultJson {
  readonly query: string;
  /** Exact, disjoint and ascending: several if a prefix is split over several routes. */
  readonly parts: readonly LookupPartJson[];
}

export interface LookupPartJson {
  readonly range: RangeText;
  /** The route that is taken; null if none matches. */
  readonly route: RouteJson | null;
  /** Every route that contains the range, the most specific one first. */
  readonly candidates: readonly RouteJson[];
  /** With a network file, for a part via vpc. */
  readonly onward?: OnwardJson;
  /** The rows of the VPC's route table that contain the range, the most specific one first. */
  readonly onwardCandidates?: readonly OnwardCandidateJson[];
  /** If ports were requested. */
  readonly ports?: PortsJson;
}

/** What security groups and network ACLs do with ports. */
export interface PortsJson {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** `443`, `8000-8100`; empty for ICMP. */
  readonly ports: string;
  readonly state: 'allowed' | 'blocked' | 'unknown';
  readonly reason: string;
  /** What decides; null if nothing does. */
  readonly by: PortDeciderJson | null;
}

export interface PortDeciderJson {
  readonly securityGroup: string | null;
  readonly networkAcl: string | null;
  readonly rule: string | null;
}

/** What `nbroute diff --format json` prints of two policies, or of a policy and an instance. */
export interface DiffJson {
  readonly version: 1;
  /** What is routed differently: maximal ranges, disjoint and ascending. */
  readonly changes: readonly ChangeJson[];
}

export interface ChangeJson {
  readonly range: RangeText;
  /** Null if no route matches. */
  readonly from: ActionJson | null;
  /** Null if no route matches. */
  readonly to: ActionJson | null;
}

export interface ActionJson {
  readonly type: RouteTypeJson;
  /** Null for the types that reject; `other` for a route of an instance that no policy can have. */
  readonly target: TargetJson | 'other' | null;
}

/** What `nbroute diff --git REV --format json` prints of several files or a folder. */
export interface DiffFilesJson {
  readonly version: 1;
  /** In the order of their paths. */
  readonly files: readonly (DiffFileJson | DiffProblemJson)[];
}

export interface DiffFileJson {
  readonly path: string;
  readonly changes: readonly ChangeJson[];
}

export interface DiffProblemJson {
  readonly path: string;
  /** Why it cannot be compared. */
  readonly problem: string;
}

/** What `nbroute fleet --format json` prints: which notebook instance runs which policy. Unknown members are null. */
export interface FleetJson {
  readonly version: 1;
  /** By account, region and name. */
  readonly notebooks: readonly FleetNotebookJson[];
  /** Policies that no notebook runs; null if the answers have only some of the notebooks. */
  readonly unused: readonly UnusedPolicyJson[] | null;
  readonly summary: FleetSummaryJson;
}

export interface FleetNotebookJson {
  readonly name: string;
  /** @pattern ^arn: */
  readonly arn: string | null;
  /** The name of its lifecycle configuration; null without one. */
  readonly configuration: string | null;
  /** The policy that its script was compiled from, or that it is compared with. */
  readonly policy: string | null;
  /** The policy's file as given, with "/"; null if the policy is not among them. */
  readonly path: string | null;
  /**
   * current; outdated: the policy has changed; restart: current, but the last start ran another script; failed: the
   * last start; foreign: a script of another kind; none: no OnStart script.
   */
  readonly state: 'current' | 'outdated' | 'restart' | 'failed' | 'foreign' | 'none' | null;
  /** What the policy would route differently from what is deployed; null if that is not known. */
  readonly changes: readonly ChangeJson[] | null;
  /** Details of the state, a clause each. */
  readonly notes: readonly string[];
  /** What does not match the policy, the network or the answers. */
  readonly problems: readonly FleetProblemJson[];
}

export interface FleetProblemJson {
  /** The id of the rule that reports the same in a policy; only fleet has missing-policy and unresolved-policy. */
  readonly rule: string;
  readonly message: string;
}

export interface UnusedPolicyJson {
  readonly policy: string;
  readonly path: string;
}

/** The number of notebooks in each state; `unknown` if the state is not known. */
export interface FleetSummaryJson {
  readonly current: number;
  readonly outdated: number;
  readonly restart: number;
  readonly failed: number;
  readonly foreign: number;
  readonly none: number;
  readonly unknown: number;
}

/** What `nbroute verify --format json` prints. */
export interface VerifyJson {
  readonly version: 1;
  /** `cannot` if the kernel could not be queried. */
  readonly kind: 'compared' | 'cannot';
  /** The policy's name. */
  readonly policy: string;
  /** Of `compared`: one for each starting table, naming and subnet. */
  readonly runs?: readonly VerifyRunJson[];
  /** Of `compared`: whether every start succeeded and every reply was the model's. */
  readonly ok?: boolean;
  /** Of `cannot`: why. */
  readonly because?: string;
  /** Of `cannot`: what to do. */
  readonly advice?: string;
}

/** A notebook in a network namespace. */
export interface VerifyRunJson {
  /** The starting table. */
  readonly start: string;
  /** The names of its interfaces. */
  readonly names: { readonly direct: string; readonly vpc: string };
  /** Its subnets; empty if the policy has none. */
  readonly site: string;
  /** Both starts of the script: the exit code, and the last line of its output. */
  readonly starts: readonly { readonly code: number; readonly said: string }[];
  /** Whether the table was the same after both starts. */
  readonly repeatable: boolean;
  /** Whether the restore service's loop set the routes again after they were removed; null if none were removed. */
  readonly restored: boolean | null;
  /** The number of addresses that were queried. */
  readonly asked: number;
  /** The number of those that the kernel routed like the model. */
  readonly agreed: number;
  readonly disagreements: readonly DisagreementJson[];
  /** What the VPC router did with packets from the notebook; null without a network file. */
  readonly onward: VerifyOnwardJson | null;
}

/** Packets through a VPC router in a network namespace. */
export interface VerifyOnwardJson {
  /** The route table of the notebook's subnet; null if the network file does not have it. */
  readonly routeTable: string | null;
  /** Why no packet was sent; null if the route table is known. */
  readonly reason: string | null;
  /** The number of packets, one to an address. */
  readonly asked: number;
  /** The number of packets that left the router by the model's next hop, or not at all if it has none. */
  readonly agreed: number;
  /** The number of addresses whose next hop is unknown from the network file. */
  readonly leftOut: number;
  /** Next hops, by id. */
  readonly disagreements: readonly DisagreementJson[];
}

export interface DisagreementJson {
  readonly address: AddressText;
  /** How the model routes it. */
  readonly model: string;
  /** How the kernel routes it. */
  readonly kernel: string;
}

/** What the tool `explain` of `nbroute mcp` returns. */
export interface ExplainJson {
  readonly version: 1;
  /** The rule's id. */
  readonly rule: string;
  /** Its default. */
  readonly severity: SeverityJson | 'off';
  /** What it reports. */
  readonly summary: string;
  /** Why that matters. */
  readonly why: string;
  /** A policy that it reports. */
  readonly bad: string;
  /** A policy that it does not report. */
  readonly good: string;
  /** The page that explains it. */
  readonly documentation: string;
}

/** What the tool `compile` of `nbroute mcp` returns. */
export interface CompileJson {
  readonly version: 1;
  /** The output format. */
  readonly to: string;
  /** A file name to use, without a folder. */
  readonly fileName: string;
  readonly text: string;
}
