import { commandDefinitions } from './commands/index';
import { runProcess } from './process';

runProcess(commandDefinitions);
