import { targetAt, targetOffset } from '../model/model';
import { wayText } from '../model/actions';
import { contains, formatPrefix, overlaps } from '../net/prefix';
import { prefixAt } from '../net/table';
import {
  routesAround,
  distinct,
  enumeration,
  inside,
  rowsText,
  relatedRows,
  rowText,
  targetWay,
} from './lib/routing';
import type { Rule } from './lib/rule';

export const dockerConflict: Rule = {
  id: 'docker-conflict',
  severity: 'warning',
  summary: 'A network overlaps a Docker bridge on the instance',
  why: "Docker puts its bridge at 172.17.0.0/16 and keeps the route to it. Addresses of that range in your VPC or data centre are never reached from the notebook: the packets stay on the instance. The other way round, a route inside a bridge's range takes addresses away from containers.",
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 172.16.0.0/12 via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

docker 192.168.240.0/20
route 172.16.0.0/12 via vpc
`,
  check({ model, report }) {
    const { vpc, subnets, docker } = model.network;
    for (const [networks, outer] of [
      [vpc, []],
      [subnets, vpc],
    ] as const)
      for (const { prefix, place } of networks) {
        const bridge = docker.find((each) => overlaps(each.prefix, prefix));
        if (!place || !bridge) continue;
        const covers = contains(prefix, bridge.prefix);
        // What is told of the VPC's block around a subnet is not told of the subnet again.
        const told = outer.some(
          (block) => contains(block.prefix, prefix) && contains(block.prefix, bridge.prefix) === covers,
        );
        if (told) continue;
        const [its, dockers] = [formatPrefix(prefix), formatPrefix(bridge.prefix)];
        report(place.from, () => ({
          to: place.to,
          message: covers
            ? `${dockers} is Docker's on the instance: those addresses of ${its} are not reached from it`
            : `${its} lies inside Docker's ${dockers}: its route takes those addresses away from containers`,
          related: bridge.place
            ? [{ from: bridge.place.from, to: bridge.place.to, message: "Docker's bridge" }]
            : [],
        }));
      }
    for (const [owner, rows] of routesAround(model, 'docker')) {
      if (!wayText(targetWay(model, owner)).startsWith('via ')) continue;
      report(targetOffset(model, owner), () => {
        const target = targetAt(model, owner);
        const bridges = distinct(rows.map(({ inner }) => inner));
        return {
          to: target.item.to,
          message: `${enumeration(bridges.map((each) => rowText(model, each)))} is Docker's on the instance: those addresses of ${rowsText(target, distinct(rows.map(({ outer }) => outer)))} stay there, and do not go ${wayText(target.way)}`,
          related: relatedRows(model, bridges),
        };
      });
    }
    for (const [owner, rows] of inside(
      model,
      docker.map(({ prefix }) => prefix),
    ))
      report(
        targetOffset(model, owner),
        () => {
          const target = targetAt(model, owner);
          const prefixes = rows.map(({ table, row }) => prefixAt(table, row));
          const bridge = docker.find((each) => prefixes.some((prefix) => contains(each.prefix, prefix)));
          return {
            to: target.item.to,
            message: `${rowsText(target, rows)} lies inside Docker's ${bridge ? formatPrefix(bridge.prefix) : 'bridge'}: the route takes those addresses away from containers`,
            related: bridge?.place
              ? [{ from: bridge.place.from, to: bridge.place.to, message: "Docker's bridge" }]
              : [],
          };
        },
        'error',
      );
  },
};
