import { parse } from 'yaml';

/** Parses a CloudFormation template in YAML into its JSON form. */
export function parsedYaml(template: string): unknown {
  const getAtt = { tag: '!GetAtt', resolve: (text: string) => ({ 'Fn::GetAtt': text.split('.') }) };
  const ref = { tag: '!Ref', resolve: (text: string) => ({ Ref: text }) };
  return parse(template, { version: '1.1', customTags: [getAtt, ref] });
}

/** The member of a value at a path of keys; undefined if there is none. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? new Map<string, unknown>(Object.entries(inner)).get(key)
        : undefined,
    value,
  );
}
