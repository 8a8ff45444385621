import type { File, Span } from '../syntax/ast';
import { lineStart, nextLine } from '../syntax/lines';
import { firstWordAt } from '../syntax/source-line';

/** Lines that fold into the first; a closing `}` stays visible. */
export interface FoldingRange extends Span {
  readonly kind: 'comment' | 'imports' | 'region';
}

/** Shorter runs do not fold. */
const fewestLines = 3;

/** Folds list blocks, blocks of comments, and runs of statements of one kind; linear in the lines. */
export function foldingRanges(file: File): FoldingRange[] {
  const { source } = file;
  const ranges: FoldingRange[] = [];
  const blocks = file.statements.filter((each) => each.kind === 'prefix-list' && each.block);
  for (const { from, to } of blocks) {
    const closing = lineStart(source, to);
    const end = /^\s*\}/.test(source.slice(closing, to)) ? lineStart(source, closing - 1) : to;
    if (source.slice(from, end).includes('\n')) ranges.push({ from, to: end, kind: 'region' });
  }
  let run: { word: string; from: number; to: number; lines: number } | undefined;
  const close = (): void => {
    if (!run) return;
    const { word, from, to, lines } = run;
    if (word === '#' && lines > 1) ranges.push({ from, to, kind: 'comment' });
    else if (word !== '#' && lines >= fewestLines)
      ranges.push({ from, to, kind: word === 'include' ? 'imports' : 'region' });
    run = undefined;
  };
  let block = 0;
  for (let from = 0; from < source.length; from = nextLine(source, from)) {
    while (block < blocks.length && blocks[block].to < from) block++;
    const inBlock = block < blocks.length && blocks[block].from < from;
    const word = inBlock ? '' : firstWordAt(source, from);
    if (word === run?.word) {
      run.to = from;
      run.lines++;
      continue;
    }
    close();
    if (runs.includes(word)) run = { word, from, to: from, lines: 1 };
  }
  close();
  return ranges.sort((a, b) => a.from - b.from);
}

/** The first words of lines that fold as a run. */
const runs: readonly string[] = ['#', 'route', 'expect', 'include'];
