import type { Line } from '../dump';
import { lineFormat } from '../formats';
import { prompted } from './prompts';

/** Lines without the prefixes of mails, logs or `cat -n`; they keep their numbers. */
export function plainLines(lines: readonly Line[]): readonly Line[] {
  return withoutNumbers(withoutTimes(withoutQuotes(lines)));
}

/** Runs of lines that are quoted as in mails: `> …`. Not after a prompt, where `>` is the continuation prompt. */
function withoutQuotes(lines: readonly Line[]): readonly Line[] {
  const result = [...lines];
  const quote = /^[ \t]*(?:>[ \t]?)+/;
  for (let from = 0; from < lines.length;) {
    let end = from;
    while (end < lines.length && quote.test(lines[end].text)) end++;
    const before = lines[from - 1]?.text ?? '';
    const stripped = lines.slice(from, end).map((line) => ({ ...line, text: line.text.replace(quote, '') }));
    const isOurs = stripped.some(
      ({ text }) => lineFormat(text) !== undefined || prompted(text) !== undefined,
    );
    if (end - from >= 2 && isOurs && !prompted(before)) result.splice(from, end - from, ...stripped);
    from = Math.max(end, from + 1);
  }
  return result;
}

const times = [
  /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?[\s:]+/,
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[\d+\])?: /,
  /^\[\s*\d+\.\d+\]\s+/,
  // `grep -n` in several files.
  /^[\w/.-]*\.[a-z]{1,5}:\d{1,6}:/i,
];

/** The lines of a log or of grep(1) without their prefixes: a time, a file and a number. */
function withoutTimes(lines: readonly Line[]): readonly Line[] {
  const filled = lines.filter(({ text }) => text.trim() !== '');
  const time = times.find((each) => filled.filter(({ text }) => each.test(text)).length * 2 > filled.length);
  return time && filled.length > 1
    ? lines.map((line) => ({ ...line, text: line.text.replace(time, '') }))
    : lines;
}

const numbered = /^\s*(\d{1,6})(?:\t|\s{0,4}[:|│](?: |\t)?|[ ]{1,4}|$)(.*)$/;

/** Lines without ascending numbers, as written by `cat -n`, `nl` and `grep -n`. */
function withoutNumbers(lines: readonly Line[]): readonly Line[] {
  const result = [...lines];
  for (let from = 0; from < lines.length;) {
    const first = numbered.exec(lines[from].text);
    let end = from + 1;
    if (first)
      for (let number = Number(first[1]); end < lines.length; end++) {
        const match = numbered.exec(lines[end].text);
        if (!match || Number(match[1]) !== ++number) break;
      }
    const count = end - from;
    if (first && (count >= 3 || (count === 2 && first[1] === '1')))
      for (let at = from; at < end; at++)
        result[at] = { ...lines[at], text: numbered.exec(lines[at].text)?.[2] ?? lines[at].text };
    from = end;
  }
  return result;
}
