import { formText } from './forms';
import { statements, type StatementDefinition } from './statements';

/** The statements as a Markdown table, for docs/language.md. */
export function statementsTable(): string {
  const rows = statements.map((statement: StatementDefinition) => {
    const { keyword, forms, documentation, repeatable, since, values, default: otherwise } = statement;
    const written = forms.map((form) => code(formText(keyword, form))).join('<br>');
    const isValue = otherwise !== undefined && values?.[otherwise] !== undefined;
    const without = otherwise === undefined ? '' : isValue ? code(otherwise) : otherwise;
    const added = since === '0.1.0' ? '' : ` *Since ${since}.*`;
    return `| ${written} | ${cell(documentation)}${added} | ${cell(without)} | ${repeatable ? 'yes' : 'no'} |`;
  });
  return ['| statement | meaning | without it | repeatable |', '|---|---|---|---|', ...rows].join('\n');
}

/** A vertical bar ends a table's cell even inside backquotes. */
function cell(markdown: string): string {
  return markdown.replaceAll('|', '\\|');
}

function code(text: string): string {
  return cell(`\`${text}\``);
}
