import type { Model } from '../model/model';
import type { Severities } from '../rules/runner';
import type { SizeNotice } from '../rules/lib/rule';
import { certainSize, scriptSizeOf, sizeFindings, type Analysis } from '../engine';

/**
 * How large the scripts of open policies get. Packing many routes is felt, so a text's findings do not wait for it: the
 * size is measured when the text has been left alone for a while, and until then that of an earlier text stands.
 */
export interface ScriptSizes {
  /** What is to be said of a policy's size now; undefined where nothing is, or nothing is known. */
  readonly of: (analysis: Analysis) => SizeNotice | undefined;
  /** Measures a policy if its rule wants that; whether another thing is to be said of it since. */
  readonly measure: (analysis: Analysis, shown: Severities) => boolean;
  readonly forget: (path: string) => void;
}

export function scriptSizes(): ScriptSizes {
  const last = new Map<string, SizeNotice | undefined>();
  const measured = new WeakSet<Model>();
  const of = ({ path, model }: Analysis): SizeNotice | undefined => certainSize(model) ?? last.get(path);
  return {
    of,
    measure: (analysis, shown) => {
      const { path, model } = analysis;
      if (measured.has(model)) return false;
      const before = of(analysis);
      sizeFindings(model, shown, () => {
        last.set(path, scriptSizeOf(model));
        measured.add(model);
        return undefined;
      });
      return of(analysis)?.message !== before?.message;
    },
    forget: (path) => last.delete(path),
  };
}
