import type { OnwardCandidateJson, OnwardJson } from '../lib/json-output';
import { VPC } from '../model/actions';
import { sites, type Site } from '../model/effective';
import type { RouteRange } from '../model/lookup';
import type { Model } from '../model/model';
import { oncePer } from '../lib/once-per';
import { siteRouter } from '../model/onward';
import { onwardCandidates, onwardOf, type Onward, type Router, type RouterRow } from '../model/vpc-router';
import {
  bits,
  formatAddress,
  formatPrefix,
  formatRange,
  last,
  type Family,
  type Prefix,
} from '../net/prefix';
import { nextHopSuffix } from './next-hops';
import type { NextHopView, RouterView } from './picture';

/** A part of a look-up, with the VPC router's decision if it is routed via vpc and a network file is present. */
export interface LookupRange extends RouteRange {
  readonly onward: Onward | undefined;
  readonly router: Router | undefined;
}

/** Splits the parts of a look-up where the VPC router's decision changes. */
export function onwardRanges(model: Model, parts: readonly RouteRange[], site: Site): LookupRange[] {
  const router = siteRouter(model, site);
  return parts.flatMap((part): LookupRange[] => {
    if (!router || part.route?.action !== VPC) return [{ ...part, onward: undefined, router: undefined }];
    return [...onwardOf(router, part.family, part.first, part.last)].map((onward) => ({
      ...part,
      first: onward.first,
      last: onward.last,
      onward,
      router,
    }));
  });
}

/** The VPC router's decisions for the addresses of a prefix. */
export function onwardJson(router: Router, prefix: Prefix): OnwardJson[] {
  const { family, base } = prefix;
  return [...onwardOf(router, family, base, last(prefix))].map((onward) =>
    onwardRangeJson(router, family, onward),
  );
}

export function onwardRangeJson({ table }: Router, family: Family, onward: Onward): OnwardJson {
  const { first, last: end, row, state, reason } = onward;
  // Traffic within the subnet is delivered without a row, as if by the local route.
  const isLocal = !row && state === 'ok';
  return {
    range: formatRange(family, first, end),
    routeTable: table?.id ?? null,
    destination: row ? formatPrefix(row.prefix) : null,
    nextHop: row ? row.row.nextHop.id : isLocal ? 'local' : null,
    kind: row ? row.row.nextHop.kind : isLocal ? 'local' : null,
    state,
    reason: reason ?? null,
  };
}

/** The VPC router's decision for some addresses that a policy routes to it. */
export interface BeyondRange {
  readonly first: bigint;
  readonly last: bigint;
  readonly state: Onward['state'];
  /** To follow the action in a text: ` to tgw-0abc`, `, a dead end`. */
  readonly text: string;
}

/** The ranges of addresses that the VPC router treats alike, ascending; empty without a network file. */
export function beyondRanges(model: Model): (family: Family, first: bigint, last: bigint) => BeyondRange[] {
  const router = siteRouter(model, sites(model)[0]);
  return (family, first, end) => {
    const merged: BeyondRange[] = [];
    for (const onward of router ? onwardOf(router, family, first, end) : []) {
      const { state, row } = onward;
      const text = nextHopSuffix({ state, id: row?.row.nextHop.id ?? 'local' });
      const before = merged[merged.length - 1];
      if (before?.text === text) merged[merged.length - 1] = { ...before, last: onward.last };
      else merged.push({ first: onward.first, last: onward.last, state, text });
    }
    return merged;
  };
}

/** The rows that contain a part, the most specific first. */
export function candidatesJson({ family, first, router }: LookupRange): OnwardCandidateJson[] {
  return router ? onwardCandidates(router, family, first).map(candidateJson) : [];
}

function candidateJson({ prefix, row, origin }: RouterRow): OnwardCandidateJson {
  return { destination: formatPrefix(prefix), nextHop: row.nextHop.id, kind: row.nextHop.kind, origin };
}

/**
 * The VPC router of a notebook at a site, as pictures need it; null if `siteRouter` has none. Cached for each router.
 */
export function routerView(model: Model, site: Site): RouterView | null {
  const router = siteRouter(model, site);
  return router ? viewOf(router) : null;
}

const viewOf = oncePer((router: Router): RouterView => {
  const rows = new Map(router.rows.map((row, i) => [row, i]));
  const nextHops = new Map<string, { readonly nextHop: NextHopView; readonly index: number }>();
  const ranges = ([4, 6] as const).flatMap((family) =>
    [...onwardOf(router, family, 0n, (1n << BigInt(bits(family))) - 1n)].map((onward) => {
      const nextHop = nextHopView(router, family, onward);
      const key = JSON.stringify(nextHop);
      const numbered = nextHops.get(key) ?? { nextHop, index: nextHops.size };
      nextHops.set(key, numbered);
      const row = onward.row ? (rows.get(onward.row) ?? -1) : -1;
      return { first: formatAddress(family, onward.first), nextHop: numbered.index, row };
    }),
  );
  return {
    routeTable: router.table?.id ?? null,
    nextHops: [...nextHops.values()].map(({ nextHop }) => nextHop),
    rows: router.rows.map(candidateJson),
    ranges,
  };
});

function nextHopView(router: Router, family: Family, onward: Onward): NextHopView {
  const { state, nextHop, kind, reason } = onwardRangeJson(router, family, onward);
  return { state, id: nextHop ?? '', kind: kind ?? '', reason: reason?.replaceAll('`', '') ?? '' };
}

/** The VPC router's decision for a part as text: a line for the deciding row, and one for each other row. */
export function onwardLines(part: LookupRange): string[] {
  const { onward, router, family, first } = part;
  if (!onward || !router) return [];
  const { row, state, reason } = onward;
  const table = router.table ? ` \`${router.table.id}\`` : '';
  const how: Record<Onward['state'], string> = {
    ok: row ? `then to ${row.row.nextHop.id} (${row.row.nextHop.kind})` : 'then to the address itself',
    'dead-end': 'then a dead end in the VPC',
    unknown: 'then to an unknown next hop',
  };
  const head = `${how[state]}${row ? `, by the VPC's route table${table.replaceAll('`', '')}` : ''}`;
  const because = reason === undefined ? '' : `: ${reason.replaceAll('`', '')}`;
  const rows = onwardCandidates(router, family, first).map((each) => {
    const mark = each === row ? '→' : ' ';
    return `    ${mark} ${formatPrefix(each.prefix)} to ${each.row.nextHop.id}, ${each.origin}`;
  });
  return [`  ${head}${because}`, ...rows];
}
