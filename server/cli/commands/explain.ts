import { noRule, ruleNamed } from '../../rules/lib/rule-named';
import { rules } from '../../rules/registry';
import { wrapped } from '../../render/wrap';
import { Failure, type Invocation } from '../command';
import { longestLine } from '../terminal';

/** `nbroute explain`. */
export async function explainCommand({ positionals, streams }: Invocation): Promise<number> {
  const [id, ...more] = positionals;
  const columns = Math.min(streams.width ?? longestLine, longestLine);
  if (more.length > 0) throw new Failure(`expected one rule, not ${more.length + 1}`);
  if (id === undefined) {
    const width = Math.max(...rules.map((rule) => rule.id.length));
    await streams.out(
      rules
        .flatMap(({ id: name, severity, summary }) =>
          wrapped(`${name.padEnd(width)}  ${severity.padEnd(11)}  `, summary, width + 15, columns),
        )
        .map((line) => `${line}\n`)
        .join(''),
    );
    return 0;
  }
  const rule = ruleNamed(id);
  if (!rule) throw new Failure(noRule(id));
  const paragraph = (text: string): string => wrapped('', text, 0, columns).join('\n');
  const indented = (text: string): string => text.trimEnd().replace(/^(?=.)/gm, '    ');
  await streams.out(
    `${rule.id} (${rule.severity})\n\n${paragraph(`${rule.summary}.`)}\n\n${paragraph(rule.why)}\n\nReported:\n\n${indented(rule.bad)}\n\nNot reported:\n\n${indented(rule.good)}\n`,
  );
  return 0;
}
