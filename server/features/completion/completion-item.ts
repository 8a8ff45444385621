import type { Span } from '../../syntax/ast';

/** What kinds of thing a resolved completion explains. */
export const topics = ['keyword', 'value', 'way', 'list', 'rule'] as const;

/** What a resolved completion explains. */
export interface Topic {
  readonly about: (typeof topics)[number];
  /** For a value behind its keyword: `on-failure stop`. */
  readonly name: string;
}

/** One thing that can be written. */
export interface Completion {
  readonly label: string;
  readonly kind: 'keyword' | 'snippet' | 'value' | 'list' | 'prefix' | 'rule' | 'file' | 'folder';
  readonly detail?: string;
  /** What is written, when that is not the label. */
  readonly text?: string;
  /** The same with tab stops, for editors that know them. */
  readonly snippet?: string;
  readonly topic?: Topic;
}

/** What can be written in place of a span, the likeliest first. */
export interface Completions extends Span {
  readonly items: readonly Completion[];
}

/** A name in a folder. */
export interface Entry {
  readonly name: string;
  readonly folder: boolean;
}
