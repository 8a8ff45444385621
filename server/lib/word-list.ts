/** "a", "a and b", "a, b and c", "a, b, c and 4 more". */
export function enumeration(parts: readonly string[], limit = 3): string {
  if (parts.length > limit) return `${parts.slice(0, limit).join(', ')} and ${parts.length - limit} more`;
  return joined(parts, 'and');
}

/** "a", "a or b", "a, b or c". */
export function alternatives(parts: readonly string[]): string {
  return joined(parts, 'or');
}

function joined(parts: readonly string[], word: string): string {
  const last = parts[parts.length - 1] ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${word} ${last}`;
}
