import { last, type Family, type Prefix } from '../net/prefix';
import { decidedRanges } from '../net/table';
import type { ExpectStatement, Entry } from '../syntax/ast';
import { isReject, actionNumber } from '../syntax/keywords';
import {
  mostPort,
  portQuery,
  protocolNames,
  type PortQuery,
  type PortRange,
  type ProtocolName,
} from '../syntax/port-query';
import { VPC } from './actions';
import { sites } from './effective';
import type { Model } from './model';
import { namesNextHop, sitePorts, siteRouters, unknownNetwork } from './onward';
import type { PortDecision } from './port-rules';
import type * as Ports from './ports';
import type { PortFilter, PortDecisionRange } from './ports';
import { onwardOf, type Onward, type Router } from './vpc-router';

declare const require: (file: './ports') => typeof Ports;

/** An expectation of one destination, and where it fails. */
export interface DestinationExpectation {
  readonly statement: ExpectStatement;
  readonly destination: Entry;
  readonly action: number;
  /** Ascending, disjoint, neighbours that one row decides joined; empty if it holds. */
  readonly failures: readonly FailingRange[];
}

/** A range of addresses that are routed differently; action and row are -1 if no route matches. */
export interface FailingRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
  readonly action: number;
  readonly row: number;
  /** The VPC router's result, if that fails the expectation and not the notebook's own table. */
  readonly beyond?: { readonly router: Router; readonly onward: Onward };
  /** What groups and ACLs do, if they fail it, and for which ports. */
  readonly ports?: PortFailure;
}

export interface PortFailure {
  readonly protocol: ProtocolName;
  /** The requested ports that fail. */
  readonly ports: readonly PortRange[];
  readonly isWhole: boolean;
  readonly decision: PortDecision;
}

/** Each destination of each `expect` with an action, evaluated exactly over its whole range. */
export function* expectations(model: Model): Generator<DestinationExpectation> {
  for (const statement of model.expectations) {
    const { action, blocked, protocol, nextHop } = statement;
    if (!action && !blocked) continue;
    const expected = action ? actionNumber(action.name) : VPC;
    for (const destination of statement.destinations) {
      // Addresses that are rejected on the instance are blocked, too.
      let failures = failuresOf(
        model,
        destination,
        (actual) => actual === expected || (blocked !== undefined && isReject(actual)),
      );
      // Addresses that do not reach the VPC router have no next hop there.
      if (failures.length === 0 && action && expected === VPC)
        failures = onwardFailures(model, destination, nextHop?.text);
      if (failures.length === 0 && (protocol ?? blocked))
        failures = portFailures(model, statement, destination);
      yield { statement, destination, action: expected, failures };
    }
  }
}

/** The ports of an expectation; without a protocol it expects that nothing is allowed. */
export function portQueries({ protocol }: ExpectStatement): readonly PortQuery[] {
  if (protocol) return [portQuery(protocol.name, protocol.ports)];
  const all = [{ from: 0, to: mostPort }];
  return protocolNames.map((name) => portQuery(name, all));
}

/** The ranges of a destination where groups and ACLs do not do what is expected with the ports, or it is unknown. */
function portFailures(model: Model, statement: ExpectStatement, destination: Entry): FailingRange[] {
  const expected = statement.blocked ? 'blocked' : 'allowed';
  const failures: FailingRange[] = [];
  for (const site of sites(model)) {
    const filter = sitePorts(model, site);
    for (const query of portQueries(statement))
      for (const prefix of model.prefixesOf(destination))
        for (const addresses of viaVpc(model, prefix))
          for (const range of portsHere(model, filter, addresses, query)) {
            const wrong = range.parts.filter(({ decision }) => decision.state !== expected);
            const [part] = wrong;
            if (!part) continue;
            const ports = wrong
              .filter(({ decision }) => decision.reason === part.decision.reason)
              .map((each) => each.ports);
            failures.push({
              family: prefix.family,
              first: range.first,
              last: range.last,
              action: VPC,
              row: -1,
              ports: {
                protocol: query.protocol,
                ports,
                isWhole: ports.length === range.parts.length,
                decision: part.decision,
              },
            });
          }
    // One failing subnet is enough: the others usually fail alike.
    if (failures.length > 0) return failures;
  }
  return failures;
}

/** The parts of a prefix that the policy sends to the VPC router. */
function* viaVpc(model: Model, prefix: Prefix): Generator<ViaVpcRange> {
  const { family } = prefix;
  const table = model.tables[family];
  let from: bigint | undefined;
  for (const piece of decidedRanges(table, prefix.base, last(prefix))) {
    const isVpc = piece.row >= 0 && table.action[piece.row] === VPC;
    if (isVpc) from ??= piece.first;
    else if (from !== undefined) {
      yield { family, first: from, last: piece.first - 1n };
      from = undefined;
    }
  }
  if (from !== undefined) yield { family, first: from, last: last(prefix) };
}

/** What happens to ports at addresses that the policy sends to the VPC router, for every feature that asks. */
export function portsHere(
  model: Model,
  filter: PortFilter | undefined,
  { family, first, last: end }: ViaVpcRange,
  query: PortQuery,
): Iterable<PortDecisionRange> {
  if (filter) return require('./ports').portsAt(filter, family, first, end, query);
  const reason = unknownNetwork(model);
  const decision: PortDecision = { state: 'unknown', reason, by: null, jsonPath: undefined };
  return [{ first, last: end, parts: query.ports.map((ports) => ({ ports, decision })) }];
}

/** Addresses that the policy sends to the VPC router. */
export interface ViaVpcRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** The ranges of a destination that the VPC router does not send to a working next hop, or not to the expected one. */
function onwardFailures(model: Model, destination: Entry, nextHop: string | undefined): FailingRange[] {
  const failures: FailingRange[] = [];
  for (const { router } of siteRouters(model)) {
    for (const { family, base, length } of model.prefixesOf(destination)) {
      for (const onward of onwardOf(router, family, base, last({ family, base, length }))) {
        const hop = onward.row?.row.nextHop;
        const isExpected =
          nextHop === undefined || (hop ? namesNextHop(nextHop, hop) : isOwnSubnet(onward, nextHop));
        if (onward.state !== 'dead-end' && isExpected) continue;
        failures.push({
          family,
          first: onward.first,
          last: onward.last,
          action: VPC,
          row: -1,
          beyond: { router, onward },
        });
      }
    }
    // One failing subnet is enough: the others usually fail alike.
    if (failures.length > 0) return failures;
  }
  return failures;
}

/** Packets within the subnet are delivered as by a `local` row, even if the table is unknown. */
function isOwnSubnet({ state }: Onward, nextHop: string): boolean {
  return state === 'ok' && nextHop === 'local';
}

function failuresOf(
  model: Model,
  destination: Entry,
  isExpected: (action: number) => boolean,
): FailingRange[] {
  const failures: FailingRange[] = [];
  for (const prefix of model.prefixesOf(destination)) {
    const { family } = prefix;
    const table = model.tables[family];
    for (const piece of decidedRanges(table, prefix.base, last(prefix))) {
      const actual = piece.row < 0 ? -1 : table.action[piece.row];
      if (isExpected(actual)) continue;
      const before = failures[failures.length - 1];
      if (before?.family === family && before.row === piece.row && before.last + 1n === piece.first)
        failures[failures.length - 1] = { ...before, last: piece.last };
      else failures.push({ family, first: piece.first, last: piece.last, action: actual, row: piece.row });
    }
  }
  return failures;
}
