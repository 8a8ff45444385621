import { sites } from '../model/effective';
import type { Model } from '../model/model';
import { vpcGateway } from '../model/network';
import { DIRECT, VPC } from '../model/actions';
import { formatAddress, last, type Family } from '../net/prefix';
import type { File, RouteStatement, Span, Statement } from '../syntax/ast';
import { statementAt } from '../syntax/parser';
import { onwardSummary } from './lib/onward-text';
import { addressCount } from './lib/shares';
import { statementsIn } from './lib/statements-in';
import { countedAddresses } from '../lib/numbers';
import { oncePer } from '../lib/once-per';
import { lineEnd, nextLine } from '../syntax/lines';
import { actionNumber } from '../syntax/keywords';

/** A hint that the editor shows after the text of a line. */
export interface InlayHint {
  readonly at: number;
  readonly label: string;
  readonly tooltip: string;
}

export interface InlayHintSettings {
  /** The interface and gateway that `via` refers to, at the first route of each interface. */
  readonly interfaces: boolean;
  /** Where the VPC router sends the destinations of each route via vpc, if a network file is present. */
  readonly nextHops: boolean;
  /** How many addresses the destinations contain. */
  readonly addressCounts: boolean;
}

/** The hints for the lines of a span. */
export function inlayHints(model: Model, span: Span, settings: InlayHintSettings): InlayHint[] {
  const { file } = model.unit;
  const first = settings.interfaces ? firstRoutes(file) : undefined;
  const hints: InlayHint[] = [];
  for (const statement of statementsIn(file, span)) {
    if (statement.kind !== 'route' && statement.kind !== 'expect') continue;
    const texts = [
      ...(statement.kind === 'route' && first?.has(statement.from) ? interfaceHint(model, statement) : []),
      ...(settings.nextHops && statement.kind === 'route' ? nextHopHint(model, statement) : []),
      ...(settings.addressCounts ? countHint(model, statement) : []),
    ];
    if (texts.length === 0) continue;
    // After any comment, so that the formatter's columns stay aligned.
    const at = lineEnd(file.source, statement.from, nextLine(file.source, statement.to));
    for (const text of texts) hints.push({ at, ...text });
  }
  return hints.filter(({ at }) => at >= span.from && at <= span.to);
}

type HintText = Omit<InlayHint, 'at'>;

function countHint(
  model: Model,
  { destinations }: Extract<Statement, { kind: 'route' | 'expect' }>,
): HintText[] {
  if (destinations.some(({ kind }) => kind === 'default')) return [];
  const prefixes = destinations.flatMap((destination) => model.prefixesOf(destination));
  const [only] = prefixes;
  if (!only) return [];
  const addresses = addressCount(destinations.length === 1 ? model.prefixesOf(destinations[0]) : prefixes);
  if (addresses === 1n) return [];
  const tooltip =
    prefixes.length === 1
      ? `${formatAddress(only.family, only.base)} – ${formatAddress(only.family, last(only))}`
      : `addresses in ${prefixes.length} prefixes`;
  return [{ label: countedAddresses(addresses), tooltip }];
}

function interfaceHint(model: Model, { action, destinations }: RouteStatement): HintText[] {
  if (!action) return [];
  const { network } = model;
  const number = actionNumber(action.name);
  if (number === DIRECT) {
    const { name, gateway } = network.interfaces.direct;
    return [{ label: gateway ? `${name} ${text(gateway)}` : name, tooltip: 'the direct interface' }];
  }
  if (number !== VPC || network.vpc.length === 0) return [];
  const { name } = network.interfaces.vpc;
  const family = familyOf(destinations);
  const gateways = new Set(
    sites(model).flatMap(({ four, six }) => {
      const gateway = family === 6 ? vpcGateway(network, 6, six) : vpcGateway(network, 4, four);
      return gateway ? [text(gateway)] : [];
    }),
  );
  const [gateway] = gateways;
  if (gateways.size > 1)
    return [{ label: `${name}, the subnet's router`, tooltip: [...gateways].join(' or ') }];
  return [{ label: gateway === undefined ? name : `${name} ${gateway}`, tooltip: 'the VPC router' }];
}

/** At most this many next hops are named. */
const mostNextHops = 2;

function nextHopHint(model: Model, { action, destinations }: RouteStatement): HintText[] {
  if (action?.name !== 'vpc' || !model.networkView) return [];
  const summary = onwardSummary(
    model,
    destinations.flatMap((destination) => model.prefixesOf(destination)),
  );
  if (!summary) return [];
  const hops = [
    ...new Set(
      summary.groups.flatMap(({ onward: { row, state } }) =>
        state === 'ok' ? (row?.row.nextHop.id ?? 'local') : [],
      ),
    ),
  ];
  const [dead, unknown] = (['dead-end', 'unknown'] as const).map((state) =>
    summary.groups.some(({ onward }) => onward.state === state),
  );
  const hopsText = hops.slice(0, mostNextHops).join(', ');
  const parts = [
    ...(hopsText === '' ? [] : [`to ${hopsText}${hops.length > mostNextHops ? ' …' : ''}`]),
    ...(dead ? ['a dead end'] : []),
    ...(unknown ? ['not known'] : []),
  ];
  const tooltip = `where the VPC router sends it${summary.router.table ? `, by ${summary.router.table.id}` : ''}`;
  return [{ label: parts.join(', '), tooltip }];
}

const familyOf = (destinations: RouteStatement['destinations']): Family =>
  destinations.length > 0 && destinations.every((destination) => destination.text.includes(':')) ? 6 : 4;

/** The offsets of the first route of each interface and address family; the others' hints would repeat it. */
const firstRoutes = oncePer((file: File): ReadonlySet<number> => {
  const first = new Map<string, number>();
  const take = (key: string, at: number): void => {
    const before = first.get(key);
    if (before === undefined || at < before) first.set(key, at);
  };
  for (const statement of file.statements)
    if (statement.kind === 'route' && statement.action)
      take(`${actionNumber(statement.action.name)} ${familyOf(statement.destinations)}`, statement.from);
  const { plain } = file;
  // Plain routes have one IPv4 prefix and are in text order, so the first of each action is enough.
  const actions = new Set<number>();
  for (let row = 0; row < plain.count && actions.size < 2; row++) {
    const action = plain.action[row];
    if ((action !== VPC && action !== DIRECT) || actions.has(action)) continue;
    actions.add(action);
    const from = statementAt(file, plain.at[row])?.from;
    if (from !== undefined) take(`${action} 4`, from);
  }
  return new Set(first.values());
});

function text({ family, value }: { readonly family: 4 | 6; readonly value: bigint }): string {
  return formatAddress(family, value);
}
