import type { Route } from '../model/effective';
import { DIRECT, DOCKER, SERVICE, VPC, routeActions } from '../model/actions';
import { formatAddress } from '../net/prefix';
import type { Notebook } from './notebook';

/**
 * How an address is routed, as text for comparison: "via 172.31.64.1 dev eth2", "dev docker0", "unreachable", "no
 * route", "local".
 */
export type Reply = string;

/** The reply that the kernel must give if the model's route decides; undefined means no route. */
export function expected(route: Route | undefined, notebook: Notebook): Reply {
  if (!route) return 'no route';
  const dev = deviceOf(route, notebook);
  if (dev === undefined) return routeActions[route.action];
  if (route.connected) return `dev ${dev}`;
  const gateway = route.action === DIRECT ? notebook.directGateway : route.gateway;
  // If the policy leaves the gateway open, only the interface is compared.
  return gateway ? `via ${formatAddress(gateway.family, gateway.value)} dev ${dev}` : `any hop dev ${dev}`;
}

function deviceOf({ action, interface: name, prefix }: Route, { names }: Notebook): string | undefined {
  if (action === DIRECT) return names.direct;
  if (action === VPC) return names.vpc;
  if (action === DOCKER) return name;
  if (action === SERVICE) return prefix.length === 32 ? names.direct : name;
  return undefined;
}

/** Whether the kernel's reply is the model's. */
export function agree(model: Reply, kernel: Reply): boolean {
  if (model === kernel) return true;
  return model.startsWith('any hop ') && kernel.endsWith(model.slice('any hop '.length));
}

/**
 * The replies of `ip -o -force -batch` to `count` lines of `route get`, in order, from its output and from standard
 * error, where each failure has its line number. Undefined for a line without either.
 */
export function kernelReplies(count: number, out: string, errors: string): (Reply | undefined)[] {
  const replies = new Array<Reply | undefined>(count).fill(undefined);
  const failed = new Set<number>();
  let reason = '';
  for (const line of errors.split('\n')) {
    const number = /^Command failed \S*:(\d+)$/.exec(line);
    if (!number) {
      if (line !== '') reason = line;
      continue;
    }
    failed.add(Number(number[1]) - 1);
    replies[Number(number[1]) - 1] = rejection(reason);
  }
  const lines = out.split('\n').filter((line) => line !== '');
  let next = 0;
  for (let i = 0; i < count; i++) if (!failed.has(i) && next < lines.length) replies[i] = sent(lines[next++]);
  return replies;
}

/** ip-route(8): unreachable is EHOSTUNREACH, prohibit EACCES, and blackhole EINVAL to a local sender. */
function rejection(reason: string): Reply {
  if (reason.endsWith('No route to host')) return 'unreachable';
  if (reason.endsWith('Permission denied')) return 'prohibit';
  if (reason.endsWith('Invalid argument')) return 'blackhole';
  if (reason.endsWith('Network is unreachable')) return 'no route';
  return reason;
}

function sent(line: string): Reply {
  const words = line.split(/\s+/);
  if (['local', 'broadcast', 'multicast', 'anycast'].includes(words[0])) return words[0];
  const after = (word: string): string | undefined => {
    const at = words.indexOf(word);
    return at < 0 ? undefined : words[at + 1];
  };
  const via = after('via');
  return `${via === undefined ? '' : `via ${via} `}dev ${after('dev') ?? '?'}`;
}
