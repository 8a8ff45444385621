import type { DiffStyle } from './diff';
import {
  fleetChanges,
  fleetName,
  fleetOrder,
  fleetPolicy,
  fleetSummary,
  type FleetNotebook,
  type FleetReport,
  type FleetState,
} from './fleet';
import { columns, printable } from './printable';
import { wrapped } from './wrap';

/** What the terminal supports; an undefined width means no limit. */
export interface FleetStyle extends DiffStyle {
  readonly width: number | undefined;
}

/** How many ranges are listed for each notebook. */
const mostRanges = 5;

/** A line for each notebook with its problems below, then the unused policies, and a summary. */
export function fleetText(report: FleetReport, style: FleetStyle): string {
  const ordered = fleetOrder(report);
  const rows = ordered.map((notebook) => [
    notebook.state ?? 'unknown',
    ...[fleetName(notebook), notebook.configuration ?? '-', fleetPolicy(notebook) || '-'].map(printable),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map((row) => Math.min(columns(row[column]).length, mostColumns))),
  );
  const lines = ordered.flatMap((notebook, i) => [
    rows[i]
      .map((cell, column) => {
        const padded = `${cell}${' '.repeat(Math.max(0, (widths[column] ?? 0) - columns(cell).length))}`;
        return column === 0 ? painted(padded, notebook.state, style) : padded;
      })
      .join('  ')
      .trimEnd(),
    ...details(notebook, style),
  ]);
  const unused = (report.unused ?? []).map(({ policy, path }) => printable(`unused    ${policy} (${path})`));
  return [...lines, ...(unused.length > 0 ? ['', ...unused] : []), '', fleetSummary(report), ''].join('\n');
}

const mostColumns = 40;

function details(notebook: FleetNotebook, style: FleetStyle): string[] {
  const arrow = style.unicode ? '→' : '->';
  const { summary, ranges, more } = fleetChanges(notebook, mostRanges);
  const text = (lead: string, each: string): string[] =>
    wrapped(
      `    ${lead}`,
      printable(each.replace(/\s+/g, ' ')),
      6,
      style.width,
      (part) => columns(part).length,
    );
  return [
    ...notebook.notes.flatMap((note) => text('', note)),
    ...(summary === '' ? [] : text('', `${summary}:`)),
    ...ranges.map(({ range, from, to }) => `      ${range}  ${from} ${arrow} ${to}`),
    ...(more > 0 ? [`      and ${more} more`] : []),
    ...notebook.problems.flatMap(({ rule, message }) => text(`problem[${rule}]: `, message)),
  ];
}

const colours: Record<FleetState, string> = {
  failed: '1;31',
  outdated: '1;33',
  restart: '1;33',
  foreign: '1;35',
  none: '2',
  current: '1;32',
};

function painted(text: string, state: FleetState | undefined, { colour }: FleetStyle): string {
  return colour ? `\u001b[${state ? colours[state] : '1;31'}m${text}\u001b[0m` : text;
}
