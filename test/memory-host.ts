import * as path from 'node:path';
import type { Host, ReadResult } from '../server/host';

/** A host with the given files, all in one workspace at ""; a text with NUL is binary. */
export function memoryHost(files: Readonly<Record<string, string>>): Host {
  const read = new Map<string, ReadResult>(
    Object.entries(files).map(([name, text]) => [
      name,
      text.includes('\0') ? { kind: 'unreadable', reason: 'binary file' } : { kind: 'text', text },
    ]),
  );
  return {
    resolve: (from, to) => {
      const target = path.posix.join(path.posix.dirname(from), to);
      return target.startsWith('..') || path.posix.isAbsolute(to) ? undefined : target;
    },
    read: (name) => Promise.resolve(read.get(name) ?? { kind: 'missing' }),
    config: () => {
      const config = read.get('nbroute.json');
      return Promise.resolve(config && { path: 'nbroute.json', read: config });
    },
  };
}
