/**
 * The known word that is probably meant: the one with the fewest edits (insert, delete, replace, swap neighbours), at
 * most a third of the length of `text`, or the only one that begins with `text`. Undefined if none is close.
 */
export function nearest<Known extends string>(text: string, candidates: readonly Known[]): Known | undefined {
  if (text.length > 64) return undefined;
  // A truncated word is more likely than one with two typos.
  const completions = candidates.filter((candidate) => text.length > 2 && candidate.startsWith(text));
  if (completions.length === 1) return completions[0];
  let best: Known | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const edits = distance(text, candidate);
    if (edits < least && edits <= Math.max(1, Math.floor(candidate.length / 3)))
      [best, least] = [candidate, edits];
  }
  return best;
}

/** The question at the end of a message about an unknown word; '' if no known word is close. */
export function didYouMean(meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

/** Damerau-Levenshtein distance in which neighbours are swapped at most once (optimal string alignment). */
function distance(a: string, b: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(row[j - 1] + 1, previous[j] + 1, previous[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, older[j - 2] + 1);
      row.push(least);
    }
    older = previous;
    previous = row;
  }
  return previous[b.length];
}
