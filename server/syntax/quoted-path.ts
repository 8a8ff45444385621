/** A path in the quotes and escapes of the policy language. */
export function quotedPath(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`;
}
