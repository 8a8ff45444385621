/** What a table can be written as, wherever that is asked for. */
export const tableFormats = ['route-n', 'ip-route', 'markdown', 'csv', 'svg', 'map', 'html'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** How a format's files end. */
export const tableFileEndings: Readonly<Record<TableFormat, string>> = {
  'route-n': 'txt',
  'ip-route': 'txt',
  markdown: 'md',
  csv: 'csv',
  svg: 'svg',
  map: 'map.svg',
  html: 'html',
};
