import { formText } from '../../syntax/forms';
import { definitionOf, statementNamed } from '../../syntax/statements';

/** What a statement is for, as Markdown: how it is written, what it means, an example; undefined for another word. */
export function keywordHelp(word: string): string | undefined {
  const keyword = statementNamed(word)?.keyword;
  if (keyword === undefined) return undefined;
  const { forms, documentation, example, since, ...definition } = definitionOf(keyword);
  const written = forms.map((form) => `\`${formText(keyword, form)}\``).join('  \n');
  const otherwise = definition.default;
  const isValue = otherwise !== undefined && definition.values?.[otherwise] !== undefined;
  return [
    written,
    documentation,
    ...(otherwise === undefined ? [] : [`Default: ${isValue ? `\`${otherwise}\`` : otherwise}.`]),
    ...(since === '0.1.0' ? [] : [`Since nbroute ${since}.`]),
    `Example: \`${example}\``,
  ].join('\n\n');
}

/** The help of a word behind a keyword: of one of a few values, or of whatever word stands there. */
export function valueHelp(keyword: string, word: string): string | undefined {
  const known = statementNamed(keyword)?.keyword;
  if (known === undefined) return undefined;
  const { values, argument } = definitionOf(known);
  return (Object.entries(values ?? {}).find(([value]) => value === word)?.[1] ?? argument) || undefined;
}
