import type { CodeLensSettings } from '../features/code-lens';
import type { InlayHintSettings } from '../features/inlay-hints';
import { ruleNamed } from '../rules/lib/rule-named';
import type { Severities } from '../rules/runner';
import { severitySettings } from '../lib/severity';

/** What a person can set in the editor: all of it changes only what is shown. */
export interface Settings {
  readonly inlayHints: InlayHintSettings;
  readonly codeLens: CodeLensSettings;
  readonly rules: Severities;
}

export const defaultSettings: Settings = {
  inlayHints: { interfaces: true, nextHops: true, addressCounts: false },
  codeLens: { actions: true, expectations: true },
  rules: new Map(),
};

/** Reads the `nbroute` section of an editor's settings. What is not understood counts as not set. */
export function settingsOf(section: unknown): Settings {
  const { inlayHints: hints, codeLens: lenses } = defaultSettings;
  const on = (group: string, name: string, otherwise: boolean): boolean => {
    const value = member(member(section, group), name);
    return typeof value === 'boolean' ? value : otherwise;
  };
  return {
    inlayHints: {
      interfaces: on('inlayHints', 'interfaces', hints.interfaces),
      nextHops: on('inlayHints', 'nextHops', hints.nextHops),
      addressCounts: on('inlayHints', 'addressCounts', hints.addressCounts),
    },
    codeLens: {
      actions: on('codeLens', 'actions', lenses.actions),
      expectations: on('codeLens', 'expectations', lenses.expectations),
    },
    rules: new Map(
      entries(member(section, 'rules')).flatMap(([id, value]) => {
        const severity = severitySettings.find((each) => each === value);
        return severity && ruleNamed(id) ? [[id, severity] as const] : [];
      }),
    ),
  };
}

/** A member of a value from outside; undefined when there is none. */
export function member(value: unknown, name: string): unknown {
  return entries(value).find(([key]) => key === name)?.[1];
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** The globs that an editor's `files.exclude` switches on. */
export function excludedGlobs(section: unknown): string[] {
  return entries(section).flatMap(([glob, on]) => (on === true ? [glob] : []));
}
