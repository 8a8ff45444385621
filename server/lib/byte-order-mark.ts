const mark = 0xfeff;

/** Where a text begins: after its byte order mark, if any. */
export function textStart(source: { charCodeAt(at: number): number }): number {
  return source.charCodeAt(0) === mark ? 1 : 0;
}

/** A text without its byte order mark. */
export function withoutMark(text: string): string {
  return text.slice(textStart(text));
}
