// The tools for agents, in VS Code and over the Model Context Protocol (`nbroute mcp`): one definition for both.
// package.json's language-model tools are generated from it: UPDATE=1 npm run test:unit.
import { outputFormatNames } from '../emit/output-formats';
import type { TableFormat } from '../render/table-formats';

/** The JSON Schema of a tool's input. */
export interface InputSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

export interface ToolDefinition {
  /** Its name in the protocol. */
  readonly name: string;
  readonly title: string;
  /** What it does, then one sentence on when to use it. */
  readonly description: string;
  readonly input: InputSchema;
  /** Its name in VS Code; undefined if it is not offered there. */
  readonly languageModelTool?: LanguageModelToolName;
}

export type LanguageModelToolName = 'nbroute_check' | 'nbroute_lookup' | 'nbroute_explain_rule';

const policy = {
  path: {
    type: 'string',
    description:
      "The policy: relative to a workspace folder, absolute, or a URI. In a workspace of several folders a relative path may begin with the folder's name.",
  },
  text: {
    type: 'string',
    description:
      "The policy's text, instead of the file's: for a policy that is not saved. With it, path is where the policy would be, so that its includes are found.",
  },
};
const subnet = {
  type: 'string',
  description: "One of the policy's subnets, such as 10.0.1.0/24. Default: the first.",
};

function inputSchema(
  properties: Readonly<Record<string, object>>,
  ...required: readonly string[]
): InputSchema {
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

export const checkTool: ToolDefinition = {
  name: 'check',
  title: 'Check a route policy',
  languageModelTool: 'nbroute_check',
  description:
    'Checks an nbroute policy (a .nbroute file: how an Amazon SageMaker notebook instance routes its traffic) and returns each diagnostic with its line, column, severity, rule id and message; an expectation (expect line) that fails is one too, and a policy with errors does not compile. Use it after writing or changing a .nbroute file, and before stating that a policy is right.',
  input: inputSchema(policy),
};

export const lookupTool: ToolDefinition = {
  name: 'lookup',
  title: 'Look up how addresses are routed',
  languageModelTool: 'nbroute_lookup',
  description:
    'Reports how a SageMaker notebook with an nbroute policy routes addresses: the interface and gateway, the route that decides, every other route that contains the address, and with a network file the next hop in the VPC; the policy must have no errors. Use it whenever the question is how an address, a prefix or a list is routed, instead of working out longest-prefix matches.',
  input: inputSchema(
    {
      ...policy,
      addresses: {
        type: 'array',
        minItems: 1,
        maxItems: 1000,
        items: { type: 'string' },
        description:
          'IPv4 or IPv6 addresses (10.0.12.7), prefixes (10.0.0.0/16) or names of prefix lists of the policy; with a network file each may be followed by a protocol and ports (10.0.12.7 tcp 443, 10.0.0.2 udp 53, 10.0.12.7 icmp).',
      },
      subnet,
    },
    'addresses',
  ),
};

export const diffTool: ToolDefinition = {
  name: 'diff',
  title: 'Compare how addresses are routed',
  description:
    'Compares by address range, not by text, from one nbroute policy (path or text) to another policy or the routes of an instance (other or otherText), and returns what is routed differently. Use it after an edit, with the earlier text as text and the file as other, to see exactly which addresses the edit affects, or with the output of a notebook to find drift.',
  input: inputSchema({
    ...policy,
    other: {
      type: 'string',
      description:
        'What to compare with: another policy (*.nbroute), or a file with what `ip route` or `route -n` printed or with a script that sets routes; named as path is.',
    },
    otherText: { type: 'string', description: 'The text of such a policy or file, in place of other.' },
    otherKind: {
      type: 'string',
      enum: ['policy', 'routes'],
      description:
        'What other or otherText is. Default: policy for a text and for a file whose name ends in .nbroute, routes for any other file.',
    },
  }),
};

export const explainTool: ToolDefinition = {
  name: 'explain',
  title: 'Explain a rule',
  languageModelTool: 'nbroute_explain_rule',
  description:
    'Returns the documentation of one nbroute rule: what it reports, why it matters, an example that it reports and one that it does not. Use it for the rule id of a diagnostic before changing a policy because of it.',
  input: inputSchema(
    { rule: { type: 'string', description: 'The id of the rule, such as redundant-route.' } },
    'rule',
  ),
};

const tableTexts: readonly TableFormat[] = ['route-n', 'ip-route', 'markdown', 'csv'];

export const tableTool: ToolDefinition = {
  name: 'table',
  title: 'Show the routing table',
  description:
    "Returns the routing table that the notebook has once the policy's script has run, the system's own routes included; the policy must have no errors. Use it when the whole table is wanted, as documentation or to compare with a terminal; for single addresses a look-up is shorter.",
  input: inputSchema({
    ...policy,
    subnet,
    format: {
      type: 'string',
      enum: tableTexts,
      description: 'How the text is written. Default: route-n.',
    },
    changes: { type: 'boolean', description: 'Whether the text marks what the policy adds. Default: false.' },
  }),
};

export const compileTool: ToolDefinition = {
  name: 'compile',
  title: 'Compile a route policy',
  description:
    'Compiles an nbroute policy to the OnStart script of a SageMaker lifecycle configuration, or to a template that contains it, and returns the text; it writes no file, and a policy with errors does not compile. Use it only when the output itself is wanted: checking and looking up need no compiled output.',
  input: inputSchema(
    {
      ...policy,
      to: { type: 'string', enum: outputFormatNames, description: 'The output format.' },
      minimise: {
        type: 'boolean',
        description:
          'Whether to find the smallest set of routes with the same meaning first. Default: false.',
      },
      withNotebook: {
        type: 'boolean',
        description: 'Whether a template also creates a notebook instance. Default: false.',
      },
      undo: { type: 'boolean', description: 'Of commands: those that remove the routes. Default: false.' },
    },
    'to',
  ),
};

export const toolDefinitions: readonly ToolDefinition[] = [
  checkTool,
  lookupTool,
  diffTool,
  explainTool,
  tableTool,
  compileTool,
];
