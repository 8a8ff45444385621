import type { CommandDefinition, OptionDefinition } from '../command-definition';
import {
  diffFormatWords,
  diffOtherWords,
  directInternetWords,
  fleetFormatWords,
  fleetLevelWords,
  importFormatWords,
  tableFormatWords,
  textOrJsonWords,
} from '../option-words';
import { checkDefinition, compileDefinition, outputOption } from './task-commands';

const textOrJson: OptionDefinition = {
  name: 'format',
  value: 'FORMAT',
  words: textOrJsonWords,
  default: 'text',
  text: 'how to print the result',
};
const inSubnet: OptionDefinition = {
  name: 'subnet',
  value: 'PREFIX',
  default: 'the first',
  text: 'for a notebook in this subnet of the policy',
};

export const commandDefinitions: readonly CommandDefinition[] = [
  checkDefinition,
  {
    name: 'format',
    operands: 'PATH…',
    operand: 'policy',
    summary: 'Format policies in place',
    notes: [],
    options: [
      {
        name: 'check',
        text: 'only report which policies are not formatted, with exit code 1 if there are any',
      },
    ],
    examples: [['format --check .', 'for CI: which policies are not formatted']],
    load: async () => (await import('./format')).formatCommand,
  },
  compileDefinition,
  {
    name: 'table',
    operands: 'FILE',
    operand: 'policy',
    summary: 'Print the routing table of the notebook after the script has run',
    notes: [],
    options: [
      {
        name: 'format',
        value: 'FORMAT',
        words: tableFormatWords,
        default: 'route-n',
        text: 'how to print it',
        note: 'svg is a diagram of the traffic, map the IPv4 address space as a bar, html one page with everything',
      },
      { name: 'changes', text: 'mark what the policy adds' },
      inSubnet,
    ],
    examples: [['table net.nbroute --changes', 'what `route -n` will show, with the new routes marked']],
    load: async () => (await import('./table')).tableCommand,
  },
  {
    name: 'lookup',
    operands: 'FILE ADDRESS…',
    operand: 'policy',
    summary: 'Show how addresses, prefixes or lists are routed, and why',
    notes: [
      "ADDRESS is an address, a prefix, the name of one of the policy's lists, or - for any number of them on standard input, separated by spaces or line breaks.",
      'Exit code 1: standard input has something else, which is reported with its line.',
    ],
    options: [
      textOrJson,
      inSubnet,
      {
        name: 'tcp',
        value: 'PORT',
        text: 'whether security groups and network ACLs allow it; needs a network file',
      },
      { name: 'udp', value: 'PORT', text: 'likewise' },
      { name: 'icmp', text: 'likewise, an echo request and its reply' },
    ],
    examples: [
      ['lookup net.nbroute 10.0.12.7 10.0.0.0/16', 'how an address and a whole prefix are routed'],
      ['lookup net.nbroute 10.0.12.7 --tcp 5432', 'and whether a port is allowed'],
    ],
    load: async () => (await import('./lookup')).lookupCommand,
  },
  {
    name: 'import',
    operands: '[INPUT]',
    operand: 'file',
    summary:
      'Write a policy from a routing table, a script, a terminal session, a template or a network file',
    notes: [
      'Reads a file or standard input. Whatever is not in the policy is reported on standard error, line by line.',
      'Exit code 1: some lines are not in the policy.',
    ],
    options: [
      { name: 'from', value: 'FORMAT', words: importFormatWords, default: 'auto', text: 'what the input is' },
      outputOption,
      {
        name: 'vpc',
        value: 'PREFIXES',
        text: "the VPC's blocks, if the input lacks them; comma-separated",
      },
      {
        name: 'subnet',
        value: 'PREFIXES',
        text: "the notebook's subnets, likewise; for a network file, a subnet's id",
      },
      { name: 'docker', value: 'PREFIXES', text: "Docker's bridge networks, likewise" },
      {
        name: 'direct-internet',
        value: 'STATE',
        words: directInternetWords,
        text: 'whether the notebook has direct internet access, if the input lacks it',
      },
    ],
    examples: [
      ['import on-start.sh -o net.nbroute', 'from the script of a lifecycle configuration'],
      ['import --vpc 172.31.0.0/16 routes.txt', 'from what `ip route` printed'],
      ['import network.json --subnet subnet-0abc', "the policy of a subnet, from AWS's description"],
    ],
    load: async () => (await import('./import')).importCommand,
  },
  {
    name: 'diff',
    operands: 'FILE OTHER',
    operand: 'file',
    summary: 'Show which addresses are routed differently by two policies, or by a policy and an instance',
    notes: [
      'OTHER is a policy (*.nbroute), or anything that "nbroute import" reads. The result lists what is missing there, what is extra, and what differs.',
      '--git REV FILE compares FILE at a Git revision with FILE as it is now. --git REV PATH… does so for several files, or for every policy in folders; a policy that is new or deleted is compared with its network alone.',
      'Exit code 1: there is a difference.',
    ],
    options: [
      { name: 'git', value: 'REV', text: 'compare with the policies at this Git revision' },
      {
        name: 'format',
        value: 'FORMAT',
        words: diffFormatWords,
        default: 'text',
        text: 'how to print it',
      },
      {
        name: 'from',
        value: 'FORMAT',
        words: diffOtherWords,
        default: 'auto',
        text: 'what OTHER is',
      },
    ],
    examples: [
      ['diff net.nbroute routes.txt', 'what differs on the notebook that printed routes.txt'],
      ['diff --git origin/main --format markdown .', 'a comment for a pull request'],
    ],
    load: async () => (await import('./diff')).diffCommand,
  },
  {
    name: 'fleet',
    operands: 'POLICY… --from FILE…',
    operand: 'file',
    summary: 'Show which notebook runs which policy, from what the AWS CLI prints about them',
    notes: [
      'POLICY is a policy, or a folder of them. FILE has output of the AWS CLI, of any number of calls one after the other: list-notebook-instances, describe-notebook-instance, describe-notebook-instance-lifecycle-config, logs filter-log-events, and those of a network file. A folder means all *.json files in it.',
      'States: current; outdated, with the address ranges that the policy would route differently; restart (deployed, but the notebook was not restarted since); failed (the last start); foreign (another kind of script, compared with the policy of its subnet); none (no OnStart script).',
      'Exit code 1: a notebook is not current, or the output is truncated.',
    ],
    options: [
      { name: 'from', value: 'FILE', repeatable: true, text: 'output of the AWS CLI; - is standard input' },
      {
        name: 'fail-on',
        value: 'LEVEL',
        words: fleetLevelWords,
        default: 'outdated',
        text: 'what makes the exit code 1',
        note: 'outdated is a notebook in any state but current, any also a problem or an unused policy',
      },
      {
        name: 'format',
        value: 'FORMAT',
        words: fleetFormatWords,
        default: 'text',
        text: 'how to print it',
        note: 'html is one page for an internal site',
      },
    ],
    examples: [
      ['fleet policies/ --from fleet.json', 'every notebook, and the policies that none of them runs'],
      ['fleet policies/ --from answers/ --format html > fleet.html', 'the same as a page'],
    ],
    load: async () => (await import('./fleet')).fleetCommand,
  },
  {
    name: 'explain',
    operands: '[RULE]',
    operand: 'rule',
    summary: 'Explain a rule: what it reports and why it matters, with examples',
    notes: ['Without a rule: the list of all rules.'],
    options: [],
    examples: [['explain host-bits', "the rule's page"]],
    load: async () => (await import('./explain')).explainCommand,
  },
  {
    name: 'verify',
    operands: 'FILE',
    operand: 'policy',
    summary: 'Ask a real Linux kernel whether the compiled script does what the table shows',
    notes: [
      "Builds the notebook in a private network namespace, runs the script's route part in it twice, and compares how the kernel routes boundary and random addresses. Nothing outside the namespace changes.",
      "With a network file, a second namespace is the VPC router with the routes of the subnet's table, and one interface for each next hop. A packet from the notebook to every boundary address must leave it by the next hop that the policy's tables show, or not at all.",
      'Exit code 1: the kernel routes an address or forwards a packet differently, or the script failed. 2: this machine allows no private network namespace.',
    ],
    options: [
      {
        name: 'addresses',
        value: 'N',
        default: '200',
        text: 'how many random addresses, in addition to every boundary',
      },
      { name: 'seed', value: 'N', text: 'the seed of the random addresses' },
      textOrJson,
    ],
    examples: [['verify net.nbroute', 'every boundary address and 200 random ones']],
    load: async () => (await import('./verify')).verifyCommand,
  },
  {
    name: 'completion',
    operands: 'SHELL',
    operand: 'shell',
    summary: 'Print a completion script for bash, zsh or fish',
    notes: [
      'SHELL is bash, zsh or fish. The script completes commands, options, their values, rules and files.',
    ],
    options: [],
    examples: [
      [
        'completion bash > ~/.local/share/bash-completion/completions/nbroute',
        'for bash with bash-completion',
      ],
      ['completion zsh > "${fpath[1]}/_nbroute"', 'for zsh'],
      ['completion fish > ~/.config/fish/completions/nbroute.fish', 'for fish'],
    ],
    load: async () => (await import('./completion')).completionCommand(commandDefinitions),
  },
  {
    name: 'lsp',
    operands: '--stdio',
    operand: undefined,
    summary: 'Run the language server, for any editor',
    notes: [],
    options: [{ name: 'stdio', text: 'communicate over standard input and output' }],
    examples: [],
    load: async () => (await import('./lsp')).lspCommand,
  },
  {
    name: 'mcp',
    operands: '',
    operand: undefined,
    summary: 'Run the Model Context Protocol server, for agents',
    notes: [
      "Tools that check, look up, compare, explain, show the table and compile, over standard input and output. They read policies and the files that these name, in the client's roots or, without roots, in the working directory. They write nothing.",
    ],
    options: [],
    examples: [],
    load: async () => (await import('./mcp')).mcpCommand,
  },
];
