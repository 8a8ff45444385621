// The preview's page. Whatever comes from a policy is written as text, never as markup.
import type { Preview, PreviewRow } from '../../server/protocol';
import { isPageState, isShow, type PageState, type Ready, type Show } from './messages';

declare function acquireVsCodeApi(): {
  postMessage(message: Ready): void;
  getState(): unknown;
  setState(state: PageState): void;
};

const columns: readonly {
  readonly title: string;
  readonly field: keyof PreviewRow;
  readonly minor?: true;
}[] = [
  { title: 'Destination', field: 'destination' },
  { title: 'Gateway', field: 'gateway' },
  { title: 'Genmask', field: 'genmask' },
  { title: 'Flags', field: 'flags' },
  { title: 'Metric', field: 'metric', minor: true },
  { title: 'Ref', field: 'ref', minor: true },
  { title: 'Use', field: 'use', minor: true },
  { title: 'Iface', field: 'iface' },
];

/** What the kernel fills in, and no policy. */
const minor = columns.filter((column) => column.minor).map((column) => column.field);

const vscode = acquireVsCodeApi();
const notice = element('p', { className: 'notice', role: 'status' });
const policy = element('h1', {});
const summary = element('p', { className: 'summary' });
const caption = element('caption', {});
const body = element('tbody', {});
const region = tableRegion();

const leftOut = element('p', {
  className: 'left-out',
  textContent: 'Left out here: Metric, Ref and Use, which no row has. A wider panel shows them.',
});

document.querySelector('main')?.append(policy, summary, notice, region, leftOut);
say('busy', 'Working out the route table …');
region.hidden = true;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isShow(data)) show(data);
});
vscode.postMessage({ kind: 'ready' });

function show({ uri, table, errors, problem }: Show): void {
  const state = vscode.getState();
  if (!isPageState(state) || state.uri !== uri) vscode.setState({ uri });

  const old = errors > 0 || problem !== null;
  document.body.classList.toggle('old', old);
  if (table !== null) showTable(table);
  region.hidden = table === null;
  if (!old) say('well', '');
  else say('old', `${whyOld(errors, problem)} ${whatInstead(table)}`);
}

function showTable(table: Preview): void {
  const added = table.rows.filter((row) => row.origin === 'policy').length;
  policy.textContent = table.policy;
  summary.textContent =
    `${count(table.rows.length, 'route')}, ${added} of them from the policy` +
    (table.otherSubnets.length === 0
      ? ''
      : `. Shown for the first subnet; the policy also serves ${table.otherSubnets.join(', ')}`);
  caption.textContent = `Routing table of a notebook with the policy ${table.policy}`;
  region.classList.toggle(
    'nothing-minor',
    table.rows.every((row) => minor.every((field) => row[field] === '0' || row[field] === '-')),
  );
  body.replaceChildren(...table.rows.map(rowOf));
}

function whyOld(errors: number, problem: string | null): string {
  if (problem !== null) return `The policy cannot be worked out: ${problem}.`;
  return `The policy has ${count(errors, 'error')}.`;
}

const whatInstead = (table: Preview | null): string =>
  table === null
    ? 'The route table is shown as soon as that is put right.'
    : 'This is the last table without errors, not what the policy says now.';

function rowOf(row: PreviewRow): HTMLTableRowElement {
  const added = row.origin === 'policy';
  const line = element('tr', { className: added ? `added ${refuses(row) ? 'refused' : ''}` : 'system' });
  line.append(originCell(row));
  for (const { field, minor } of columns) {
    const cell = field === 'destination' ? element('th', { scope: 'row' }) : element('td', {});
    const value = row[field];
    cell.textContent = typeof value === 'string' ? value : '';
    if (minor) cell.className = 'minor';
    line.append(cell);
  }
  line.append(element('td', { className: 'comment', textContent: row.comment }));
  return line;
}

function originCell(row: PreviewRow): HTMLTableCellElement {
  const cell = element('td', { className: 'origin' });
  if (row.origin === 'system') {
    cell.textContent = 'system';
    return cell;
  }
  const sign = element('span', { className: 'sign', textContent: refuses(row) ? '⊘' : '+' });
  sign.setAttribute('aria-hidden', 'true');
  cell.append(element('span', { className: 'badge' }));
  cell.firstElementChild?.append(sign, refuses(row) ? row.way : 'added');
  return cell;
}

const refuses = ({ way }: PreviewRow): boolean => ['unreachable', 'prohibit', 'blackhole'].includes(way);

/** The table in a region that scrolls by itself, also by keyboard, where the panel is narrower than the table. */
function tableRegion(): HTMLElement {
  const table = element('table', {});
  const head = element('tr', {});
  for (const { title, minor } of [{ title: 'Origin' }, ...columns, { title: 'Comment' }]) {
    head.append(element('th', { scope: 'col', textContent: title, className: minor ? 'minor' : '' }));
  }
  const section = element('thead', {});
  section.append(head);
  table.append(caption, section, body);
  const scroller = element('section', { className: 'scroller', tabIndex: 0 });
  scroller.setAttribute('aria-label', 'Route table');
  scroller.append(table);
  return scroller;
}

/** The live region is filled only when its text changes, so that a screen reader says it once. */
function say(kind: 'busy' | 'well' | 'old', text: string): void {
  if (notice.textContent !== text) notice.textContent = text;
  notice.className = `notice ${kind}`;
}

const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(name), properties);
}
