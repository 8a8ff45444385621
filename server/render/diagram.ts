import { parsePrefix, size, formatPrefix, last, type Prefix } from '../net/prefix';
import { groups } from './groups';
import { element, shortened, type Markup } from './markup';
import {
  counted,
  countText,
  wayClass,
  type Picture,
  type PictureInterface,
  type PictureRoute,
  type WayClass,
} from './picture';

/** How wide the drawing is, in pixels; below 680 it stands upright. `id` begins the ids in it. */
export interface DiagramShape {
  readonly width: number;
  readonly id: string;
}

/** Where the traffic of a policy's notebook goes, as the AWS blog draws it: an `<svg>`. */
export function diagram(picture: Picture, { width, id }: DiagramShape): Markup {
  const lanes = lanesOf(picture);
  const drawn = width < 680 ? upright(lanes, width) : across(lanes, width);
  const title = `Where a notebook with the policy ${picture.policy} sends its traffic`;
  return element(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', class: 'nb', role: 'img' },
      ...{ 'aria-labelledby': `${id}-title ${id}-text`, viewBox: `0 0 ${width} ${drawn.height}` },
      ...{ width, height: drawn.height },
    },
    element('title', { id: `${id}-title` }, title),
    element('desc', { id: `${id}-text` }, lanes.map(spokenLane).join(' ')),
    element('defs', {}, ...classes.map((its) => arrowHead(id, its))),
    ...drawn.parts(id),
  );
}

const classes: readonly WayClass[] = ['direct', 'vpc', 'docker', 'service', 'refused'];

/** A way out of the notebook, with all that takes it. */
interface Lane {
  readonly class: WayClass;
  /** The interface's name; for refusals what stands in its place. */
  readonly port: string;
  readonly way: string;
  readonly gateway: string;
  readonly ends: readonly End[];
}

interface End {
  readonly title: string;
  readonly about: string;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly text: string;
  readonly note: string;
  /** + what the policy adds, ⊘ what it refuses, · what was there. */
  readonly mark: '+' | '⊘' | '·';
}

function lanesOf({ network, routes }: Picture): Lane[] {
  const by = new Map<WayClass, PictureRoute[]>();
  for (const route of routes) {
    const its = wayClass(route.way);
    const list = by.get(its);
    if (list) list.push(route);
    else by.set(its, [route]);
  }
  const of = (its: WayClass): PictureRoute[] => by.get(its) ?? [];
  const lane = (its: WayClass, port: string, way: string, gateway: string, ends: End[]): Lane[] => {
    const used = ends.filter(({ entries }) => entries.length > 0);
    return used.length === 0 ? [] : [{ class: its, port, way, gateway, ends: used }];
  };
  const vpc = of('vpc');
  const everywhere = (route: PictureRoute): boolean => /\/[01]$/.test(route.prefix);
  const inner = vpc.filter((route) => route.origin === 'system' && !everywhere(route));
  const outer = vpc.filter((route) => route.origin === 'policy' && !everywhere(route));
  const onInstance = (its: WayClass, end: Omit<End, 'entries'>): Lane[] => {
    const list = of(its);
    const [name = '', ...more] = new Set(list.map(({ iface }) => iface));
    const also = more.length > 0 ? `, also ${more.join(', ')}` : '';
    return lane(its, name, `on the instance${also}`, '', [{ ...end, entries: entriesOf(list, () => '') }]);
  };
  return [
    ...lane('direct', network.direct?.name ?? 'eth0', 'via direct', gatewayText(network.direct), [
      { title: 'Internet', about: 'straight from the service’s VPC', entries: entriesOf(of('direct')) },
    ]),
    ...lane('vpc', network.router?.name ?? 'eth2', 'via vpc', gatewayText(network.router), [
      {
        title: 'Your VPC',
        about: network.vpc.join(', '),
        entries: entriesOf(inner, (route) => (route.prefix === network.subnet ? 'the subnet' : 'VPC block')),
      },
      {
        title: 'On-premises and beyond',
        about: 'by VPN, Direct Connect or peering',
        entries: entriesOf(outer),
      },
      {
        title: 'Internet',
        about: 'only where your VPC has a NAT or another way out',
        entries: entriesOf(vpc.filter(everywhere)),
      },
    ]),
    ...lane('refused', '⊘', 'refused', 'at the notebook', [
      { title: 'Nowhere', about: 'the sender gets an error, or nothing', entries: entriesOf(of('refused')) },
    ]),
    ...onInstance('docker', { title: 'Containers', about: 'Docker’s bridge' }),
    ...onInstance('service', { title: 'SageMaker', about: 'its agent, and instance metadata' }),
  ];
}

const gatewayText = (from: PictureInterface | null): string => from?.gateway ?? '(direct gateway)';

/** More than this is shown in groups. */
const mostEntries = 10;

function entriesOf(routes: readonly PictureRoute[], noteOf?: (route: PictureRoute) => string): Entry[] {
  const one = (route: PictureRoute): Entry => {
    const note =
      route.origin === 'policy' ? route.comment : (noteOf?.(route) ?? everythingElse(route.prefix));
    const refusal = wayClass(route.way) === 'refused' ? route.way : '';
    return {
      text: route.prefix,
      note: [refusal, note].filter((text) => text !== '').join(' · '),
      mark: markOf(route),
    };
  };
  if (routes.length <= mostEntries) return routes.map(one);
  const known = routes.flatMap((route) => {
    const prefix = parsePrefix(route.prefix);
    return prefix ? [{ route, prefix }] : [];
  });
  // Everything else is one entry, whatever lies in it.
  const whole = known.filter(({ prefix }) => prefix.length === 0);
  const [four, six] = ([4, 6] as const).map((family) =>
    known.filter(({ prefix }) => prefix.family === family && prefix.length > 0),
  );
  const families = [four, six].filter((family) => family.length > 0);
  const grouped = families.flatMap((family) =>
    groups(
      family.map(({ prefix }) => prefix),
      Math.floor(mostEntries / families.length),
    ).map((group) => {
      const members = family.slice(group.from, group.to);
      if (members.length === 1) return one(members[0].route);
      return {
        text: formatPrefix(group.around),
        note: `holds ${counted(members.length, 'route')}, ${countText(union(members.map(({ prefix }) => prefix)))}`,
        mark: markOf(members[members.length - 1].route),
      };
    }),
  );
  return [...whole.map(({ route }) => one(route)), ...grouped];
}

const markOf = ({ origin, way }: PictureRoute): Entry['mark'] =>
  origin === 'system' ? '·' : wayClass(way) === 'refused' ? '⊘' : '+';

const everythingElse = (prefix: string): string =>
  prefix === '0.0.0.0/0' || prefix === '::/0' ? 'everything else' : '';

/** How many addresses prefixes hold together; ascending, the longer first at an equal base. */
function union(prefixes: readonly Prefix[]): bigint {
  let total = 0n;
  let until = -1n;
  for (const prefix of prefixes) {
    const end = last(prefix);
    if (end <= until) continue;
    total += prefix.base > until ? size(prefix) : end - until;
    until = end;
  }
  return total;
}

function spokenLane({ port, way, class: its, gateway, ends }: Lane): string {
  const from =
    its === 'refused' ? 'Refused' : `${port}, ${way}${gateway === '' ? '' : ` through ${gateway}`}`;
  const where = ends.map(
    ({ title, entries }) =>
      `${title}: ${entries.map(({ text, mark }) => `${text}${mark === '·' ? '' : ' (policy)'}`).join(', ')}`,
  );
  return `${from}; ${where.join('; ')}.`;
}

interface Drawn {
  readonly height: number;
  readonly parts: (id: string) => Markup[];
}

const entryHeight = 20;

/** Notebook on the left, a line for each way, where it leads on the right. */
function across(lanes: readonly Lane[], width: number): Drawn {
  const right = width - 268;
  const portRight = 214;
  const trunk = portRight + 26;
  const textLeft = trunk + 22;
  const room = right - textLeft - 16;
  const parts: ((id: string) => Markup)[] = [];
  let y = 46;
  for (const lane of lanes) {
    const first = y + 26;
    let at = first;
    lane.ends.forEach((end, i) => {
      const height = Math.max(72, 34 + end.entries.length * entryHeight);
      const line = y + 26;
      at = line;
      const from = i === 0 ? portRight : trunk;
      parts.push(
        (id) => path(id, lane.class, `M${from} ${line}H${right - 9}`, true),
        () => box(right, line - 26, 252, Math.min(height - 12, 64), lane.class),
        () => text(right + 14, line - 4, 'nb-strong', shortened(end.title, 30)),
        () => text(right + 14, line + 14, 'nb-small', shortened(end.about, 34), end.about),
      );
      if (i === 0) {
        const label = lane.gateway === '' ? lane.way : `${lane.way} → ${lane.gateway}`;
        parts.push(() => text(textLeft, line - 8, 'nb-label', shortened(label, Math.floor(room / 7))));
      }
      end.entries.forEach((entry, row) => {
        parts.push(() => entryLine(entry, textLeft, line + 20 + row * entryHeight, room));
      });
      y += height + 14;
    });
    if (at > first) parts.push((id) => path(id, lane.class, `M${trunk} ${first}V${at}`, false));
    parts.push(() => port(lane, portRight, first));
  }
  const height = y + 10;
  return {
    height,
    parts: (id) => [
      element('rect', { class: 'nb-zone', x: 8.5, y: 8.5, width: 186, height: height - 17, rx: 8 }),
      text(22, 30, 'nb-small', 'SageMaker’s own VPC'),
      element('rect', { class: 'nb-box', x: 22.5, y: 42.5, width: 158, height: height - 67, rx: 6 }),
      text(36, 66, 'nb-strong', 'Notebook'),
      text(36, 82, 'nb-strong', 'instance'),
      ...parts.map((part) => part(id)),
    ],
  };
}

/** Notebook on top, a rail down its side, for narrow panels. */
function upright(lanes: readonly Lane[], width: number): Drawn {
  const left = 34;
  const room = width - left - 24;
  const parts: ((id: string) => Markup)[] = [];
  let y = 72;
  let bottom = y;
  for (const lane of lanes) {
    for (const end of lane.ends) {
      const top = y;
      const height = 62 + end.entries.length * entryHeight;
      const out = lane.class === 'refused' ? '⊘ refused' : `${lane.port} · ${lane.way}`;
      bottom = top + 22;
      parts.push(
        (id) => path(id, lane.class, `M16 ${top + 22}H${left - 9}`, true),
        () => box(left, top, width - left - 8, height - 6, lane.class),
        () => text(left + 12, top + 19, 'nb-strong', shortened(end.title, Math.floor(room / 8))),
        () =>
          text(
            left + 12,
            top + 36,
            'nb-small',
            shortened(out, Math.floor(room / 6.6)),
            `${out} ${lane.gateway}`,
          ),
      );
      end.entries.forEach((entry, row) => {
        parts.push(() => entryLine(entry, left + 12, top + 58 + row * entryHeight, room));
      });
      y += height + 8;
    }
  }
  return {
    height: y + 4,
    parts: (id) => [
      element('rect', { class: 'nb-box', x: 8.5, y: 8.5, width: width - 17, height: 44, rx: 6 }),
      text(20, 36, 'nb-strong', 'Notebook instance'),
      element('path', { class: 'nb-rail', d: `M16 53V${bottom}` }),
      ...parts.map((part) => part(id)),
    ],
  };
}

function entryLine({ text: prefix, note, mark }: Entry, x: number, y: number, room: number): Markup {
  const noteAt = x + 16 + Math.max(19, prefix.length + 1) * 7.3;
  const left = Math.floor((x + room - noteAt) / 7);
  return element(
    'g',
    { class: mark === '·' ? 'nb-system' : mark === '+' ? 'nb-added' : 'nb-added nb-refused' },
    text(x, y, 'nb-mark', mark),
    text(x + 16, y, 'nb-prefix', prefix),
    note === '' || left < 4 ? undefined : text(noteAt, y, 'nb-small', shortened(note, left), note),
  );
}

function port({ port: name, class: its }: Lane, right: number, y: number): Markup {
  const shown = shortened(name, 14);
  const width = Math.max(44, [...shown].length * 7.4 + 16);
  return element(
    'g',
    {},
    element('rect', { class: `nb-port nb-${its}`, x: right - width, y: y - 12, width, height: 24, rx: 4 }),
    element('text', { class: 'nb-prefix', x: right - width / 2, y: y + 4, 'text-anchor': 'middle' }, shown),
    shown === name ? undefined : element('title', {}, name),
  );
}

function box(x: number, y: number, width: number, height: number, its: WayClass): Markup {
  return element('rect', { class: `nb-end nb-${its}`, x: x + 0.5, y: y + 0.5, width, height, rx: 6 });
}

function path(id: string, its: WayClass, d: string, ends: boolean): Markup {
  const head = ends ? { 'marker-end': `url(#${id}-${its})` } : {};
  return element('path', { class: `nb-path nb-${its}`, d, ...head });
}

function arrowHead(id: string, its: WayClass): Markup {
  const refused = its === 'refused';
  return element(
    'marker',
    {
      ...{
        id: `${id}-${its}`,
        class: `nb-head nb-${its}`,
        viewBox: '0 0 10 10',
        refX: refused ? 5 : 2,
        refY: 5,
      },
      ...{ markerWidth: 10, markerHeight: 10, markerUnits: 'userSpaceOnUse', orient: 'auto' },
    },
    // A refusal ends in a bar, not in an arrow.
    element('path', { d: refused ? 'M4 0H7V10H4z' : 'M0 0L10 5L0 10z' }),
  );
}

function text(x: number, y: number, its: string, shown: string, whole = shown): Markup {
  return element(
    'text',
    { class: its, x, y },
    shown,
    shown === whole ? undefined : element('title', {}, whole),
  );
}
