import {
  bits,
  commonBits,
  comparePrefixes,
  formatAddress,
  formatPrefix,
  formatRange,
  last,
  parsePrefix,
  coveringPrefix,
  size,
  type Family,
  type Prefix,
} from '../net/prefix';
import { routeActions } from '../model/actions';
import { prefixAt } from '../net/table';
import { unionSize, groups, type RouteGroup } from './groups';
import { drawing, markup, shortened, type Markup } from './markup';
import { pathClass, pathLabel, rangeAt } from './next-hops';
import { countedAddresses } from '../lib/numbers';
import { actionClassNames, type ActionClass } from './picture';
import { addressRanges, type AddressRange, type Space } from './space';

/** The whole address space of a family. */
export const wholeSpace = (family: Family): Prefix => ({ family, base: 0n, length: 0 });

/** The map's width in pixels; `id` prefixes the ids in it. */
export interface MapShape {
  readonly width: number;
  readonly id: string;
}

/**
 * The IPv4 address space as a bar with enlarged blocks of interest below, followed by the IPv6 space if the table has
 * IPv6 routes, as an `<svg>`.
 */
export function addressMap(space: Space, policy: string, { width, id }: MapShape): Markup {
  const inner = width - 2 * margin;
  const families = ([4, 6] as const).filter((family) => family === 4 || space.tables[family].count > 0);
  const parts: Markup[] = [];
  let y = 0;
  for (const family of families) y = familyMap(parts, space, family, { y, inner, id });
  const legend = families.flatMap((family) => legendOf(space, wholeSpace(family)));
  const classes = order.filter((each) => legend.some(({ class: kind }) => kind === each));
  const textOf = (each: ActionClass): string =>
    `${actionClassNames[each]}: ${legend.flatMap(({ class: kind, addresses }) => (kind === each ? addresses : [])).join(' and ')}`;
  const columns = Math.max(1, Math.floor(inner / 400));
  classes.forEach((each, i) => {
    const x = margin + (i % columns) * 400;
    const at = y + 8 + Math.floor(i / columns) * 24;
    parts.push(swatch(id, each, x, at), text(x + 32, at + 12, 'nb-small', textOf(each)));
  });
  const height = y + 16 + Math.ceil(classes.length / columns) * 24;
  const versions = families.map((family) => `IPv${family}`).join(' and ');
  const title = `Where the ${versions} addresses go with the policy ${policy}`;
  return drawing(
    { id, width, height, title, description: classes.map(textOf).join('; ') },
    patterns(id),
    ...parts,
  );
}

interface FamilyFrame {
  readonly y: number;
  readonly inner: number;
  readonly id: string;
}

/** Draws the whole space of a family and its enlarged blocks, and returns where the next part begins. */
function familyMap(
  parts: Markup[],
  space: Space,
  family: Family,
  { y: top, inner, id }: FamilyFrame,
): number {
  const whole = wholeSpace(family);
  const windows = zoomWindows(space, family, 5);
  let y = top + 44;
  parts.push(text(margin, y - 28, 'nb-label', `The whole IPv${family} space`));
  parts.push(...bar(space, whole, { x: margin, y, width: inner, id }));
  for (const { x, text: numbers } of markers(windows, whole, inner)) {
    parts.push(
      markup('path', { class: 'nb-pointer', d: `M${fixed(margin + x)} ${y - 8}v6` }),
      markup('text', { class: 'nb-tiny', x: fixed(margin + x), y: y - 12, 'text-anchor': 'middle' }, numbers),
    );
  }
  y += 60;
  windows.forEach((window, i) => {
    y += 26;
    const caption = `${i + 1}  ${formatPrefix(window)}`;
    parts.push(text(margin, y - 8, 'nb-label', caption));
    const room = Math.max(0, Math.floor((inner - caption.length * 7.6 - 14) / 6.8));
    parts.push(
      markup(
        'text',
        { class: 'nb-small', x: margin + caption.length * 7.6 + 14, y: y - 8 },
        shortened(carveOuts(space, window), room),
      ),
    );
    parts.push(...bar(space, window, { x: margin, y, width: inner, id }));
    y += 64;
  });
  return y;
}

const margin = 12;

/** Positions of the enlarged blocks in the whole space; those too close to tell apart share a marker. */
function markers(
  windows: readonly Prefix[],
  whole: Prefix,
  width: number,
): { readonly x: number; readonly text: string }[] {
  const marks: { x: number; text: string }[] = [];
  const xOf = scale(whole, width);
  windows.forEach((window, i) => {
    const x = xOf(window.base + size(window) / 2n);
    const before = marks[marks.length - 1];
    if (before && x - before.x < 24) before.text += `, ${i + 1}`;
    else marks.push({ x, text: `${i + 1}` });
  });
  return marks;
}

/** One block as a bar with its addresses below, as an `<svg>` that pages place below their own controls. */
export function blockMap(space: Space, window: Prefix, { width, id }: MapShape): Markup {
  const parts = bar(space, window, { x: 1, y: 1, width: width - 2, id });
  return barPicture(space, window, { width, height: 58, id }, parts);
}

/**
 * The whole space as a bar with addresses above, and below it a funnel from the block `inside` to that block's own bar.
 */
export function overviewMap(space: Space, inside: Prefix, { width, id }: MapShape): Markup {
  const whole = wholeSpace(inside.family);
  const parts = bar(space, whole, { x: 1, y: 22, width: width - 2, id, numbers: 'above' });
  if (inside.length === 0) return barPicture(space, whole, { width, height: 58, id }, parts);
  const xOf = scale(whole, width - 2);
  const from = 1 + xOf(inside.base);
  const wide = Math.max(4, xOf(last(inside) + 1n) + 1 - from);
  const left = fixed(Math.min(from, width - 5));
  const right = fixed(Math.min(from, width - 5) + wide);
  parts.push(
    markup('path', { class: 'nb-funnel', d: `M${left} 58L1 82H${width - 1}L${right} 58z` }),
    markup('rect', { class: 'nb-window', x: left, y: 20, width: fixed(wide), height: 38 }),
  );
  return barPicture(space, whole, { width, height: 82, id }, parts);
}

function barPicture(
  space: Space,
  window: Prefix,
  { width, height, id }: { readonly width: number; readonly height: number; readonly id: string },
  parts: readonly Markup[],
): Markup {
  return markup(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'nb nb-bar',
      role: 'img',
      'aria-label': spoken(space, window),
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
    },
    patterns(id),
    ...parts,
  );
}

/**
 * How many bits a step of zooming adds to the prefix length: a sixteenth of an IPv4 block, a 256th of an IPv6 block.
 */
const zoomBits = (family: Family): number => (family === 4 ? 4 : 8);

/** The block to zoom into when a bar of `width` pixels is clicked. */
export function blockAt(window: Prefix, x: number, width: number): Prefix {
  const { family, base } = window;
  const length = Math.min(bits(family), window.length + zoomBits(family));
  const share = Math.min(Math.max(x / width, 0), 1);
  const offset = BigInt(Math.floor(share * Number(size(window))));
  const value = offset >= size(window) ? last(window) : base + offset;
  return coveringPrefix({ family, value }, length);
}

/** The block that a text denotes; undefined if it is not a prefix. */
export function blockNamed(text: string): Prefix | undefined {
  return parsePrefix(text.trim());
}

/** The block one step of zooming out, at most the whole space. */
export function coveringBlock({ family, base, length }: Prefix): Prefix {
  return coveringPrefix({ family, value: base }, Math.max(0, length - zoomBits(family)));
}

/** The adjacent block of the same size; undefined beyond either end of the space. */
export function blockBeside(block: Prefix, steps: 1 | -1): Prefix | undefined {
  const base = block.base + BigInt(steps) * size(block);
  return base < 0n || base > last(wholeSpace(block.family)) ? undefined : { ...block, base };
}

/** The smallest block that contains a range. */
export function blockOf({ family, first, last: end }: AddressRange): Prefix {
  return coveringPrefix({ family, value: first }, commonBits(family, first, end));
}

export const blockText = (block: Prefix): string => formatPrefix(block);

/** A range's addresses, action and size, as displayed. */
export function rangeTexts(range: AddressRange): {
  readonly range: string;
  readonly path: string;
  readonly addresses: string;
} {
  const { family, first, last: end } = range;
  return {
    range: formatRange(family, first, end),
    path: pathLabel(range),
    addresses: countedAddresses(end - first + 1n),
  };
}

/** The blocks worth enlarging: those that cover routes; a single route gets a block larger than itself. */
export function zoomWindows(space: Space, family: Family, most: number): Prefix[] {
  const table = space.tables[family];
  const prefixes: Prefix[] = [];
  for (let row = 0; row < table.count; row++)
    if (table.length[row] > 1 && routeActions[table.action[row]] !== 'service')
      prefixes.push(prefixAt(table, row));
  const windows = new Map<string, Prefix>();
  for (const group of groups(prefixes, most)) {
    const window = windowOf(prefixes, group);
    if (window.length > 0) windows.set(formatPrefix(window), window);
  }
  return [...windows.values()].sort(comparePrefixes);
}

function windowOf(prefixes: readonly Prefix[], { covering, from, to }: RouteGroup): Prefix {
  return to - from === 1 || covering.length === prefixes[from].length ? coveringBlock(covering) : covering;
}

/** The window, or the prefix it covers if the window would be a large part of the space. */
function startOf(window: Prefix, { covering: { family, base, length } }: RouteGroup): Prefix {
  const least = Math.min(length, 2 * zoomBits(family));
  return window.length >= least ? window : coveringPrefix({ family, value: base }, least);
}

/** At most this many groups are tried when looking for groups that are each small within the space. */
const mostGroups = 8;

/**
 * The initial block of a map: the one that covers all of the policy's routes, or, if that is a large part of the space,
 * the one that covers the group of routes with the most addresses.
 */
export function startBlock(space: Space, family: Family): Prefix {
  const table = space.tables[family];
  const rows = Array.from({ length: table.count }, (_, row) => row).filter((row) => table.length[row] > 1);
  const own = rows.filter((row) => space.routes[table.owner[row]].origin === 'policy');
  const prefixes = (own.length > 0 ? own : rows).map((row) => prefixAt(table, row));
  const isSmall = ({ covering }: RouteGroup): boolean => covering.length >= 2 * zoomBits(family);
  let apart = groups(prefixes, 1);
  for (let most = 2; most <= mostGroups && !apart.every(isSmall); most++) apart = groups(prefixes, most);
  let best = wholeSpace(family);
  let addresses = 0n;
  for (const group of apart) {
    const covered = unionSize(prefixes.slice(group.from, group.to));
    if (covered > addresses) [best, addresses] = [startOf(windowOf(prefixes, group), group), covered];
  }
  return best;
}

/** How many addresses of a block are in each class, in a fixed order. */
export function legendOf(
  space: Space,
  window: Prefix,
): readonly { readonly class: ActionClass; readonly addresses: string }[] {
  const totals = new Map<ActionClass, bigint>();
  for (const range of within(space, window)) {
    const kind = pathClass(range);
    totals.set(kind, (totals.get(kind) ?? 0n) + range.last - range.first + 1n);
  }
  return order.flatMap((kind) => {
    const total = totals.get(kind);
    return total === undefined ? [] : [{ class: kind, addresses: countedAddresses(total) }];
  });
}

const order: readonly ActionClass[] = [
  'direct',
  'vpc',
  'dead-end',
  'unknown',
  'rejected',
  'docker',
  'service',
  'local',
  'none',
];

/** The address ranges of a block, ascending. */
export function within(space: Space, window: Prefix): readonly AddressRange[] {
  const whole = rangesOf(space, window.family);
  if (window.length === 0) return whole;
  const [first, end] = [window.base, last(window)];
  const cut = whole.slice(rangeAt(whole, first), rangeAt(whole, end) + 1);
  // Only the first and last range can extend beyond the block.
  cut[0] = { ...cut[0], first };
  cut[cut.length - 1] = { ...cut[cut.length - 1], last: end };
  return cut;
}

/** Cached, because a map asks for many blocks of the same table. */
const cachedRanges = new WeakMap<Space, { [family in Family]?: readonly AddressRange[] }>();

function rangesOf(space: Space, family: Family): readonly AddressRange[] {
  const byFamily = cachedRanges.get(space) ?? {};
  cachedRanges.set(space, byFamily);
  return (byFamily[family] ??= addressRanges(space, family));
}

function spoken(space: Space, window: Prefix): string {
  const parts = legendOf(space, window).map(
    ({ class: kind, addresses }) => `${actionClassNames[kind]} ${addresses}`,
  );
  return `${formatPrefix(window)}: ${parts.join(', ')}`;
}

/** The parts of a block whose action differs from that of most addresses. */
function carveOuts(space: Space, window: Prefix): string {
  const all = within(space, window);
  let longest = all[0];
  for (const range of all) if (range.last - range.first > longest.last - longest.first) longest = range;
  const most = pathLabel(longest);
  const others = all.filter((range) => range.action !== 'local' && pathLabel(range) !== most);
  if (others.length === 0) return `all ${most}`;
  const listed = others.slice(0, 3).map((range) => {
    const { range: addresses, path } = rangeTexts(range);
    return `${addresses} ${path}`;
  });
  return [...listed, ...(others.length > 3 ? [`${others.length - 3} more`] : [])].join(', ');
}

/** Where a bar is in its picture, in pixels, and on which side its addresses are. */
interface BarFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly id: string;
  readonly numbers?: 'above' | 'below';
}

/*
 * Draws a bar. Ranges too small to see are merged:
 *
 *     |······direct······|▒|·····|░░vpc░░|      ▒ is at least three pixels wide
 */
function bar(space: Space, window: Prefix, { x, y, width, id, numbers = 'below' }: BarFrame): Markup[] {
  const parts: Markup[] = [];
  const labels: { readonly at: number; readonly text: string }[] = [];
  const rect = (from: number, wide: number, kind: ActionClass | 'mixed', title: string): void => {
    parts.push(
      markup(
        'rect',
        {
          class: `nb-cell nb-${kind}`,
          fill: `url(#${id}-${kind})`,
          x: fixed(x + from),
          y,
          width: fixed(wide),
          height: 34,
        },
        markup('title', {}, title),
      ),
    );
  };
  const xOf = scale(window, width);
  const small: Markup[] = [];
  let tiny: AddressRange[] = [];
  const flush = (): void => {
    if (tiny.length === 0) return;
    const first = tiny[0];
    const end = tiny[tiny.length - 1];
    const from = xOf(first.first);
    const wide = xOf(end.last + 1n) - from;
    const kind = pathClass(first);
    const one = tiny.every((each) => pathClass(each) === kind) ? kind : 'mixed';
    const title =
      tiny.length === 1
        ? describe(first)
        : `${tiny.length} address ranges in ${formatRange(window.family, first.first, end.last)}`;
    const at = Math.min(Math.max(0, from - Math.max(0, (3 - wide) / 2)), width - 3);
    const before = parts.length;
    rect(at, Math.max(3, wide), one, title);
    // Drawn last, on top of their neighbours.
    small.push(...parts.splice(before));
    tiny = [];
  };
  for (const range of within(space, window)) {
    const from = xOf(range.first);
    const wide = xOf(range.last + 1n) - from;
    if (wide < 2) {
      tiny.push(range);
      continue;
    }
    flush();
    rect(from, wide, pathClass(range), describe(range));
    labels.push({ at: from, text: formatAddress(window.family, range.first) });
  }
  flush();
  const captions: Markup[] = [];
  let free = -1;
  for (const { at, text: label } of labels) {
    const wide = label.length * 7.3;
    if (at < free || at + wide > width) continue;
    captions.push(
      markup('path', {
        class: 'nb-tick',
        d: `M${fixed(x + at + 0.5)} ${numbers === 'above' ? y - 5 : y + 34}v5`,
      }),
      text(x + at, numbers === 'above' ? y - 9 : y + 52, 'nb-tiny', label),
    );
    free = at + wide + 12;
  }
  return [
    ...parts,
    ...small,
    markup('rect', { class: 'nb-frame', x: x - 0.5, y: y - 0.5, width: width + 1, height: 35 }),
    ...captions,
  ];
}

function describe(described: AddressRange): string {
  const { range, path, addresses } = rangeTexts(described);
  const reason = described.nextHop?.reason ?? '';
  return `${range} ${path}, ${addresses}${reason === '' ? '' : `: ${reason}`}`;
}

/** Maps an address to its position on a bar, in pixels. */
function scale(window: Prefix, width: number): (address: bigint) => number {
  const all = Number(size(window));
  return (address) => (Number(address - window.base) / all) * width;
}

/** At most two decimals, so that the drawing's bytes are the same on every machine. */
function fixed(value: number): number {
  return Math.round(value * 100) / 100;
}

function swatch(id: string, kind: ActionClass, x: number, y: number): Markup {
  return markup('rect', {
    class: `nb-cell nb-${kind}`,
    fill: `url(#${id}-${kind})`,
    x: x + 0.5,
    y: y + 0.5,
    width: 22,
    height: 14,
  });
}

/** A pattern for each class of action, so that the map is readable without colours. */
function patterns(id: string): Markup {
  const pattern = (kind: string, size: number, ...marks: Markup[]): Markup =>
    markup(
      'pattern',
      {
        id: `${id}-${kind}`,
        class: `nb-pattern nb-${kind}`,
        width: size,
        height: size,
        patternUnits: 'userSpaceOnUse',
      },
      markup('rect', { class: 'nb-ground', width: size, height: size }),
      ...marks,
    );
  const line = (d: string): Markup => markup('path', { class: 'nb-hatch', d });
  return markup(
    'defs',
    {},
    pattern('direct', 8),
    pattern('vpc', 8, line('M-2 2L2 -2M0 8L8 0M6 10L10 6')),
    pattern('dead-end', 8, line('M-2 6L2 10M0 0L8 8M6 -2L10 2M0 4H8')),
    pattern('unknown', 8, line('M1 7L4 4')),
    pattern('rejected', 8, line('M0 0L8 8M8 0L0 8')),
    pattern('docker', 8, markup('circle', { class: 'nb-dot', cx: 4, cy: 4, r: 1.6 })),
    pattern('service', 8, line('M0 4H8')),
    pattern('local', 8, line('M4 0V8')),
    pattern('none', 8),
    pattern('mixed', 4, line('M0 0L4 4M4 0L0 4')),
  );
}

function text(x: number, y: number, className: string, content: string): Markup {
  return markup('text', { class: className, x: fixed(x), y }, content);
}
