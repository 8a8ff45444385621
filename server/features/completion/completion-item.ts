import type { Span } from '../../syntax/ast';

/** What the documentation of a completion item can be about. */
export const topics = ['keyword', 'value', 'action', 'list', 'rule'] as const;

/** Identifies the documentation of a completion item, which is resolved later. */
export interface Topic {
  readonly about: (typeof topics)[number];
  /** A value includes its keyword: `on-failure stop`. */
  readonly name: string;
}

export interface Completion {
  readonly label: string;
  readonly kind: 'keyword' | 'snippet' | 'value' | 'list' | 'prefix' | 'rule' | 'file' | 'folder';
  readonly detail?: string;
  /** The text to insert, if it is not the label. */
  readonly text?: string;
  /** The same with tab stops, for editors that support snippets. */
  readonly snippet?: string;
  readonly topic?: Topic;
}

/** The completion items that can replace a span, the most likely first. */
export interface Completions extends Span {
  readonly items: readonly Completion[];
}

/** A file or folder, as listed in its parent folder. */
export interface DirectoryEntry {
  readonly name: string;
  readonly folder: boolean;
}
