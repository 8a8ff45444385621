/** Whether a text contains a command that sets a route. */
export function setsRoute(text: string): boolean {
  return (
    /\bip\s[^;|&]*?\br(?:o|ou|out|oute)?\s+(?:a|ad|add|app|append|re|rep|repl|replace|ch|change|pre|prepend)\s/.test(
      text,
    ) || /\broute\s+(?:-\S+\s+)*add\s/.test(text)
  );
}

/** A text shortened to fit a message. */
export function shortText(text: string): string {
  const plain = text.trim().replace(/\s+/g, ' ');
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
}
