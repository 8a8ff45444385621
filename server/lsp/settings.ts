import type { CodeLensSettings } from '../features/code-lens';
import type { InlayHintSettings } from '../features/inlay-hints';
import { ruleNamed } from '../rules/lib/rule-named';
import type { Severities } from '../rules/runner';
import { severitySettings } from '../lib/severity';
import { member, allMembers } from './member';

/** The user's settings in the editor, all of which affect only what is displayed. */
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

/** Reads the `nbroute` section of the editor's settings; invalid values count as not set. */
export function settingsOf(section: unknown): Settings {
  const { inlayHints: hints, codeLens: lenses } = defaultSettings;
  const on = (group: string, name: string, fallback: boolean): boolean => {
    const value = member(member(section, group), name);
    return typeof value === 'boolean' ? value : fallback;
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
      allMembers(member(section, 'rules')).flatMap(([id, value]) => {
        const severity = severitySettings.find((each) => each === value);
        return severity && ruleNamed(id) ? [[id, severity] as const] : [];
      }),
    ),
  };
}

/** The globs that are switched on in the editor's `files.exclude`. */
export function excludedGlobs(section: unknown): string[] {
  return allMembers(section).flatMap(([glob, on]) => (on === true ? [glob] : []));
}
