import { incomparable } from '../compare/compare';
import type { Model } from '../model/model';
import { formatPrefix } from '../net/prefix';
import { prefixText } from '../net/table';
import { printable } from '../render/printable';
import { groupedBy } from './grouped';

export interface FleetPolicy {
  /** As given, with `/`. */
  readonly path: string;
  readonly analysis: { readonly model: Model };
  /** Compiles the policy; undefined if it has errors. Called at most once. */
  readonly compiled: () => string | undefined;
}

/** A policy with values that are computed once, on first use. */
export interface IndexedPolicy extends FleetPolicy {
  readonly name: string;
  readonly script: () => string | undefined;
  /** Why it cannot be compared; undefined if it can. */
  readonly problem: () => string | undefined;
}

/** Policies indexed by the clues that a script gives. */
export interface PolicyIndex {
  readonly all: readonly IndexedPolicy[];
  readonly byName: ReadonlyMap<string, readonly IndexedPolicy[]>;
  readonly bySubnet: ReadonlyMap<string, readonly IndexedPolicy[]>;
  /** By each prefix that their own routes have. */
  readonly byRoute: () => ReadonlyMap<string, readonly IndexedPolicy[]>;
}

/** Whether a file is a policy; one with only lists and includes is meant to be included. */
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
  const prefixes = new Set<string>();
  for (const table of [tables[4], tables[6]])
    for (let row = 0; row < table.count; row++)
      if (table.owner[row] >= system.length) prefixes.add(prefixText(table, row));
  return prefixes;
}

function once<Value>(compute: () => Value): () => Value {
  let result: { readonly value: Value } | undefined;
  return () => (result ??= { value: compute() }).value;
}
