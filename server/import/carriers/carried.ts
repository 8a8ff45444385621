import type { DumpRoute, Line } from '../dump';

/** The parts of a configuration file that may be about routes. */
export type Carried =
  /**
   * A script, or commands, that a program runs; `unknown` are variables for values that are filled in, each with the
   * reason.
   */
  | {
      readonly kind: 'script';
      readonly lines: readonly Line[];
      readonly unknown: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'route'; readonly route: DumpRoute }
  /** A file that is written before the commands run. */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly lines: readonly Line[];
      readonly isExecutable: boolean;
    }
  | { readonly kind: 'skipped'; readonly line: Line; readonly reason: string };

/** A recognised configuration file. */
export interface Carrier {
  /** For messages. */
  readonly name: string;
  readonly parts: readonly Carried[];
}

/** A line with a change to its text before the comment. */
export function outsideComments(text: string, changed: (code: string) => string): string {
  const at = text.search(/(?:^|\s)#/);
  return at < 0 ? changed(text) : changed(text.slice(0, at)) + text.slice(at);
}
