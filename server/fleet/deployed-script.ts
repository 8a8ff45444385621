import { decodedBase64 } from '../lib/base64';
import { scriptHash } from '../emit/script/script';
import type { Dump } from '../import/dump';
import { readDump } from '../import/read';
import type { LogLine } from '../model/script-comment';

/** The decoded script of a lifecycle configuration. */
export interface DeployedScript {
  readonly text: string;
  readonly dump: Dump;
  /** The policy named in the script's header; undefined for a script that nbroute did not compile. */
  readonly policy: string | undefined;
  /** The hash that it logs at each start; undefined for scripts of 0.1.0 and those nbroute did not compile. */
  readonly hash: string | undefined;
  /** Whether the script was edited after it was compiled. */
  readonly isEdited: boolean;
  /** Why its routes cannot be read; undefined if they can. */
  readonly unreadable: string | undefined;
}

/** Decodes and reads a script; undefined if the content is not Base64-encoded text. */
export function deployedScript(content: string): DeployedScript | undefined {
  const text = decodedBase64(content);
  if (text === undefined) return undefined;
  const dump = readDump(text, 'auto');
  const { compiled } = dump;
  const hash = /^hash=([0-9a-f]{12})$/m.exec(text)?.[1];
  const [unread] = compiled ? dump.notUnderstood : [];
  // A compiled script with packed data and no routes could not be unpacked.
  const isPacked = compiled !== undefined && dump.routes.length === 0 && /^packed="$/m.test(text);
  return {
    text,
    dump,
    policy: compiled?.name,
    hash: compiled && hash,
    isEdited: compiled !== undefined && hash !== undefined && scriptHash(text) !== hash,
    unreadable: isPacked
      ? 'the packed routes cannot be unpacked'
      : unread && `line ${unread.line} of the script ${unread.message}`,
  };
}

/** Whether a logged start line is from this script; undefined if the script logs no hash. */
export function isStartOf({ text, hash }: DeployedScript, start: NonNullable<LogLine['start']>): boolean {
  if (hash !== undefined) return start.of === 'script' && start.hash === hash;
  return start.of === 'policy' && text.includes(`policy with SHA-256 ${start.hash}`);
}
