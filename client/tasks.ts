// Tasks that run the command line of this extension. They need no nbroute on PATH, and no Node but VS Code's own.
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

/** What ends before so many milliseconds VS Code takes for something that could not be started, and says so. */
const launching = 600;

/** How long its lines may take to get to the problem matcher, in milliseconds: VS Code stops it 100 after the end. */
const reading = 500;

/** For how many policies a task is offered; any other can be written into tasks.json. */
const policiesOffered = 50;

/** A definition in tasks.json, as package.json describes it. */
interface Definition extends TaskDefinition {
  readonly command: 'check' | 'compile';
  /** Relative to the folder. */
  readonly path?: string;
  readonly to?: string;
  readonly output?: string;
}

/** `check` for every folder of the workspace, `compile` for its policies. */
export function registerTasks(context: ExtensionContext): void {
  const program = context.asAbsolutePath('dist/server.js');
  const provider: TaskProvider = {
    provideTasks: async () => {
      const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
      const found = await workspace.findFiles('**/*.nbroute', '**/node_modules/**', policiesOffered);
      return [
        ...folders.map((folder) => taskOf(program, folder, { type, command: 'check' })),
        ...found.sort(byPath).flatMap((uri) => {
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
  // What VS Code hands back is the definition as it stands in tasks.json: a task is found again by it.
  const execution = new CustomExecution((resolved) => {
    const wanted = isDefinition(resolved) ? resolved : definition;
    const cwd = folder.uri.fsPath;
    return Promise.resolve(terminalOf(program, argumentsOf(wanted, cwd), cwd));
  });
  // No problem matcher: the server has told the same findings already, with their fixes.
  const task = new Task(definition, folder, name, 'nbroute', execution, []);
  task.group = definition.command === 'compile' ? TaskGroup.Build : TaskGroup.Test;
  task.detail = `nbroute ${argumentsOf(definition, folder.uri.fsPath).join(' ')}`;
  return task;
}

/**
 * As on the command line: without an `output` what is compiled is shown. The path is made one of the folder, whatever
 * it was: the problem matcher takes it for one.
 */
function argumentsOf({ command, path, to, output }: Definition, cwd: string): string[] {
  const named = relative(cwd, resolve(cwd, path ?? '')) || '.';
  const operand = named.startsWith('-') ? ['--', named] : [named];
  if (command === 'check') return ['check', ...operand];
  return ['compile', '--to', to ?? 'script', ...(output ? ['--output', output] : []), ...operand];
}

const isDefinition = (definition: TaskDefinition): definition is Definition =>
  definition['command'] === 'check' ||
  (definition['command'] === 'compile' && typeof definition['path'] === 'string');

/**
 * A process of the extension's own Node, shown as a terminal. Not a terminal's process: on Windows VS Code's program
 * has no console to write to, and a shell would want its name and the paths quoted for it.
 */
function terminalOf(program: string, args: readonly string[], cwd: string): Pseudoterminal {
  const written = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  let child: ChildProcess | undefined;
  const start = (): void => {
    const began = Date.now();
    written.fire(`nbroute ${args.join(' ')}\r\n\r\n`);
    child = fork(program, ['--command-line', ...args], {
      cwd,
      silent: true,
      execArgv: [],
      env: {
        ...process.env,
        // Where Node is inside VS Code's own program, this makes it Node alone.
        ELECTRON_RUN_AS_NODE: '1',
        FORCE_COLOR: '1',
        // A problem matcher reads whole lines: the terminal breaks them for the eye.
        COLUMNS: '',
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text: string) => written.fire(text.replace(/\r?\n/g, '\r\n')));
    }
    child.on('error', (error) => {
      written.fire(`${error.message}\r\n`);
      closed.fire(2);
    });
    // A process that was ended has no exit code.
    child.on('close', (code) => {
      if (code === 0) written.fire(`${l10n.t('Done')}\r\n`);
      setTimeout(() => closed.fire(code ?? 2), Math.max(reading, launching - (Date.now() - began)));
    });
  };
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: start,
    close: () => void child?.kill(),
  };
}

const byPath = (a: Uri, b: Uri): number => (a.path < b.path ? -1 : 1);
