import type { Entry } from '../features/completion/completion-item';
import type { Host } from '../host';
import type { Model } from '../model/model';
import type { VerifyResult } from '../protocol';
import type { Client } from './client';
import type { Later } from './pace';

/** What the server needs of the place it runs in. */
export interface Environment {
  /** Files as the engine reads them; paths are those `pathOf` gives. */
  readonly host: Host;
  readonly pathOf: (uri: string) => string;
  readonly uriOf: (path: string) => string;
  readonly version: string;
  /** The system, its architecture and what runs the server on it. */
  readonly platform?: string;
  /** The entries of a folder; none where it cannot be read. Never rejects. */
  readonly entries: (folder: string) => Promise<readonly FolderEntry[]>;
  /** Called with what the client can do, at the start and when its folders change. */
  readonly start?: (client: Client) => void;
  /** Called with the files that have changed. */
  readonly forget?: (paths: readonly string[]) => void;
  /** Runs work once nothing has changed for a while; 200 ms by default. */
  readonly later?: Later;
  /** Compares a policy's model with a kernel, where one is available; the model must have no errors. */
  readonly verify?: Verify;
}

export type Verify = (
  model: Model,
  signal: AbortSignal,
  progress: (done: number, all: number) => void,
) => Promise<VerifyResult>;

/** A file or folder inside a folder. */
export interface FolderEntry extends Entry {
  readonly path: string;
}
