import { contains, parsePrefix, formatPrefix, type Prefix } from '../net/prefix';
import { unionSize, groups } from './groups';
import { drawing, markup, shortened, type Markup } from './markup';
import { counted, countedAddresses } from '../lib/numbers';
import {
  actionClass,
  type NextHopView,
  type Picture,
  type PictureInterface,
  type PictureNetwork,
  type PictureRoute,
  type RouterView,
  type ActionClass,
} from './picture';
import { onwardDestinations, spaceOf } from './space';

/** The drawing's width in pixels; below 600 it is laid out vertically. `id` prefixes the ids in it. */
export interface DiagramShape {
  readonly width: number;
  readonly id: string;
}

/** The routes of a policy's notebook as an `<svg>`, in the style of AWS's blog. */
export function diagram(picture: Picture, { width, id }: DiagramShape): Markup {
  const lanes = lanesOf(picture);
  const drawn = width < 600 ? upright(lanes, width) : across(lanes, width);
  const title = `Where a notebook with the policy ${picture.policy} sends its traffic`;
  return drawing(
    { id, width, height: drawn.height, title, description: lanes.map(spokenLane).join(' ') },
    markup('defs', {}, ...classes.map((kind) => arrowHead(id, kind))),
    ...drawn.parts(id),
  );
}

const classes: readonly ActionClass[] = [
  'direct',
  'vpc',
  'dead-end',
  'unknown',
  'docker',
  'service',
  'rejected',
];

/** One interface of the notebook, or the rejects, with everything routed there. */
interface Lane {
  readonly class: ActionClass;
  /** The interface's name; for rejects, the text in its place. */
  readonly port: string;
  readonly action: string;
  /** The gateway; for rejects and what stays on the instance, a description. */
  readonly gateway: string;
  readonly ends: readonly End[];
}

interface End {
  readonly title: string;
  readonly about: string;
  readonly entries: readonly Entry[];
  /** The end's own class, if it differs from the lane's. */
  readonly class?: ActionClass;
  /** Whether the title is an AWS id. */
  readonly isId?: boolean;
}

interface Entry {
  readonly text: string;
  readonly note: string;
  /** `+` added by the policy, `⊘` rejected by it, `✕` lost in the VPC, `·` a system route. */
  readonly mark: '+' | '⊘' | '✕' | '·';
}

function lanesOf(picture: Picture): Lane[] {
  const { network, routes } = picture;
  const by = new Map<ActionClass, PictureRoute[]>();
  for (const route of routes) {
    const kind = actionClass(route.action);
    const list = by.get(kind);
    if (list) list.push(route);
    else by.set(kind, [route]);
  }
  const of = (kind: ActionClass): PictureRoute[] => by.get(kind) ?? [];
  const lane = (kind: ActionClass, port: string, action: string, gateway: string, ends: End[]): Lane[] => {
    const used = ends.filter(({ entries }) => entries.length > 0);
    return used.length === 0 ? [] : [{ class: kind, port, action, gateway, ends: used }];
  };
  const service = parsePrefix(network.service);
  const isService = ({ prefix: text }: PictureRoute): boolean => {
    const prefix = parsePrefix(text);
    return prefix !== undefined && service !== undefined && contains(service, prefix);
  };
  const direct = of('direct');
  const onInstance = (kind: ActionClass, end: Omit<End, 'entries'>): Lane[] => {
    const list = of(kind);
    const [name = '', ...more] = new Set(list.map(({ iface }) => iface));
    const also = more.length > 0 ? `also ${more.join(', ')}` : '';
    return lane(kind, name, 'on the instance', also, [{ ...end, entries: entriesOf(list, () => '') }]);
  };
  return [
    ...lane('direct', network.direct?.name ?? 'eth0', 'via direct', gatewayText(network.direct), [
      {
        title: 'Internet',
        about: 'straight from the service’s VPC',
        entries: entriesOf(direct.filter((route) => !isService(route))),
      },
      {
        title: 'SageMaker’s own network',
        about: 'the service’s VPC itself',
        entries: entriesOf(direct.filter(isService)),
      },
    ]),
    ...lane(
      'vpc',
      network.router?.name ?? 'eth2',
      'via vpc',
      gatewayText(network.router),
      picture.router ? nextHopEnds(picture, picture.router) : vpcEnds(picture, of('vpc')),
    ),
    ...lane('rejected', '⊘', 'rejected', 'at the notebook', [
      { title: 'Nowhere', about: 'the sender gets an error, or nothing', entries: entriesOf(of('rejected')) },
    ]),
    ...onInstance('docker', { title: 'Containers', about: 'Docker’s bridge' }),
    ...onInstance('service', { title: 'SageMaker', about: 'its agent, and instance metadata' }),
  ];
}

/** The ends beyond the VPC router if no network file says what they are. */
function vpcEnds({ network }: Picture, vpc: readonly PictureRoute[]): End[] {
  const everywhere = (route: PictureRoute): boolean => /\/[01]$/.test(route.prefix);
  const inner = vpc.filter((route) => route.origin === 'system' && !everywhere(route));
  const outer = vpc.filter((route) => route.origin === 'policy' && !everywhere(route));
  return [
    {
      title: 'Your VPC',
      about: network.vpc.join(', '),
      entries: entriesOf(inner, (route) => partOfVpc(network, route)),
    },
    {
      title: 'On-premises and beyond',
      about: 'by VPN, Direct Connect or peering',
      entries: entriesOf(outer),
    },
    {
      title: 'Internet',
      about: 'only where your VPC has a NAT gateway or another path to it',
      entries: entriesOf(vpc.filter(everywhere)),
    },
  ];
}

const partOfVpc = ({ own }: PictureNetwork, { prefix }: PictureRoute): string =>
  own.includes(prefix) ? 'the subnet' : 'VPC block';

/** Further next hops share one end. */
const mostNextHops = 8;

/** The ends beyond the VPC router: the VPC itself, each next hop, the unknown destinations, and the dead ends. */
function nextHopEnds({ network, routes, router: view }: Picture, router: RouterView): End[] {
  const space = spaceOf({ routes, subnet: network.subnet, router: view });
  const byEnd = new Map<string, { readonly nextHop: NextHopView; readonly routes: PictureRoute[] }>();
  for (const { route: index, destination, isRest, nextHop } of onwardDestinations(space)) {
    const route = routes[index];
    const { state, id, reason } = nextHop;
    const notes = [
      isRest ? 'the rest' : destination === route.prefix ? '' : `of ${route.prefix}`,
      state === 'ok' ? '' : reason,
      route.origin === 'policy' ? route.comment : partOfVpc(network, route),
    ];
    const end = byEnd.get(`${state} ${state === 'ok' ? id : ''}`) ?? { nextHop, routes: [] };
    byEnd.set(`${state} ${state === 'ok' ? id : ''}`, end);
    end.routes.push({
      ...route,
      prefix: destination,
      comment: notes.filter((note) => note !== '').join(' · '),
    });
  }
  const all = [...byEnd.values()].map(({ nextHop, routes: own }) => ({ nextHop, own }));
  const local = all.filter(({ nextHop: { kind } }) => kind === 'local').flatMap(({ own }) => own);
  const hops = all.filter(({ nextHop: { state, kind } }) => state === 'ok' && kind !== 'local');
  const none = (state: NextHopView['state']): PictureRoute[] =>
    all.filter(({ nextHop }) => nextHop.state === state).flatMap(({ own }) => own);
  const more = hops.slice(mostNextHops);
  const table = router.routeTable ?? 'its route table';
  return [
    {
      title: 'Your VPC',
      about: [network.vpc.join(', '), ...(router.routeTable === null ? [] : [`route table ${table}`])].join(
        ' · ',
      ),
      entries: entriesOf(local, ({ comment }) => comment),
    },
    ...hops.slice(0, mostNextHops).map(({ nextHop: { id, kind, reason }, own }) => ({
      title: id,
      isId: true,
      about: [kindText(kind), reason].filter((part) => part !== '').join(' · '),
      entries: entriesOf(own, ({ comment }) => comment),
    })),
    {
      title: `${more.length} more next hops`,
      about: more.map(({ nextHop: { id } }) => id).join(', '),
      entries: entriesOf(more.flatMap(({ own }) => own)),
    },
    {
      title: 'Unknown next hop',
      about: 'what the VPC does with them is not in the file',
      class: 'unknown' as const,
      entries: entriesOf(none('unknown'), ({ comment }) => comment),
    },
    {
      title: 'Dead ends',
      about: `lost in the VPC, by ${table}`,
      class: 'dead-end' as const,
      entries: entriesOf(none('dead-end'), ({ comment }) => comment).map((entry) => ({
        ...entry,
        mark: '✕' as const,
      })),
    },
  ];
}

/** `transit-gateway` as "transit gateway". */
const kindText = (kind: string): string => kind.replaceAll('-', ' ').replace(/^nat /, 'NAT ');

const gatewayText = (from: PictureInterface | null): string => from?.gateway ?? '(direct gateway)';

/** More entries are shown as groups. */
const mostEntries = 10;

function entriesOf(routes: readonly PictureRoute[], noteOf?: (route: PictureRoute) => string): Entry[] {
  const one = (route: PictureRoute): Entry => {
    const note =
      route.origin === 'policy' ? route.comment : (noteOf?.(route) ?? everythingElse(route.prefix));
    const rejection = actionClass(route.action) === 'rejected' ? route.action : '';
    return {
      text: route.prefix,
      note: [rejection, note].filter((text) => text !== '').join(' · '),
      mark: markOf(route),
    };
  };
  if (routes.length <= mostEntries) return routes.map(one);
  const withPrefixes: { readonly route: PictureRoute; readonly prefix: Prefix }[] = [];
  for (const route of routes) {
    const prefix = parsePrefix(route.prefix);
    if (prefix) withPrefixes.push({ route, prefix });
  }
  // The default route has an entry of its own, because it covers every group.
  const whole = withPrefixes.filter(({ prefix }) => prefix.length === 0);
  const [four, six] = ([4, 6] as const).map((family) =>
    withPrefixes.filter(({ prefix }) => prefix.family === family && prefix.length > 0),
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
        text: formatPrefix(group.covering),
        note: `${counted(members.length, 'route')}, ${countedAddresses(unionSize(members.map(({ prefix }) => prefix)))}`,
        mark: markOf(members[members.length - 1].route),
      };
    }),
  );
  return [...whole.map(({ route }) => one(route)), ...grouped];
}

const markOf = ({ origin, action }: PictureRoute): Entry['mark'] =>
  origin === 'system' ? '·' : actionClass(action) === 'rejected' ? '⊘' : '+';

const everythingElse = (prefix: string): string =>
  prefix === '0.0.0.0/0' || prefix === '::/0' ? 'everything else' : '';

function spokenLane({ port, action, class: kind, gateway, ends }: Lane): string {
  const from = kind === 'rejected' ? 'Rejected' : `${port}, ${action}${gateway === '' ? '' : `, ${gateway}`}`;
  const where = ends.map(
    ({ title, entries }) =>
      `${title}: ${entries
        .map(
          ({ text, mark, note }) => `${text}${mark === '·' ? '' : mark === '✕' ? ` (${note})` : ' (policy)'}`,
        )
        .join(', ')}`,
  );
  return `${from}; ${where.join('; ')}.`;
}

interface Drawn {
  readonly height: number;
  readonly parts: (id: string) => Markup[];
}

const lineHeight = 20;

/*
 * Draws the notebook on the left, a line for each lane, and its ends on the right. After the first end of a lane are
 * those that are reached through it:
 *
 *     ┌─────────┐            ┌──────────────────┐
 *     │      [eth2]── via ──►│ Your VPC         │
 *     │Notebook │            └─┬────────────────┘
 *     │         │              │ ┌──────────────┐
 *     └─────────┘              └►│ On-premises  │
 */
function across(lanes: readonly Lane[], width: number): Drawn {
  const portRight = 170;
  const left = 308;
  const right = width - 8;
  const parts: ((id: string) => Markup)[] = [];
  let y = 20;
  for (const lane of lanes) {
    const line = y + 30;
    const [first, ...after] = lane.ends;
    const label = portRight + 14;
    const room = left - label - 14;
    parts.push(
      (id) => path(id, lane.class, `M${portRight} ${line}H${left - 9}`, true),
      () => port(lane, portRight, line),
      () => text(label, line - 8, 'nb-label', fitted(lane.action, room), lane.action),
    );
    if (lane.gateway !== '')
      parts.push(() => text(label, line + 17, 'nb-tiny', fitted(lane.gateway, room), lane.gateway));
    y = drawEnd(parts, first, first.class ?? lane.class, { left, right, top: y });
    let trunk = y - gap;
    for (const end of after) {
      const [top, from] = [y, trunk];
      const kind = end.class ?? lane.class;
      parts.push((id) => path(id, kind, `M${left + 14} ${from}V${top + 24}H${left + 25}`, true));
      trunk = top + 24;
      y = drawEnd(parts, end, kind, { left: left + 34, right, top });
    }
  }
  const height = y + 6;
  return {
    height,
    parts: (id) => [
      markup('rect', { class: 'nb-zone', x: 8.5, y: 8.5, width: 144, height: height - 17, rx: 8 }),
      text(22, 28, 'nb-small', 'SageMaker’s VPC'),
      markup('rect', { class: 'nb-box', x: 22.5, y: 38.5, width: 116, height: height - 61, rx: 6 }),
      text(34, height / 2 + 6, 'nb-strong', 'Notebook'),
      text(34, height / 2 + 24, 'nb-strong', 'instance'),
      ...parts.map((part) => part(id)),
    ],
  };
}

/** Draws the notebook on top with a rail down its side, for narrow panels. */
function upright(lanes: readonly Lane[], width: number): Drawn {
  const right = width - 8;
  const parts: ((id: string) => Markup)[] = [];
  let y = 66;
  let bottom = y;
  for (const lane of lanes) {
    const [first, ...after] = lane.ends;
    const line = y + 20;
    bottom = line;
    const out = [lane.class === 'rejected' ? '⊘' : lane.port, lane.action, lane.gateway].filter(
      (part) => part,
    );
    parts.push((id) => path(id, lane.class, `M18 ${line}H31`, true));
    y = drawEnd(parts, { ...first, about: out.join(' · ') }, first.class ?? lane.class, {
      left: 40,
      right,
      top: y,
    });
    let trunk = y - gap;
    for (const end of after) {
      const [top, from] = [y, trunk];
      const kind = end.class ?? lane.class;
      parts.push((id) => path(id, kind, `M50 ${from}V${top + 22}H55`, true));
      trunk = top + 22;
      y = drawEnd(parts, end, kind, { left: 64, right, top });
    }
  }
  return {
    height: y,
    parts: (id) => [
      markup('path', { class: 'nb-rail', d: `M18 52V${bottom}` }),
      markup('rect', { class: 'nb-box', x: 8.5, y: 8.5, width: width - 17, height: 44, rx: 6 }),
      text(22, 35, 'nb-strong', 'Notebook instance'),
      ...parts.map((part) => part(id)),
    ],
  };
}

const gap = 16;

interface EndFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** Draws an end as a box with its entries, and returns where the next one begins. */
function drawEnd(
  parts: ((id: string) => Markup)[],
  { title, about, entries, isId }: End,
  kind: ActionClass,
  { left, right, top }: EndFrame,
): number {
  const x = left + 14;
  const room = right - x - 12;
  const before = parts.length;
  parts.push(
    () =>
      isId
        ? text(x, top + 21, 'nb-strong nb-id', fitted(title, room, 7.8), title)
        : text(x, top + 21, 'nb-strong', fitted(title, room, 8), title),
    () => text(x, top + 38, 'nb-small', fitted(about, room), about),
  );
  // Notes share a column if all of them fit there; otherwise each is below its prefix.
  const column = 16 + Math.max(...entries.map(({ text: prefix }) => prefix.length)) * monoWidth + 12;
  const beside = entries.every(({ note }) => widthOf(note) <= room - column);
  let y = top + 62;
  for (const { text: prefix, note, mark } of entries) {
    const at = y;
    const below = note === '' || beside ? [] : noteLines(note, room - 16);
    parts.push(() =>
      markup(
        'g',
        { class: mark === '·' ? 'nb-system' : mark === '+' ? 'nb-added' : 'nb-added nb-rejected' },
        text(x, at, 'nb-mark', mark),
        text(x + 16, at, 'nb-prefix', prefix),
        note !== '' && beside ? text(x + column, at, 'nb-small', note) : undefined,
        ...below.map((line, i) =>
          text(x + 16, at + 16 * (i + 1), 'nb-small', line, i + 1 < below.length ? line : note),
        ),
      ),
    );
    y += lineHeight + (below.length > 0 ? 2 + 16 * below.length : 0);
  }
  const height = y - top - 6;
  parts.splice(before, 0, () => box(left, top, right - left, height, kind));
  return top + height + gap;
}

/** Character widths in pixels, estimated on the large side because the font is unknown here. */
const monoWidth = 7.3;
const textWidth = 6.5;

/** The estimated width of a small text; East Asian characters, emoji and the widest letters count twice. */
function widthOf(text: string): number {
  let units = 0;
  for (const char of text) units += (char.codePointAt(0) ?? 0) >= 0x1100 || 'WM@%'.includes(char) ? 2 : 1;
  return units * textWidth;
}

/** Wraps a note into at most three lines. */
function noteLines(note: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of note.split(' ')) {
    const extended = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && (lines.length === 3 || widthOf(extended) <= room))
      lines[lines.length - 1] = extended;
    else lines.push(word);
  }
  return lines.map((line) => fitted(line, room));
}

/** Shortens a text to fit. */
function fitted(text: string, room: number, each = textWidth): string {
  const most = Math.max(1, Math.floor(room / each));
  const wide = widthOf(text) / textWidth / Math.max(1, [...text].length);
  return shortened(text, Math.floor(most / Math.max(1, wide)));
}

function port({ port: name, class: kind }: Lane, right: number, y: number): Markup {
  const label = shortened(name, 14);
  const width = Math.max(44, Math.round([...label].length * 7.4 + 16));
  return markup(
    'g',
    {},
    markup('rect', { class: `nb-port nb-${kind}`, x: right - width, y: y - 12, width, height: 24, rx: 4 }),
    markup('text', { class: 'nb-prefix', x: right - width / 2, y: y + 4, 'text-anchor': 'middle' }, label),
    label === name ? undefined : markup('title', {}, name),
  );
}

function box(x: number, y: number, width: number, height: number, kind: ActionClass): Markup {
  return markup('rect', { class: `nb-end nb-${kind}`, x: x + 0.5, y: y + 0.5, width, height, rx: 6 });
}

function path(id: string, kind: ActionClass, d: string, ends: boolean): Markup {
  const head = ends ? { 'marker-end': `url(#${id}-${kind})` } : {};
  return markup('path', { class: `nb-path nb-${kind}`, d, ...head });
}

function arrowHead(id: string, kind: ActionClass): Markup {
  const rejected = kind === 'rejected' || kind === 'dead-end';
  return markup(
    'marker',
    {
      id: `${id}-${kind}`,
      class: `nb-head nb-${kind}`,
      viewBox: '0 0 10 10',
      refX: rejected ? 5 : 2,
      refY: 5,
      markerWidth: 10,
      markerHeight: 10,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    // Rejected traffic ends in a bar instead of an arrow.
    markup('path', { d: rejected ? 'M4 0H7V10H4z' : 'M0 0L10 5L0 10z' }),
  );
}

function text(x: number, y: number, className: string, content: string, whole = content): Markup {
  return markup(
    'text',
    { class: className, x, y },
    content,
    content === whole ? undefined : markup('title', {}, whole),
  );
}
