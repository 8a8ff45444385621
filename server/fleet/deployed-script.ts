import { decodedBase64 } from '../lib/base64';
import { scriptHash } from '../emit/script/script';
import type { Dump } from '../import/dump';
import { readDump } from '../import/read';
import type { LogLine } from '../model/script-comment';

/** The script of a lifecycle configuration, read. */
export interface DeployedScript {
  readonly text: string;
  readonly dump: Dump;
  /** The policy that it was compiled from by its own words; undefined for a script of another kind. */
  readonly policy: string | undefined;
  /** The hash that it logs at each start; undefined for scripts of 0.1.0, and of another kind. */
  readonly hash: string | undefined;
  /** Whether it is no more what was compiled. */
  readonly isEdited: boolean;
  /** Why its routes cannot be known; undefined where they can. */
  readonly unreadable: string | undefined;
}

/** Reads a script; undefined where the content is no base64 of a text. */
export function deployedScript(content: string): DeployedScript | undefined {
  const text = decodedBase64(content);
  if (text === undefined) return undefined;
  const dump = readDump(text, 'auto');
  const { compiled } = dump;
  const hash = /^hash=([0-9a-f]{12})$/m.exec(text)?.[1];
  const [unread] = compiled ? dump.notUnderstood : [];
  // Routes that cannot be unpacked are none that the reader could list.
  const isPacked = compiled !== undefined && dump.routes.length === 0 && /^packed="$/m.test(text);
  return {
    ...{ text, dump, policy: compiled?.name, hash: compiled && hash },
    isEdited: compiled !== undefined && hash !== undefined && scriptHash(text) !== hash,
    unreadable: isPacked ? 'the packed routes cannot be unpacked' : unread?.message,
  };
}

/** Whether a line at the beginning of a start is this script's; undefined where the script does not say. */
export function isStartOf({ text, hash }: DeployedScript, start: NonNullable<LogLine['start']>): boolean {
  if (hash !== undefined) return start.of === 'script' && start.hash === hash;
  return start.of === 'policy' && text.includes(`policy with SHA-256 ${start.hash}`);
}
