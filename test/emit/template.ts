import { parse } from 'yaml';

/** A CloudFormation template in YAML as its JSON form has it. */
export function parsedYaml(template: string): unknown {
  const getAtt = { tag: '!GetAtt', resolve: (text: string) => ({ 'Fn::GetAtt': text.split('.') }) };
  const ref = { tag: '!Ref', resolve: (text: string) => ({ Ref: text }) };
  return parse(template, { version: '1.1', customTags: [getAtt, ref] });
}

/** What is behind some keys of a value; undefined where there is nothing. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? new Map<string, unknown>(Object.entries(inner)).get(key)
        : undefined,
    value,
  );
}
