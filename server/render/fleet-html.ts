import {
  fleetChanges,
  fleetName,
  fleetOrder,
  fleetSummary,
  type FleetNotebook,
  type FleetReport,
} from './fleet';
import { pageHead } from './html';
import { markup, markupText, type Markup } from './markup';
import { standAloneColours } from './style';

/** Links to a notebook's policy and comparison; without them the page has no links. */
export interface FleetLinks {
  readonly policy: (notebook: FleetNotebook) => string | undefined;
  readonly comparison: (notebook: FleetNotebook) => string | undefined;
  readonly unused: (path: string) => string | undefined;
}

const noLinks: FleetLinks = {
  policy: () => undefined,
  comparison: () => undefined,
  unused: () => undefined,
};

/** The colours of the VS Code theme. */
export const themeColours = `.nb {
  --nb-font: var(--vscode-font-family); --nb-mono: var(--vscode-editor-font-family);
  --nb-ink: var(--vscode-editor-foreground); --nb-muted: var(--vscode-descriptionForeground);
  --nb-paper: var(--vscode-editor-background); --nb-line: var(--vscode-contrastBorder, var(--vscode-descriptionForeground));
  --nb-direct: var(--vscode-textLink-foreground); --nb-vpc: var(--vscode-charts-green);
  --nb-docker: var(--vscode-charts-purple); --nb-service: var(--vscode-charts-yellow);
  --nb-rejected: var(--vscode-errorForeground);
}
`;

/** How many ranges are listed for each notebook. */
const mostRanges = 100;

/** The fleet as one static page without external resources; `colours` sets the custom properties of `style.ts`. */
export function fleetHtml(
  report: FleetReport,
  links: FleetLinks = noLinks,
  colours = standAloneColours,
): string {
  const document = markup(
    'html',
    { lang: 'en' },
    pageHead('Notebooks and their policies', colours, pageStyle),
    markup(
      'body',
      { class: 'nb' },
      markup(
        'main',
        {},
        markup('h1', {}, 'Notebooks and their policies'),
        markup('p', {}, fleetSummary(report)),
        notebookTable(report, links),
        ...unusedSection(report, links),
      ),
    ),
  );
  return `<!DOCTYPE html>\n${markupText(document)}\n`;
}

const heads = ['State', 'Notebook', 'Configuration', 'Policy', 'Details'];

function notebookTable(report: FleetReport, links: FleetLinks): Markup {
  const rows = fleetOrder(report).map((notebook) => notebookRow(notebook, links));
  return markup(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Notebooks' },
    markup('table', {}, headRow(heads), markup('tbody', {}, ...rows)),
  );
}

function headRow(texts: readonly string[]): Markup {
  return markup('thead', {}, markup('tr', {}, ...texts.map((text) => markup('th', { scope: 'col' }, text))));
}

function notebookRow(notebook: FleetNotebook, links: FleetLinks): Markup {
  const { arn, configuration, policy, path, notes, problems } = notebook;
  const state = notebook.state ?? 'unknown';
  return markup(
    'tr',
    {},
    markup('td', {}, markup('span', { class: `state ${state}` }, state)),
    markup('th', { scope: 'row', ...(arn === undefined ? {} : { title: arn }) }, fleetName(notebook)),
    markup('td', {}, configuration ?? '–'),
    markup(
      'td',
      {},
      ...(policy === undefined ? ['–'] : [linked(policy, links.policy(notebook))]),
      path === undefined ? undefined : markup('div', { class: 'path' }, path),
    ),
    markup(
      'td',
      { class: 'details' },
      ...notes.map((note) => markup('p', {}, ...withCode(note))),
      ...changesOf(notebook, links),
      ...problems.map(({ rule, message }) =>
        markup('p', { class: 'problem' }, `${rule}: `, ...withCode(message)),
      ),
    ),
  );
}

function changesOf(notebook: FleetNotebook, links: FleetLinks): (Markup | string)[] {
  const { summary, ranges, more } = fleetChanges(notebook, mostRanges);
  if (summary === '') return [];
  const rows = ranges.map(({ range, from, to }) =>
    markup('tr', {}, markup('th', { scope: 'row' }, range), markup('td', {}, from), markup('td', {}, to)),
  );
  const link = links.comparison(notebook);
  return [
    markup(
      'details',
      {},
      markup('summary', {}, summary),
      markup('table', {}, headRow(['Range', 'Deployed', 'Policy']), markup('tbody', {}, ...rows)),
      more > 0 ? markup('p', {}, `and ${more} more`) : undefined,
    ),
    ...(link === undefined ? [] : [markup('p', {}, linked('Compare', link))]),
  ];
}

/** Renders the backquoted parts of a message as code. */
function withCode(message: string): (Markup | string)[] {
  const parts = message.split('`');
  return parts.map((part, i) => {
    if (i % 2 === 0) return part;
    return i < parts.length - 1 ? markup('code', {}, part) : `\`${part}`;
  });
}

function linked(text: string, href: string | undefined): Markup | string {
  return href === undefined ? text : markup('a', { href }, text);
}

function unusedSection({ unused }: FleetReport, links: FleetLinks): Markup[] {
  if (!unused || unused.length === 0) return [];
  return [
    markup('h2', {}, 'Policies that no notebook runs'),
    markup(
      'ul',
      {},
      ...unused.map(({ policy, path }) => markup('li', {}, linked(policy, links.unused(path)), ` (${path})`)),
    ),
  ];
}

const pageStyle = `body { margin: 0; background: var(--nb-paper); color: var(--nb-ink); font: 14px/1.45 var(--nb-font); overflow-wrap: anywhere; }
main { max-width: 1280px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 24px; }
h2 { font-size: 17px; margin: 32px 0 10px; }
a { color: var(--nb-direct); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 7px 14px 7px 0; text-align: left; vertical-align: top; font-weight: 400; border-bottom: 1px solid var(--nb-line); }
thead th { font-weight: 600; white-space: nowrap; }
.wide > table { min-width: 860px; }
tbody th { font-weight: 600; }
.state { font-weight: 600; white-space: nowrap; }
.state::before { content: "●"; margin-right: 6px; }
.current { color: var(--nb-vpc); }
.outdated, .restart { color: var(--nb-service); }
.failed, .unknown { color: var(--nb-rejected); }
.foreign { color: var(--nb-docker); }
.none, .path { color: var(--nb-muted); }
.path { font-family: var(--nb-mono); font-size: 12px; }
code { font-family: var(--nb-mono); font-size: 0.92em; }
.details { min-width: 26ch; max-width: 68ch; }
.details > p { margin: 0 0 4px; }
.details details table { width: auto; font-family: var(--nb-mono); font-size: 12px; margin: 6px 0; }
.details details th, .details details td { font-weight: 400; padding: 3px 14px 3px 0; }
.problem { color: var(--nb-rejected); }
summary { cursor: pointer; }
`;
