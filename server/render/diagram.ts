import { parsePrefix, size, formatPrefix, last, type Prefix } from '../net/prefix';
import { groups } from './groups';
import { markup, shortened, type Markup } from './markup';
import {
  actionClass,
  type Picture,
  type PictureInterface,
  type PictureRoute,
  type ActionClass,
} from './picture';
import { counted, countedAddresses } from '../lib/numbers';

/** How wide the drawing is, in pixels; below 600 it stands upright. `id` begins the ids in it. */
export interface DiagramShape {
  readonly width: number;
  readonly id: string;
}

/** Where the traffic of a policy's notebook goes, as the AWS blog draws it: an `<svg>`. */
export function diagram(picture: Picture, { width, id }: DiagramShape): Markup {
  const lanes = lanesOf(picture);
  const drawn = width < 600 ? upright(lanes, width) : across(lanes, width);
  const title = `Where a notebook with the policy ${picture.policy} sends its traffic`;
  return markup(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', class: 'nb', role: 'img' },
      ...{ 'aria-labelledby': `${id}-title ${id}-text`, viewBox: `0 0 ${width} ${drawn.height}` },
      ...{ width, height: drawn.height },
    },
    markup('title', { id: `${id}-title` }, title),
    markup('desc', { id: `${id}-text` }, lanes.map(spokenLane).join(' ')),
    markup('defs', {}, ...classes.map((its) => arrowHead(id, its))),
    ...drawn.parts(id),
  );
}

const classes: readonly ActionClass[] = ['direct', 'vpc', 'docker', 'service', 'rejected'];

/** A way out of the notebook, with all that takes it. */
interface Lane {
  readonly class: ActionClass;
  /** The interface's name; for rejects what stands in its place. */
  readonly port: string;
  readonly action: string;
  /** The gateway; on the instance, and for rejects, what else there is to say. */
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
  const by = new Map<ActionClass, PictureRoute[]>();
  for (const route of routes) {
    const its = actionClass(route.action);
    const list = by.get(its);
    if (list) list.push(route);
    else by.set(its, [route]);
  }
  const of = (its: ActionClass): PictureRoute[] => by.get(its) ?? [];
  const lane = (its: ActionClass, port: string, action: string, gateway: string, ends: End[]): Lane[] => {
    const used = ends.filter(({ entries }) => entries.length > 0);
    return used.length === 0 ? [] : [{ class: its, port, action, gateway, ends: used }];
  };
  const vpc = of('vpc');
  const everywhere = (route: PictureRoute): boolean => /\/[01]$/.test(route.prefix);
  const inner = vpc.filter((route) => route.origin === 'system' && !everywhere(route));
  const outer = vpc.filter((route) => route.origin === 'policy' && !everywhere(route));
  const onInstance = (its: ActionClass, end: Omit<End, 'entries'>): Lane[] => {
    const list = of(its);
    const [name = '', ...more] = new Set(list.map(({ iface }) => iface));
    const also = more.length > 0 ? `also ${more.join(', ')}` : '';
    return lane(its, name, 'on the instance', also, [{ ...end, entries: entriesOf(list, () => '') }]);
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
        about: 'only where your VPC has a NAT gateway or another path to it',
        entries: entriesOf(vpc.filter(everywhere)),
      },
    ]),
    ...lane('rejected', '⊘', 'rejected', 'at the notebook', [
      { title: 'Nowhere', about: 'the sender gets an error, or nothing', entries: entriesOf(of('rejected')) },
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
    const rejection = actionClass(route.action) === 'rejected' ? route.action : '';
    return {
      text: route.prefix,
      note: [rejection, note].filter((text) => text !== '').join(' · '),
      mark: markOf(route),
    };
  };
  if (routes.length <= mostEntries) return routes.map(one);
  const known: { readonly route: PictureRoute; readonly prefix: Prefix }[] = [];
  for (const route of routes) {
    const prefix = parsePrefix(route.prefix);
    if (prefix) known.push({ route, prefix });
  }
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
        text: formatPrefix(group.covering),
        note: `${counted(members.length, 'route')}, ${countedAddresses(union(members.map(({ prefix }) => prefix)))}`,
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

function spokenLane({ port, action, class: its, gateway, ends }: Lane): string {
  const from = its === 'rejected' ? 'Rejected' : `${port}, ${action}${gateway === '' ? '' : `, ${gateway}`}`;
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

const lineHeight = 20;

/*
 * Notebook on the left, a line for each way, where it leads on the right. Behind the first place of a lane stand
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
    y = place(parts, first, lane.class, { left, right, top: y });
    const trunk = y - gap;
    for (const end of after) {
      const top = y;
      parts.push((id) => path(id, lane.class, `M${left + 14} ${trunk}V${top + 24}H${left + 25}`, true));
      y = place(parts, end, lane.class, { left: left + 34, right, top });
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

/** Notebook on top, a rail down its side, for narrow panels. */
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
    y = place(parts, { ...first, about: out.join(' · ') }, lane.class, { left: 40, right, top: y });
    const trunk = y - gap;
    for (const end of after) {
      const top = y;
      parts.push((id) => path(id, lane.class, `M50 ${trunk}V${top + 22}H55`, true));
      y = place(parts, end, lane.class, { left: 64, right, top });
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

interface Place {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** Draws an end as a box with what leads there; where the next one begins. */
function place(
  parts: ((id: string) => Markup)[],
  { title, about, entries }: End,
  its: ActionClass,
  { left, right, top }: Place,
): number {
  const x = left + 14;
  const room = right - x - 12;
  const before = parts.length;
  parts.push(
    () => text(x, top + 21, 'nb-strong', fitted(title, room, 8), title),
    () => text(x, top + 38, 'nb-small', fitted(about, room), about),
  );
  // Notes stand in a column of their own where all of them fit there, else each below its prefix.
  const column = 16 + Math.max(...entries.map(({ text: prefix }) => prefix.length)) * monoWidth + 12;
  const beside = entries.every(({ note }) => widthOf(note) <= room - column);
  let y = top + 62;
  for (const { text: prefix, note, mark } of entries) {
    const at = y;
    const below = note !== '' && !beside;
    parts.push(() =>
      markup(
        'g',
        { class: mark === '·' ? 'nb-system' : mark === '+' ? 'nb-added' : 'nb-added nb-rejected' },
        text(x, at, 'nb-mark', mark),
        text(x + 16, at, 'nb-prefix', prefix),
        note === ''
          ? undefined
          : below
            ? text(x + 16, at + 16, 'nb-small', fitted(note, room - 16), note)
            : text(x + column, at, 'nb-small', note),
      ),
    );
    y += below ? lineHeight + 18 : lineHeight;
  }
  const height = y - top - 6;
  parts.splice(before, 0, () => box(left, top, right - left, height, its));
  return top + height + gap;
}

/** Widths of a character in pixels, on the large side: no font is known here. */
const monoWidth = 7.3;
const textWidth = 6.5;

/** How wide a small text may be; East Asian characters, emoji and the widest letters count twice. */
function widthOf(text: string): number {
  let units = 0;
  for (const char of text) units += (char.codePointAt(0) ?? 0) >= 0x1100 || 'WM@%'.includes(char) ? 2 : 1;
  return units * textWidth;
}

/** A text cut to what fits. */
function fitted(text: string, room: number, each = textWidth): string {
  const most = Math.max(1, Math.floor(room / each));
  const wide = widthOf(text) / textWidth / Math.max(1, [...text].length);
  return shortened(text, Math.floor(most / Math.max(1, wide)));
}

function port({ port: name, class: its }: Lane, right: number, y: number): Markup {
  const shown = shortened(name, 14);
  const width = Math.max(44, Math.round([...shown].length * 7.4 + 16));
  return markup(
    'g',
    {},
    markup('rect', { class: `nb-port nb-${its}`, x: right - width, y: y - 12, width, height: 24, rx: 4 }),
    markup('text', { class: 'nb-prefix', x: right - width / 2, y: y + 4, 'text-anchor': 'middle' }, shown),
    shown === name ? undefined : markup('title', {}, name),
  );
}

function box(x: number, y: number, width: number, height: number, its: ActionClass): Markup {
  return markup('rect', { class: `nb-end nb-${its}`, x: x + 0.5, y: y + 0.5, width, height, rx: 6 });
}

function path(id: string, its: ActionClass, d: string, ends: boolean): Markup {
  const head = ends ? { 'marker-end': `url(#${id}-${its})` } : {};
  return markup('path', { class: `nb-path nb-${its}`, d, ...head });
}

function arrowHead(id: string, its: ActionClass): Markup {
  const rejected = its === 'rejected';
  return markup(
    'marker',
    {
      ...{
        id: `${id}-${its}`,
        class: `nb-head nb-${its}`,
        viewBox: '0 0 10 10',
        refX: rejected ? 5 : 2,
        refY: 5,
      },
      ...{ markerWidth: 10, markerHeight: 10, markerUnits: 'userSpaceOnUse', orient: 'auto' },
    },
    // A refusal ends in a bar, not in an arrow.
    markup('path', { d: rejected ? 'M4 0H7V10H4z' : 'M0 0L10 5L0 10z' }),
  );
}

function text(x: number, y: number, its: string, shown: string, whole = shown): Markup {
  return markup(
    'text',
    { class: its, x, y },
    shown,
    shown === whole ? undefined : markup('title', {}, whole),
  );
}
