import { isNetworkFile, readNetworkFile } from '../aws/read';
import type { Dump, Note } from '../import/dump';
import { linesIn } from '../import/dump';
import { networkPolicy } from '../import/network-policy';
import { dumpTables } from '../import/tables';
import { differences } from '../model/diff';
import { systemTables } from '../model/effective';
import { localPrefixes } from '../model/lookup';
import { systemRouteAt, destinationAt, type Model } from '../model/model';
import { equals, formatPrefix, literalPrefix, type Family } from '../net/prefix';
import { prefixAt, type Table } from '../net/table';
import type { Compared, DiffSide } from '../render/diff';
import { beyondRanges } from '../render/onward';
import { printable } from '../render/printable';
import { isCertain } from '../rules/runner';
import { linesOf } from '../syntax/lines';

/** What is routed differently in two policies, or in a policy and the routes of an instance. */
export interface Comparison extends Compared {
  /** The lines of the dump that could not be compared. */
  readonly missing: readonly Note[];
  /** What was ignored or assumed while reading the dump, a sentence each. */
  readonly assumptions: readonly string[];
}

/** A policy with its display name. */
export interface NamedPolicy {
  readonly name: string;
  readonly analysis: { readonly model: Model };
  /** Set if the policy was generated from another file, so that its lines are not in that file. */
  readonly isMade?: true;
}

/** A dump with its source text and display name. */
export interface NamedDump {
  readonly name: string;
  readonly source: string;
  readonly dump: Dump;
}

/** Why a policy cannot be compared; undefined if it can. */
export function incomparable({ name, analysis }: NamedPolicy): string | undefined {
  if (isCertain(analysis.model)) return undefined;
  return `${printable(name)} has errors, so it is unresolved`;
}

/** Compares two policies, both of which must be comparable. */
export function comparedPolicies(one: NamedPolicy, other: NamedPolicy): Comparison {
  return between(policySide(one), policySide(other));
}

/** Compares a new policy with its network's own routes; the policy must be comparable. */
export function addedPolicy(policy: NamedPolicy): Comparison {
  return between(withoutPolicy(policy), policySide(policy));
}

/** Compares a deleted policy with its network's own routes; the policy must be comparable. */
export function removedPolicy(policy: NamedPolicy): Comparison {
  return between(policySide(policy), withoutPolicy(policy));
}

/**
 * Compares a comparable policy with the one generated from a network file for its subnet, or reports why there is none.
 */
async function comparedWithNetwork(
  policy: NamedPolicy,
  { name, source }: { readonly name: string; readonly source: string },
): Promise<Comparison | { readonly problem: string }> {
  const file = readNetworkFile(source);
  const { subnets, notebooks } = file.facts;
  const declared = policy.analysis.model.network.subnets.map(({ prefix }) => prefix);
  const own = [...subnets.values()].find(({ blocks }) =>
    blocks?.some((block) => declared.some((prefix) => equals(block, prefix))),
  );
  if (!own && subnets.size > 1 && notebooks.size !== 1)
    return { problem: 'none of its subnets is a subnet of the policy' };
  const made = await networkPolicy(file, 'network.json', own?.id);
  if ('problem' in made) return made;
  const other = comparedPolicies(policy, { name, analysis: made, isMade: true });
  return { ...other, assumptions: made.leftOut.map((each) => `left out: ${each}`) };
}

/**
 * Compares a comparable policy with the routes that were read in a text or, if the text is a network file, with that;
 * or reports why neither is possible.
 */
export async function comparedWithText(
  policy: NamedPolicy,
  { name, source, dump }: NamedDump,
): Promise<Comparison | { readonly problem: string }> {
  if (dump.unrecognised === undefined) return comparedWithDump(policy, { name, source, dump });
  return isNetworkFile(source)
    ? comparedWithNetwork(policy, { name, source })
    : { problem: dump.unrecognised };
}

function between(before: DiffSide, after: DiffSide): Comparison {
  const ranges = ([4, 6] as const).flatMap((family) => [
    ...differences(before.tables[family], after.tables[family], localPrefixes),
  ]);
  return { before, after, ranges, kind: 'policies', missing: [], assumptions: [] };
}

/** Compares a comparable policy with the routes of a dump. */
export function comparedWithDump(policy: NamedPolicy, { name: given, source, dump }: NamedDump): Comparison {
  const { model } = policy.analysis;
  const before = policySide(policy);
  const { tables, ownerAt, families, except, missing, assumptions } = dumpTables(dump, model);
  const name = printable(given);
  const lines = linesIn(source);
  const after: DiffSide = {
    name,
    tables,
    beyond: before.beyond,
    location: (table, row) => {
      const owner = ownerAt(table.owner[row]);
      if ('system' in owner) return { line: undefined, text: systemText(model, table, row) };
      const { line } = owner.route;
      return { line, text: shortened(lines[line - 1]?.text ?? '') };
    },
  };
  const excluded = [...localPrefixes, ...linkLocal, ...except];
  const ranges = families.flatMap((family: Family) => [
    ...differences(before.tables[family], tables[family], excluded),
  ]);
  return { before, after, ranges, kind: 'drift', missing, assumptions };
}

/** Link-local routes, such as the one to instance metadata, belong to the instance, whatever a policy contains. */
const linkLocal = ['169.254.0.0/16', 'fe80::/10'].map(literalPrefix);

function policySide({ name: given, analysis: { model }, isMade }: NamedPolicy): DiffSide {
  const name = printable(given);
  const lines = linesOf(model.unit.file);
  return {
    name,
    tables: model.tables,
    beyond: beyondRanges(model),
    location: (table, row) => {
      const owner = table.owner[row];
      const location =
        owner < model.system.length ? systemRouteAt(model, owner)?.span : destinationAt(model, owner).entry;
      if (!location) return { line: undefined, text: systemText(model, table, row) };
      const { line } = lines.position(location.from);
      return { line: isMade ? undefined : line + 1, text: shortened(lines.text(line)) };
    },
  };
}

function withoutPolicy(policy: NamedPolicy): DiffSide {
  return { ...policySide(policy), name: 'no policy', tables: systemTables(policy.analysis.model) };
}

const parts = {
  default: "the instance's default route",
  service: "SageMaker's own route",
  docker: "Docker's bridge",
  vpc: 'a block of the VPC',
  subnet: "the notebook's subnet",
};

function systemText(model: Model, table: Table, row: number): string {
  const route = systemRouteAt(model, table.owner[row]);
  return `${formatPrefix(prefixAt(table, row))}, ${route ? parts[route.part] : 'a route'}`;
}

function shortened(text: string): string {
  const visible = printable(text.trim().replace(/\s+/g, ' '));
  return visible.length > 100 ? `${visible.slice(0, 99)}…` : visible;
}
