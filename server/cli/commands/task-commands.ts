import { outputFormatNames } from '../../emit/output-formats';
import { severities } from '../../lib/severity';
import type { CommandDefinition, OptionDefinition } from '../command-definition';
import { checkFormatWords } from '../option-words';

export const outputOption: OptionDefinition = {
  name: 'output',
  short: 'o',
  value: 'FILE',
  default: 'standard output',
  text: 'the file to write, completely or not at all',
};
export const checkDefinition: CommandDefinition = {
  name: 'check',
  operands: 'PATH…',
  operand: 'policy',
  summary: 'Report the diagnostics of policies, and of every *.nbroute file in folders',
  notes: [
    'Of a folder, node_modules, folders whose names begin with a dot, and symbolic links are left out. A link that is named itself is followed.',
    'Exit code 1: there are diagnostics at or above the fail level.',
  ],
  options: [
    {
      name: 'format',
      value: 'FORMAT',
      words: checkFormatWords,
      default: 'text',
      text: 'how to print the diagnostics',
      note: 'github annotates a pull request, gitlab is a Code Quality report',
    },
    {
      name: 'fix',
      text: 'apply unambiguous fixes: spellings, and removals that do not change how any address is routed',
    },
    { name: 'watch', text: 'check again whenever a file changes' },
    {
      name: 'fail-on',
      value: 'SEVERITY',
      words: severities,
      default: 'error',
      text: 'the lowest severity that makes the exit code 1',
    },
    {
      name: 'rule',
      value: 'ID=SEVERITY',
      repeatable: true,
      text: "print a rule's diagnostics with another severity, or not at all with off",
    },
  ],
  examples: [
    ['check policies/', 'every policy in a folder'],
    ['check --format junit . > nbroute.xml', 'a report that CI systems read'],
    ['check --rule untested-route=warning --fail-on warning .', 'fail where a route has no expectation'],
  ],
  load: async () => (await import('./check')).checkCommand,
};

export const compileDefinition: CommandDefinition = {
  name: 'compile',
  operands: 'FILE --to FORMAT',
  operand: 'policy',
  summary: 'Write the lifecycle script, or a template that contains it',
  notes: [],
  options: [
    {
      name: 'to',
      value: 'FORMAT',
      words: outputFormatNames,
      text: 'the output format',
      note:
        'script is the OnStart script, which the templates contain; aws-cli is JSON for create-notebook-instance-lifecycle-config; ' +
        'commands are the bare ip-route(8) commands',
    },
    { name: 'minimise', text: 'first find the smallest set of routes with the same meaning' },
    { name: 'with-notebook', text: 'templates also create a notebook instance' },
    { name: 'undo', text: 'with --to commands: the commands that remove the routes' },
    outputOption,
  ],
  examples: [
    ['compile net.nbroute --to script', 'the script on standard output'],
    ['compile net.nbroute --to cloudformation -o net.yaml', 'a template with the script in it'],
  ],
  load: async () => (await import('./compile')).compileCommand,
};

/** The commands of VS Code's tasks. */
export const taskCommands: readonly CommandDefinition[] = [checkDefinition, compileDefinition];
