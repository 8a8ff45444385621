import type { TableRow } from './rows';

/** The table as CSV (RFC 4180) with a header line. */
export function csvTable(rows: readonly TableRow[]): string {
  const head = ['Destination', 'Gateway', 'Genmask', 'Flags', 'Metric', 'Ref', 'Use', 'Iface'];
  const lines = rows.map((row) => [
    row.destination,
    row.gateway,
    row.genmask,
    row.flags,
    row.metric,
    row.ref,
    row.use,
    row.iface,
    row.prefix,
    row.action,
    row.origin,
    row.comment,
  ]);
  return [[...head, 'Prefix', 'Action', 'Origin', 'Comment'], ...lines]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('');
}

/** Spreadsheets treat cells that begin with these characters as formulas; an apostrophe makes them text. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && text !== '-' ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
}
