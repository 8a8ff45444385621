import type { Model } from '../../model/model';
import { firstOnes, singleKey } from '../../model/network';
import { statementKeywords, type StatementKeyword } from '../../syntax/keywords';
import type { Completion, Topic } from './completion';
import type { Context } from './context';

/** Statements in the order of use; those that may stand only once, and do already, are left out. */
export function statements(model: Model, { word, more }: Context): Completion[] {
  const first = firstOnes(model.unit.file);
  const open = statementKeywords.filter((keyword) => {
    const keys = keyword === 'interface' ? ['interface vpc', 'interface direct'] : [keyword];
    return keys.some((key) => {
      const stands = first.get(key);
      return !stands || singleKey(stands) === undefined || stands.from === word.from;
    });
  });
  return open.flatMap((keyword): Completion[] => {
    const topic: Topic = { about: 'keyword', name: keyword };
    if (more) return [{ label: keyword, kind: 'keyword', topic }];
    return [
      { label: keyword, kind: 'keyword', snippet: snippets[keyword], topic },
      ...forms
        .filter(([of]) => of === keyword)
        .map(([, form, snippet]): Completion => {
          const label = `${keyword} ${form}`;
          return { label, kind: 'snippet', text: keyword, snippet, topic };
        }),
    ];
  });
}

const snippets: Record<StatementKeyword, string> = {
  policy: 'policy ${1:name}',
  vpc: 'vpc ${1:172.31.0.0/16}',
  subnet: 'subnet ${1:172.31.64.0/20}',
  'direct-internet': 'direct-internet ${1|enabled,disabled|}',
  platform: 'platform ${1:notebook-al2023-v1}',
  interface: 'interface ${1|vpc,direct|} ${2:eth2}',
  docker: 'docker ${1:172.17.0.0/16}',
  'prefix-list': 'prefix-list ${1:name} = ${2:10.0.0.0/8}',
  route: 'route ${1:10.0.0.0/8} via ${2|vpc,direct|}',
  expect: 'expect ${1:10.0.0.1} via ${2|vpc,direct,docker|}',
  include: 'include "${1:lists.nbroute}"',
  'on-failure': 'on-failure ${1|stop,continue|}',
  'on-start': 'on-start "${1:setup.sh}"',
};

/** Further forms of a statement, by what tells them from the first one. */
const forms: readonly (readonly [StatementKeyword, string, string])[] = [
  ['prefix-list', '{ … }', 'prefix-list ${1:name} {\n\t${2:10.0.0.0/8}\n}'],
  [
    'prefix-list',
    'from "…"',
    'prefix-list ${1:name} from "${2:ip-ranges.json}" service ${3:S3} region ${4:us-east-1}',
  ],
  ['route', '… unreachable', 'route ${1:rfc1918} ${2|unreachable,prohibit,blackhole|}'],
  ['interface', '… gateway', 'interface ${1|vpc,direct|} ${2:eth2} gateway ${3:172.31.64.1}'],
];
