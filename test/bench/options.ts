import { parseArgs } from 'node:util';
import type { Row } from './measure';

/**
 * How much is measured: `quick` has the rows whose ratios the last release has, with fewer rounds; `tiny` has small
 * sizes and one round, for the test that everything works.
 */
export type Scale = 'full' | 'quick' | 'tiny';

export interface Options {
  readonly scale: Scale;
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
  return { scale: values.quick ? 'quick' : 'full', only, table: values.table, aws: values.aws };
}

/** "10k", "1M". */
export function named(count: number): string {
  return count >= 1e6 ? `${count / 1e6}M` : count >= 1e3 ? `${count / 1e3}k` : String(count);
}
