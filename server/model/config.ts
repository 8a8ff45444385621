import { severitySettings, type SeveritySetting } from '../lib/severity';
import type { ReadResult } from '../host';
import { quote } from '../syntax/quote';
import { withoutMark } from '../lib/byte-order-mark';

/** The content of nbroute.json. */
export interface Config {
  /** Severities by rule id, including ids of unknown rules. */
  readonly rules: ReadonlyMap<string, SeveritySetting>;
  /** Why it cannot be used, or undefined. */
  readonly problem: string | undefined;
}

const nothing: Config = { rules: new Map(), problem: undefined };

/** Reads a configuration. An invalid one has no effect other than its problem. */
export function configOf(read: ReadResult | undefined): Config {
  if (!read || read.kind === 'missing') return nothing;
  if (read.kind === 'unreadable') return { ...nothing, problem: read.reason };
  let json: unknown;
  try {
    json = JSON.parse(withoutMark(read.text));
  } catch (error) {
    return {
      ...nothing,
      problem: `invalid JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    };
  }
  if (!isObject(json)) return { ...nothing, problem: 'expected an object' };
  const rules = new Map<string, SeveritySetting>();
  for (const [key, value] of Object.entries(json)) {
    if (key === '$schema') continue;
    if (key === 'rules' && isObject(value)) {
      for (const [rule, severity] of Object.entries(value)) {
        const setting = severitySettings.find((name) => name === severity);
        if (!setting)
          return {
            ...nothing,
            problem: `invalid severity for ${quote(rule)}; expected one of ${severitySettings.join(', ')}`,
          };
        rules.set(rule, setting);
      }
    } else
      return {
        ...nothing,
        problem:
          key === 'rules' ? '`rules` must be an object' : `unknown key ${quote(key)}; expected \`rules\``,
      };
  }
  return { rules, problem: undefined };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
