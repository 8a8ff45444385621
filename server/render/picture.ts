/** A route as pictures need it: of the preview's rows, or of a table. */
export interface PictureRoute {
  readonly prefix: string;
  /** One of `model/ways`: `direct`, `vpc`, `docker`, `service`, `local`, or the refusal's type. */
  readonly way: string;
  readonly origin: 'system' | 'policy';
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
  readonly docker: readonly string[];
  readonly direct: PictureInterface | null;
  readonly router: PictureInterface | null;
}

/** All that pictures of a policy are made from; routes ordered as `route -n` orders them. */
export interface Picture {
  readonly policy: string;
  readonly network: PictureNetwork;
  readonly routes: readonly PictureRoute[];
}

/** What a way means to a person, and the class its parts of a picture have. */
export type WayClass = 'direct' | 'vpc' | 'docker' | 'service' | 'local' | 'rejected' | 'none';

export function wayClass(way: string): WayClass {
  switch (way) {
    case 'direct':
    case 'vpc':
    case 'docker':
    case 'service':
    case 'local':
      return way;
    case 'unreachable':
    case 'prohibit':
    case 'blackhole':
      return 'rejected';
    default:
      return 'none';
  }
}

/** What legends call a way. */
export const wayNames: Readonly<Record<WayClass, string>> = {
  direct: 'via direct',
  vpc: 'via vpc',
  docker: 'containers',
  service: 'SageMaker and metadata',
  local: 'kept by the kernel',
  rejected: 'rejected',
  none: 'no route',
};

/** A way as the language writes it, `via vpc` or `unreachable`; "no route" for none. */
export function wayLabel(way: string): string {
  const its = wayClass(way);
  return its === 'rejected' ? way : its === 'none' ? 'no route' : `via ${way}`;
}

/** A number of addresses for a person: 65,536, and 2^64 where digits say nothing. */
export function countText(count: bigint): string {
  if (count >= 1n << 40n) {
    const power = count.toString(2).length - 1;
    return `${count === 1n << BigInt(power) ? '' : 'over '}2^${power} addresses`;
  }
  return `${count.toString().replace(/\B(?=(?:\d{3})+$)/g, ',')} ${count === 1n ? 'address' : 'addresses'}`;
}

/** "1 route", "2 routes". */
export function groupedCount(count: number, noun: string): string {
  return `${String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${noun}${count === 1 ? '' : 's'}`;
}
