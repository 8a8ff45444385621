/** A path in the quotes and escapes of the policy language. */
export function quotedPath(path: string): string {
  return `"${escapedPath(path)}"`;
}

/** The same without the quotes. */
export function escapedPath(path: string): string {
  return path.replace(/["\\]/g, '\\$&');
}

/** The path that a string contains; `text` is the part between its quotes. */
export function unescapedPath(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}
