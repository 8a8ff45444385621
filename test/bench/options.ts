import { parseArgs } from 'node:util';
import type { Row } from './measure';

export interface Options {
  /** Small sizes and few rounds: to see that everything works. */
  readonly quick: boolean;
  /** The sections to run; all when none is named. */
  readonly only: readonly string[];
  /** A file with one prefix a line, gzipped or not: the real table. */
  readonly table: string | undefined;
  /** AWS's ip-ranges.json. */
  readonly aws: string | undefined;
}

/** One part of the benchmark: its rows, as they are found. */
export type Section = (options: Options) => AsyncGenerator<Row>;

export function optionsOf(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      table: { type: 'string' },
      aws: { type: 'string' },
    },
  });
  const only = values.only.split(',').filter((name) => name !== '');
  return { quick: values.quick, only, table: values.table, aws: values.aws };
}

/** "10k", "1M". */
export function named(count: number): string {
  return count >= 1e6 ? `${count / 1e6}M` : count >= 1e3 ? `${count / 1e3}k` : String(count);
}
