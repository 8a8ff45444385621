import { diagram } from './diagram';
import { addressMap } from './map';
import { markup, markupText, type Markup } from './markup';
import { nextHopText, pathLabel } from './next-hops';
import { actionClass, actionLabel, type PictureNetwork, type RouterView } from './picture';
import type { TableRow } from './rows';
import {
  changedRanges,
  onwardDestinations,
  rangeText,
  sizeText,
  spaceOf,
  type ChangedRange,
  type Space,
} from './space';
import { pictureStyle, standAloneColours } from './style';
import { counted } from '../lib/numbers';

/** The contents of a document: the tables with and without the policy, and the network. */
export interface Pictured {
  readonly policy: string;
  readonly network: PictureNetwork;
  readonly rows: readonly TableRow[];
  readonly system: readonly TableRow[];
  readonly router: RouterView | null;
}

/** The diagram as a standalone file. */
export function diagramFile({ policy, network, rows, router }: Pictured): string {
  return svgFile(diagram({ policy, network, routes: rows, router }, { width: 980, id: 'diagram' }));
}

/** The address map as a standalone file. */
export function mapFile({ policy, network: { subnet }, rows: routes, router }: Pictured): string {
  return svgFile(addressMap(spaceOf({ routes, subnet, router }), policy, { width: 980, id: 'map' }));
}

function svgFile(svg: Markup): string {
  const style = markup('style', {}, standAloneColours, pictureStyle);
  // Title and description come first, because they name the picture.
  const [title, description, ...rest] = svg.children;
  return `${markupText({ ...svg, children: [title, description, style, ...rest] })}\n`;
}

/** Everything about the table in one static file without external resources. */
export function htmlFile(pictured: Pictured): string {
  const { policy, network, rows, system, router } = pictured;
  const space = spaceOf({ routes: rows, subnet: network.subnet, router });
  const before = spaceOf({ routes: system, subnet: network.subnet, router });
  const added = rows.filter(({ origin }) => origin === 'policy').length;
  const subnet = network.subnet === null ? '' : ` in ${network.subnet}`;
  const document = markup(
    'html',
    { lang: 'en' },
    pageHead(`Route table: ${policy}`, standAloneColours, pictureStyle, pageStyle),
    markup(
      'body',
      { class: 'nb' },
      markup(
        'main',
        {},
        markup('h1', {}, policy),
        markup(
          'p',
          {},
          `${counted(rows.length, 'route')} of a notebook${subnet}, ${added} of them from the policy.`,
        ),
        markup('h2', {}, 'Diagram'),
        diagram({ policy, network, routes: rows, router }, { width: 980, id: 'diagram' }),
        markup('h2', {}, 'Address map'),
        addressMap(space, policy, { width: 980, id: 'map' }),
        markup('h2', {}, 'Route table'),
        routeTable(rows, space),
        markup('p', {}, unpinnedNote(network)),
        markup('h2', {}, 'What the policy changes'),
        ...changesOf(changedRanges(before, space)),
      ),
    ),
  );
  return `<!DOCTYPE html>\n${markupText(document)}\n`;
}

/** A content security policy that loads nothing and runs nothing. */
const policyOfPage = [
  "script-src 'none'",
  "object-src 'none'",
  "img-src 'none'",
  "font-src 'none'",
  "connect-src 'none'",
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The head of a static page without external resources. */
export function pageHead(title: string, ...styles: readonly string[]): Markup {
  return markup(
    'head',
    {},
    markup('meta', { charset: 'utf-8' }),
    markup('meta', { 'http-equiv': 'Content-Security-Policy', content: policyOfPage }),
    markup('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    markup('title', {}, title),
    markup('style', {}, ...styles),
  );
}

/** A note on interface names that the policy does not pin. */
export function unpinnedNote({ direct, router }: PictureNetwork): string {
  const names = [direct, router].flatMap((each) => (each && !each.pinned ? [each.name] : []));
  if (names.length === 0) return '';
  return `${names.join(' and ')} ${names.length === 1 ? 'is the documented name' : 'are the documented names'}: the script finds the ${names.length === 1 ? 'interface' : 'interfaces'} when the notebook starts, whatever the name there.`;
}

/** The routes with a column for the VPC router's decision, if it is known. */
function routeTable(rows: readonly TableRow[], space: Space): Markup {
  const onward = new Map<number, string[]>();
  for (const { route, destination, isRest, nextHop } of onwardDestinations(space)) {
    const where = `${destination}${isRest ? ', the rest,' : ''} ${nextHopText(nextHop)}`;
    onward.set(route, [...(onward.get(route) ?? []), where]);
  }
  const table = space.router?.view.routeTable ?? 'the VPC router';
  const heads = [
    'Origin',
    'Destination',
    'Gateway',
    'Genmask',
    'Flags',
    // Leaves out the kernel's counters, which no policy sets, to make room for the next hop.
    ...(space.router ? [] : ['Metric', 'Ref', 'Use']),
    'Iface',
    'Action',
    ...(space.router ? [`Then, by ${table}`] : []),
    'Comment',
  ];
  return markup(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Route table' },
    markup(
      'table',
      {},
      markup('thead', {}, markup('tr', {}, ...heads.map((head) => markup('th', { scope: 'col' }, head)))),
      markup('tbody', {}, ...rows.map((row, i) => routeRow(row, space.router && (onward.get(i) ?? [])))),
    ),
  );
}

function routeRow(row: TableRow, onward: readonly string[] | undefined): Markup {
  const added = row.origin === 'policy';
  const rejected = actionClass(row.action) === 'rejected';
  const origin = added ? (rejected ? `⊘ ${row.action}` : '+ added') : 'system';
  const counters = onward ? [] : [row.metric, row.ref, row.use];
  const cells = [row.gateway, row.genmask, row.flags, ...counters, row.iface];
  return markup(
    'tr',
    { class: added ? (rejected ? 'added rejected' : 'added') : 'system' },
    markup('td', {}, origin),
    markup('th', { scope: 'row' }, row.destination),
    ...cells.map((text) => markup('td', {}, text)),
    markup('td', {}, actionLabel(row.action)),
    onward && markup('td', { class: 'onward' }, ...onward.map((each) => markup('div', {}, each))),
    markup('td', { class: 'comment' }, row.comment),
  );
}

function changesOf(changed: readonly ChangedRange[]): Markup[] {
  if (changed.length === 0) return [markup('p', {}, 'Every address is routed as without the policy.')];
  const heads = ['Range', 'Addresses', 'Without the policy', 'With it'];
  return [
    markup(
      'div',
      { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'What the policy changes' },
      markup(
        'table',
        {},
        markup('thead', {}, markup('tr', {}, ...heads.map((head) => markup('th', { scope: 'col' }, head)))),
        markup(
          'tbody',
          {},
          ...changed.map((each) =>
            markup(
              'tr',
              {},
              markup('th', { scope: 'row' }, rangeText(each)),
              ...[sizeText(each), pathLabel(each.from), pathLabel(each.to)].map((text) =>
                markup('td', {}, text),
              ),
            ),
          ),
        ),
      ),
    ),
  ];
}

const pageStyle = `body { margin: 0; background: var(--nb-paper); color: var(--nb-ink); line-height: 1.45; }
main { max-width: 1010px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 24px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 32px 0 10px; }
svg { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-family: var(--nb-mono); font-size: 12px; }
th, td { padding: 4px 10px 4px 0; text-align: left; vertical-align: top; font-weight: 400; border-bottom: 1px solid var(--nb-line); }
td { white-space: nowrap; }
thead th { font-family: var(--nb-font); font-weight: 600; }
tr.added > th { font-weight: 700; }
tr.added > td:first-child { font-weight: 700; color: var(--nb-added); }
tr.rejected > td:first-child { color: var(--nb-rejected); }
.onward { min-width: 30ch; white-space: normal; }
.comment { min-width: 14ch; font-family: var(--nb-font); white-space: normal; overflow-wrap: anywhere; }
`;
