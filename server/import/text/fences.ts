import type { Line } from '../dump';

/** The content of a fence, or the text between fences. */
export interface Segment {
  readonly lines: readonly Line[];
  readonly isFenced: boolean;
}

const opening =
  /^[ \t]{0,8}(?:[-*]\s+)?(?:(`{3,}|~{3,})\s*[\w+.-]*[^`]*|(\{(?:code|noformat)(?::[^}]*)?\})|(<pre>(?:<code[^>]*>)?|<code[^>]*>))\s*$/;

/** The fences of a text, in Markdown, Jira or HTML, and what is between them; a single segment if there are none. */
export function segments(lines: readonly Line[]): readonly Segment[] {
  const result: Segment[] = [];
  let current: Line[] = [];
  let close: RegExp | undefined;
  const end = (isFenced: boolean): void => {
    if (current.length > 0 || isFenced)
      result.push({ lines: isFenced ? unindented(current) : current, isFenced });
    current = [];
  };
  for (const line of lines) {
    const match = close ? null : opening.exec(line.text);
    if (close?.test(line.text) === true) {
      end(true);
      close = undefined;
    } else if (match) {
      end(false);
      close = match[1]
        ? new RegExp(`^[ \\t]{0,8}${match[1][0]}{${match[1].length},}\\s*$`)
        : match[2]
          ? /^\s*\{(?:code|noformat)\}\s*$/
          : /^\s*(?:<\/code>)?\s*(?:<\/pre>|<\/code>)\s*$/;
    } else current.push(line);
  }
  end(close !== undefined);
  return result.some(({ isFenced }) => isFenced) ? result : [{ lines, isFenced: false }];
}

/** Lines without their common indentation. */
export function unindented(lines: readonly Line[]): Line[] {
  const indents = lines.flatMap(({ text }) =>
    text.trim() === '' ? [] : [/^[ \t]*/.exec(text)?.[0].length ?? 0],
  );
  const indent = indents.length > 0 ? Math.min(...indents) : 0;
  return lines.map((line) => ({ ...line, text: line.text.slice(Math.min(indent, line.text.length)) }));
}
