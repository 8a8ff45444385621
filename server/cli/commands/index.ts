import type { ParseArgsConfig } from 'node:util';
import type { Run } from '../command';

/** A command as the command line and its documentation know it; its code is loaded when it is called. */
export interface CommandDefinition {
  readonly name: string;
  /** The name with its operands. */
  readonly usage: string;
  /** One line, without a final period. */
  readonly summary: string;
  /** Options and their meaning, a line each. */
  readonly details: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  readonly load: () => Promise<Run>;
}

export const commands: readonly CommandDefinition[] = [
  {
    name: 'check',
    usage: 'check PATH…',
    summary: 'Findings of policies, and of all *.nbroute files in folders',
    details: `  --format text|json|sarif|github
                              how to show them (default text)
  --fix                       mend what has one reading, remove what changes no address's way
  --fail-on SEVERITY          exit with 1 from this severity on: error (default), warning, information, hint
  --rule ID=SEVERITY          show a rule's findings at another severity, or "off"; may be repeated`,
    options: {
      format: { type: 'string' },
      fix: { type: 'boolean' },
      'fail-on': { type: 'string' },
      rule: { type: 'string', multiple: true },
    },
    load: async () => (await import('./check')).check,
  },
  {
    name: 'format',
    usage: 'format PATH…',
    summary: 'Lays policies out, in place',
    details: '  --check   only say which are not formatted, and exit with 1 if any is',
    options: { check: { type: 'boolean' } },
    load: async () => (await import('./format')).format,
  },
  {
    name: 'compile',
    usage: 'compile FILE --to TARGET [-o OUT]',
    summary: 'Writes what AWS takes: the lifecycle script, or a template with it',
    details: `  --to TARGET       script: the OnStart script
                    cloudformation, cloudformation-json, terraform: a template with it
                    aws-cli: JSON for create-notebook-instance-lifecycle-config --cli-input-json
                    commands: the bare "ip route" lines, for a terminal
  --minimise        first the smallest set of routes with the same meaning
  --with-notebook   in a template, a notebook instance too
  --undo            of the commands, those that take the routes away
  -o OUT            the file to write, whole or not at all (default standard output)`,
    options: {
      to: { type: 'string' },
      minimise: { type: 'boolean' },
      'with-notebook': { type: 'boolean' },
      undo: { type: 'boolean' },
      output: { type: 'string', short: 'o' },
    },
    load: async () => (await import('./compile')).compile,
  },
  {
    name: 'table',
    usage: 'table FILE',
    summary: 'The routing table of the notebook once the script has run',
    details: `  --format FORMAT   route-n, ip-route, markdown, csv, json: the table (default route-n)
                    svg: a diagram of where the traffic goes
                    map: the IPv4 space as a bar, an SVG too
                    html: all of it in one page that loads nothing
  --changes         mark what the policy adds
  --subnet PREFIX   for a notebook in this one of the policy's subnets`,
    options: { format: { type: 'string' }, changes: { type: 'boolean' }, subnet: { type: 'string' } },
    load: async () => (await import('./table')).table,
  },
  {
    name: 'lookup',
    usage: 'lookup FILE ADDRESS…',
    summary: 'Where addresses, whole prefixes or lists go, and why',
    details: `ADDRESS is an address, a prefix, the name of one of the policy's lists, or - for any number of them on
standard input, separated by spaces or lines.

  --format text|json   how to show it (default text)
  --subnet PREFIX      for a notebook in this one of the policy's subnets`,
    options: { format: { type: 'string' }, subnet: { type: 'string' } },
    load: async () => (await import('./lookup')).lookup,
  },
  {
    name: 'import',
    usage: 'import [DUMP]',
    summary: 'A policy from what exists: a dump of routes, or a script that sets them',
    details: `Reads a file or standard input. What is not in the policy is told on standard error, line by line.

  --from FORMAT          route-n, ip-route, ip-json, proc-net-route or shell (default auto)
  -o OUT                 the file to write, whole or not at all (default standard output)
  --vpc PREFIXES         the VPC's blocks, where the dump does not tell; comma-separated
  --subnet PREFIXES      the notebook's subnets, likewise
  --docker PREFIXES      Docker's bridge networks, likewise
  --direct-internet enabled|disabled

Exit code 1: some lines are not in the policy.`,
    options: {
      from: { type: 'string' },
      output: { type: 'string', short: 'o' },
      vpc: { type: 'string' },
      subnet: { type: 'string' },
      docker: { type: 'string' },
      'direct-internet': { type: 'string' },
    },
    load: async () => (await import('./import')).importPolicy,
  },
  {
    name: 'diff',
    usage: 'diff FILE OTHER',
    summary: 'Which addresses go another way, between two policies, or a policy and an instance',
    details: `From FILE to OTHER: another policy (*.nbroute), or anything "nbroute import" reads. Of an instance's table it
tells what is missing there, what is extra, and what is changed.

  --git REV FILE                  from FILE as it was at a Git revision to FILE as it is now
  --git REV PATH…                 the same of several files, or of every policy in folders; one that is new or gone
                                  is compared with its network alone
  --format text|json|markdown     how to show it (default text)
  --from FORMAT                   what OTHER is: policy, route-n, ip-route, ip-json, proc-net-route or shell
                                  (default auto)

Exit code 1: there is a difference.`,
    options: { git: { type: 'string' }, format: { type: 'string' }, from: { type: 'string' } },
    load: async () => (await import('./diff')).diff,
  },
  {
    name: 'explain',
    usage: 'explain RULE',
    summary: 'What a rule finds, why it matters, and an example of each',
    details: '  Without a rule: the list of all rules.',
    options: {},
    load: async () => (await import('./explain')).explain,
  },
  {
    name: 'verify',
    usage: 'verify FILE',
    summary: 'Asks a real Linux kernel whether the compiled script does what the table says',
    details: `Builds the notebook in a private network namespace, runs the script's route part in it, twice, and
compares where the kernel sends boundary and random addresses. Nothing outside the namespace changes.

  --addresses N        how many random addresses, beside every boundary (default 200)
  --seed N             which ones
  --format text|json   how to show it (default text)`,
    options: { addresses: { type: 'string' }, seed: { type: 'string' }, format: { type: 'string' } },
    load: async () => (await import('./verify')).verify,
  },
  {
    name: 'lsp',
    usage: 'lsp --stdio',
    summary: 'The language server, for any editor',
    details: '  --stdio   speak over standard input and output',
    options: { stdio: { type: 'boolean' } },
    load: async () => (await import('./lsp')).lsp,
  },
];
