import { formText } from '../../syntax/forms';
import { definitionOf, statementNamed } from '../../syntax/statements';

/** A statement's help as Markdown: syntax, meaning and an example; undefined for an unknown keyword. */
export function keywordHelp(word: string): string | undefined {
  const keyword = statementNamed(word)?.keyword;
  if (keyword === undefined) return undefined;
  const { forms, documentation, example, since, ...definition } = definitionOf(keyword);
  const syntax = forms.map((form) => `\`${formText(keyword, form)}\``).join('  \n');
  const defaultValue = definition.default;
  const isValue = defaultValue !== undefined && definition.values?.[defaultValue] !== undefined;
  return [
    syntax,
    documentation,
    ...(defaultValue === undefined ? [] : [`Default: ${isValue ? `\`${defaultValue}\`` : defaultValue}.`]),
    ...(since === '0.1.0' ? [] : [`Since nbroute ${since}.`]),
    `Example: \`${example}\``,
  ].join('\n\n');
}

/** The help of a keyword's value; for a free value, that of the keyword's argument. */
export function valueHelp(keyword: string, word: string): string | undefined {
  const statementKeyword = statementNamed(keyword)?.keyword;
  if (statementKeyword === undefined) return undefined;
  const { values, argument } = definitionOf(statementKeyword);
  return (Object.entries(values ?? {}).find(([value]) => value === word)?.[1] ?? argument) || undefined;
}
