import type { Model } from '../model/model';
import type { Severities } from '../rules/runner';
import type { SizeNotice } from '../rules/lib/rule';
import { certainSize, scriptSizeOf, sizeDiagnostics, type Analysis } from '../engine';

/**
 * The script sizes of open policies. Packing many routes is slow, so diagnostics do not wait for it: the size is
 * measured once a text has been left alone for a while, and until then the size of an earlier version is reported.
 */
export interface ScriptSizes {
  /** What to report of a policy's size now; undefined if nothing, or if it is not known yet. */
  readonly of: (analysis: Analysis) => SizeNotice | undefined;
  /** Measures a policy if its rule is on; returns whether that changes what is reported. */
  readonly measure: (analysis: Analysis, severities: Severities) => boolean;
  readonly forget: (path: string) => void;
}

export function scriptSizes(): ScriptSizes {
  const last = new Map<string, SizeNotice | undefined>();
  const measured = new WeakSet<Model>();
  const of = ({ path, model }: Analysis): SizeNotice | undefined => certainSize(model) ?? last.get(path);
  return {
    of,
    measure: (analysis, severities) => {
      const { path, model } = analysis;
      if (measured.has(model)) return false;
      const before = of(analysis);
      sizeDiagnostics(model, severities, () => {
        last.set(path, scriptSizeOf(model));
        measured.add(model);
        return undefined;
      });
      return of(analysis)?.message !== before?.message;
    },
    forget: (path) => last.delete(path),
  };
}
