// The messages between the preview's page and its host, and the checks that each applies to what it receives.
import type {
  CompareChange,
  CompareResult,
  CompareSide,
  Preview,
  PreviewDiagnostic,
  PreviewNextHop,
  PreviewProblem,
  PreviewRouter,
  PreviewRow,
} from '../../server/protocol';
import { severities } from '../../server/lib/severity';

/** Host to page: everything to show. */
export interface Show {
  readonly kind: 'show';
  /** The policy's URI, which the page keeps to restore the panel after a reload. */
  readonly uri: string;
  /** Whether the preview stays at this policy while others are edited. */
  readonly locked: boolean;
  /** Null before the first table; for a policy with errors, what could be resolved. */
  readonly table: Preview | null;
  /** Why the current text has no table, so that an older one is shown; null otherwise. */
  readonly problem: string | null;
  /** What is routed differently; null unless requested. */
  readonly comparison: PreviewComparison | null;
}

export interface PreviewComparison {
  /** The name of the other side; null for the notebook without the policy. */
  readonly name: string | null;
  /** Kept by the page to restore the panel after a reload; null if that is not possible. */
  readonly against: Against | null;
  /** Null while it is being computed. */
  readonly result: CompareResult | null;
}

/** Something a policy can be compared with: a revision of itself, or a file. */
export type Against =
  | {
      readonly kind: 'revision';
      readonly name: string;
      readonly ref: string;
      /** Whether to compare with the merge base of HEAD and the revision instead of the revision. */
      readonly isMergeBase: boolean;
    }
  | { readonly kind: 'file'; readonly uri: string };

/** Host to page: the policy's line at the cursor, from 0; null if the cursor is elsewhere. */
export interface Cursor {
  readonly kind: 'cursor';
  readonly line: number | null;
}

/** Host to page: the view to show. */
export interface AskedView {
  readonly kind: 'view';
  readonly view: View;
}

/** Host to page: an address or prefix to look up. */
export interface AskedProbe {
  readonly kind: 'probe';
  readonly query: string;
}

/** Host to page: the result for the requested ports, a line each, or why the query is invalid. */
export interface PortsAnswer {
  readonly kind: 'ports';
  readonly query: string;
  readonly ok: boolean;
  readonly text: string;
}

/** The formats in which the table can be copied and saved. */
export const copyFormats = ['route-n', 'markdown', 'csv'] as const;
export const exportFormats = ['svg', 'map', 'html'] as const;
export type CopyFormat = (typeof copyFormats)[number];
export type ExportFormat = (typeof exportFormats)[number];

/** The requested state of a preview; a null subnet means the policy's first one. */
export interface Wanted {
  readonly subnet: string | null;
  readonly compared: boolean;
}

/** Page to host. */
export type PageMessage =
  /** The page is ready, or requests another state. */
  | ({ readonly kind: 'show' } & Wanted)
  /** Whether the preview is to stay at its policy. */
  | { readonly kind: 'lock'; readonly locked: boolean }
  /** A line is to be shown in the editor; from 0. */
  | { readonly kind: 'reveal'; readonly line: number }
  /** The same in what the policy is compared with. */
  | { readonly kind: 'revealOther'; readonly line: number }
  /** Compare with what you are asked for, or with the notebook without the policy. */
  | { readonly kind: 'compare'; readonly asks: boolean }
  /** A file was dropped, from outside of VS Code or from its explorer: to be compared with. */
  | { readonly kind: 'dropped'; readonly name: string; readonly text: string }
  | { readonly kind: 'droppedFile'; readonly uri: string }
  /** What a question is answered is to be expected from now on. */
  | { readonly kind: 'pin'; readonly query: string }
  /** What groups and network ACLs do is to be looked up. */
  | { readonly kind: 'ports'; readonly query: string }
  | { readonly kind: 'copy'; readonly format: CopyFormat }
  | { readonly kind: 'export'; readonly format: ExportFormat };

export const views = ['table', 'diagram', 'map', 'changes'] as const;
export type View = (typeof views)[number];

/** What the page keeps across a reload of the window. */
export interface PageState {
  readonly uri: string;
  readonly subnet: string | null;
  readonly against: Against | null;
  readonly locked: boolean;
  readonly view: View;
  readonly system: boolean;
  readonly filter: string;
  readonly probe: string;
  /** The block shown in the address map. */
  readonly block: string;
}

export function isShow(value: unknown): value is Show {
  return (
    isRecord(value) &&
    value['kind'] === 'show' &&
    isText(value['uri']) &&
    typeof value['locked'] === 'boolean' &&
    isTextOrNull(value['problem']) &&
    (value['table'] === null || isPreview(value['table'])) &&
    (value['comparison'] === null || isComparison(value['comparison']))
  );
}

export const isCursor = (value: unknown): value is Cursor =>
  isRecord(value) && value['kind'] === 'cursor' && (value['line'] === null || isCount(value['line']));

export const isAskedView = (value: unknown): value is AskedView =>
  isRecord(value) && value['kind'] === 'view' && isOneOf(views, value['view']);

/** Host to page: a response is taking a while. */
export interface Updating {
  readonly kind: 'updating';
}

export const isUpdating = (value: unknown): value is Updating =>
  isRecord(value) && value['kind'] === 'updating';

export const isAskedProbe = (value: unknown): value is AskedProbe =>
  isRecord(value) && value['kind'] === 'probe' && isText(value['query']);

export const isPortsAnswer = (value: unknown): value is PortsAnswer =>
  isRecord(value) &&
  value['kind'] === 'ports' &&
  isText(value['query']) &&
  typeof value['ok'] === 'boolean' &&
  isText(value['text']);

export function isPageMessage(value: unknown): value is PageMessage {
  if (!isRecord(value)) return false;
  switch (value['kind']) {
    case 'show':
      return isWanted(value);
    case 'lock':
      return typeof value['locked'] === 'boolean';
    case 'reveal':
    case 'revealOther':
      return isCount(value['line']);
    case 'compare':
      return typeof value['asks'] === 'boolean';
    case 'dropped':
      return isText(value['name']) && isText(value['text']);
    case 'droppedFile':
      return isText(value['uri']);
    case 'pin':
    case 'ports':
      return isText(value['query']);
    case 'copy':
      return isOneOf(copyFormats, value['format']);
    case 'export':
      return isOneOf(exportFormats, value['format']);
    default:
      return false;
  }
}

/** Reads the state kept by an earlier page; missing members get their initial values. */
export function pageState(value: unknown): PageState | undefined {
  if (!isRecord(value) || !isText(value['uri'])) return undefined;
  const text = (name: string): string => (isText(value[name]) ? value[name] : '');
  return {
    uri: value['uri'],
    locked: value['locked'] === true,
    subnet: isText(value['subnet']) ? value['subnet'] : null,
    against: isAgainst(value['against']) ? value['against'] : null,
    view: isOneOf(views, value['view']) ? value['view'] : 'table',
    system: value['system'] !== false,
    filter: text('filter'),
    probe: text('probe'),
    block: text('block'),
  };
}

const isWanted = (value: Record<string, unknown>): boolean =>
  isTextOrNull(value['subnet']) && typeof value['compared'] === 'boolean';

const isComparison = (value: unknown): value is PreviewComparison =>
  isRecord(value) &&
  isTextOrNull(value['name']) &&
  (value['against'] === null || isAgainst(value['against'])) &&
  (value['result'] === null || isCompareResult(value['result']));

const isAgainst = (value: unknown): value is Against =>
  isRecord(value) &&
  (value['kind'] === 'file'
    ? isText(value['uri'])
    : value['kind'] === 'revision' &&
      isText(value['name']) &&
      isText(value['ref']) &&
      typeof value['isMergeBase'] === 'boolean');

function isCompareResult(value: unknown): value is CompareResult {
  if (!isRecord(value)) return false;
  const { ok, notes } = value;
  if (ok === false) return isText(value['problem']);
  return (
    ok === true &&
    isArrayOf(value['changes'], isChange) &&
    isRecord(notes) &&
    isArrayOf(notes['missing'], isNote) &&
    isArrayOf(notes['assumptions'], isText)
  );
}

const isNote = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && isCount(value['line']) && isText(value['text']) && isText(value['message']);

const isChange = (value: unknown): value is CompareChange =>
  isRecord(value) &&
  isText(value['range']) &&
  typeof value['count'] === 'number' &&
  isText(value['addresses']) &&
  isSide(value['before']) &&
  isSide(value['after']);

const isSide = (value: unknown): value is CompareSide =>
  isRecord(value) &&
  isText(value['action']) &&
  isOneOf(['ok', 'dead-end', 'unknown'], value['state']) &&
  isText(value['label']) &&
  isArrayOf(value['routes'], isCompareRoute);

const isCompareRoute = (value: unknown): value is CompareSide['routes'][number] =>
  isRecord(value) && isText(value['text']) && (value['line'] === null || isCount(value['line']));

function isPreview(value: unknown): value is Preview {
  return (
    isRecord(value) &&
    isText(value['policy']) &&
    isText(value['note']) &&
    isCount(value['version']) &&
    isCount(value['errors']) &&
    isArrayOf(value['problems'], isProblem) &&
    isCounts(value['counts']) &&
    isArrayOf(value['rows'], isRow) &&
    isArrayOf(value['system'], isRow) &&
    isNetwork(value['network']) &&
    isRouterOrNull(value['router']) &&
    isOneOf(['restore', 'ignore'], value['onLoss']) &&
    isArrayOf(value['subnets'], isText) &&
    isArrayOf(value['otherSubnets'], isText)
  );
}

const isProblem = (value: unknown): value is PreviewProblem =>
  isRecord(value) && isCount(value['line']) && isText(value['rule']) && isText(value['message']);

const isCounts = (value: unknown): value is Preview['counts'] =>
  isRecord(value) && severities.every((severity) => isCount(value[severity]));

const isNetwork = (value: unknown): value is Preview['network'] =>
  isRecord(value) &&
  isArrayOf(value['vpc'], isText) &&
  isArrayOf(value['docker'], isText) &&
  isTextOrNull(value['subnet']) &&
  isArrayOf(value['own'], isText) &&
  isText(value['service']) &&
  isInterface(value['direct']) &&
  isInterface(value['router']);

const isRouterOrNull = (value: unknown): value is PreviewRouter | null =>
  value === null ||
  (isRecord(value) &&
    isTextOrNull(value['routeTable']) &&
    isArrayOf(value['nextHops'], isNextHop) &&
    isArrayOf(value['rows'], isRouterRow) &&
    isArrayOf(value['ranges'], isRouterRange));

const isNextHop = (value: unknown): value is PreviewNextHop =>
  isRecord(value) &&
  isOneOf(['ok', 'dead-end', 'unknown'], value['state']) &&
  isText(value['id']) &&
  isText(value['kind']) &&
  isText(value['reason']);

const isRouterRow = (value: unknown): value is PreviewRouter['rows'][number] =>
  isRecord(value) &&
  isText(value['destination']) &&
  isText(value['nextHop']) &&
  isText(value['kind']) &&
  isText(value['origin']);

const isRouterRange = (value: unknown): value is PreviewRouter['ranges'][number] =>
  isRecord(value) && isText(value['first']) && isCount(value['nextHop']) && Number.isInteger(value['row']);

const isInterface = (value: unknown): boolean =>
  value === null ||
  (isRecord(value) &&
    isText(value['name']) &&
    typeof value['pinned'] === 'boolean' &&
    isTextOrNull(value['gateway']));

/** Written out by hand, because there are as many rows as routes and this is faster than a generic check. */
function isRow(value: unknown): value is PreviewRow {
  return (
    isRecord(value) &&
    isText(value['destination']) &&
    isText(value['gateway']) &&
    isText(value['genmask']) &&
    isText(value['flags']) &&
    isText(value['metric']) &&
    isText(value['ref']) &&
    isText(value['use']) &&
    isText(value['iface']) &&
    isText(value['prefix']) &&
    isText(value['action']) &&
    isText(value['comment']) &&
    (value['origin'] === 'system' || value['origin'] === 'policy') &&
    (value['line'] === null || isCount(value['line'])) &&
    (value['findings'] === undefined || isArrayOf(value['findings'], isDiagnostic))
  );
}

const isDiagnostic = (value: unknown): value is PreviewDiagnostic =>
  isRecord(value) &&
  isOneOf(severities, value['severity']) &&
  isText(value['rule']) &&
  isText(value['message']);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

const isArrayOf = <T>(value: unknown, isOne: (one: unknown) => one is T): value is T[] =>
  Array.isArray(value) && value.every(isOne);

const isOneOf = <T extends string>(all: readonly T[], value: unknown): value is T =>
  all.some((each) => each === value);
