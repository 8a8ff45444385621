// What the preview's page and its host say to each other; each checks what it is told.
import type { Preview, PreviewRow } from '../../server/protocol';

/** Host to page: everything it shows. */
export interface Show {
  readonly kind: 'show';
  /** The policy's address, kept by the page so that the panel can be restored after a reload. */
  readonly uri: string;
  /** The last table made from a text without errors; null when there was none yet. */
  readonly table: Preview | null;
  /** Errors in the text as it is now; above 0 the table is an older one. */
  readonly errors: number;
  /** Why nothing can be said of the text as it is now; null when all is well. */
  readonly problem: string | null;
}

/** Page to host: the page can be shown something. */
export interface Ready {
  readonly kind: 'ready';
}

/** What the page keeps over a reload of the window. */
export interface PageState {
  readonly uri: string;
}

export function isShow(value: unknown): value is Show {
  return (
    isRecord(value) &&
    value['kind'] === 'show' &&
    typeof value['uri'] === 'string' &&
    isCount(value['errors']) &&
    (value['problem'] === null || isText(value['problem'])) &&
    (value['table'] === null || isPreview(value['table']))
  );
}

export const isReady = (value: unknown): value is Ready => isRecord(value) && value['kind'] === 'ready';

export const isPageState = (value: unknown): value is PageState =>
  isRecord(value) && typeof value['uri'] === 'string';

function isPreview(value: unknown): value is Preview {
  return (
    isRecord(value) &&
    typeof value['policy'] === 'string' &&
    isCount(value['version']) &&
    isCount(value['errors']) &&
    isArrayOf(value['rows'], isRow) &&
    isArrayOf(value['otherSubnets'], isText)
  );
}

const rowTexts: readonly (keyof PreviewRow)[] = [
  ...(['destination', 'gateway', 'genmask', 'flags', 'metric', 'ref', 'use', 'iface'] as const),
  ...(['way', 'comment'] as const),
];

const isRow = (value: unknown): value is PreviewRow =>
  isRecord(value) &&
  rowTexts.every((name) => typeof value[name] === 'string') &&
  (value['origin'] === 'system' || value['origin'] === 'policy') &&
  (value['line'] === null || isCount(value['line']));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

const isArrayOf = <T>(value: unknown, isOne: (one: unknown) => one is T): value is T[] =>
  Array.isArray(value) && value.every(isOne);
