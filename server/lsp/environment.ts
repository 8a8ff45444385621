import type { DirectoryEntry } from '../features/completion/completion-item';
import type { Host } from '../host';
import type { Model } from '../model/model';
import type { VerifyResult } from '../protocol';
import type { Client } from './client';
import type { Later } from './pace';

/** What the server needs from its host environment. */
export interface Environment {
  /** Files as the engine reads them; paths are those of `pathOf`. */
  readonly host: Host;
  readonly pathOf: (uri: string) => string;
  readonly uriOf: (path: string) => string;
  readonly version: string;
  /** The operating system, architecture and runtime. */
  readonly platform?: string;
  /** Lists a folder; empty if there is none, undefined if it cannot be read. Never rejects. */
  readonly entries: (folder: string) => Promise<readonly FolderEntry[] | undefined>;
  /** Called with the client's capabilities, at the start and when its folders change. */
  readonly start?: (client: Client) => void;
  /** Called with the files that have changed. */
  readonly forget?: (paths: readonly string[]) => void;
  /** Schedules work once nothing has changed for a while; 200 ms by default. */
  readonly later?: Later;
  /** Compares a policy's model with a kernel; undefined if there is none. The model must have no errors. */
  readonly verify?: Verify;
}

export type Verify = (
  model: Model,
  signal: AbortSignal,
  progress: (done: number, total: number) => void,
) => Promise<VerifyResult>;

export interface FolderEntry extends DirectoryEntry {
  readonly path: string;
}
