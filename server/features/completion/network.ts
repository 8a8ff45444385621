import type { VpcFact } from '../../aws/facts';
import type { Model } from '../../model/model';
import { siteRouters } from '../../model/onward';
import { formatPrefix } from '../../net/prefix';
import type { Completion } from './completion-item';

export function vpcItem({ id, blocks }: VpcFact): Completion {
  return { label: id, kind: 'value', ...(blocks && { detail: blocks.map(formatPrefix).join(', ') }) };
}

/** The managed prefix lists in the network file, by name where they have one. */
export function managedLists({ networkView }: Model): Completion[] {
  return [...(networkView?.file.facts.prefixLists.values() ?? [])].map(({ id, name, entries }) => {
    const count = entries ? `${entries.length} entries` : 'its entries are not in the file';
    return { label: name ?? id, kind: 'value', detail: name === undefined ? count : `${id} · ${count}` };
  });
}

/** The next hops in the subnets' route tables, by kind and by id. */
export function nextHops(model: Model): Completion[] {
  const hops = siteRouters(model).flatMap(({ router }) => router.rows.map(({ row }) => row.nextHop));
  const away = hops.filter(({ kind }) => kind !== 'local');
  const kinds = [...new Set(away.map(({ kind }) => kind))];
  const ids = new Map(away.map(({ id, kind }) => [id, kind]));
  return [
    ...kinds.map((label): Completion => ({ label, kind: 'value', detail: 'every next hop of this kind' })),
    ...[...ids].map(([label, detail]): Completion => ({ label, kind: 'value', detail })),
  ];
}
