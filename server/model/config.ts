import type { ReadResult } from '../host';

/** Severities as nbroute.json may set them. */
export const severityNames = ['error', 'warning', 'information', 'hint', 'off'] as const;
export type SeverityName = (typeof severityNames)[number];

/** What nbroute.json says. */
export interface Config {
  /** Severities by rule id, as written; whether a rule may have them is the rules' business. */
  readonly rules: ReadonlyMap<string, SeverityName>;
  /** Why it cannot be used, or undefined; completes "nbroute.json …". */
  readonly problem: string | undefined;
}

const nothing: Config = { rules: new Map(), problem: undefined };

/** Reads a configuration. What is wrong with it makes it mean nothing, and is said. */
export function configOf(read: ReadResult | undefined): Config {
  if (!read || read.kind === 'missing') return nothing;
  if (read.kind === 'unreadable') return { ...nothing, problem: `cannot be read: ${read.reason}` };
  let json: unknown;
  try {
    json = JSON.parse(read.text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return {
      ...nothing,
      problem: `is no valid JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    };
  }
  if (!isObject(json)) return { ...nothing, problem: 'is to hold an object' };
  const rules = new Map<string, SeverityName>();
  for (const [key, value] of Object.entries(json)) {
    if (key === '$schema') continue;
    if (key === 'rules' && isObject(value)) {
      for (const [rule, severity] of Object.entries(value)) {
        const known = severityNames.find((name) => name === severity);
        if (!known)
          return {
            ...nothing,
            problem: `has no severity for ${rule}: it is one of ${severityNames.join(', ')}`,
          };
        rules.set(rule, known);
      }
    } else
      return {
        ...nothing,
        problem: `has ${JSON.stringify(key)}, which it does not know or which is not as it should be: it holds "rules", an object`,
      };
  }
  return { rules, problem: undefined };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
