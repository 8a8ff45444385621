import { equals, formatPrefix, type Prefix } from '../net/prefix';
import type { RouteTableFact, RowFact } from './facts';
import type { JsonPath } from './json-documents';

/** A route table while its parts are collected: in a state and in a template each is a separate resource. */
export interface PartialTable {
  readonly id: string;
  readonly jsonPath: JsonPath;
  vpc: string | undefined;
  main: boolean;
  readonly subnets: Set<string>;
  readonly rows: RowFact[];
  /** Why the file cannot have all of its rows. */
  incomplete: string | undefined;
  /** Whether the table itself is missing from the file, which only has some of its parts. */
  readonly partial: boolean;
}

export function partialTable(id: string, jsonPath: JsonPath): PartialTable {
  return {
    id,
    jsonPath,
    vpc: undefined,
    main: false,
    subnets: new Set<string>(),
    rows: [],
    incomplete: undefined,
    partial: false,
  };
}

/**
 * A table of a state or a template, with the rows that those omit: a `local` one for each block of the VPC, unless a
 * row of the table replaces it. Rows with the same destination count once: a state has a route in its table and as a
 * separate resource.
 */
export function withLocalRows(
  { id, jsonPath, vpc, main, subnets, rows, incomplete, partial }: PartialTable,
  blocks: readonly Prefix[] | undefined,
): RouteTableFact {
  const byDestination = new Map<string, RowFact>();
  const unknown: RowFact[] = [];
  for (const row of rows) {
    const key = row.destination ? formatPrefix(row.destination) : row.prefixList;
    if (key === undefined) unknown.push(row);
    else byDestination.set(key, row);
  }
  const ownRows = [...byDestination.values(), ...unknown];
  const local = (blocks ?? [])
    .filter((block) => !ownRows.some(({ destination }) => destination && equals(destination, block)))
    .map((destination): RowFact => ({
      destination,
      prefixList: undefined,
      state: 'active',
      propagated: false,
      jsonPath,
      nextHop: { kind: 'local', id: 'local', alias: undefined },
    }));
  // If the file does not have the table itself, single routes are not all of its rows.
  const all = partial ? undefined : [...local, ...ownRows];
  return { id, jsonPath, vpc, main, subnets: [...subnets], rows: all, incomplete };
}
