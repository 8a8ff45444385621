import type { Model } from '../model/model';
import { refusals, type StatementKeyword } from '../syntax/keywords';
import { contextAt } from './completion/context';
import { keywordHelp } from './lib/help';

/** One form of a statement; `parameters` are parts of its label, in order. */
export interface Signature {
  readonly label: string;
  readonly parameters: readonly string[];
  readonly documentation: string;
}

export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  readonly active: number;
  /** Which parameter of the active signature is being written. */
  readonly parameter: number;
}

const forms: Record<StatementKeyword, readonly (readonly [string, ...string[]])[]> = {
  policy: [['policy NAME', 'NAME']],
  vpc: [['vpc PREFIX[, PREFIX…]', 'PREFIX[, PREFIX…]']],
  subnet: [['subnet PREFIX[, PREFIX…]', 'PREFIX[, PREFIX…]']],
  'direct-internet': [['direct-internet enabled|disabled', 'enabled|disabled']],
  platform: [['platform NAME', 'NAME']],
  interface: [['interface vpc|direct NAME [gateway ADDRESS]', 'vpc|direct', 'NAME', '[gateway ADDRESS]']],
  docker: [['docker PREFIX[, PREFIX…]', 'PREFIX[, PREFIX…]']],
  'prefix-list': [
    ['prefix-list NAME = ITEM[, ITEM…]', 'NAME', 'ITEM[, ITEM…]'],
    ['prefix-list NAME { ITEM… }', 'NAME', '{ ITEM… }'],
    [
      'prefix-list NAME from "PATH" [service NAME…] [region NAME…]',
      ...['NAME', '"PATH"', '[service NAME…]', '[region NAME…]'],
    ],
  ],
  route: [
    ['route TARGET[, TARGET…] via vpc|direct', 'TARGET[, TARGET…]', 'via vpc|direct'],
    [
      'route TARGET[, TARGET…] unreachable|prohibit|blackhole',
      ...['TARGET[, TARGET…]', 'unreachable|prohibit|blackhole'],
    ],
  ],
  expect: [
    ['expect TARGET[, TARGET…] via vpc|direct|docker', 'TARGET[, TARGET…]', 'via vpc|direct|docker'],
    [
      'expect TARGET[, TARGET…] unreachable|prohibit|blackhole',
      ...['TARGET[, TARGET…]', 'unreachable|prohibit|blackhole'],
    ],
  ],
  include: [['include "PATH"', '"PATH"']],
  'on-failure': [['on-failure stop|continue', 'stop|continue']],
  'on-start': [['on-start "PATH"', '"PATH"']],
};

/** The forms of the statement a cursor is in, behind its keyword; undefined before it, and in a comment. */
export function signatureHelp(model: Model, offset: number): SignatureHelp | undefined {
  const context = contextAt(model.unit.file, offset);
  const { keyword, before, inBlock, comment, typed } = context;
  if (!keyword || comment || (before.length === 0 && !inBlock)) return undefined;
  const words = before.map(({ text }) => text);
  const { active, parameter } = inBlock ? { active: 1, parameter: 1 } : place(keyword, words, typed);
  const documentation = keywordHelp(keyword)?.split('\n\n')[1] ?? '';
  const signatures = forms[keyword].map(([label, ...parameters]) => ({ label, parameters, documentation }));
  const most = (signatures[active]?.parameters.length ?? 1) - 1;
  return { signatures, active, parameter: Math.min(parameter, most) };
}

/** Which form it is, and which of its parameters is being written. */
function place(
  keyword: StatementKeyword,
  words: readonly string[],
  typed: string,
): { readonly active: number; readonly parameter: number } {
  const behind = words[words.length - 1];
  const opens = words.length === 1 || behind === ',';
  switch (keyword) {
    case 'route':
    case 'expect': {
      const refused = [...words, typed].some((word) => refusals.some((name) => name === word));
      return { active: refused ? 1 : 0, parameter: opens ? 0 : 1 };
    }
    case 'prefix-list': {
      if (words.includes('from')) {
        const key = Math.max(words.lastIndexOf('service'), words.lastIndexOf('region'));
        const parameter = key < 0 ? 1 : words[key] === 'service' ? 2 : 3;
        return { active: 2, parameter };
      }
      return { active: words.includes('{') ? 1 : 0, parameter: words.length - 1 };
    }
    case 'interface':
      return { active: 0, parameter: words.length - 1 };
    default:
      return { active: 0, parameter: 0 };
  }
}
