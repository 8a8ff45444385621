import type { Plan } from './plan';
import { template, type TemplateOptions, type Value } from './template';
import { commentLines } from './text';

/** A CloudFormation template in YAML with the lifecycle configuration, whose script is readable. */
export function cloudformation(plan: Plan, script: string, options: TemplateOptions): string {
  return `${[...commentLines(plan.about), ...mapping(template(plan, script, options), '')].join('\n')}\n`;
}

/** The lines of a mapping or a sequence, each entry with this indentation. */
function mapping(value: Value, indent: string): string[] {
  if (typeof value === 'string') return [];
  if (isList(value)) return value.flatMap((entry) => led(mapping(entry, `${indent}  `), indent));
  return Object.entries(value).flatMap(([key, inner]) => {
    const attribute = isMapping(inner) ? inner['Fn::GetAtt'] : undefined;
    if (attribute !== undefined && isList(attribute))
      return [`${indent}${key}: !GetAtt ${attribute.map(String).join('.')}`];
    const reference = isMapping(inner) ? inner['Ref'] : undefined;
    if (typeof reference === 'string') return [`${indent}${key}: !Ref ${reference}`];
    if (typeof inner !== 'string') return [`${indent}${key}:`, ...mapping(inner, `${indent}  `)];
    return inner.includes('\n')
      ? [`${indent}${key}: |`, ...block(inner, `${indent}  `)]
      : [`${indent}${key}: ${scalar(inner)}`];
  });
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isMapping(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && !isList(value);
}

/** The lines of a sequence's entry, with the dash in the indentation of the first. */
function led([first = '', ...rest]: readonly string[], indent: string): string[] {
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

/** The lines of a literal block scalar (YAML 1.1, 9.3.1); the text ends with one LF and does not begin with a space. */
function block(text: string, indent: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${line}`));
}

/** Plain if that is certainly a string, else in single quotes, so that nothing becomes a number or a boolean. */
function scalar(text: string): string {
  if (/^(AWS::|List<)[\w:<>]+$/.test(text)) return text;
  return `'${text.replace(/\p{Cc}/gu, '?').replace(/'/g, "''")}'`;
}
