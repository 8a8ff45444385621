import type { ScriptFacts } from '../../model/script-comment';
import { readScriptRoutes, type ScriptRoute } from '../../model/script-routes';
import {
  equals,
  hostPrefix,
  parseAddress,
  parsePrefix,
  type Address,
  type Family,
  type Prefix,
} from '../../net/prefix';
import { directDevice, kernelAddress, vpcDevice, type Compiled, type DumpRoute, type Hop } from '../dump';
import { unpacked } from './packed';

/** The content of a compiled script whose comment has a known format. */
export interface CompiledScript {
  readonly compiled: Compiled;
  readonly routes: readonly DumpRoute[];
}

/**
 * A script's routes, from the text that it keeps them in, and its facts; undefined for a text without such routes.
 * `line` is where the script has them.
 */
export function compiledScript(text: string, facts: ScriptFacts): CompiledScript | undefined {
  const whole = text.replace(packedCode, (all, base64: string) => unpacked(base64.replace(/\s/g, '')) ?? all);
  const [before, list] = routesList.exec(whole)?.slice(1) ?? [];
  if (list === undefined) return undefined;
  const first = before.split('\n').length;
  const routes = readScriptRoutes(list.replace(/\\([\\$`"])/g, '$1')).flatMap(
    (route, i) => dumpRoute(route, facts, first + i) ?? [],
  );
  const isBlock = ({ prefix }: DumpRoute): boolean => facts.vpc.some((block) => equals(block, prefix));
  return {
    compiled: compiledFacts(facts),
    routes: routes.map((route) =>
      isBlock(route) ? { ...route, comment: route.comment.filter((line) => line !== blockComment) } : route,
    ),
  };
}

/** The facts of a compiled text's comment line, as part of a dump. */
export function compiledFacts(facts: ScriptFacts): Compiled {
  const { policy, subnets, vpc, interfaces } = facts;
  return {
    facts,
    name: policy,
    subnets,
    blocks: vpc,
    pinned: { vpc: interfaces.vpc?.name, direct: interfaces.direct?.name },
  };
}

/** The VPC router of a family according to the facts: the pinned gateway, else the first subnet's base address + 1. */
export function scriptRouter({ interfaces, subnets }: ScriptFacts, family: Family): Address | undefined {
  const { gateway } = interfaces.vpc ?? {};
  const subnet = subnets.find((each) => each.family === family);
  return gateway?.family === family ? gateway : subnet && { family, value: subnet.base + 1n };
}

/** A compiled script's comment on routes that follow from the network, not from a statement. */
export const blockComment = "the VPC's own";

const packedCode = /^packed="\n([A-Za-z0-9+/=\n]*)^"\n[^]*$/m;
const routesList = /^([^]*?)^list="\n([^]*?)^"$/m;

function dumpRoute(route: ScriptRoute, facts: ScriptFacts, line: number): DumpRoute | undefined {
  const prefix = parsePrefix(route.prefix) ?? addressPrefix(route.prefix);
  if (!prefix) return undefined;
  const { action, comment } = route;
  const base = { prefix, metric: 0, table: undefined, proto: 'static', comment, group: undefined, line };
  if (action === 'unreachable' || action === 'prohibit' || action === 'blackhole')
    return { ...base, type: action, hops: [] };
  if (action !== 'via vpc' && action !== 'via direct') return undefined;
  return { ...base, type: 'unicast', hops: [hopOf(action, prefix.family, facts)] };
}

function hopOf(action: 'via vpc' | 'via direct', family: Family, facts: ScriptFacts): Hop {
  if (action === 'via direct') return { gateway: undefined, device: directDevice, isUnknown: true };
  const gateway = scriptRouter(facts, family);
  return { gateway, device: vpcDevice, isUnknown: gateway === undefined };
}

/** An address without a length, or with its last 32 bits as IPv4, as the kernel prints it. */
function addressPrefix(text: string): Prefix | undefined {
  const [head, length] = text.split('/');
  const address = parseAddress(head) ?? kernelAddress(head);
  if (!address) return undefined;
  return length === undefined
    ? hostPrefix(address)
    : { family: address.family, base: address.value, length: Number(length) };
}
