import { incomparable } from '../compare/compare';
import type { Model } from '../model/model';
import { formatPrefix } from '../net/prefix';
import { prefixText } from '../net/table';
import { printable } from '../render/printable';
import { groupedBy } from './grouped';

/** A policy of a fleet. */
export interface FleetPolicy {
  /** As it was given, with "/". */
  readonly path: string;
  readonly analysis: { readonly model: Model };
  /** The script that the policy compiles to; undefined where it has errors. Asked for once, if at all. */
  readonly compiled: () => string | undefined;
}

/** A policy with what is computed of it once, when it is first asked for. */
export interface IndexedPolicy extends FleetPolicy {
  readonly name: string;
  readonly script: () => string | undefined;
  /** Why it cannot be compared with anything; undefined where it can. */
  readonly problem: () => string | undefined;
}

/** Policies by what leads from a script to its policy. */
export interface PolicyIndex {
  readonly all: readonly IndexedPolicy[];
  readonly byName: ReadonlyMap<string, readonly IndexedPolicy[]>;
  /** By each of their subnets. */
  readonly bySubnet: ReadonlyMap<string, readonly IndexedPolicy[]>;
  /** By each prefix that they route. */
  readonly byRoute: () => ReadonlyMap<string, readonly IndexedPolicy[]>;
}

/** Whether a file is a policy: one with only lists and includes is meant to be included. */
export function isPolicy({ unit: { file } }: Model): boolean {
  const isList = (kind: string): boolean => kind === 'prefix-list' || kind === 'include';
  return (
    file.plain.count > 0 || file.statements.length === 0 || !file.statements.every((s) => isList(s.kind))
  );
}

export function policyIndex(policies: readonly FleetPolicy[]): PolicyIndex {
  const all = policies.filter(({ analysis }) => isPolicy(analysis.model)).map(indexed);
  return {
    all,
    byName: groupedBy(all, ({ name }) => [name]),
    bySubnet: groupedBy(all, ({ analysis: { model } }) =>
      model.network.subnets.map(({ prefix }) => formatPrefix(prefix)),
    ),
    byRoute: once(() => groupedBy(all, ({ analysis: { model } }) => routedPrefixes(model))),
  };
}

function indexed(policy: FleetPolicy): IndexedPolicy {
  const { path, analysis, compiled } = policy;
  return {
    ...policy,
    name: analysis.model.name,
    script: once(compiled),
    problem: once(() => incomparable({ name: printable(path), analysis })),
  };
}

/** The prefixes of a policy's own routes. */
function routedPrefixes({ tables, system }: Model): Set<string> {
  const found = new Set<string>();
  for (const table of [tables[4], tables[6]])
    for (let row = 0; row < table.count; row++)
      if (table.owner[row] >= system.length) found.add(prefixText(table, row));
  return found;
}

function once<Value>(compute: () => Value): () => Value {
  let result: { readonly value: Value } | undefined;
  return () => (result ??= { value: compute() }).value;
}
