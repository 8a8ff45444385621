/** How many names fit in a message. */
const mostNames = 5;

/** The message about folders and policies that cannot be read; undefined if there are none. */
export function unreadMessage(unread: readonly string[]): string | undefined {
  if (unread.length === 0) return undefined;
  const others = unread.length > mostNames ? ` and ${unread.length - mostNames} more` : '';
  return `Left out, because it cannot be read: ${unread.slice(0, mostNames).join(', ')}${others}`;
}
