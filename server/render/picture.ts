import type { OnwardCandidateJson } from '../lib/json-output';
import type { RouteOrigin } from '../model/actions';

/** A route of the preview or of a table, as pictures need it. */
export interface PictureRoute {
  readonly prefix: string;
  /** One of `model/actions`: `direct`, `vpc`, `docker`, `service`, `local`, or the reject route's type. */
  readonly action: string;
  readonly origin: RouteOrigin;
  readonly comment: string;
  /** The displayed interface, or `-` for none. */
  readonly iface: string;
}

/** An interface of the notebook; the gateway is null if unknown. */
export interface PictureInterface {
  readonly name: string;
  /** Whether the policy pins the name; otherwise the script finds the interface at start, whatever its name. */
  readonly pinned: boolean;
  readonly gateway: string | null;
}

/** The notebook's network in one of the policy's subnets. */
export interface PictureNetwork {
  readonly vpc: readonly string[];
  /** The displayed subnet, preferring IPv4; null if the policy declares none. */
  readonly subnet: string | null;
  /** The displayed notebook's subnets, at most one of each IP version. */
  readonly own: readonly string[];
  readonly service: string;
  readonly docker: readonly string[];
  readonly direct: PictureInterface | null;
  readonly router: PictureInterface | null;
}

/** What the VPC router does with some addresses. */
export interface NextHopView {
  readonly state: 'ok' | 'dead-end' | 'unknown';
  /** The next hop's id and kind; '' if no row decides or the next hop is unknown. */
  readonly id: string;
  readonly kind: string;
  /** The reason, as a sentence without a period; '' if there is nothing to add. */
  readonly reason: string;
}

/**
 * Addresses from `first` up to the next range, with indexes of the next hop and the row; the row is -1 if none decides.
 */
interface RouterRangeView {
  readonly first: string;
  readonly nextHop: number;
  readonly row: number;
}

/** The VPC router's decisions for all addresses, as pictures need them. */
export interface RouterView {
  /** The route table's id; null if unknown. */
  readonly routeTable: string | null;
  readonly nextHops: readonly NextHopView[];
  readonly rows: readonly OnwardCandidateJson[];
  /** Both address spaces, ascending and without gaps, IPv4 first. */
  readonly ranges: readonly RouterRangeView[];
}

/** Everything that pictures of a policy are drawn from; routes are in the order of `route -n`. */
export interface Picture {
  readonly policy: string;
  readonly network: PictureNetwork;
  readonly routes: readonly PictureRoute[];
  /** The VPC router; null if no network file describes it. */
  readonly router: RouterView | null;
}

/** The class of an action in legends and style sheets. */
export type ActionClass =
  'direct' | 'vpc' | 'dead-end' | 'unknown' | 'docker' | 'service' | 'local' | 'rejected' | 'none';

export function actionClass(action: string): ActionClass {
  switch (action) {
    case 'direct':
    case 'vpc':
    case 'docker':
    case 'service':
    case 'local':
      return action;
    case 'unreachable':
    case 'prohibit':
    case 'blackhole':
      return 'rejected';
    default:
      return 'none';
  }
}

/** The names of the classes in legends. */
export const actionClassNames: Readonly<Record<ActionClass, string>> = {
  direct: 'via direct',
  vpc: 'via vpc',
  'dead-end': 'via vpc, a dead end',
  unknown: 'via vpc, unknown next hop',
  docker: 'containers',
  service: 'SageMaker and metadata',
  local: 'local to the kernel',
  rejected: 'rejected',
  none: 'no route',
};

/** An action as the language writes it, such as `via vpc` or `unreachable`; "no route" for none. */
export function actionLabel(action: string): string {
  const kind = actionClass(action);
  return kind === 'rejected' ? action : kind === 'none' ? 'no route' : `via ${action}`;
}
