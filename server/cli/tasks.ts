// The command line of VS Code's tasks, which the extension's bundle contains.
import { taskCommands } from './commands/task-commands';
import { runProcess } from './process';

runProcess(taskCommands);
