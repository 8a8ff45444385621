import { enumeration } from '../lib/word-list';
import type { JsonPath } from '../aws/json-documents';
import {
  expectations,
  type DestinationExpectation,
  type FailingRange,
  type PortFailure,
} from '../model/expectations';
import type { Model } from '../model/model';
import { unknownNetwork } from '../model/onward';
import { outcomeText, VPC, actionText } from '../model/actions';
import { formatRange } from '../net/prefix';
import type { ExpectStatement } from '../syntax/ast';
import { portQuery, queryText } from '../syntax/port-query';
import { quote } from '../lib/quote';
import type { Onward } from '../model/vpc-router';
import { decisionText, relatedLocations } from './lib/onward-text';
import { distinct, relatedRows, rowText } from './lib/routing';
import type { Related, Rule } from './lib/rule';
import { actionNumber } from '../syntax/keywords';

export const failedExpectation: Rule = {
  id: 'failed-expectation',
  severity: 'error',
  summary: 'Failed expectation',
  why: 'An `expect` statement is a test kept in the policy. It passes only if every address of its destination is routed as expected. A failure means that the policy does something that its author did not intend.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
expect 10.0.0.0/8 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
expect 10.0.0.0/16 via vpc
`,
  check({ model, report }) {
    if (model.open) return;
    for (const expectation of expectations(model)) {
      const { statement, destination, failures } = expectation;
      const { nextHop } = statement;
      if (failures.length === 0) {
        const unknown = unknownHop(model, statement);
        if (nextHop && unknown !== undefined)
          report(nextHop.from, () => ({ to: nextHop.to, message: unknown }));
        continue;
      }
      report(destination.from, () => ({
        to: destination.to,
        message: failedExpectationText(model, expectation),
        related: [
          ...relatedRows(
            model,
            distinct(
              failures.flatMap(({ family, row }) => (row < 0 ? [] : [{ table: model.tables[family], row }])),
            ),
          ),
          ...(model.networkView
            ? relatedLocations(
                model.networkView,
                failures.flatMap(({ beyond }) => beyond ?? []),
              )
            : []),
          ...portLocations(model, failures),
        ],
      }));
    }
  },
};

/** Why an expectation's next hop cannot be evaluated; undefined if it has none, or if a network file knows it. */
export function unknownHop(model: Model, { nextHop }: ExpectStatement): string | undefined {
  if (!nextHop || model.networkView?.selection.vpc) return undefined;
  return `unknown whether the VPC router sends it to ${quote(nextHop.text)}: ${unknownNetwork(model)}`;
}

/** What happens to a range instead: `via direct`, `tcp 443 blocked`. */
export function actualText({ action, beyond, ports }: FailingRange): string {
  if (ports) {
    const { decision, protocol } = ports;
    const state = decision.state === 'unknown' ? (decision.by ? 'only in part' : 'unknown') : decision.state;
    return `${queryText({ protocol, ports: ports.ports })} ${state}`;
  }
  if (!beyond) return actionText(action);
  const { state, row } = beyond.onward;
  return state === 'dead-end'
    ? 'a dead end in the VPC'
    : `via vpc to ${row?.row.nextHop.id ?? 'an unknown next hop'}`;
}

/** How the addresses of a failed expectation are routed instead, and the route that decides for the first range. */
export function failedExpectationText(model: Model, expectation: DestinationExpectation): string {
  const { statement, action, failures } = expectation;
  const [first] = failures;
  if (first.ports) return portsText(statement, failures, first.ports);
  if (first.beyond) {
    const { router, onward } = first.beyond;
    const ranges = failures.map((each) => `${rangeText(each)} ${onwardText(each.beyond?.onward)}`);
    const to = statement.nextHop ? ` to ${statement.nextHop.text}` : '';
    return `expected ${quote(`${actionText(action)}${to}`)}, but ${enumeration(ranges)}: ${decisionText(router, onward)}`;
  }
  const ranges = failures.map((each) => `${rangeText(each)} ${outcomeText(each.action)}`);
  const expected = statement.blocked ? askedText(statement) : actionText(action);
  return `expected ${quote(expected)}, but ${enumeration(ranges)}${matchText(model, failures)}`;
}

/** What an expectation asks for: `tcp 443 via vpc`, `blocked`. */
export function askedText({ protocol, action, blocked, nextHop }: ExpectStatement): string {
  const portsText = protocol ? `${queryText(portQuery(protocol.name, protocol.ports))} ` : '';
  return `${portsText}${blocked ? 'blocked' : actionText(action ? actionNumber(action.name) : VPC)}${nextHop ? ` to ${nextHop.text}` : ''}`;
}

function portsText(
  statement: ExpectStatement,
  failures: readonly FailingRange[],
  first: PortFailure,
): string {
  const { decision } = first;
  const ranges = failures.map((each) => {
    if (!each.ports || (each.ports.isWhole && statement.protocol)) return rangeText(each);
    const { protocol, ports } = each.ports;
    return `${quote(queryText({ protocol, ports }))} to ${rangeText(each)}`;
  });
  const expected = `expected ${quote(askedText(statement))}, but`;
  const areOrIs = ranges.length === 1 ? 'is' : 'are';
  if (decision.state === 'unknown' && decision.by === null)
    return `${expected} it is unknown whether ${enumeration(ranges)} ${areOrIs} allowed: ${decision.reason}`;
  const stateText = decision.state === 'unknown' ? 'allowed only in part' : decision.state;
  return `${expected} ${enumeration(ranges)} ${areOrIs} ${stateText}: ${decision.reason}`;
}

/** The locations of the deciding entries and rules, at most three. */
function portLocations({ networkView: view }: Model, failures: readonly FailingRange[]): Related[] {
  const jsonPaths = new Map<JsonPath, string>();
  for (const { ports } of failures)
    if (ports?.decision.jsonPath && jsonPaths.size < 3)
      jsonPaths.set(ports.decision.jsonPath, ports.decision.reason);
  return view
    ? [...jsonPaths].map(([jsonPath, message]) => ({
        ...view.file.spanOf(jsonPath),
        path: view.path,
        message,
      }))
    : [];
}

function onwardText(onward: Onward | undefined): string {
  if (onward?.state === 'dead-end') return 'is a dead end in the VPC';
  if (!onward?.row) return 'is routed to an unknown next hop';
  return `is routed to ${quote(onward.row.row.nextHop.id)} (${onward.row.row.nextHop.kind})`;
}

function matchText(model: Model, failures: readonly FailingRange[]): string {
  const [first] = failures;
  if (first.row < 0) return '';
  const route = rowText(model, { table: model.tables[first.family], row: first.row });
  return `: ${failures.length === 1 ? 'it' : rangeText(first)} matches ${route}`;
}

function rangeText({ family, first, last }: FailingRange): string {
  return quote(formatRange(family, first, last));
}
