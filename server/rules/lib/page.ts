import type { Diagnostic, Rule } from './rule';
import { markdownMessage } from '../../lib/markdown';
import { severitySettings } from '../../lib/severity';

/** What a rule reports for its bad example. */
export type Reported = Pick<Diagnostic, 'message' | 'fixes'>;

/** The reference of all rules as Markdown; a test keeps `server/rules/README.md` equal to it. */
export function rulesPage(rules: readonly Rule[], reported: ReadonlyMap<Rule, Reported>): string {
  const rows = rules.map(({ id, severity, summary }) => `| [\`${id}\`](#${id}) | ${severity} | ${summary} |`);
  return `# Rules

<!-- Generated from the rules beside this file: UPDATE=1 npm run test:unit writes it. -->

Each rule's id names the bad pattern. \`# allow RULE\` on a line or on the line above suppresses its diagnostics there,
unless its severity cannot be changed. \`nbroute explain RULE\` shows the same text in the terminal.

| rule | default | reports |
|---|---|---|
${rows.join('\n')}

${rules.map((rule) => ruleSection(rule, reported.get(rule))).join('\n')}`;
}

/** One rule's section of that page, with what it reports for its bad example if that is given. */
export function ruleSection(
  { id, severity, summary, why, bad, good, fixedSeverity }: Rule,
  reported?: Reported,
): string {
  return `## ${id}

**${summary}.** Default: ${severity}${fixedSeverity === true ? ', which cannot be changed' : ''}.

${why}

Reported:

\`\`\`nbroute
${bad}\`\`\`
${reported ? saying(reported) : ''}
Not reported:

\`\`\`nbroute
${good}\`\`\`
`;
}

function saying({ message, fixes }: Reported): string {
  const titles = fixes.map(({ title }) => `*${markdownMessage(title)}*`).join(', or ');
  return `
> ${markdownMessage(message)}${
    titles === ''
      ? ''
      : `\\
> Fix: ${titles}`
  }
`;
}

/** The JSON schema of severities by rule, without the rules whose severity is fixed. */
export function severitiesSchema(rules: readonly Rule[]): Readonly<Record<string, unknown>> {
  const properties = Object.fromEntries(
    rules
      .filter(({ fixedSeverity }) => fixedSeverity !== true)
      .map(({ id, summary, severity }) => [
        id,
        {
          description: `${summary}. Default: ${severity}.`,
          type: 'string',
          enum: severitySettings,
          default: severity,
        },
      ]),
  );
  return { type: 'object', additionalProperties: false, properties };
}

/** The VS Code setting `nbroute.rules`, as declared in package.json. */
export function rulesSetting(rules: readonly Rule[]): Readonly<Record<string, unknown>> {
  return {
    ...severitiesSchema(rules),
    scope: 'resource',
    default: {},
    markdownDescription:
      'Severities of rules as this editor shows them. Whether a policy compiles depends only on the policy and its `nbroute.json`.',
  };
}

/** The JSON schema of nbroute.json, which `schemas/nbroute.schema.json` contains. */
export function configSchema(rules: readonly Rule[]): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://github.com/nbroute/nbroute/blob/main/schemas/nbroute.schema.json',
    title: 'nbroute.json',
    description:
      'Severities of the rules for the policies in this folder and below. A policy with an error does not compile.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      rules: { description: 'Severities by rule.', ...severitiesSchema(rules) },
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
