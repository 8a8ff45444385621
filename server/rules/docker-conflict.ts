import { enumeration } from '../lib/word-list';
import { destinationAt, destinationOffset } from '../model/model';
import { actionText } from '../model/actions';
import { contains, formatPrefix, overlaps } from '../net/prefix';
import { prefixAt } from '../net/table';
import {
  coveringRoutes,
  distinct,
  inside,
  rowsText,
  relatedRows,
  rowText,
  actionOfOwner,
} from './lib/routing';
import { quote } from '../lib/quote';
import type { Rule } from './lib/rule';

export const dockerConflict: Rule = {
  id: 'docker-conflict',
  severity: 'warning',
  summary: 'Network overlaps a Docker bridge on the instance',
  why: 'Docker uses 172.17.0.0/16 for its bridge, and the instance has a route for it. If your VPC or data centre uses addresses in that range, the notebook cannot reach them: the packets stay on the instance. Conversely, a route inside the range of a bridge takes addresses away from containers.',
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
    for (const [networks, parents] of [
      [vpc, []],
      [subnets, vpc],
    ] as const)
      for (const { prefix, span } of networks) {
        const bridge = docker.find((each) => overlaps(each.prefix, prefix));
        if (!span || !bridge) continue;
        const covers = contains(prefix, bridge.prefix);
        // A diagnostic about the VPC's block is not repeated for its subnet.
        const repeated = parents.some(
          (block) => contains(block.prefix, prefix) && contains(block.prefix, bridge.prefix) === covers,
        );
        if (repeated) continue;
        const [network, docked] = [quote(formatPrefix(prefix)), quote(formatPrefix(bridge.prefix))];
        report(span.from, () => ({
          to: span.to,
          message: covers
            ? `Docker's bridge uses ${docked}: that part of ${network} stays on the instance`
            : `${network} is inside Docker's ${docked}: its route takes those addresses away from containers`,
          related: bridge.span
            ? [{ from: bridge.span.from, to: bridge.span.to, message: "Docker's bridge" }]
            : [],
        }));
      }
    for (const [owner, rows] of coveringRoutes(model, 'docker')) {
      if (!actionText(actionOfOwner(model, owner)).startsWith('via ')) continue;
      report(destinationOffset(model, owner), () => {
        const destination = destinationAt(model, owner);
        const bridges = distinct(rows.map(({ covered }) => covered));
        return {
          to: destination.entry.to,
          message: `${bridges.length === 1 ? "Docker's bridge uses" : "Docker's bridges use"} ${enumeration(bridges.map((each) => rowText(model, each)))}: that part of ${rowsText(destination, distinct(rows.map(({ covering }) => covering)))} stays on the instance`,
          related: relatedRows(model, bridges),
        };
      });
    }
    for (const [owner, rows] of inside(
      model,
      docker.map(({ prefix }) => prefix),
    ))
      report(
        destinationOffset(model, owner),
        () => {
          const destination = destinationAt(model, owner);
          const prefixes = rows.map(({ table, row }) => prefixAt(table, row));
          const bridge = docker.find((each) => prefixes.some((prefix) => contains(each.prefix, prefix)));
          return {
            to: destination.entry.to,
            message: `${rowsText(destination, rows)} is inside Docker's ${bridge ? quote(formatPrefix(bridge.prefix)) : 'bridge'}: the route takes those addresses away from containers`,
            related: bridge?.span
              ? [{ from: bridge.span.from, to: bridge.span.to, message: "Docker's bridge" }]
              : [],
          };
        },
        'error',
      );
  },
};
