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
  /** `direct`, `vpc`, `docker`, `service`, or the refusal's type. */
  readonly way: string;
  readonly origin: 'system' | 'policy';
  /** The comment that documents the route in the policy, one line, or ''. */
  readonly comment: string;
  /** Zero-based line of the policy the row comes from; null for the system's own. */
  readonly line: number | null;
}

export interface Preview {
  /** The policy's name. */
  readonly policy: string;
  /** The document version this was made from. */
  readonly version: number;
  /** How many errors the text has; when above 0 the rows are what could be understood, and must not be shown as the result. */
  readonly errors: number;
  readonly rows: readonly PreviewRow[];
  /** Subnets of the policy other than the one shown. */
  readonly otherSubnets: readonly string[];
}

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
