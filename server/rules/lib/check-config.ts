import type { Config } from '../../model/config';
import type { Span } from '../../syntax/ast';
import { quote } from '../../lib/quote';
import { sumOfCounts, type Severity } from '../../lib/severity';
import { rules } from '../registry';
import { severityOf, type Checked, type Severities } from '../runner';
import { repeatedName } from '../repeated-name';
import { unknownRule } from '../unknown-rule';
import type { Diagnostic, Related } from './rule';
import { noRule, ruleNamed } from './rule-named';

/** The diagnostics of an nbroute.json in text order; their spans are in its text. */
export function checkConfig(config: Config, severities: Severities, limit: number): Checked {
  const severity = severityOf(unknownRule, severities);
  const all = [
    ...config.errors.map((error) => diagnosticAt(error, error.rule, 'error', error.message)),
    ...config.replaced.map((key) =>
      diagnosticAt(
        key,
        repeatedName.id,
        'warning',
        `duplicate key ${quote(key.name)}: the last one applies`,
        [{ ...key.by, message: 'the one that applies' }],
      ),
    ),
    ...(severity === 'off'
      ? []
      : withoutEffect(config).map(({ span, message }) =>
          diagnosticAt(span, unknownRule.id, severity, message),
        )),
  ].sort((a, b) => a.from - b.from);
  const counts = sumOfCounts([]);
  for (const diagnostic of all) counts[diagnostic.severity]++;
  return { diagnostics: all.slice(0, limit), counts, total: all.length };
}

/** The severities that change nothing, and why. */
function withoutEffect({ locations }: Config): readonly { readonly span: Span; readonly message: string }[] {
  const adjustable = rules.filter(({ fixedSeverity }) => fixedSeverity !== true);
  return [...locations].flatMap(([id, span]) => {
    const rule = ruleNamed(id);
    if (!rule) return { span, message: noRule(id, adjustable) };
    return rule.fixedSeverity === true ? { span, message: `the severity of ${quote(id)} is fixed` } : [];
  });
}

function diagnosticAt(
  { from, to }: Span,
  rule: string,
  severity: Severity,
  message: string,
  related: readonly Related[] = [],
): Diagnostic {
  return { rule, severity, from, to, message, related, fixes: [], unnecessary: false };
}
