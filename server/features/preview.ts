import { effectiveTable, sites, type Route } from '../model/effective';
import { typeOf, targetOf } from '../model/ways';
import type { Model } from '../model/model';
import { statementOf } from '../model/model';
import { formatAddress, formatPrefix } from '../net/prefix';
import type { Preview, PreviewRow } from '../protocol';
import { routeNRow, unknownGateway } from '../render/table';
import { documentation } from '../syntax/comments';
import { linesOf } from '../syntax/lines';

/** What the preview of a policy shows. */
export function preview(model: Model, version: number, errors: number): Preview {
  const lines = linesOf(model.unit.file.source);
  const all = sites(model);
  return {
    policy: model.name,
    version,
    errors,
    rows: effectiveTable(model).map((route) => row(model, route, (offset) => lines.position(offset).line)),
    otherSubnets: all.slice(1).flatMap(({ four, six }) => {
      const subnet = four ?? six;
      return subnet ? [formatPrefix(subnet)] : [];
    }),
  };
}

function row(model: Model, route: Route, line: (offset: number) => number): PreviewRow {
  const statement = route.target && statementOf(model, route.target);
  return {
    ...(route.prefix.family === 4 ? routeNRow(route) : sixRow(route)),
    way: targetOf(route.way) ?? typeOf(route.way),
    origin: route.target ? 'policy' : 'system',
    comment: statement ? documentation(model.unit.file, statement).join(' ') : '',
    line: route.target ? line(route.target.item.from) : null,
  };
}

/** The same columns for IPv6, whose table has no mask: the prefix says it. */
function sixRow(route: Route): ReturnType<typeof routeNRow> {
  const refused = typeOf(route.way) !== 'unicast';
  const gateway = route.gateway ? formatAddress(6, route.gateway.value) : unknownGateway;
  return {
    destination: formatPrefix(route.prefix),
    gateway: refused ? '-' : route.connected ? '::' : gateway,
    genmask: '',
    flags: refused ? '!' : `U${route.connected ? '' : 'G'}`,
    metric: '1024',
    ref: '0',
    use: '0',
    iface: route.interface ?? '-',
  };
}
