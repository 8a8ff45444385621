import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { failed } from '../../server/cli/failure';
import { commandDefinitions } from '../../server/cli/commands/index';
import { runCommand } from '../../server/cli/run';
import { root } from '../fixture';

/** The result of a command. */
export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a command in this process, in a folder, as if its output were piped; it reads no standard input. `written`
 * gets both streams in the order of writing.
 */
export async function nbroute(
  args: readonly string[],
  cwd = root,
  width: number | undefined = undefined,
  written: (text: string) => void = () => undefined,
): Promise<CommandResult> {
  let [out, err] = ['', ''];
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const code = await runCommand(commandDefinitions, args, {
      out: (text) => {
        out += text;
        written(text);
        return Promise.resolve();
      },
      err: (text) => {
        err += text;
        written(text);
        return Promise.resolve();
      },
      colour: false,
      unicode: true,
      width,
    });
    return { code, out, err };
  } catch (error) {
    const { text, code } = await failed(error, args);
    written(text);
    return { code, out, err: `${err}${text}` };
  } finally {
    process.chdir(before);
  }
}

/** Starts the built program, for what only a process can show: streams, exit code, and that it starts at all. */
export function spawnNbroute(
  args: readonly string[],
  { input = '', cwd = root, program = path.join(root, 'dist/cli.js') } = {},
): CommandResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    input,
    cwd,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}
