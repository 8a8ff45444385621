import {
  commonBits,
  comparePrefixes,
  formatIPv4,
  formatPrefix,
  formatRangeIPv4,
  last,
  parsePrefix,
  coveringPrefix,
  size,
  type Prefix,
} from '../net/prefix';
import { routeActions } from '../model/actions';
import { prefixAt } from '../net/table';
import { groups } from './groups';
import { markup, type Markup } from './markup';
import { actionClass, actionLabel, actionClassNames, type ActionClass } from './picture';
import { addressRanges, type Space, type AddressRange } from './space';
import { countedAddresses } from '../lib/numbers';
import { lowest } from '../lib/binary-search';

/** The whole IPv4 space. */
export const wholeSpace: Prefix = { family: 4, base: 0n, length: 0 };

/** How wide the map is, in pixels. `id` begins the ids in it. */
export interface MapShape {
  readonly width: number;
  readonly id: string;
}

/** The IPv4 space as a bar, and below it the blocks where something happens, enlarged: an `<svg>`. */
export function addressMap(space: Space, policy: string, { width, id }: MapShape): Markup {
  const windows = zoomWindows(space, 5);
  const inner = width - 2 * margin;
  const parts: Markup[] = [];
  let y = 44;
  parts.push(text(margin, y - 28, 'nb-label', 'The whole IPv4 space'));
  parts.push(...bar(space, wholeSpace, { x: margin, y, width: inner, id }));
  for (const { x, text: numbers } of markers(windows, inner)) {
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
    const about = carveOuts(space, window);
    parts.push(
      markup(
        'text',
        { class: 'nb-small', x: margin + caption.length * 7.6 + 14, y: y - 8 },
        about.slice(0, Math.max(0, Math.floor((inner - caption.length * 7.6 - 14) / 6.8))),
      ),
    );
    parts.push(...bar(space, window, { x: margin, y, width: inner, id }));
    y += 64;
  });
  const shown = legendOf(space, wholeSpace);
  const columns = Math.max(1, Math.floor(inner / 300));
  shown.forEach(({ class: its, addresses }, i) => {
    const x = margin + (i % columns) * 300;
    const at = y + 8 + Math.floor(i / columns) * 24;
    parts.push(
      swatch(id, its, x, at),
      text(x + 32, at + 12, 'nb-small', `${actionClassNames[its]}: ${addresses}`),
    );
  });
  const height = y + 16 + Math.ceil(shown.length / columns) * 24;
  return markup(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', class: 'nb', role: 'img' },
      ...{ 'aria-labelledby': `${id}-title ${id}-text`, viewBox: `0 0 ${width} ${height}`, width, height },
    },
    markup('title', { id: `${id}-title` }, `Where the IPv4 addresses go with the policy ${policy}`),
    markup(
      'desc',
      { id: `${id}-text` },
      shown.map(({ class: its, addresses }) => `${actionClassNames[its]}: ${addresses}`).join('; '),
    ),
    patterns(id),
    ...parts,
  );
}

const margin = 12;

/** Where the enlarged blocks lie in the whole, those too near each other to be told apart as one. */
function markers(windows: readonly Prefix[], width: number): { readonly x: number; readonly text: string }[] {
  const found: { x: number; text: string }[] = [];
  const xOf = scale(wholeSpace, width);
  windows.forEach((window, i) => {
    const x = xOf(Number(window.base + size(window) / 2n));
    const before = found[found.length - 1];
    if (before && x - before.x < 24) before.text += `, ${i + 1}`;
    else found.push({ x, text: `${i + 1}` });
  });
  return found;
}

/** One block as a bar of its own, its addresses below: an `<svg>` that a page puts behind its own controls. */
export function blockMap(space: Space, window: Prefix, { width, id }: MapShape): Markup {
  const parts = bar(space, window, { x: 1, y: 1, width: width - 2, id });
  return barPicture(space, window, { width, height: 58, id }, parts);
}

/** The whole space as a bar, its addresses above, and below it what leads to the bar of the block `inside` it. */
export function overviewMap(space: Space, inside: Prefix, { width, id }: MapShape): Markup {
  const parts = bar(space, wholeSpace, { x: 1, y: 22, width: width - 2, id, numbers: 'above' });
  if (inside.length === 0) return barPicture(space, wholeSpace, { width, height: 58, id }, parts);
  const xOf = scale(wholeSpace, width - 2);
  const bounds = boundsOf(inside);
  const from = 1 + xOf(bounds.first);
  const wide = Math.max(4, xOf(bounds.last + 1) + 1 - from);
  const left = fixed(Math.min(from, width - 5));
  const right = fixed(Math.min(from, width - 5) + wide);
  parts.push(
    markup('path', { class: 'nb-funnel', d: `M${left} 58L1 82H${width - 1}L${right} 58z` }),
    markup('rect', { class: 'nb-window', x: left, y: 20, width: fixed(wide), height: 38 }),
  );
  return barPicture(space, wholeSpace, { width, height: 82, id }, parts);
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
      ...{ xmlns: 'http://www.w3.org/2000/svg', class: 'nb nb-bar', role: 'img' },
      ...{ 'aria-label': spoken(space, window), viewBox: `0 0 ${width} ${height}`, width, height },
    },
    patterns(id),
    ...parts,
  );
}

/** The block one looks closer at where a bar of `width` pixels is clicked: a sixteenth of it. */
export function blockAt(window: Prefix, x: number, width: number): Prefix {
  const length = Math.min(32, window.length + 4);
  const share = Math.min(Math.max(x / width, 0), 1);
  const offset = BigInt(Math.floor(share * Number(size(window))));
  const value = offset >= size(window) ? last(window) : window.base + offset;
  return coveringPrefix({ family: 4, value }, length);
}

/** The block that a text names; undefined where it names none. */
export function blockNamed(text: string): Prefix | undefined {
  const block = parsePrefix(text.trim());
  return block?.family === 4 ? block : undefined;
}

/** A block with sixteen times its room; the whole space stays itself. */
export function coveringBlock({ base, length }: Prefix): Prefix {
  return coveringPrefix({ family: 4, value: base }, Math.max(0, length - 4));
}

/** The block of the same size before or behind one; undefined at the end of the space. */
export function blockBeside(block: Prefix, steps: 1 | -1): Prefix | undefined {
  const base = block.base + BigInt(steps) * size(block);
  return base < 0n || base > last(wholeSpace) ? undefined : { ...block, base };
}

/** The smallest block that holds a stretch. */
export function blockOf({ first, last: end }: AddressRange): Prefix {
  const value = BigInt(first);
  return coveringPrefix({ family: 4, value }, commonBits(4, value, BigInt(end)));
}

/** A block as text. */
export const blockText = (block: Prefix): string => formatPrefix(block);

/** Stretches as a person reads them: the range, where it goes, how many addresses. */
export function rangeTexts({ first, last: end, action }: AddressRange): {
  readonly range: string;
  readonly action: string;
  readonly addresses: string;
} {
  return {
    range: formatRangeIPv4(first, end),
    action: actionLabel(action),
    addresses: countedAddresses(BigInt(end - first + 1)),
  };
}

/** The blocks worth looking at closer: around what is routed, a single route with sixteen times its room. */
export function zoomWindows(space: Space, most: number): Prefix[] {
  const table = space.tables[4];
  const prefixes: Prefix[] = [];
  for (let row = 0; row < table.count; row++)
    if (table.length[row] > 1 && routeActions[table.action[row]] !== 'service')
      prefixes.push(prefixAt(table, row));
  const found = new Map<string, Prefix>();
  for (const { covering, from, to } of groups(prefixes, most)) {
    const alone = to - from === 1 || covering.length === prefixes[from].length;
    const window = alone
      ? coveringPrefix({ family: 4, value: covering.base }, Math.max(0, covering.length - 4))
      : covering;
    found.set(formatPrefix(window), window);
  }
  found.delete(formatPrefix(wholeSpace));
  return [...found.values()].sort(comparePrefixes);
}

/** What goes where in a block, the ways in a fixed order. */
export function legendOf(
  space: Space,
  window: Prefix,
): readonly { readonly class: ActionClass; readonly addresses: string }[] {
  const totals = new Map<ActionClass, number>();
  for (const { action, first, last: end } of within(space, window)) {
    const its = actionClass(action);
    totals.set(its, (totals.get(its) ?? 0) + end - first + 1);
  }
  return order.flatMap((its) => {
    const total = totals.get(its);
    return total === undefined ? [] : [{ class: its, addresses: countedAddresses(BigInt(total)) }];
  });
}

const order: readonly ActionClass[] = ['direct', 'vpc', 'rejected', 'docker', 'service', 'local', 'none'];

/** The stretches of a block, in address order. */
export function within(space: Space, window: Prefix): readonly AddressRange[] {
  const whole = wholeOf(space);
  if (window.length === 0) return whole;
  const { first, last: end } = boundsOf(window);
  const found = whole.slice(indexAt(whole, first), indexAt(whole, end) + 1);
  // Only what stands at the two ends may reach beyond the block.
  found[0] = { ...found[0], first };
  found[found.length - 1] = { ...found[found.length - 1], last: end };
  return found;
}

/** A map asks for many blocks of one table: its stretches are kept with it. */
const known = new WeakMap<Space, readonly AddressRange[]>();

function wholeOf(space: Space): readonly AddressRange[] {
  const found = known.get(space) ?? addressRanges(space);
  known.set(space, found);
  return found;
}

/** The index of the stretch that an address lies in. */
function indexAt(whole: readonly AddressRange[], address: number): number {
  return lowest(whole.length - 1, (i) => whole[i].last >= address);
}

function spoken(space: Space, window: Prefix): string {
  const parts = legendOf(space, window).map(
    ({ class: its, addresses }) => `${actionClassNames[its]} ${addresses}`,
  );
  return `${formatPrefix(window)}: ${parts.join(', ')}`;
}

/** What goes another way than most of a block. */
function carveOuts(space: Space, window: Prefix): string {
  const all = within(space, window);
  let longest = 0;
  all.forEach((range, i) => {
    if (range.last - range.first > all[longest].last - all[longest].first) longest = i;
  });
  const others = all.filter(({ action }) => action !== all[longest]?.action && action !== 'local');
  if (others.length === 0) return `all ${actionLabel(all[longest]?.action ?? '')}`;
  const shown = others
    .slice(0, 3)
    .map((part) => `${formatRangeIPv4(part.first, part.last)} ${actionLabel(part.action)}`);
  return [...shown, ...(others.length > 3 ? [`${others.length - 3} more`] : [])].join(', ');
}

/** Where a bar is in its picture, in pixels, and on which side of it its addresses are. */
interface BarFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly id: string;
  readonly numbers?: 'above' | 'below';
}

/*
 * A bar. Stretches too small to be seen stand together as one:
 *
 *     |······direct······|▒|·····|░░vpc░░|      ▒ is at least three pixels wide
 */
function bar(space: Space, window: Prefix, { x, y, width, id, numbers = 'below' }: BarFrame): Markup[] {
  const parts: Markup[] = [];
  const labels: { readonly at: number; readonly text: string }[] = [];
  const rect = (from: number, wide: number, its: ActionClass | 'mixed', title: string): void => {
    parts.push(
      markup(
        'rect',
        {
          class: `nb-cell nb-${its}`,
          fill: `url(#${id}-${its})`,
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
    const wide = xOf(end.last + 1) - from;
    const one = tiny.every(({ action }) => action === first.action) ? actionClass(first.action) : 'mixed';
    const title =
      tiny.length === 1
        ? describe(first)
        : `${tiny.length} address ranges in ${formatRangeIPv4(first.first, end.last)}`;
    const at = Math.min(Math.max(0, from - Math.max(0, (3 - wide) / 2)), width - 3);
    const before = parts.length;
    rect(at, Math.max(3, wide), one, title);
    // On top of their neighbours.
    small.push(...parts.splice(before));
    tiny = [];
  };
  for (const range of within(space, window)) {
    const from = xOf(range.first);
    const wide = xOf(range.last + 1) - from;
    if (wide < 2) {
      tiny.push(range);
      continue;
    }
    flush();
    rect(from, wide, actionClass(range.action), describe(range));
    labels.push({ at: from, text: formatIPv4(range.first) });
  }
  flush();
  const captions: Markup[] = [];
  let free = -1;
  for (const { at, text: shown } of labels) {
    const wide = shown.length * 7.3;
    if (at < free || at + wide > width) continue;
    captions.push(
      markup('path', {
        class: 'nb-tick',
        d: `M${fixed(x + at + 0.5)} ${numbers === 'above' ? y - 5 : y + 34}v5`,
      }),
      text(x + at, numbers === 'above' ? y - 9 : y + 52, 'nb-tiny', shown),
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

function describe(addressRange: AddressRange): string {
  const { range, action, addresses } = rangeTexts(addressRange);
  return `${range} ${action}, ${addresses}`;
}

/** Where an address is on a bar, in pixels. */
function scale(window: Prefix, width: number): (address: number) => number {
  const base = Number(window.base);
  const all = Number(size(window));
  return (address) => ((address - base) / all) * width;
}

/** A block's first and last address. */
function boundsOf(window: Prefix): { readonly first: number; readonly last: number } {
  return { first: Number(window.base), last: Number(last(window)) };
}

/** Two decimals at most, so that a drawing has the same bytes everywhere. */
function fixed(value: number): number {
  return Math.round(value * 100) / 100;
}

function swatch(id: string, its: ActionClass, x: number, y: number): Markup {
  return markup('rect', {
    ...{
      class: `nb-cell nb-${its}`,
      fill: `url(#${id}-${its})`,
      x: x + 0.5,
      y: y + 0.5,
      width: 22,
      height: 14,
    },
  });
}

/** A pattern for each way, so that a map can be read without its colours. */
function patterns(id: string): Markup {
  const pattern = (its: string, size: number, ...marks: Markup[]): Markup =>
    markup(
      'pattern',
      {
        id: `${id}-${its}`,
        class: `nb-pattern nb-${its}`,
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
    pattern('rejected', 8, line('M0 0L8 8M8 0L0 8')),
    pattern('docker', 8, markup('circle', { class: 'nb-dot', cx: 4, cy: 4, r: 1.6 })),
    pattern('service', 8, line('M0 4H8')),
    pattern('local', 8, line('M4 0V8')),
    pattern('none', 8),
    pattern('mixed', 4, line('M0 0L4 4M4 0L0 4')),
  );
}

function text(x: number, y: number, its: string, shown: string): Markup {
  return markup('text', { class: its, x: fixed(x), y }, shown);
}
