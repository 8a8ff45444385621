import type { DumpRoute, Line } from '../dump';

/** What a file of configuration holds that is about routes. */
export type Carried =
  /** A script, or commands, that something else than a person runs; `unknown` by the names that stand for what is filled in. */
  | {
      readonly kind: 'script';
      readonly lines: readonly Line[];
      readonly unknown: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'route'; readonly route: DumpRoute }
  /** A file that is written before the commands run. */
  | { readonly kind: 'file'; readonly path: string; readonly lines: readonly Line[] }
  | { readonly kind: 'skipped'; readonly line: Line; readonly reason: string };

/** A recognised file of configuration. */
export interface Carrier {
  /** What it is called, for messages. */
  readonly name: string;
  readonly parts: readonly Carried[];
}

/** A line's text with a change of what precedes its comment. */
export function outsideComments(text: string, changed: (code: string) => string): string {
  const at = text.search(/(?:^|\s)#/);
  return at < 0 ? changed(text) : changed(text.slice(0, at)) + text.slice(at);
}
