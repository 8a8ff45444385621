import { planOf } from '../emit/plan';
import { routePart } from '../emit/script/script';
import { VPC } from '../model/actions';
import { effectiveTable, sites, type Site } from '../model/effective';
import { lookup } from '../model/lookup';
import type { Model } from '../model/model';
import { siteRouter } from '../model/onward';
import { onwardOf, type Router } from '../model/vpc-router';
import { formatAddress, formatPrefix, hostPrefix, type Address, type Family } from '../net/prefix';
import { boundaries, randomAddresses } from './addresses';
import { agree, expected, kernelReplies } from './replies';
import { leavingOut } from './left-out';
import { inNamespace, lastLine } from './namespace';
import {
  namings,
  notebookOf,
  starts,
  vpcPeer,
  type InterfaceNames,
  type Notebook,
  type Start,
} from './notebook';
import { holds, type Disagreement, type OnwardRun, type Report, type NotebookRun } from './report';
import { routerProof, setupBesideRouter, type OnwardModel, type RouterProof } from './router';

export interface VerifyOptions {
  /** Random addresses of each IP version that the table has routes of; 200 by default. */
  readonly addresses?: number;
  readonly seed?: number;
  /** The starting tables to try; all by default. */
  readonly starts?: readonly Start[];
  /** Whether to try one of a model's combinations, by its index and their number; all by default. */
  readonly only?: (combination: number, count: number) => boolean;
  /** The script to verify in place of the compiled one, for a test of the proof. */
  readonly script?: string;
  /** The VPC router's model in place of the real one, for a test of the proof. */
  readonly onward?: OnwardModel;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, all: number) => void;
}

/**
 * Builds the policy's notebook in new namespaces, once for each starting table, naming and subnet; starts the route
 * part of the compiled script twice in each, lets its restore service's loop restore removed routes, and compares the
 * kernel's routing with the model. With a network file, packets from the notebook also go through a router with the
 * subnet's route table. Never rejects: if a kernel cannot be queried, the report has the reason. The model must have no
 * errors.
 */
export async function verify(model: Model, options: VerifyOptions = {}): Promise<Report> {
  const policy = model.name;
  const text = options.script ?? routePart(planOf(model));
  const all = combinations(model, options);
  const runs: NotebookRun[] = [];
  let next = 0;
  let stopped: Extract<Report, { kind: 'cannot' }> | undefined;
  // Two at a time: most of the time is spent waiting for processes to start.
  const worker = async (): Promise<void> => {
    while (next < all.length && !stopped) {
      const index = next++;
      const result = await run(model, all[index], text, options);
      if ('because' in result) stopped = { policy, ...result };
      else runs[index] = result;
      options.progress?.(runs.filter(Boolean).length, all.length);
    }
  };
  await Promise.all([worker(), worker()]);
  return stopped ?? { kind: 'compared', policy, runs, ok: runs.length > 0 && runs.every(holds) };
}

interface Combination {
  readonly start: Start;
  readonly names: InterfaceNames;
  readonly site: Site;
}

function combinations(model: Model, options: VerifyOptions): Combination[] {
  const tried = starts.filter(({ start }) => options.starts?.includes(start) ?? true);
  return sites(model)
    .flatMap((site) =>
      namings(model.network).flatMap((names) => tried.map(({ start }) => ({ start, names, site }))),
    )
    .filter((_, i, all) => options.only?.(i, all.length) ?? true);
}

async function run(
  model: Model,
  { start, names, site }: Combination,
  text: string,
  options: VerifyOptions,
): Promise<NotebookRun | { kind: 'cannot'; because: string; advice: string }> {
  const notebook = notebookOf(model, site, start, names);
  const addresses = questions(model, site, notebook, options);
  const router = siteRouter(model, site);
  const proof = router && proofOf(model, site, notebook, router, { ...options, asked: addresses });
  const result = await inNamespace(
    {
      notebook: proof ? { ...notebook, setup: setupBesideRouter(notebook) } : notebook,
      ...(proof && { router: proof.task }),
      script: text,
      questions: addresses.map(({ family, value }) => `route get ${formatAddress(family, value)}`),
    },
    options.signal,
  );
  if (result.kind === 'cannot') return { kind: 'cannot', because: result.because, advice: result.advice };
  const { first, second, restored } = result;
  // A failed start leaves no table to compare with.
  const worked = first.code === 0 && second.code === 0;
  const replies = kernelReplies(addresses.length, result.replies.out, result.replies.errors);
  const disagreements = worked
    ? addresses.flatMap((address, i) => disagreement(model, site, notebook, address, replies[i] ?? 'nothing'))
    : [];
  const asked = worked ? addresses.length : 0;
  return {
    start,
    names,
    asked,
    disagreements,
    agreed: asked - disagreements.length,
    site: [site.four, site.six].flatMap((prefix) => (prefix ? formatPrefix(prefix) : [])).join(' '),
    starts: [first, second].map(({ code, output }) => ({ code, output: lastLine(output) })),
    repeatable: first.table === second.table,
    restored: restored === undefined ? null : restored === second.table,
    onward: router ? onwardRun(router, proof, worked ? result.packets : undefined) : null,
  };
}

function disagreement(
  model: Model,
  site: Site,
  notebook: Notebook,
  address: Address,
  kernel: string,
): Disagreement[] {
  const [part] = lookup(model, hostPrefix(address), site);
  const reply = expected(part.route, notebook);
  if (agree(reply, kernel)) return [];
  return [{ address: formatAddress(address.family, address.value), model: reply, kernel }];
}

/** The router's proof; undefined if the network file does not have the subnet's routes. */
function proofOf(
  model: Model,
  site: Site,
  notebook: Notebook,
  router: Router,
  { asked, onward }: VerifyOptions & { readonly asked: readonly Address[] },
): RouterProof | undefined {
  if (router.unknown !== undefined) return undefined;
  const isLeftOut = leavingOut(notebook);
  const ends = boundaries(router.rows.map(({ prefix }) => prefix)).filter((address) => !isLeftOut(address));
  const sent = [...asked, ...ends].filter((address) => {
    const [{ route }] = lookup(model, hostPrefix(address), site);
    return route?.action === VPC && !route.connected;
  });
  return routerProof(router, site, notebook, sent, onward ?? onwardOf);
}

/** `packets` is undefined if none were sent because the script failed. */
function onwardRun(
  { table, unknown }: Router,
  proof: RouterProof | undefined,
  packets: ReadonlyMap<string, readonly string[]> | undefined,
): OnwardRun {
  const claims = packets && proof ? proof.claims : [];
  const disagreements = claims.flatMap(({ address, nextHop }) => {
    const model = nextHop ?? 'no next hop';
    const kernel = routerReply(packets?.get(address) ?? [], proof?.nextHops);
    return model === kernel ? [] : [{ address, model, kernel }];
  });
  return {
    routeTable: table?.id ?? null,
    reason: unknown ?? null,
    asked: claims.length,
    agreed: claims.length - disagreements.length,
    leftOut: proof?.leftOut ?? 0,
    disagreements,
  };
}

function routerReply(passed: readonly string[], nextHops: ReadonlyMap<string, string> | undefined): string {
  if (!passed.includes(vpcPeer)) return 'nothing, as the packet did not reach it';
  const hops = passed.filter((name) => name !== vpcPeer).map((name) => nextHops?.get(name) ?? name);
  return hops.join(' and ') || 'no next hop';
}

/** Every boundary of the effective table and random addresses, except those that every comparison leaves out. */
function questions(model: Model, site: Site, notebook: Notebook, options: VerifyOptions): Address[] {
  const prefixes = effectiveTable(model, site).map(({ prefix }) => prefix);
  const families = ([4, 6] as const).filter((family) => prefixes.some((prefix) => prefix.family === family));
  const random = (family: Family) =>
    randomAddresses(family, prefixes, options.addresses ?? 200, options.seed ?? 1);
  const isLeftOut = leavingOut(notebook);
  return [...boundaries(prefixes), ...families.flatMap(random)].filter((address) => !isLeftOut(address));
}
