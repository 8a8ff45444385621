// Custom requests between the language server and its clients: names and shapes only. Imports nothing.

/** What `compile` can write. */
export type CompileTarget =
  'script' | 'cloudformation' | 'cloudformation-json' | 'terraform' | 'aws-cli' | 'commands';

/** Request: the text of one compiled target, or why there is none. */
export const compileRequest = 'nbroute/compile';
export interface CompileParams {
  readonly uri: string;
  readonly to: CompileTarget;
}
export type CompileResult =
  | {
      readonly ok: true;
      readonly text: string;
      /** A file name to offer, without a folder: `blog.sh`, `blog.yaml`. */
      readonly fileName: string;
    }
  | {
      readonly ok: false;
      /** The errors that keep the policy from compiling, in text order, at most ten. */
      readonly errors: readonly { readonly line: number; readonly rule: string; readonly message: string }[];
      /** How many errors there are in all. */
      readonly count: number;
    };

/** Request: what the preview shows for one policy. */
export const previewRequest = 'nbroute/preview';
export interface PreviewParams {
  readonly uri: string;
  /** One of the policy's subnets; left out: the first. */
  readonly subnet?: string;
  /** A text to be shown in place of the document's: an older version of it. */
  readonly source?: string;
}

/** One row of the effective table, as `route -n` prints it, with what it cannot say. */
export interface PreviewRow {
  readonly destination: string;
  readonly gateway: string;
  readonly genmask: string;
  readonly flags: string;
  readonly metric: string;
  readonly ref: string;
  readonly use: string;
  readonly iface: string;
  /** The destination as a prefix: `10.0.0.0/16`. */
  readonly prefix: string;
  /** `direct`, `vpc`, `docker`, `service`, or the refusal's type. */
  readonly way: string;
  readonly origin: 'system' | 'policy';
  /** The comment that documents the route in the policy, one line, or ''. */
  readonly comment: string;
  /** Zero-based line of the policy the row comes from; null for the system's own. */
  readonly line: number | null;
  /** The first findings about the route; left out where there are none. */
  readonly findings?: readonly PreviewFinding[];
}

export interface PreviewFinding {
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly rule: string;
  readonly message: string;
}

/** An interface of the notebook; the gateway null where the policy cannot know it. */
export interface PreviewInterface {
  readonly name: string;
  /** Whether the policy pins the name; an unpinned one is found at start, whatever its name. */
  readonly pinned: boolean;
  readonly gateway: string | null;
}

export interface Preview {
  /** The policy's name. */
  readonly policy: string;
  /** The document version this was made from. */
  readonly version: number;
  /** How many errors the text has; when above 0 the rows are what could be understood, and must not be shown as the result. */
  readonly errors: number;
  readonly rows: readonly PreviewRow[];
  /** The table without the policy. */
  readonly system: readonly PreviewRow[];
  /** The network around the notebook shown; an interface that it does not have is null. */
  readonly network: {
    readonly vpc: readonly string[];
    /** The subnet shown; null where the policy declares none. */
    readonly subnet: string | null;
    readonly docker: readonly string[];
    readonly direct: PreviewInterface | null;
    readonly router: PreviewInterface | null;
  };
  /** What there is to know of interface names that the policy does not pin, or ''. */
  readonly note: string;
  /** All subnets of the policy. */
  readonly subnets: readonly string[];
  /** Subnets of the policy other than the one shown. */
  readonly otherSubnets: readonly string[];
}

/** Request: the table of one policy as text, by what `nbroute table --format` writes. */
export const tableRequest = 'nbroute/table';
export interface TableParams {
  readonly uri: string;
  readonly format: 'route-n' | 'ip-route' | 'markdown' | 'csv' | 'svg' | 'map' | 'html';
  readonly subnet?: string;
}
export type TableResult =
  | {
      readonly ok: true;
      readonly text: string;
      /** A file name to offer, without a folder: `blog.svg`. */
      readonly fileName: string;
    }
  | {
      readonly ok: false;
      /** How many errors keep the policy from having a table. */
      readonly count: number;
    };

/** Notification from the server: the analysis of this document changed, ask again. */
export const changedNotification = 'nbroute/changed';
export interface ChangedParams {
  readonly uri: string;
}

/**
 * Requests from the server to a client that has said `files: true` in its initialization options: for files that
 * only the client can read, in a browser or on a file system that is no disk.
 */
export const readFileRequest = 'nbroute/readFile';
export const readFolderRequest = 'nbroute/readFolder';
export interface UriParams {
  readonly uri: string;
}
export type FileResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };
/** The names in a folder; none when it cannot be read. */
export type FolderResult = readonly { readonly name: string; readonly folder: boolean }[];
