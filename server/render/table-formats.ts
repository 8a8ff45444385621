/** The formats that a table can be written in. */
export const tableFormats = ['route-n', 'ip-route', 'markdown', 'csv', 'svg', 'map', 'html'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** The file name extension of each format. */
export const tableFileEndings: Readonly<Record<TableFormat, string>> = {
  'route-n': 'txt',
  'ip-route': 'txt',
  markdown: 'md',
  csv: 'csv',
  svg: 'svg',
  map: 'map.svg',
  html: 'html',
};
