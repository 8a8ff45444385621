import type { OnwardCandidateJson } from '../json-output';
import type { RouteOrigin } from '../model/actions';

/** A route as pictures need it: of the preview's rows, or of a table. */
export interface PictureRoute {
  readonly prefix: string;
  /** One of `model/ways`: `direct`, `vpc`, `docker`, `service`, `local`, or the refusal's type. */
  readonly action: string;
  readonly origin: RouteOrigin;
  readonly comment: string;
  /** The interface it leaves by, as shown; '-' for none. */
  readonly iface: string;
}

/** An interface of the notebook; the gateway null where it cannot be known. */
export interface PictureInterface {
  readonly name: string;
  /** Whether the policy pins the name; an unpinned one is found at start, whatever its name. */
  readonly pinned: boolean;
  readonly gateway: string | null;
}

/** The notebook's network, for one of the policy's subnets. */
export interface PictureNetwork {
  readonly vpc: readonly string[];
  /** The subnet shown, the IPv4 one where there are two; null when the policy declares none. */
  readonly subnet: string | null;
  /** The subnets of the notebook shown, one of each IP version at most. */
  readonly own: readonly string[];
  /** SageMaker's own network. */
  readonly service: string;
  readonly docker: readonly string[];
  readonly direct: PictureInterface | null;
  readonly router: PictureInterface | null;
}

/** What becomes of addresses at the VPC router. */
export interface NextHopView {
  readonly state: 'ok' | 'dead-end' | 'unknown';
  /** The next hop's id and kind; '' where no row decides, or nothing is known of it. */
  readonly id: string;
  readonly kind: string;
  /** Why, as a sentence without a period; '' where there is nothing to add. */
  readonly reason: string;
}

/** Addresses from `first` up to the next range; indexes of next hops and rows, the row -1 where none decides. */
interface RouterRangeView {
  readonly first: string;
  readonly nextHop: number;
  readonly row: number;
}

/** The VPC router as pictures need it: what it does with each address. */
export interface RouterView {
  /** The route table's id; null where it is not known. */
  readonly routeTable: string | null;
  readonly nextHops: readonly NextHopView[];
  readonly rows: readonly OnwardCandidateJson[];
  /** The whole of both address spaces, ascending and without gaps, IPv4 first. */
  readonly ranges: readonly RouterRangeView[];
}

/** All that pictures of a policy are made from; routes ordered as `route -n` orders them. */
export interface Picture {
  readonly policy: string;
  readonly network: PictureNetwork;
  readonly routes: readonly PictureRoute[];
  /** The VPC router; null where the policy has no network file that says what it does. */
  readonly router: RouterView | null;
}

/** What a way means to a person, and the class its parts of a picture have. */
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

/** What legends call a way. */
export const actionClassNames: Readonly<Record<ActionClass, string>> = {
  direct: 'via direct',
  vpc: 'via vpc',
  'dead-end': 'via vpc, a dead end',
  unknown: 'via vpc, next hop not known',
  docker: 'containers',
  service: 'SageMaker and metadata',
  local: 'kept by the kernel',
  rejected: 'rejected',
  none: 'no route',
};

/** A way as the language writes it, `via vpc` or `unreachable`; "no route" for none. */
export function actionLabel(action: string): string {
  const its = actionClass(action);
  return its === 'rejected' ? action : its === 'none' ? 'no route' : `via ${action}`;
}
