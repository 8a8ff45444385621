// The VS Code web server as a group of processes that begins and ends as one.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VscodeServer } from './install';

export interface RunningServer {
  /** Known when the server listens; without a slash at the end, as in `http://127.0.0.1:40123`. */
  readonly url: Promise<string>;
  /** Goes into the query of the first page as `tkn`: without it other users of the machine would get a terminal here. */
  readonly token: string;
  /** Settled when the server has ended, asked to or not. */
  readonly ended: Promise<void>;
  /** Ends the server and every process it started; harmless when they have ended already. */
  readonly stop: () => Promise<void>;
}

/** Starts the server on a free port that only this machine reaches; returns before it listens, so that it can be stopped from then on. */
export function startServer(
  { node, main }: VscodeServer,
  dataFolder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningServer {
  const token = randomUUID();
  const tokenFile = join(dataFolder, 'token');
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const child = spawn(
    node,
    [
      main,
      ...['--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile],
      ...['--accept-server-license-terms', '--disable-telemetry', '--server-data-dir', dataFolder],
      ...args,
    ],
    // A group of its own: extension host, file watcher and others outlive the server unless the group is ended.
    { detached: true, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const group = child.pid;
  const killAtExit = (): void => {
    if (group !== undefined) signalled(group, 'SIGKILL');
  };
  process.once('exit', killAtExit);

  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const url = new Promise<string>((resolve, reject) => {
    let text = '';
    const listen = (chunk: Buffer): void => {
      text += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      child.stdout.off('data', listen).resume();
      child.stderr.off('data', listen).resume();
      resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    void ended.then(() => reject(new Error(`The VS Code server ended while starting\n${text.trim()}`)));
  });
  url.catch(() => undefined);

  return {
    url,
    token,
    ended,
    stop: async () => {
      if (group !== undefined) await endGroup(group);
      process.off('exit', killAtExit);
    },
  };
}

/** Asks a process group to end, and from the third second on makes it. */
async function endGroup(group: number): Promise<void> {
  const start = Date.now();
  while (signalled(group, Date.now() < start + 3000 ? 'SIGTERM' : 'SIGKILL')) {
    if (Date.now() > start + 10_000) throw new Error(`Process group ${group} does not end`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** False when nothing of the group is left. */
function signalled(group: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
