import { parseArgs } from 'node:util';
import type { Row } from './measure';

export interface Options {
  /** Small sizes and few rounds, to see that everything works. */
  readonly quick: boolean;
  /** The sections to run; all if empty. */
  readonly only: readonly string[];
  /** A file with a real table: one prefix per line, possibly gzipped. */
  readonly table: string | undefined;
  /** AWS's ip-ranges.json. */
  readonly aws: string | undefined;
}

/** A part of the benchmark, which yields its rows as they are measured. */
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
