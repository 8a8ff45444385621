import type { Span } from '../syntax/ast';
import type { Lines } from '../syntax/lines';

/** A location as reports show it: lines and columns from 1, columns in UTF-16 units. */
export interface ReportLocation {
  readonly line: number;
  readonly column: number;
}

export function reportLocation(lines: Lines, offset: number): ReportLocation {
  const { line, character } = lines.position(offset);
  return { line: line + 1, column: character + 1 };
}

/** The start of a span, and the location after its last character. */
export function reportLocations(
  lines: Lines,
  { from, to }: Span,
): { readonly start: ReportLocation; readonly end: ReportLocation } {
  return { start: reportLocation(lines, from), end: reportLocation(lines, to) };
}

/** `FILE:LINE:COLUMN`. */
export function locationText(path: string, { line, column }: ReportLocation): string {
  return `${path}:${line}:${column}`;
}
