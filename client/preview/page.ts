// The preview's page. Everything from a policy is inserted as text, never as markup.
import type { Preview } from '../../server/protocol';
import { spaceOf, type Space } from '../../server/render/space';
import { pictureStyle } from '../../server/render/style';
import {
  isAskedProbe,
  isAskedView,
  isPortsAnswer,
  isCursor,
  isShow,
  isUpdating,
  pageState,
  views,
  type PageState,
  type PageMessage,
  type Show,
  type View,
} from './messages';
import { changesView } from './page/changes';
import { diagramView } from './page/diagram';
import { attributed, element, write } from './page/dom';
import { listenForDrops } from './page/drop';
import { mapView } from './page/map';
import { probeView } from './page/probe';
import { routesView } from './page/routes';
import { counted, grouped } from '../../server/lib/numbers';
import { severities, type Severity } from '../../server/lib/severity';

declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: PageState): void;
};

const vscode = acquireVsCodeApi();
const before = pageState(vscode.getState());
let state: PageState = before ?? {
  uri: '',
  locked: false,
  subnet: null,
  against: null,
  view: 'table',
  system: true,
  filter: '',
  probe: '',
  block: '',
};
let shown: Show | undefined;
let previewed: { readonly table: Preview; readonly space: Space } | undefined;

const title = element('h1');
const summary = element('p', { className: 'summary' });
const actions = menus();
const header = element('header', { hidden: true }, title, actions);
const lock = attributed(element('button', { type: 'button', className: 'lock', hidden: true }), {
  'aria-pressed': 'false',
});
lock.addEventListener('click', () => {
  keep({ locked: !state.locked });
  showLock();
  vscode.postMessage({ kind: 'lock', locked: state.locked });
});
const problems = attributed(element('ul', { className: 'problems', hidden: true }), {
  'aria-label': 'Errors of the policy',
});
const notice = attributed(element('p', { className: 'notice' }), { role: 'status' });
const subnets = element('select');
const subnetLabel = element('label', { className: 'subnet', hidden: true }, 'Subnet ', subnets);
const body = element('div', { className: 'shown', hidden: true });

/** Created on first use, once for each table. */
const space = (): Space | undefined => {
  const table = shown?.table;
  if (!table) return undefined;
  if (previewed?.table !== table) {
    const { rows: routes, network, router } = table;
    previewed = { table, space: spaceOf({ routes, subnet: network.subnet, router }) };
  }
  return previewed.space;
};

const table = routesView({
  filter: state.filter,
  system: state.system,
  changed: (filter, system) => keep({ filter, system }),
  space,
  reveal: (line) => vscode.postMessage({ kind: 'reveal', line }),
});
const goTo = (prefix: string): void => {
  choose('table');
  table.goTo(prefix);
};
const probe = probeView({
  query: state.probe,
  changed: (query) => keep({ probe: query }),
  chosen: goTo,
  space,
  pin: (query) => vscode.postMessage({ kind: 'pin', query }),
  askPorts: (query) => vscode.postMessage({ kind: 'ports', query }),
});
const diagram = diagramView();
const map = mapView({ block: state.block, changed: (block) => keep({ block }) });
const changes = changesView({
  compare: (asks) => vscode.postMessage({ kind: 'compare', asks }),
  reveal: (side, line) => vscode.postMessage({ kind: side === 'after' ? 'reveal' : 'revealOther', line }),
});

const titles: Readonly<Record<View, string>> = {
  table: 'Table',
  diagram: 'Diagram',
  map: 'Address map',
  changes: 'Before and after',
};
const panels = { table, diagram, map, changes };
const tabs = views.map((view) => {
  const tab = attributed(
    element('button', { type: 'button', id: `tab-${view}`, textContent: titles[view] }),
    {
      role: 'tab',
      'aria-controls': `panel-${view}`,
    },
  );
  tab.addEventListener('click', () => choose(view));
  return { view, tab };
});
const tabList = attributed(element('div', { className: 'tabs' }, ...tabs.map(({ tab }) => tab)), {
  role: 'tablist',
  'aria-label': 'Views of the policy',
});
tabList.addEventListener('keydown', (event) => {
  const at = views.indexOf(state.view);
  const last = views.length - 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: at === last ? 0 : at + 1,
    ArrowLeft: at === 0 ? last : at - 1,
    Home: 0,
    End: last,
  };
  const to = steps[event.key];
  if (to === undefined) return;
  event.preventDefault();
  choose(views[to]);
  tabs[to].tab.focus();
});
const containers = new Map<View, HTMLElement>();
const panelOf = (view: View): HTMLElement => containers.get(view) ?? body;
for (const view of views) {
  const panel = panels[view].element;
  // Scrollable panels need keyboard focus; a grid handles its own scrolling.
  const tabIndex = view === 'diagram' || view === 'map' ? 0 : -1;
  const container = attributed(
    element('div', { className: `panel ${view}`, id: `panel-${view}`, tabIndex }, panel),
    {
      role: 'tabpanel',
      'aria-labelledby': `tab-${view}`,
    },
  );
  body.append(container);
  containers.set(view, container);
}
body.prepend(probe.element, tabList);

document.adoptedStyleSheets = [pictures()];
document
  .querySelector('main')
  ?.append(
    header,
    element('div', { className: 'about' }, summary, subnetLabel, lock),
    notice,
    problems,
    body,
  );
showStatus('busy', 'Computing the route table …');
choose(state.view);

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isShow(data)) show(data);
  else if (isCursor(data)) table.mark(data.line);
  else if (isAskedProbe(data)) probe.ask(data.query);
  else if (isAskedView(data)) choose(data.view);
  else if (isPortsAnswer(data)) probe.answer(data);
  else if (isUpdating(data) && shown?.table) showStatus('busy', 'Updating …');
});
subnets.addEventListener('change', () => {
  keep({ subnet: subnets.value });
  ask();
});
ask();
listenForDrops(document.body, (message) => vscode.postMessage(message));

function ask(): void {
  vscode.postMessage({ kind: 'show', subnet: state.subnet, compared: state.view === 'changes' });
}

/** Stores what a reload of the window restores. */
function keep(changed: Partial<PageState>): void {
  state = { ...state, ...changed };
  if (state.uri !== '') vscode.setState(state);
}

function show(next: Show): void {
  shown = next;
  const against = next.comparison ? next.comparison.against : state.against;
  keep({ uri: next.uri, locked: next.locked, against });
  showLock();
  const { table: now, problem } = next;
  const isInconclusive = now !== null && now.errors > 0;
  document.body.classList.toggle('old', problem !== null);
  document.body.classList.toggle('inconclusive', isInconclusive);
  for (const part of [header, body, lock]) hideWhen(part, now === null);
  // An unresolved policy has no verdicts, so look-ups and exports are hidden.
  for (const part of [actions, probe.element, tabList]) hideWhen(part, isInconclusive);
  if (now) showTable(now);
  showProblems(problem === null ? now : null);
  if (problem !== null) showStatus('old', `The policy cannot be evaluated: ${problem}. ${whatInstead(now)}`);
  else if (now && now.errors > 0)
    showStatus(
      'old',
      `Inconclusive: the policy has ${counted(now.errors, 'error')}. These are the routes that are resolved.`,
    );
  else showStatus('well', '');
}

function showTable(now: Preview): void {
  const added = now.rows.filter(({ origin }) => origin === 'policy').length;
  write(title, now.policy);
  write(
    summary,
    [
      `${counted(now.rows.length, 'route')}, ${grouped(added)} of them from the policy`,
      ...(added === 0 ? [] : [now.onLoss === 'restore' ? 'restored when lost' : 'set once']),
      ...severities.flatMap((severity) =>
        now.counts[severity] > 0 ? [counted(now.counts[severity], severityName[severity])] : [],
      ),
    ].join(' · '),
  );
  subnetLabel.hidden = now.subnets.length < 2;
  if ([...subnets.options].map(({ value }) => value).join() !== now.subnets.join())
    subnets.replaceChildren(
      ...now.subnets.map((each) => element('option', { value: each, textContent: each })),
    );
  subnets.value = now.network.subnet ?? '';
  if (probe.asks()) probe.show(space());
  showView();
}

/** Lists the errors, each with a link to its line. */
function showProblems(now: Preview | null): void {
  const listed = now?.problems ?? [];
  hideWhen(problems, listed.length === 0);
  if (listed.length === 0) return;
  const items = listed.map(({ line, rule, message }) => {
    const button = element('button', { type: 'button', className: 'link', textContent: `Line ${line + 1}` });
    button.addEventListener('click', () => vscode.postMessage({ kind: 'reveal', line }));
    return element(
      'li',
      {},
      button,
      `: ${message} `,
      element('span', { className: 'muted', textContent: rule }),
    );
  });
  const more = (now?.errors ?? 0) - listed.length;
  if (more > 0 && now) items.push(element('li', { textContent: `and ${counted(more, 'more error')}` }));
  problems.replaceChildren(...items);
}

/** Unchanged elements are not touched, because any change triggers a new layout. */
function hideWhen(container: HTMLElement, hidden: boolean): void {
  if (container.hidden !== hidden) container.hidden = hidden;
}

function showLock(): void {
  attributed(lock, { 'aria-pressed': String(state.locked) });
  write(lock, state.locked ? 'Locked to this policy' : 'Follows the active policy');
  const title = state.locked ? 'Follow the active policy' : 'Stay at this policy';
  if (lock.title !== title) lock.title = title;
}

const severityName: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'information diagnostic',
  hint: 'hint',
};

/** Updates only the visible view. */
function showView(): void {
  const now = shown?.table;
  if (!now) return;
  const isTable = state.view === 'table' || now.errors > 0;
  const mapSpace = !isTable && state.view === 'map' ? space() : undefined;
  for (const view of views) hideWhen(panelOf(view), view !== (isTable ? 'table' : state.view));
  if (isTable) table.show(now);
  else if (state.view === 'diagram') diagram.show(now);
  else if (mapSpace && state.view === 'map') map.show(mapSpace);
  else if (state.view === 'changes') changes.show(shown?.comparison ?? null);
}

function choose(view: View): void {
  const isNew = state.view !== view;
  keep({ view });
  // Only the visible view requests a comparison.
  if (isNew) ask();
  for (const { view: each, tab } of tabs) {
    const chosen = each === view;
    attributed(tab, { 'aria-selected': String(chosen) }).tabIndex = chosen ? 0 : -1;
    panelOf(each).hidden = !chosen;
  }
  showView();
}

function whatInstead(now: Preview | null): string {
  return now === null
    ? 'The route table appears as soon as it can.'
    : 'This is the last table that could be computed, not that of the current text.';
}

/** The menus for copying and saving, which the host does in the command line's formats. */
function menus(): HTMLElement {
  const menu = (name: string, items: readonly (readonly [string, PageMessage])[]): HTMLElement => {
    const summary = element('summary', { textContent: name });
    const details = element('details', { className: 'menu' }, summary);
    const close = (): void => {
      details.open = false;
      summary.focus();
    };
    const list = element('div', { className: 'items' });
    for (const [text, message] of items) {
      const button = element('button', { type: 'button', textContent: text });
      button.addEventListener('click', () => {
        close();
        vscode.postMessage(message);
      });
      list.append(button);
    }
    details.append(list);
    details.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') close();
    });
    details.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && details.contains(relatedTarget))) details.open = false;
    });
    return details;
  };
  return element(
    'div',
    { className: 'menus' },
    menu('Copy', [
      ['As text', { kind: 'copy', format: 'route-n' }],
      ['As Markdown', { kind: 'copy', format: 'markdown' }],
      ['As CSV', { kind: 'copy', format: 'csv' }],
    ]),
    menu('Save Picture As', [
      ['Diagram (SVG)', { kind: 'export', format: 'svg' }],
      ['Address map (SVG)', { kind: 'export', format: 'map' }],
      ['Everything (HTML)', { kind: 'export', format: 'html' }],
    ]),
  );
}

/** The pictures' own style, the same as in exported files. */
function pictures(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(pictureStyle);
  return sheet;
}

/** Changes the live region only if its text differs, so that screen readers announce it once. */
function showStatus(kind: 'busy' | 'well' | 'old', text: string): void {
  write(notice, text);
  notice.className = `notice ${kind}`;
}
