// Custom requests between the language server and its clients: names and shapes only, so that it imports only types.
import type { OutputFormat } from './emit/output-formats';
import type { Severity, SeverityCounts } from './lib/severity';
import type { RouteOrigin } from './model/actions';
import type { RouteNRow } from './render/table';
import type { TableFormat } from './render/table-formats';

/** Request: the text of a policy in an output format, or why there is none. */
export const compileRequest = 'nbroute/compile';
export interface CompileParams {
  readonly uri: string;
  readonly to: OutputFormat;
  /** Adds a notebook instance, in formats that can create one. */
  readonly withNotebook?: boolean;
}
export type CompileResult =
  | {
      readonly ok: true;
      readonly text: string;
      /** A file name to suggest, without a folder: `blog.sh`, `blog.yaml`. */
      readonly fileName: string;
      /** The URIs of the files that the policy was read from: no output may overwrite one. */
      readonly inputs: readonly string[];
      /** Of the lifecycle script, if the text is or contains one; null for the commands, which have no limit. */
      readonly size: ScriptSizeStatus | null;
    }
  | {
      readonly ok: false;
      /** The errors that keep the policy from compiling, in text order, at most ten. */
      readonly errors: readonly { readonly line: number; readonly rule: string; readonly message: string }[];
      /** The number of all errors. */
      readonly count: number;
    };

/** The size of a lifecycle script, and AWS's limit. */
export interface ScriptSizeStatus {
  readonly bytes: number;
  /** Characters of its base64, which AWS counts. */
  readonly base64: number;
  readonly limit: { readonly bytes: number; readonly base64: number };
}

/** Request: a policy's status at a glance. Null for a policy that is not open. */
export const statusRequest = 'nbroute/status';
export interface StatusParams {
  readonly uri: string;
}
export interface Status {
  readonly errors: number;
  /** The number of routes that the policy installs: distinct prefixes, including those of its lists. */
  readonly routes: number;
  /** Null while there are other errors, and with more routes than can be measured while typing. */
  readonly size: ScriptSizeStatus | null;
  /** The numbers of `expect` statements that hold and fail; null while the policy is unresolved. */
  readonly expectations: { readonly holding: number; readonly failing: number } | null;
}

/** Request: the `expect` statements of a policy, open or on disk, or of all policies in the workspace. */
export const expectationsRequest = 'nbroute/expectations';
export interface ExpectationsParams {
  /** Null for every policy of the workspace and every open one. */
  readonly uri: string | null;
}
/** Without policies that do not exist. */
export type ExpectationsResult = readonly PolicyExpectations[];
export interface PolicyExpectations {
  readonly uri: string;
  /** In text order. */
  readonly expectations: readonly Expectation[];
}
export interface Expectation {
  /** The statement with single spaces: `expect 10.0.12.7 via vpc`. */
  readonly text: string;
  readonly range: TextRange;
  /** `open` while the policy is unresolved. */
  readonly result: 'holds' | 'fails' | 'open';
  /** The failures with their destinations; none unless `fails`. */
  readonly failures: readonly ExpectationFailure[];
}
export interface ExpectationFailure {
  readonly range: TextRange;
  readonly message: string;
  /**
   * The address ranges that are routed differently, one per line, with how they are expected to be routed, and how they
   * are routed.
   */
  readonly expected: string;
  readonly actual: string;
}

/** Lines and characters from 0, characters as the client counts them. */
export interface TextRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Request: the diagnostics of an open policy, or of another text. Null if there is neither. */
export const checkRequest = 'nbroute/check';
export interface CheckParams {
  readonly uri: string;
  /** Checked in place of the document's text; `uri` is then the document's location. */
  readonly source?: string;
}
export interface CheckResult {
  /** With the severities of the policy and its nbroute.json, in text order, at most a thousand. */
  readonly findings: readonly CheckDiagnostic[];
  /** The numbers of all of them. */
  readonly counts: SeverityCounts;
}
export interface CheckDiagnostic extends PreviewDiagnostic {
  readonly range: TextRange;
  /** Whether it has an unambiguous fix. */
  readonly fixable: boolean;
}

/** Request: how addresses, prefixes or lists are routed, and why, in words. */
export const lookupRequest = 'nbroute/lookup';
export interface LookupParams extends CheckParams {
  /** Each an address, a prefix or a list's name, also with ports: `10.0.0.7 tcp 443`. */
  readonly queries: readonly string[];
  /** One of the policy's subnets; the first one by default. */
  readonly subnet?: string | null;
}
export type TextResult =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** Request: `expect` statements for what the preview's probe shows, to be inserted into the policy. */
export const pinRequest = 'nbroute/pin';
export interface PinParams {
  readonly uri: string;
  readonly query: string;
  readonly subnet?: string | null;
}
export type PinResult =
  | {
      readonly ok: true;
      /** The document version that the position is for. */
      readonly version: number;
      readonly at: { readonly line: number; readonly character: number };
      readonly text: string;
    }
  | { readonly ok: false; readonly problem: string };

/**
 * Request: information for a report after the server failed: version, platform and internal errors, without any text of
 * a policy.
 */
export const diagnosticInformationRequest = 'nbroute/diagnosticInformation';

/** Request: a rule's page of the documentation, as Markdown. */
export const explainRequest = 'nbroute/explain';
export interface ExplainParams {
  readonly rule: string;
}

/** Request: what an open policy routes differently from another one, or from a table. */
export const compareRequest = 'nbroute/compare';
export interface CompareParams {
  readonly uri: string;
  readonly name: string;
  /**
   * What comes before: null for the notebook without the policy; another policy by its `uri`; this one with all that it
   * reads at a Git `revision`; or the `text` of another policy, of routes, a script, a lifecycle configuration or a
   * network file.
   */
  readonly other:
    | null
    | ({ readonly name: string } & (
        { readonly uri: string } | { readonly revision: string } | { readonly text: string }
      ));
}
export type CompareResult =
  | {
      readonly ok: true;
      /** Ascending and disjoint. */
      readonly changes: readonly CompareChange[];
      readonly notes: Notes;
    }
  | { readonly ok: false; readonly problem: string };
/** Addresses that are routed differently. */
export interface CompareChange {
  readonly range: string;
  readonly count: number;
  /** The count for display: `65,536 addresses`. */
  readonly addresses: string;
  readonly before: CompareSide;
  readonly after: CompareSide;
}
export interface CompareSide {
  /** As in `PreviewRow`; '' for none, and for an action that no policy can have. */
  readonly action: string;
  /** What the VPC router does with them; also `ok` if that is not known. */
  readonly state: 'ok' | 'dead-end' | 'unknown';
  /** For display: `via vpc to tgw-0abc`, `no route`. */
  readonly label: string;
  /** The routes that decide, each line once. */
  readonly routes: readonly CompareRoute[];
}
export interface CompareRoute {
  /** From 0; null for a route that has no line. */
  readonly line: number | null;
  /** The line's text, or a description of the route. */
  readonly text: string;
}

/** Request: which notebook runs which of the workspace's policies, as a page, from the AWS CLI's output. */
export const fleetRequest = 'nbroute/fleet';
export interface FleetParams {
  /** The texts of the files with the answers. */
  readonly texts: readonly string[];
}
/** The command that the page's links to a comparison call, with its index. */
export const fleetComparisonCommand = 'nbroute.showFleetComparison';
export type FleetResult =
  | {
      readonly ok: true;
      /** Its links are command URIs: `vscode.open` with a policy, and the command above. */
      readonly html: string;
      /** The documents that the links to comparisons open. */
      readonly comparisons: readonly { readonly title: string; readonly markdown: string }[];
      /** The parts of the answers that could not be used, a clause each. */
      readonly problems: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

/** Request: the subnets of a network file that a policy can be made for; empty for other texts. */
export const networkHomesRequest = 'nbroute/networkHomes';
export interface NetworkHomesParams {
  readonly text: string;
}
/** A subnet and its notebook. */
export interface NetworkHome {
  /** The subnet's id. */
  readonly subnet: string;
  readonly blocks: readonly string[];
  readonly vpc: string;
  readonly notebook: string | null;
}

/** Request: a policy from a dump of routes, a script that sets them, or a network file. */
export const importRequest = 'nbroute/import';
export interface ImportParams {
  readonly text: string;
  /** For a network file: the subnet to make the policy for, the policy's name, and the file's path in the policy. */
  readonly home?: NetworkHome;
  readonly name?: string;
  readonly path?: string;
  /** For pasting into an existing policy: only the routes and lists of the text; '' if it has none. */
  readonly isPasted?: boolean;
}
export type ImportResult =
  | { readonly ok: true; readonly text: string; readonly notes: Notes }
  | { readonly ok: false; readonly problem: string };

/** The skipped lines of a dump, and the assumptions made. */
export interface Notes {
  /** Lines that are not in the result, in order; `line` is from 1, and long text is shortened. */
  readonly missing: readonly { readonly line: number; readonly text: string; readonly message: string }[];
  /** A sentence each, without a final period. */
  readonly assumptions: readonly string[];
}

/** Request, of a server on Linux: builds an open policy's notebook and compares the policy with its kernel. */
export const verifyRequest = 'nbroute/verify';
export interface VerifyParams {
  readonly uri: string;
  /** The token of the progress: the server sends a `VerifyProgress` after each notebook. */
  readonly progress: string;
}
export interface VerifyProgress {
  readonly done: number;
  readonly all: number;
}
export type VerifyResult =
  | {
      readonly kind: 'compared';
      /** Whether every start succeeded and every reply was the model's. */
      readonly ok: boolean;
      readonly text: string;
    }
  /** The kernel could not be queried; the text says why, and what to do. */
  | { readonly kind: 'cannot'; readonly text: string }
  /** The number of errors that keep the policy from being verified. */
  | { readonly kind: 'errors'; readonly count: number };

/** Request: what the preview shows for one policy. */
export const previewRequest = 'nbroute/preview';
export interface PreviewParams {
  readonly uri: string;
  /** One of the policy's subnets; the first one by default. */
  readonly subnet?: string;
}

/** One row of the effective table, as `route -n` prints it, with details that it has no columns for. */
export interface PreviewRow extends RouteNRow {
  /** The destination as a prefix: `10.0.0.0/16`. */
  readonly prefix: string;
  /** `direct`, `vpc`, `docker`, `service`, or the reject route's type. */
  readonly action: string;
  readonly origin: RouteOrigin;
  /** The comment on the route in the policy, as one line, or ''. */
  readonly comment: string;
  /** The zero-based line in the policy; null for a system route. */
  readonly line: number | null;
  /** The first diagnostics on the route; undefined if there are none. */
  readonly findings?: readonly PreviewDiagnostic[];
}

export interface PreviewDiagnostic {
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
}

/** An interface of the notebook; `gateway` is null if the policy does not determine it. */
export interface PreviewInterface {
  readonly name: string;
  /** Whether the policy pins the name; otherwise the script finds the interface, whatever its name. */
  readonly pinned: boolean;
  readonly gateway: string | null;
}

/** What happens to addresses at the VPC router; `id` and `kind` are '' if there is no next hop. */
export interface PreviewNextHop {
  readonly state: 'ok' | 'dead-end' | 'unknown';
  readonly id: string;
  readonly kind: string;
  /** Why, as a sentence without a period; '' if there is nothing to add. */
  readonly reason: string;
}

/** The VPC router for the shown subnet. */
export interface PreviewRouter {
  readonly routeTable: string | null;
  readonly nextHops: readonly PreviewNextHop[];
  readonly rows: readonly {
    readonly destination: string;
    readonly nextHop: string;
    readonly kind: string;
    readonly origin: string;
  }[];
  /**
   * Each range ends before the next one: IPv4, then IPv6. `nextHop` and `row` are indexes; the row is -1 if none
   * decides.
   */
  readonly ranges: readonly { readonly first: string; readonly nextHop: number; readonly row: number }[];
}

/** An error of the policy; its line is from 0. */
export interface PreviewProblem {
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

export interface Preview {
  /** The policy's name. */
  readonly policy: string;
  /** The version of the document that this was made from. */
  readonly version: number;
  /** The number of errors that leave the policy unresolved: unless 0, only resolved rows are here, without verdicts. */
  readonly errors: number;
  /** The first of these errors, in text order. */
  readonly problems: readonly PreviewProblem[];
  /** The numbers of diagnostics, as in the Problems panel. */
  readonly counts: SeverityCounts;
  readonly rows: readonly PreviewRow[];
  /** The table without the policy. */
  readonly system: readonly PreviewRow[];
  /** The shown notebook's network; an interface that it does not have is null. */
  readonly network: {
    readonly vpc: readonly string[];
    /** The shown subnet; null if the policy has none. */
    readonly subnet: string | null;
    /** The shown notebook's subnets, at most one of each IP version. */
    readonly own: readonly string[];
    /** SageMaker's own network. */
    readonly service: string;
    readonly docker: readonly string[];
    readonly direct: PreviewInterface | null;
    readonly router: PreviewInterface | null;
  };
  /** What the VPC router does with each address; null without a network file that has it. */
  readonly router: PreviewRouter | null;
  /** Whether the policy's routes are restored when something removes them. */
  readonly onLoss: 'restore' | 'ignore';
  /** A note on interface names that the policy does not pin, or ''. */
  readonly note: string;
  /** All subnets of the policy. */
  readonly subnets: readonly string[];
  /** Subnets of the policy other than the one shown. */
  readonly otherSubnets: readonly string[];
}

/** Request: the table of one policy as text, as `nbroute table --format` writes it. */
export const tableRequest = 'nbroute/table';
export interface TableParams {
  readonly uri: string;
  readonly format: TableFormat;
  readonly subnet?: string;
}
export type TableResult =
  | {
      readonly ok: true;
      readonly text: string;
      /** A file name to suggest, without a folder: `blog.svg`. */
      readonly fileName: string;
    }
  | {
      readonly ok: false;
      /** The number of errors that keep the policy from having a table. */
      readonly count: number;
    };

/** Notification from the server: this policy was analysed again, or created or deleted with its folder. */
export const changedNotification = 'nbroute/changed';
export interface ChangedParams {
  readonly uri: string;
}

/**
 * Requests from the server to a client with `files: true` in its initialization options: for files that only the client
 * can read, in a browser or in a virtual file system.
 */
export const readFileRequest = 'nbroute/readFile';
export const readFolderRequest = 'nbroute/readFolder';
export interface UriParams {
  readonly uri: string;
}
export interface ReadFileParams extends UriParams {
  /** A Git commit, for the file as it was there. */
  readonly revision?: string;
}
export type FileResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };
/** The names in a folder; empty if there is none, null if it cannot be read. */
export type FolderResult = readonly { readonly name: string; readonly folder: boolean }[] | null;
