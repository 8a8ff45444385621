import { nextHopKinds } from '../aws/facts';
import type { Model } from '../model/model';
import { isNextHopWord, namesNextHop } from '../model/onward';
import type { ExpectStatement, Word } from '../syntax/ast';
import { didYouMean, nearest } from '../lib/nearest';
import { alternatives } from '../lib/word-list';
import { quote } from '../lib/quote';
import { definitionOf } from '../syntax/statements';
import { replaced } from './lib/edits';
import type { Rule, RuleContext } from './lib/rule';

export const unknownValue: Rule = {
  id: 'unknown-value',
  severity: 'error',
  summary: 'Unknown value',
  why: 'A mistyped `disabled` would leave direct internet access on, and a mistyped service would make a list empty: only known values are accepted.',
  bad: `direct-internet disable
`,
  good: `direct-internet disabled
vpc 10.0.0.0/16
`,
  fixedSeverity: true,
  check({ model, report }) {
    const judge = (word: Word | undefined, values: readonly string[], what: string): void => {
      if (!word || values.includes(word.text)) return;
      report(word.from, () => {
        const suggestion = nearest(word.text, values);
        return {
          to: word.to,
          message: `unknown ${what} ${quote(word.text)}; expected ${alternatives(values.map(quote))}`,
          fixes: suggestion === undefined ? [] : [replaced(word.from, word.to, suggestion)],
        };
      });
    };
    for (const statement of model.unit.file.statements) {
      const { values, valueName = statement.kind } =
        statement.kind === 'unknown' ? {} : definitionOf(statement.kind);
      if (values && 'value' in statement) judge(statement.value, Object.keys(values), valueName);
      if (statement.kind === 'expect') judgeHop(model, statement, report);
      const source = statement.kind === 'prefix-list' ? statement.source : undefined;
      for (const { word, what, meant } of (source && model.sources.get(source)?.unknown) ?? [])
        report(word.from, () => ({
          to: word.to,
          message: `unknown ${what} ${quote(word.text)} in ${quote(source?.path.text ?? '')}${didYouMean(meant && quote(meant))}`,
          fixes: meant === undefined ? [] : [replaced(word.from, word.to, meant)],
        }));
    }
  },
};

/** Reports a word after `to` that is neither a kind of next hop nor an id known from AWS or the network file. */
function judgeHop(model: Model, { nextHop: word }: ExpectStatement, report: RuleContext['report']): void {
  if (!word || isNextHopWord(word.text)) return;
  const tables = [...(model.networkView?.file.facts.routeTables.values() ?? [])];
  if (tables.some(({ rows }) => rows?.some(({ nextHop }) => namesNextHop(word.text, nextHop)))) return;
  report(word.from, () => {
    const suggestion = nearest(word.text, nextHopKinds);
    return {
      to: word.to,
      message: `unknown next hop ${quote(word.text)}; expected an id, as in \`tgw-0abc\`, or ${alternatives(nextHopKinds.map(quote))}`,
      fixes: suggestion === undefined ? [] : [replaced(word.from, word.to, suggestion)],
    };
  });
}
