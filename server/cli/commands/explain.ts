import { noRule, ruleNamed, rules } from '../../rules/registry';
import { Failure, type Invocation } from '../command';

/** `nbroute explain`. */
export async function explainCommand({ positionals, streams }: Invocation): Promise<number> {
  const [id, ...more] = positionals;
  if (more.length > 0) throw new Failure(`expected one rule, not ${more.length + 1}`);
  if (id === undefined) {
    const width = Math.max(...rules.map((rule) => rule.id.length));
    await streams.out(
      rules
        .map((rule) => `${rule.id.padEnd(width)}  ${rule.severity.padEnd(11)}  ${rule.summary}\n`)
        .join(''),
    );
    return 0;
  }
  const rule = ruleNamed(id);
  if (!rule) throw new Failure(noRule(id));
  const indented = (text: string): string => text.trimEnd().replace(/^(?=.)/gm, '    ');
  await streams.out(
    `${rule.id} (${rule.severity})\n\n${rule.summary}.\n\n${rule.why}\n\nReported:\n\n${indented(rule.bad)}\n\nNot reported:\n\n${indented(rule.good)}\n`,
  );
  return 0;
}
