import type { Model } from '../../model/model';
import { firstOnes, singleKey } from '../../model/network';
import { templates } from '../../syntax/forms';
import { definitionOf, statementKeywords } from '../../syntax/statements';
import type { Completion, Topic } from './completion-item';
import type { Context } from './context';

/** Statements in the order of use; those that may stand only once, and do already, are left out. */
export function statementCompletions(model: Model, { word, more }: Context): Completion[] {
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
    return templates(definitionOf(keyword)).map(({ offeredAs, snippet }): Completion =>
      offeredAs === undefined
        ? { label: keyword, kind: 'keyword', snippet, topic }
        : { label: `${keyword} ${offeredAs}`, kind: 'snippet', text: keyword, snippet, topic },
    );
  });
}
