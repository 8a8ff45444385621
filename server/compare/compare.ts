import type { Dump, Note } from '../import/dump';
import { linesIn } from '../import/dump';
import { dumpTables } from '../import/tables';
import { differences } from '../model/diff';
import { systemTables } from '../model/effective';
import { localPrefixes } from '../model/lookup';
import { systemRouteAt, destinationAt, type Model } from '../model/model';
import { formatPrefix, parsePrefix, type Family } from '../net/prefix';
import { prefixAt, Verdict, type Table } from '../net/table';
import type { Compared, DiffSide } from '../render/diff';
import { printable } from '../render/printable';
import { ruleNamed } from '../rules/lib/rule-named';
import { rules } from '../rules/registry';
import { check } from '../rules/runner';
import { linesOf } from '../syntax/lines';

/** What goes elsewhere between two policies, or between a policy and what an instance has. */
export interface Comparison extends Compared {
  /** Lines of the dump that could not be compared. */
  readonly missing: readonly Note[];
  /** What was left out without loss or taken for granted, a sentence each. */
  readonly assumptions: readonly string[];
}

/** A policy and the name to show for it. */
export interface NamedPolicy {
  readonly name: string;
  readonly analysis: { readonly model: Model };
}

/** A dump, the text it was read from and the name to show for it. */
export interface NamedDump {
  readonly name: string;
  readonly source: string;
  readonly dump: Dump;
}

/** Why a policy cannot be compared; undefined where it can. */
export function incomparable({ name, analysis }: NamedPolicy): string | undefined {
  if (isCertain(analysis.model)) return undefined;
  return `${printable(name)} has errors, so it is unresolved`;
}

/** Two policies, both comparable. */
export function comparedPolicies(one: NamedPolicy, other: NamedPolicy): Comparison {
  return between(policySide(one), policySide(other));
}

/** A comparable policy that was not there before: from its network without its routes. */
export function addedPolicy(policy: NamedPolicy): Comparison {
  return between(withoutPolicy(policy), policySide(policy));
}

/** A comparable policy that is gone: to its network without its routes. */
export function removedPolicy(policy: NamedPolicy): Comparison {
  return between(policySide(policy), withoutPolicy(policy));
}

function between(before: DiffSide, after: DiffSide): Comparison {
  const ranges = ([4, 6] as const).flatMap((family) => [
    ...differences(before.tables[family], after.tables[family], localPrefixes),
  ]);
  return { before, after, ranges, kind: 'policies', missing: [], assumptions: [] };
}

/** A comparable policy and the routes that are there. */
export function comparedWithDump(policy: NamedPolicy, { name: given, source, dump }: NamedDump): Comparison {
  const { model } = policy.analysis;
  const before = policySide(policy);
  const { tables, ownerAt, families, except, missing, assumptions } = dumpTables(dump, model);
  const name = printable(given);
  const lines = linesIn(source);
  const after: DiffSide = {
    name,
    tables,
    place: (table, row) => {
      const owner = ownerAt(table.owner[row]);
      if ('system' in owner) return { line: undefined, text: systemText(model, table, row) };
      const { line } = owner.route;
      return { line, text: shortened(lines[line - 1]?.text ?? '') };
    },
  };
  const left = [...localPrefixes, ...linkLocal, ...except];
  const ranges = families.flatMap((family: Family) => [
    ...differences(before.tables[family], tables[family], left),
  ]);
  return { before, after, ranges, kind: 'drift', missing, assumptions };
}

/** Metadata and its like are the instance's own, whatever a policy says; so are links. */
const linkLocal = ['169.254.0.0/16', 'fe80::/10'].flatMap((text) => parsePrefix(text) ?? []);

function policySide({ name: given, analysis: { model } }: NamedPolicy): DiffSide {
  const name = printable(given);
  const lines = linesOf(model.unit.file);
  return {
    name,
    tables: model.tables,
    place: (table, row) => {
      const owner = table.owner[row];
      const place =
        owner < model.system.length ? systemRouteAt(model, owner)?.place : destinationAt(model, owner).item;
      if (!place) return { line: undefined, text: systemText(model, table, row) };
      const { line } = lines.position(place.from);
      return { line: line + 1, text: shortened(lines.text(line)) };
    },
  };
}

function withoutPolicy(policy: NamedPolicy): DiffSide {
  return { ...policySide(policy), name: 'no policy', tables: systemTables(policy.analysis.model) };
}

/** Whether the meaning is known: no error that cannot be allowed, such as one of syntax, or two ways for one prefix. */
function isCertain(model: Model): boolean {
  if (model.open) return false;
  if ([model.tables[4], model.tables[6]].some(({ verdict }) => verdict.includes(Verdict.conflicts)))
    return false;
  const keep = (severity: string): boolean => severity === 'error';
  const errors = check(model, rules, model.config.rules, 1000, { keep });
  return errors.findings.every(({ rule }) => ruleNamed(rule)?.fixedSeverity !== true);
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
  const shown = printable(text.trim().replace(/\s+/g, ' '));
  return shown.length > 100 ? `${shown.slice(0, 99)}…` : shown;
}
