import type { Word } from '../syntax/ast';
import { nearest } from '../syntax/nearest';
import { definitionOf } from '../syntax/statements';
import { replaced } from './lib/edits';
import type { Rule } from './lib/rule';

export const unknownValue: Rule = {
  id: 'unknown-value',
  severity: 'error',
  summary: 'A value is not one of those allowed there',
  why: 'A mistyped `disabled` would leave direct internet access on, a mistyped service would make a list empty: so only known words are taken.',
  bad: `direct-internet disable
`,
  good: `direct-internet disabled
vpc 10.0.0.0/16
`,
  firm: true,
  check({ model, report }) {
    const judge = (word: Word | undefined, known: readonly string[], what: string): void => {
      if (!word || known.includes(word.text)) return;
      report(word.from, () => {
        const meant = nearest(word.text, known);
        return {
          to: word.to,
          message: `${word.text} is no ${what}: it is ${alternatives(known)}`,
          fixes: meant === undefined ? [] : [replaced(word.from, word.to, meant)],
        };
      });
    };
    for (const statement of model.unit.file.statements) {
      const { values, valueName = statement.kind } =
        statement.kind === 'unknown' ? {} : definitionOf(statement.kind);
      if (values && 'value' in statement) judge(statement.value, Object.keys(values), valueName);
      const source = statement.kind === 'prefix-list' ? statement.source : undefined;
      for (const { word, what, meant } of (source && model.sources.get(source)?.unknown) ?? [])
        report(word.from, () => ({
          to: word.to,
          message: `${source?.path.text ?? ''} has no ${what} ${word.text}${meant === undefined ? '' : `: did you mean ${meant}?`}`,
          fixes: meant === undefined ? [] : [replaced(word.from, word.to, meant)],
        }));
    }
  },
};

function alternatives(known: readonly string[]): string {
  return `${known.slice(0, -1).join(', ')} or ${known[known.length - 1]}`;
}
