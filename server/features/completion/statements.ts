import type { Model } from '../../model/model';
import { firstOnes, singleKey } from '../../model/network';
import { templates } from '../../syntax/forms';
import { definitionOf, statementKeywords } from '../../syntax/statements';
import type { Completion, Topic } from './completion-item';
import type { Context } from './context';

/** Statements in the usual order, without those that are allowed only once and already exist. */
export function statementCompletions(model: Model, { word, more }: Context): Completion[] {
  const first = firstOnes(model.unit.file);
  const open = statementKeywords.filter((keyword) => {
    const keys = keyword === 'interface' ? ['interface vpc', 'interface direct'] : [keyword];
    return keys.some((key) => {
      const existing = first.get(key);
      return !existing || singleKey(existing) === undefined || existing.from === word.from;
    });
  });
  const { statements, plain } = model.unit.file;
  const isEmpty = statements.every(({ from, to }) => from <= word.from && to >= word.to) && plain.count === 0;
  const completions = open.flatMap((keyword): Completion[] => {
    const topic: Topic = { about: 'keyword', name: keyword };
    if (more) return [{ label: keyword, kind: 'keyword', topic }];
    return templates(definitionOf(keyword)).map(({ offeredAs, snippet }): Completion =>
      offeredAs === undefined
        ? { label: keyword, kind: 'keyword', snippet, topic }
        : { label: `${keyword} ${offeredAs}`, kind: 'snippet', text: keyword, snippet, topic },
    );
  });
  return isEmpty ? [completePolicy, ...completions] : completions;
}

/** A complete policy for an empty file. */
const completePolicy: Completion = {
  label: 'policy with a network, a route and an expectation',
  kind: 'snippet',
  text: 'policy',
  snippet: `policy \${1:team-a}

vpc    \${2:172.31.0.0/16}
subnet \${3:172.31.64.0/20}

route \${4:10.0.0.0/16} via vpc

expect \${4:10.0.0.0/16} via vpc
expect 8.8.8.8 via direct
`,
};
