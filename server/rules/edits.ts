import type { Fix } from './rule';

/** One likely answer to a misspelling that is not certain enough to be applied in bulk. */
export function replaced(from: number, to: number, text: string): Fix {
  return { title: `Change to \`${text}\``, kind: 'suggestion', edits: [{ from, to, text }] };
}
