import { lineStart, nextLine } from '../../syntax/lexer';
import type { Span } from '../../syntax/ast';
import type { Edit, Fix } from './rule';

/** A likely replacement that is not certain enough to be applied in bulk. */
export function replaced(from: number, to: number, text: string): Fix {
  return { title: `Change to \`${text}\``, kind: 'suggestion', edits: [{ from, to, text }] };
}

/** A text that is added at an offset. */
export function inserted(at: number, text: string): Fix {
  return { title: `Add \`${text.trim()}\``, kind: 'suggestion', edits: [{ from: at, to: at, text }] };
}

/** The lines a statement stands on, taken away, the comment behind it with them. */
export function withoutLines(source: string, statement: Span): Edit {
  return {
    from: lineStart(source, statement.from),
    to: nextLine(source, statement.to),
    text: '',
  };
}
