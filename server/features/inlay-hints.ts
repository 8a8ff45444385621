import { sites } from '../model/effective';
import type { Model } from '../model/model';
import { vpcGateway } from '../model/network';
import { DIRECT, VPC } from '../model/actions';
import { formatAddress, last } from '../net/prefix';
import type { Item, Span, Statement } from '../syntax/ast';
import { actionNumber } from '../syntax/parser';
import { addressCount, shortCount } from './lib/shares';
import { statementsIn } from './lib/statements-in';

/** A remark behind a word, as the editor shows it between the letters. */
export interface InlayHint {
  readonly at: number;
  readonly label: string;
  readonly tooltip: string;
}

/** Which remarks are wanted. */
export interface InlayHintSettings {
  /** The interface and gateway that `via` means. */
  readonly interfaces: boolean;
  /** How many addresses a destination has. */
  readonly addressCounts: boolean;
}

/** The remarks for the lines of a span. */
export function inlayHints(model: Model, span: Span, settings: InlayHintSettings): InlayHint[] {
  const found: InlayHint[] = [];
  for (const statement of statementsIn(model.unit.file, span)) {
    if (settings.addressCounts) found.push(...countHints(model, statement));
    if (settings.interfaces) found.push(...interfaceHints(model, statement));
  }
  return found.filter(({ at }) => at >= span.from && at <= span.to);
}

function countHints(model: Model, statement: Statement): InlayHint[] {
  if (statement.kind !== 'route' && statement.kind !== 'expect') return [];
  return statement.targets.flatMap((target) => countHint(model, target));
}

function countHint(model: Model, target: Item): InlayHint[] {
  const prefixes = model.prefixesOf(target);
  const [only] = prefixes;
  if (!only || target.kind === 'default') return [];
  const addresses = addressCount(prefixes);
  if (addresses === 1n) return [];
  const tooltip =
    prefixes.length === 1
      ? `${formatAddress(only.family, only.base)} – ${formatAddress(only.family, last(only))}`
      : `addresses in ${prefixes.length} prefixes`;
  return [{ at: target.to, label: shortCount(addresses), tooltip }];
}

function interfaceHints(model: Model, statement: Statement): InlayHint[] {
  if (statement.kind !== 'route' || !statement.action) return [];
  const { action, targets } = statement;
  const { network } = model;
  const way = actionNumber(action.name);
  const at = action.to;
  if (way === DIRECT) {
    const { name, gateway } = network.interfaces.direct;
    return [{ at, label: gateway ? `${name} ${text(gateway)}` : name, tooltip: 'the direct interface' }];
  }
  if (way !== VPC || network.vpc.length === 0) return [];
  const site = sites(model)[0];
  const six = targets.length > 0 && targets.every((target) => target.text.includes(':'));
  const gateway = six ? vpcGateway(network, 6, site.six) : vpcGateway(network, 4, site.four);
  const { name } = network.interfaces.vpc;
  const others = sites(model).length - 1;
  const tooltip = others > 0 ? `the VPC router; ${others} more by subnet` : 'the VPC router';
  return [{ at, label: gateway ? `${name} ${text(gateway)}` : name, tooltip }];
}

function text({ family, value }: { readonly family: 4 | 6; readonly value: bigint }): string {
  return formatAddress(family, value);
}
