import type { Dump, Note } from './dump';
import { draftOf } from './policy';
import type { GivenNetwork } from './inferred-network';
import { formatted } from '../model/formatting';
import { loadAlone } from '../model/load';
import { modelOf } from '../model/model';
import { check } from '../rules/runner';
import { ruleNamed } from '../rules/lib/rule-named';
import { rules } from '../rules/registry';
import type { Diagnostic } from '../rules/lib/rule';
import { linesOf } from '../syntax/lines';
import { parse } from '../syntax/parser';

/** A policy from a dump, formatted and without errors. */
export interface Imported {
  readonly text: string;
  /** Lines that were not understood, and routes that no policy can have: what the policy lacks. In order of lines. */
  readonly missing: readonly Note[];
  /** What was inferred, left out without loss, or allowed, a sentence each. */
  readonly assumptions: readonly { readonly line: number | undefined; readonly message: string }[];
}

/**
 * Writes a policy for a dump and checks it until it has no errors. A diagnostic that can be allowed is allowed on its
 * line, since the routes exist and work; a route that no policy may have is left out, with the diagnostic as the
 * reason.
 */
export function imported(dump: Dump, given: GivenNetwork = {}): Imported {
  const allowed = new Map<string, Set<string>>();
  const rejected = new Map<string, string>();
  const assumptions = new Map<string, { line: number | undefined; message: string }>();
  for (;;) {
    const draft = draftOf(dump, given, { allowed, rejected });
    const amended = errorsOf(draft.text).filter(({ diagnostic, line }) => {
      const key = draft.keys[line];
      // The on-start script is next to the policy, or will be.
      if (key === undefined || key === 'on-start') return false;
      return amend(diagnostic, key.startsWith('list ') ? key.slice(5).split(' ') : [key]);
    });
    if (amended.length === 0)
      return {
        text: formatted(draft.text),
        missing: [...dump.notUnderstood, ...draft.leftOut].sort((a, b) => a.line - b.line),
        assumptions: [...draft.assumptions, ...assumptions.values()],
      };
  }

  function amend({ rule, message }: Diagnostic, keys: readonly string[]): boolean {
    let changed = false;
    for (const key of keys) {
      const before = allowed.get(key);
      // An entry of a list cannot be allowed separately: with an empty set, its routes become separate statements.
      if (keys.length > 1) {
        if (before) continue;
        allowed.set(key, new Set());
      } else if (ruleNamed(rule)?.fixedSeverity === true || before?.has(rule) === true) {
        if (rejected.has(key)) continue;
        rejected.set(key, message);
      } else {
        allowed.set(key, new Set([...(before ?? []), rule]));
        assumptions.set(`${key} ${rule}`, { line: undefined, message: `allowed (${rule}): ${message}` });
      }
      changed = true;
    }
    return changed;
  }
}

function errorsOf(text: string): { readonly diagnostic: Diagnostic; readonly line: number }[] {
  const model = modelOf(loadAlone('policy.nbroute', parse(text)));
  const lines = linesOf(model.unit.file);
  const { diagnostics } = check(model, rules, new Map(), Infinity, {
    keep: (severity) => severity === 'error',
  });
  return diagnostics.map((diagnostic) => ({ diagnostic, line: lines.position(diagnostic.from).line }));
}
