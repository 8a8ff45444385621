/*
 * The statements of the language, in one table. Keywords, the parser's dispatch, completion, snippets, signature help,
 * hovers, `unknown-value`, the TextMate grammar and the reference table of docs/language.md are derived from it. A new
 * statement is an entry here, a production of the parser if its arguments are of a new kind, its meaning in `model/`,
 * and its fixtures.
 */

import { rejects, viaInterfaces } from './keywords';

/** What completion can suggest for a parameter whose values are not known in advance. */
export type Suggestion =
  | 'policy-name'
  | 'platforms'
  | 'vpc-blocks'
  | 'subnets'
  | 'docker-networks'
  | 'interface-names'
  | 'gateways'
  | 'entries'
  | 'destinations'
  | 'services'
  | 'regions'
  | 'vpcs'
  | 'notebooks'
  | 'managed-lists'
  | 'next-hops';

/** One argument of a statement, with exactly one of `name`, `values`, `path` and `block`. */
export interface Parameter {
  /** The word or sign before it: `gateway`, `via`, `=`. */
  readonly after?: string;
  /** The name of its values, in capitals: `PREFIX`. */
  readonly name?: string;
  /** The only values that it can have. */
  readonly values?: readonly string[];
  /** For a quoted path: the extensions that such files have. */
  readonly path?: readonly string[];
  /** For a block: the name of its lines, in capitals. */
  readonly block?: string;
  /** Whether it is a list, separated by commas. */
  readonly many?: boolean;
  readonly optional?: boolean;
  /** Its text in a snippet. An optional parameter without a sample is in no snippet. */
  readonly sample?: string;
  /** The label under which completion offers the form with only this optional parameter. */
  readonly offeredAs?: string;
  /** Completion's detail for `after`. */
  readonly detail?: string;
  readonly suggests?: Suggestion;
  /** The TextMate scope of its words, if it is not that of an address, a path or a value. */
  readonly scope?: string;
}

/** One form of a statement: its parameters in order. Adjacent optional ones can be in any order. */
export interface Form {
  readonly parameters: readonly Parameter[];
  /** What completion adds to the keyword; undefined for the first form. */
  readonly offeredAs?: string;
}

export interface StatementDefinition {
  readonly keyword: string;
  /** The parser's production for the part after the keyword. */
  readonly production:
    'word' | 'prefixes' | 'path' | 'interface' | 'network' | 'prefix-list' | 'route' | 'expect';
  readonly forms: readonly Form[];
  /** The meaning, in Markdown: one or two sentences. */
  readonly documentation: string;
  /** A hover's text about its argument, if that is not one of `values`. */
  readonly argument?: string;
  /** What its argument is called in a message about an unknown one. */
  readonly valueName?: string;
  /** The values it takes and their meanings; empty if the name is enough. */
  readonly values?: Readonly<Record<string, string>>;
  /** The value without the statement: one of `values`, or a phrase in Markdown. */
  readonly default?: string;
  /** A whole statement. */
  readonly example: string;
  /** Whether a policy can have more than one (`interface`: one for each interface). */
  readonly repeatable: boolean;
  /** The release that introduced it. */
  readonly since: string;
}

/** The platform of a new notebook. */
export const defaultPlatform = 'notebook-al2023-v1';

const prefixes = { name: 'PREFIX', many: true } as const;
const destinations = {
  name: 'DESTINATION',
  many: true,
  sample: '10.0.0.0/8',
  suggests: 'destinations',
} as const;
const reject = { values: rejects, scope: 'constant.language.refusal' } as const;
const via = { after: 'via', scope: 'constant.language.target' } as const;
const toNextHop = {
  after: 'to',
  name: 'NEXT-HOP',
  optional: true,
  detail: "the next hop in the VPC's route table: an id or a kind",
  suggests: 'next-hops',
  scope: 'string.unquoted.next-hop',
} as const;
const viaVpc = { ...via, values: ['vpc'] } as const;
const ports = { name: 'PORT', many: true, scope: 'constant.numeric.port' } as const;
const tcp = {
  ...ports,
  after: 'tcp',
  detail: 'TCP ports that security groups and network ACLs allow',
} as const;
const udp = {
  ...ports,
  after: 'udp',
  detail: 'UDP ports that security groups and network ACLs allow',
} as const;
const icmp = { values: ['icmp'], scope: 'constant.language.protocol' } as const;
const blocked = { values: ['blocked'], scope: 'constant.language.blocked' } as const;
const listName = { name: 'NAME', sample: 'name', scope: 'entity.name.type.prefix-list' } as const;

/** The statements in the order of use. */
export const statements = [
  {
    keyword: 'policy',
    production: 'word',
    forms: [
      {
        parameters: [
          { name: 'NAME', sample: 'name', suggests: 'policy-name', scope: 'entity.name.class.policy' },
        ],
      },
    ],
    documentation:
      'The name of the lifecycle configuration: at most 63 letters, digits and hyphens, no hyphen first or last.',
    argument: 'the name of the lifecycle configuration, and of what is exported',
    default: "the file's name, adapted",
    example: 'policy Route10CidrThroughVPC',
    repeatable: false,
    since: '0.1.0',
  },
  {
    keyword: 'vpc',
    production: 'prefixes',
    forms: [{ parameters: [{ ...prefixes, sample: '172.31.0.0/16', suggests: 'vpc-blocks' }] }],
    documentation:
      'The CIDR blocks of the attached VPC. Without it no VPC is attached, and only the direct interface exists.',
    default: 'no VPC is attached',
    example: 'vpc 172.31.0.0/16, 100.64.0.0/20',
    repeatable: false,
    since: '0.1.0',
  },
  {
    keyword: 'subnet',
    production: 'prefixes',
    forms: [{ parameters: [{ ...prefixes, sample: '172.31.64.0/20', suggests: 'subnets' }] }],
    documentation:
      "The subnets that notebooks with this policy can be in. The VPC router, the gateway of every `via vpc`, is a subnet's base address + 1.",
    example: 'subnet 172.31.64.0/20, 172.31.80.0/20',
    repeatable: false,
    since: '0.1.0',
  },
  {
    keyword: 'network',
    production: 'network',
    forms: [
      {
        parameters: [
          {
            after: 'from',
            path: ['json'],
            sample: 'network.json',
            detail: 'output of the AWS CLI, a Terraform state or a template',
          },
          {
            after: 'vpc',
            name: 'ID',
            optional: true,
            detail: 'this VPC of the file',
            suggests: 'vpcs',
            scope: 'string.unquoted.network',
          },
        ],
      },
      {
        parameters: [
          { after: 'from', path: ['json'] },
          {
            after: 'notebook',
            name: 'NAME',
            optional: true,
            detail: "this notebook instance's VPC",
            suggests: 'notebooks',
            scope: 'string.unquoted.network',
          },
        ],
      },
    ],
    documentation:
      'Describes the VPC: output of the AWS CLI, a Terraform state, or a CloudFormation template in JSON. It checks the policy and shows how traffic is routed beyond the interface; it never changes what the policy compiles to.',
    argument: 'a description of the VPC',
    default: 'nothing is known beyond the interface',
    example: 'network from "network.json"',
    repeatable: false,
    since: '0.2.0',
  },
  {
    keyword: 'direct-internet',
    production: 'word',
    forms: [{ parameters: [{ values: ['enabled', 'disabled'], scope: 'constant.language.switch' }] }],
    documentation:
      "The notebook's DirectInternetAccess. With `disabled` the default route leaves through the VPC interface.",
    valueName: 'value',
    values: {
      enabled:
        'The notebook has an interface of its own to the internet, and its default route leaves through it.',
      disabled:
        'The default route leaves through the VPC interface: the internet is reachable only through the VPC.',
    },
    default: 'enabled',
    example: 'direct-internet disabled',
    repeatable: false,
    since: '0.1.0',
  },
  {
    keyword: 'platform',
    production: 'word',
    forms: [
      {
        parameters: [
          { name: 'NAME', sample: defaultPlatform, suggests: 'platforms', scope: 'string.unquoted.platform' },
        ],
      },
    ],
    documentation: "The notebook's platform identifier, for outputs that create a notebook.",
    valueName: 'platform',
    // SageMaker API, CreateNotebookInstance, PlatformIdentifier.
    values: {
      [defaultPlatform]: 'Amazon Linux 2023.',
      'notebook-al2-v3': 'Amazon Linux 2; AWS no longer creates notebooks on it.',
      'notebook-al2-v2': 'Amazon Linux 2; AWS no longer creates notebooks on it.',
      'notebook-al2-v1': 'Amazon Linux 2; AWS no longer creates notebooks on it.',
      'notebook-al1-v1': 'Amazon Linux 1; AWS no longer creates notebooks on it.',
    },
    default: defaultPlatform,
    example: 'platform notebook-al2023-v1',
    repeatable: false,
    since: '0.1.0',
  },
  {
    keyword: 'interface',
    production: 'interface',
    forms: [
      {
        parameters: [
          { values: ['vpc', 'direct'], scope: 'constant.language.target' },
          {
            name: 'NAME',
            sample: 'eth2',
            suggests: 'interface-names',
            scope: 'variable.other.interface',
          },
          {
            after: 'gateway',
            name: 'ADDRESS',
            optional: true,
            sample: '172.31.64.1',
            offeredAs: '… gateway',
            detail: "instead of the subnet's base address + 1",
            suggests: 'gateways',
          },
        ],
      },
    ],
    documentation: 'Pins what is otherwise derived from the policy, or detected on the instance.',
    default: 'detected at start',
    example: 'interface vpc eth2 gateway 172.31.64.1',
    repeatable: false,
    since: '0.1.0',
  },
  {
    keyword: 'docker',
    production: 'prefixes',
    forms: [{ parameters: [{ ...prefixes, sample: '172.17.0.0/16', suggests: 'docker-networks' }] }],
    documentation: "Docker's bridge networks on the instance, instead of `172.17.0.0/16`.",
    default: '`172.17.0.0/16`',
    example: 'docker 192.168.240.0/24',
    repeatable: false,
    since: '0.1.0',
  },
  {
    keyword: 'prefix-list',
    production: 'prefix-list',
    forms: [
      {
        parameters: [
          listName,
          {
            after: '=',
            name: 'ENTRY',
            many: true,
            sample: '10.0.0.0/8',
            detail: 'the entries on this line',
            suggests: 'entries',
          },
        ],
      },
      {
        offeredAs: '{ … }',
        parameters: [
          listName,
          {
            after: '{',
            block: 'ENTRY',
            sample: '10.0.0.0/8',
            detail: 'one or more entries on each line',
            suggests: 'entries',
          },
        ],
      },
      {
        offeredAs: 'from "…"',
        parameters: [
          listName,
          {
            after: 'from',
            path: ['json', 'txt'],
            sample: 'ip-ranges.json',
            detail: 'the prefixes of a file',
          },
          {
            after: 'service',
            name: 'NAME',
            many: true,
            optional: true,
            sample: 'S3',
            detail: 'only the prefixes of these services',
            suggests: 'services',
            scope: 'string.unquoted.filter',
          },
          {
            after: 'region',
            name: 'NAME',
            many: true,
            optional: true,
            sample: 'us-east-1',
            detail: 'only the prefixes of these regions',
            suggests: 'regions',
            scope: 'string.unquoted.filter',
          },
          {
            after: 'list',
            name: 'NAME',
            many: true,
            optional: true,
            detail: 'managed prefix lists of a network file, by name or id',
            suggests: 'managed-lists',
            scope: 'string.unquoted.filter',
          },
          {
            after: 'next-hop',
            name: 'NEXT-HOP',
            many: true,
            optional: true,
            detail: 'what the route tables of the subnets send to a next hop, by kind or id',
            suggests: 'next-hops',
            scope: 'string.unquoted.filter',
          },
        ],
      },
    ],
    documentation:
      "A named set of prefixes; an entry is a prefix or another list. `from` reads AWS's ip-ranges.json, one prefix per line, or a network file. `rfc1918` is built in.",
    example: 'prefix-list on-prem = 10.0.0.0/16, 192.168.10.0/24',
    repeatable: true,
    since: '0.1.0',
  },
  {
    keyword: 'route',
    production: 'route',
    forms: [
      { parameters: [destinations, { ...via, values: ['vpc', 'direct'] }] },
      { offeredAs: '… unreachable', parameters: [{ ...destinations, sample: 'rfc1918' }, reject] },
    ],
    documentation:
      'Sends these destinations through that interface, or rejects them. A destination is a prefix, an address, a list or `default`.',
    example: 'route 10.0.0.0/16 via vpc',
    repeatable: true,
    since: '0.1.0',
  },
  {
    keyword: 'expect',
    production: 'expect',
    forms: [
      {
        parameters: [{ ...destinations, sample: '10.0.0.1' }, { ...via, values: viaInterfaces }, toNextHop],
      },
      { parameters: [destinations, reject] },
      {
        offeredAs: '… tcp',
        parameters: [{ ...destinations, sample: '10.0.0.1' }, { ...tcp, sample: '443' }, viaVpc, toNextHop],
      },
      { parameters: [destinations, udp, viaVpc, toNextHop] },
      { parameters: [destinations, icmp, viaVpc, toNextHop] },
      { parameters: [destinations, tcp, blocked] },
      { parameters: [destinations, udp, blocked] },
      { parameters: [destinations, icmp, blocked] },
    ],
    documentation:
      "A test kept in the policy: it passes only if every address of the destination is routed so. With `to` it also tests which next hop the VPC's route table chooses; with `tcp`, `udp` or `icmp` also that the notebook's security groups and the network ACLs allow it, or with `blocked` that they do not. Both need a network file.",
    example: 'expect 10.0.12.7 via vpc',
    repeatable: true,
    since: '0.1.0',
  },
  {
    keyword: 'include',
    production: 'path',
    forms: [{ parameters: [{ path: ['nbroute'], sample: 'lists.nbroute' }] }],
    documentation:
      "Brings in another file's prefix-lists. The path is relative to this file; its other statements have no effect here.",
    example: 'include "lists.nbroute"',
    repeatable: true,
    since: '0.1.0',
  },
  {
    keyword: 'on-failure',
    production: 'word',
    forms: [{ parameters: [{ values: ['stop', 'continue'], scope: 'constant.language.switch' }] }],
    documentation: 'Whether a route that cannot be set keeps the notebook from starting.',
    valueName: 'value',
    values: {
      stop: 'A route that cannot be set keeps the notebook from starting, so that no traffic leaves by another route.',
      continue:
        'The notebook starts even when a route cannot be set: its traffic is then routed as the system routes it.',
    },
    default: 'stop',
    example: 'on-failure continue',
    repeatable: false,
    since: '0.1.0',
  },
  {
    keyword: 'on-loss',
    production: 'word',
    forms: [{ parameters: [{ values: ['restore', 'ignore'], scope: 'constant.language.switch' }] }],
    documentation: 'Whether routes that something on the instance removes later are restored.',
    valueName: 'value',
    values: {
      restore:
        'A service on the instance compares the table with what the script installed, and sets what is missing.',
      ignore: 'The routes are set once, at the start: one that is removed later stays removed.',
    },
    default: 'restore',
    example: 'on-loss ignore',
    repeatable: false,
    since: '0.2.0',
  },
  {
    keyword: 'on-start',
    production: 'path',
    forms: [{ parameters: [{ path: ['sh'], sample: 'setup.sh' }] }],
    documentation: 'A shell script of yours that runs after the routes are in place.',
    argument: 'runs after the routes are in place',
    example: 'on-start "setup.sh"',
    repeatable: false,
    since: '0.1.0',
  },
] as const satisfies readonly StatementDefinition[];

/** An entry of the table with its literal types: `keyword` and `production` discriminate. */
export type KnownStatement = (typeof statements)[number];
export type StatementKeyword = KnownStatement['keyword'];
/** The keywords of the statements with a certain production. */
export type KeywordOf<Production extends KnownStatement['production']> = Extract<
  KnownStatement,
  { readonly production: Production }
>['keyword'];

/** The first words of statements, in the order of use. */
export const statementKeywords = statements.map(({ keyword }) => keyword);

/** Statements that a policy can have only once (`interface`: once for each of the two). */
export const singleStatements = statements
  .filter(({ repeatable }) => !repeatable)
  .map(({ keyword }) => keyword);

const byKeyword: ReadonlyMap<string, KnownStatement> = new Map(
  statements.map((statement) => [statement.keyword, statement]),
);

/** The statement that begins with a word; undefined for other words. */
export function statementNamed(word: string): KnownStatement | undefined {
  return byKeyword.get(word);
}

/** The entry of a keyword, without literal types. */
export function definitionOf(keyword: StatementKeyword): StatementDefinition {
  const definition = byKeyword.get(keyword);
  if (!definition) throw new Error(`no statement ${keyword}`);
  return definition;
}
