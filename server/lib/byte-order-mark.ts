const mark = '\uFEFF';

/** Where a text begins: after its byte order mark, if any. */
export function textStart(source: string): number {
  return source.startsWith(mark) ? 1 : 0;
}

/** A text without its byte order mark. */
export function withoutMark(text: string): string {
  return text.slice(textStart(text));
}
