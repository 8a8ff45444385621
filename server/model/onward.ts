import { nextHopKinds, type NextHop } from '../aws/facts';
import type { Family } from '../net/prefix';
import { sites, type Site } from './effective';
import type { Model } from './model';
import { portFilterAt, routerAt } from './network-file';
import { networkStatementOf } from './network-view';
import type { PortFilter } from './ports';
import { onwardOf, type Onward, type Router } from './vpc-router';

/**
 * The VPC router of a notebook at a site; undefined if the policy has no network file, or the file does not have its
 * VPC.
 */
export function siteRouter({ networkView: view }: Model, site: Site): Router | undefined {
  if (!view?.selection.vpc) return undefined;
  return routerAt(view.file.facts, view.selection, site);
}

/** Why nothing is known of the network beyond the interface, for a policy without a selected VPC. */
export function unknownNetwork({ networkView, unit }: Model): string {
  if (networkView) return 'the network file does not identify the VPC';
  return networkStatementOf(unit)
    ? 'the network file cannot be read'
    : 'the policy has no `network` statement';
}

/** The routers of all of the policy's sites, each distinct one once. */
export function siteRouters(model: Model): { readonly site: Site; readonly router: Router }[] {
  const byNextHops = new Map<string, { readonly site: Site; readonly router: Router }>();
  for (const site of sites(model)) {
    const router = siteRouter(model, site);
    if (!router) continue;
    // Subnets with one table in one zone have the same next hops.
    const key = `${router.table?.id ?? router.unknown} ${router.zone ?? ''}`;
    if (!byNextHops.has(key)) byNextHops.set(key, { site, router });
  }
  return [...byNextHops.values()];
}

/** What the VPC router does with an address range from a site; empty if it is not known. */
export function onwardAt(
  model: Model,
  site: Site,
  family: Family,
  first: bigint,
  last: bigint,
): readonly Onward[] {
  const router = siteRouter(model, site);
  return router ? [...onwardOf(router, family, first, last)] : [];
}

/** Whether a word after `to` names a next hop, by type or id. */
export function namesNextHop(word: string, { kind, id, alias }: NextHop): boolean {
  return word === kind || word === id || word === alias;
}

/** Whether a word can be a type or an id of a next hop. */
export function isNextHopWord(word: string): boolean {
  return (
    nextHopKinds.some((kind) => kind === word) ||
    /^(?:(?:tgw|pcx|vgw|nat|igw|eigw|vpce|eni|i|lgw|cagw)-[0-9a-f]+|arn:\S+)$/.test(word)
  );
}

/** The groups and ACLs between a notebook at a site and any address; undefined as for `siteRouter`. */
export function sitePorts(model: Model, site: Site): PortFilter | undefined {
  const router = siteRouter(model, site);
  const { networkView: view } = model;
  return router && view?.selection.vpc
    ? portFilterAt(view.file.facts, view.selection, site, router)
    : undefined;
}
