// VS Code's web server as a process group that starts and stops as one.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VscodeServer } from './install';

export interface RunningServer {
  /** Resolves when the server listens; without a trailing slash, as in `http://127.0.0.1:40123`. */
  readonly url: Promise<string>;
  /** Goes into the first page's query as `tkn`, so that other users of the machine cannot get a terminal here. */
  readonly token: string;
  /** Resolves when the server has exited, for whatever reason. */
  readonly ended: Promise<void>;
  /** Stops the server and every process it started; harmless if they have already exited. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the server on a free port that only this machine can reach; returns before it listens, so that it can be
 * stopped from then on.
 */
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
      '--host',
      '127.0.0.1',
      '--port',
      '0',
      '--connection-token-file',
      tokenFile,
      '--accept-server-license-terms',
      '--disable-telemetry',
      '--server-data-dir',
      dataFolder,
      ...args,
    ],
    // A process group of its own, because the extension host, the file watcher and others would outlive the server.
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

/** Terminates a process group, and kills it if it is still there after three seconds. */
async function endGroup(group: number): Promise<void> {
  const start = Date.now();
  while (signalled(group, Date.now() < start + 3000 ? 'SIGTERM' : 'SIGKILL')) {
    if (Date.now() > start + 10_000) throw new Error(`Process group ${group} does not end`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** False if no process of the group is left. */
function signalled(group: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
