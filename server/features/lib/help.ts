import type { StatementKeyword } from '../../syntax/keywords';

/** What each statement is for, in a line or two: hovers and completion show it. */
const help: Record<StatementKeyword, string> = {
  policy:
    "`policy NAME`\n\nThe name of the lifecycle configuration: at most 63 letters, digits and inner hyphens. Without it, the file's name.",
  vpc: '`vpc PREFIX, …`\n\nThe CIDR blocks of the attached VPC. Without it no VPC is attached, and only the direct interface exists.',
  subnet:
    "`subnet PREFIX, …`\n\nThe subnets that notebooks with this policy sit in. The VPC router is a subnet's base address + 1.",
  'direct-internet':
    "`direct-internet enabled` or `disabled`\n\nThe notebook's DirectInternetAccess. With `disabled` the default route leaves by the VPC interface.",
  platform: "`platform NAME`\n\nThe notebook's platform identifier, for outputs that create a notebook.",
  interface:
    '`interface vpc|direct NAME [gateway ADDRESS]`\n\nPins what is otherwise worked out, or found on the instance.',
  docker: '`docker PREFIX, …`\n\nBridge networks of Docker on the instance, in place of `172.17.0.0/16`.',
  'prefix-list':
    '`prefix-list NAME = ITEM, …`\n\nA named set of prefixes; an item is a prefix or another list. `rfc1918` is built in.',
  route:
    '`route TARGET, … via vpc|direct`, or `unreachable|prohibit|blackhole`\n\nSends these destinations that way, or refuses them. A target is a prefix, an address, a list or `default`.',
  expect:
    '`expect TARGET, … via vpc|direct|docker`, or a refusal\n\nA test kept in the policy: it holds only if every address of the target goes there.',
  include: '`include "PATH"`\n\nBrings another file\'s prefix-lists in. The path is relative to this file.',
  'on-failure':
    '`on-failure stop` or `continue`\n\nWhether a route that cannot be set keeps the notebook from starting. `stop` unless stated.',
  'on-start': '`on-start "PATH"`\n\nA shell script of yours that runs after the routes are in place.',
};

/** The help of a statement's keyword as Markdown; undefined for another word. */
export function keywordHelp(word: string): string | undefined {
  return Object.entries(help).find(([keyword]) => keyword === word)?.[1];
}

const values: Partial<Record<StatementKeyword, Readonly<Record<string, string>>>> = {
  'direct-internet': {
    enabled: 'The notebook has an interface of its own to the internet, and its default route leaves by it.',
    disabled:
      'The default route leaves by the VPC interface: there is no way to the internet but through the VPC.',
  },
  'on-failure': {
    stop: 'A route that cannot be set keeps the notebook from starting, so that no traffic leaves the wrong way.',
    continue:
      'The notebook starts even when a route cannot be set: its traffic then goes where the system sends it.',
  },
};

/** The help of a word behind a keyword that takes one of a few. */
export function valueHelp(keyword: string, word: string): string | undefined {
  const words = Object.entries(values).find(([each]) => each === keyword)?.[1];
  return Object.entries(words ?? {}).find(([each]) => each === word)?.[1];
}
