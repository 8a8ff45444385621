// Tasks that run the extension's own command line, with VS Code's Node and no nbroute on PATH.
import { type ChildProcess, fork } from 'node:child_process';
import { relative, resolve } from 'node:path';
import {
  CustomExecution,
  EventEmitter,
  type ExtensionContext,
  l10n,
  type Pseudoterminal,
  Task,
  type TaskDefinition,
  TaskGroup,
  tasks,
  type TaskProvider,
  type Uri,
  workspace,
  type WorkspaceFolder,
} from 'vscode';

const type = 'nbroute';

/** VS Code reports a task that ends within fewer milliseconds as one that could not be started. */
const launching = 600;

/**
 * How many milliseconds the last lines may take to reach the problem matcher, which VS Code stops 100 ms after the end.
 */
const reading = 500;

/** Tasks are offered for at most this many policies; others can be written into tasks.json. */
const policiesOffered = 50;

/** A task's definition in tasks.json, as package.json declares it. */
interface Definition extends TaskDefinition {
  readonly command: 'check' | 'compile';
  /** Relative to the workspace folder. */
  readonly path?: string;
  readonly to?: string;
  readonly output?: string;
}

/** Offers `check` for every workspace folder and `compile` for its policies. */
export function registerTasks(context: ExtensionContext): void {
  const program = context.asAbsolutePath('dist/server.js');
  const provider: TaskProvider = {
    provideTasks: async () => {
      const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
      const policies = await workspace.findFiles('**/*.nbroute', '**/node_modules/**', policiesOffered);
      return [
        ...folders.map((folder) => taskOf(program, folder, { type, command: 'check' })),
        ...policies.sort(byPath).flatMap((uri) => {
          const folder = workspace.getWorkspaceFolder(uri);
          const path = workspace.asRelativePath(uri, false);
          return folder && folders.includes(folder)
            ? [
                taskOf(program, folder, {
                  type,
                  command: 'compile',
                  path,
                  output: path.replace(/\.nbroute$/, '.start.sh'),
                }),
              ]
            : [];
        }),
      ];
    },
    resolveTask: ({ definition, scope }) => {
      const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
      return folder && isDefinition(definition) ? taskOf(program, folder, definition) : undefined;
    },
  };
  context.subscriptions.push(tasks.registerTaskProvider(type, provider));
}

function taskOf(program: string, folder: WorkspaceFolder, definition: Definition): Task {
  const name = [definition.command, definition.path, definition.to].filter(Boolean).join(' ');
  // VS Code passes the definition as written in tasks.json, by which it recognises the task.
  const execution = new CustomExecution((resolved) => {
    const actual = isDefinition(resolved) ? resolved : definition;
    const cwd = folder.uri.fsPath;
    return Promise.resolve(terminalOf(program, argumentsOf(actual, cwd), cwd));
  });
  // No problem matcher, because the server already reports the same diagnostics, with fixes.
  const task = new Task(definition, folder, name, 'nbroute', execution, []);
  task.group = definition.command === 'compile' ? TaskGroup.Build : TaskGroup.Test;
  task.detail = `nbroute ${argumentsOf(definition, folder.uri.fsPath).join(' ')}`;
  return task;
}

/**
 * Without an `output`, the compiled text is printed. The path is made relative to the folder, as the problem matcher
 * expects.
 */
function argumentsOf({ command, path, to, output }: Definition, cwd: string): string[] {
  const relativePath = relative(cwd, resolve(cwd, path ?? '')) || '.';
  const operand = relativePath.startsWith('-') ? ['--', relativePath] : [relativePath];
  if (command === 'check') return ['check', ...operand];
  return ['compile', '--to', to ?? 'script', ...(output ? ['--output', output] : []), ...operand];
}

const isDefinition = (definition: TaskDefinition): definition is Definition =>
  definition['command'] === 'check' ||
  (definition['command'] === 'compile' && typeof definition['path'] === 'string');

/**
 * Runs a program in the extension's Node and shows it as a terminal. Not as a terminal's process: on Windows VS Code's
 * executable has no console to write to, and a shell would need quoted names.
 */
function terminalOf(program: string, args: readonly string[], cwd: string): Pseudoterminal {
  const output = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  let child: ChildProcess | undefined;
  const start = (): void => {
    const began = Date.now();
    output.fire(`nbroute ${args.join(' ')}\r\n\r\n`);
    child = fork(program, ['--command-line', ...args], {
      cwd,
      silent: true,
      execArgv: [],
      env: {
        ...process.env,
        // Makes VS Code's executable behave as Node.
        ELECTRON_RUN_AS_NODE: '1',
        FORCE_COLOR: '1',
        // The problem matcher needs unwrapped lines; the terminal wraps them for display.
        COLUMNS: '',
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text: string) => output.fire(text.replace(/\r?\n/g, '\r\n')));
    }
    child.on('error', (error) => {
      output.fire(`${error.message}\r\n`);
      closed.fire(2);
    });
    // A process that was killed has no exit code.
    child.on('close', (code) => {
      if (code === 0) output.fire(`${l10n.t('Done')}\r\n`);
      setTimeout(() => closed.fire(code ?? 2), Math.max(reading, launching - (Date.now() - began)));
    });
  };
  return {
    onDidWrite: output.event,
    onDidClose: closed.event,
    open: start,
    close: () => void child?.kill(),
  };
}

const byPath = (a: Uri, b: Uri): number => (a.path < b.path ? -1 : 1);
