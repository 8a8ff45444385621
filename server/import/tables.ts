import type { Model } from '../model/model';
import { routeActions } from '../model/actions';
import { type Family, type Prefix } from '../net/prefix';
import { rowOf, rowsOf, tableOf, type Table } from '../net/table';
import type { Dump, DumpRoute, Note } from './dump';
import { relevantRoutes, winners } from './policy';
import { inferNetwork } from './inferred-network';
import { routeClass } from './route-class';

/** An action beyond those of the language, for routes that no policy can have. */
export const ELSEWHERE: number = routeActions.length;

/** A dump as tables that are comparable with a policy's. */
export interface DumpTables {
  readonly tables: { readonly 4: Table; readonly 6: Table };
  /** The owner of a row: a route of the dump, or the index of a system route of the policy. */
  readonly ownerAt: (owner: number) => { readonly route: DumpRoute } | { readonly system: number };
  /** The IP versions that the dump has. */
  readonly families: readonly Family[];
  /** Addresses that no policy describes: they are not compared. */
  readonly except: readonly Prefix[];
  /** Lines that are not compared, with the reason. */
  readonly missing: readonly Note[];
  readonly assumptions: readonly string[];
}

/**
 * A dump's tables as seen from a policy: the policy's network determines the roles of interfaces. A script does not
 * have the instance's own routes, so it gets those of the policy.
 */
export function dumpTables(dump: Dump, model: Model): DumpTables {
  const { network } = model;
  const prefixes = (declared: readonly { readonly prefix: Prefix }[]) => declared.map(({ prefix }) => prefix);
  const { gateway } = network.interfaces.vpc;
  const inferred = inferNetwork(dump, {
    vpc: prefixes(network.vpc),
    subnets: prefixes(network.subnets),
    docker: prefixes(network.docker),
    directInternet: network.directInternet,
    gateways: gateway ? [gateway] : [],
  });
  const missing: Note[] = [...dump.notUnderstood];
  const except: Prefix[] = [];
  const owners: DumpRoute[] = [];
  // Without a default route the rows are part of a table: the policy has the rest.
  const isPart = inferred.isWhole && !dump.routes.some(isDefault);
  const base = inferred.isWhole && !isPart ? [] : model.system;
  const entries: { prefix: Prefix; action: number; owner: number }[] = base.map(
    ({ prefix, action }, owner) => ({
      prefix,
      action,
      owner,
    }),
  );
  const add = (route: DumpRoute, action: number): void => {
    entries.push({ prefix: route.prefix, action, owner: base.length + owners.length });
    owners.push(route);
  };
  for (const route of winners(relevantRoutes(dump.routes, inferred), inferred)) {
    const judged = routeClass(route, inferred);
    if (judged.kind === 'kernel') continue;
    if (judged.kind !== 'beyond') add(route, rejectAction(model, route, judged.action));
    else if (route.table !== undefined || route.tos !== undefined || route.isDead === true)
      missing.push({ line: route.line, text: '', message: judged.reason });
    else if (!judged.harmless) add(route, ELSEWHERE);
    else if (route.prefix.length > 0) except.push(route.prefix);
  }
  const of = (family: Family) => entries.filter(({ prefix }) => prefix.family === family);
  const tables = { 4: tableOf(rowsOf(4, of(4)), base.length), 6: tableOf(rowsOf(6, of(6)), base.length) };
  const families = ([4, 6] as const).filter((family) => !inferred.isWhole || tables[family].count > 0);
  const assumptions = [...inferred.notices];
  if (inferred.isWhole && !isPart && inferred.bridges.length === 0 && network.docker.length > 0) {
    except.push(...prefixes(network.docker));
    assumptions.push('no Docker bridge in the table: its addresses are not compared');
  }
  for (const family of [4, 6] as const)
    if (!families.includes(family) && model.tables[family].count > 0)
      assumptions.push(`IPv${family} is not compared: the table has no IPv${family} routes`);
  return {
    tables,
    ownerAt: (owner) => (owner < base.length ? { system: owner } : { route: owners[owner - base.length] }),
    families,
    except,
    missing,
    assumptions,
  };
}

function isDefault({ prefix, table }: DumpRoute): boolean {
  return prefix.family === 4 && prefix.length === 0 && table === undefined;
}

/** `route -n` and /proc/net/route show a prohibit route as an unreachable one: the policy determines which it is. */
function rejectAction(model: Model, { prefix, isAnyReject }: DumpRoute, action: number): number {
  if (isAnyReject !== true) return action;
  const table = model.tables[prefix.family];
  const row = rowOf(table, prefix);
  return row >= 0 && routeActions[table.action[row]] === 'prohibit' ? table.action[row] : action;
}
