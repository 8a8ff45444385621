import type { Line } from '../dump';
import type { Carried } from './carried';
import { scalarText, yamlDocuments, type YamlMap, type YamlNode } from './yaml';

/** The commands in a notebook's cells, in nbformat's JSON; undefined if it cannot be read. */
export function notebookLines(lines: readonly Line[]): Carried[] | undefined {
  const [document] = yamlDocuments(lines) ?? [];
  if (document?.kind !== 'map') return undefined;
  const cells = entry(document, 'cells');
  if (cells?.kind !== 'list') return undefined;
  const commands = cells.items.flatMap((cell) => (cell.kind === 'map' ? cellCommands(cell) : []));
  return [{ kind: 'script', lines: commands, unknown: new Map() }];
}

function entry(map: YamlMap, key: string): YamlNode | undefined {
  return map.entries.find((each) => each.key === key)?.value;
}

function cellCommands(cell: YamlMap): Line[] {
  const type = entry(cell, 'cell_type');
  const source = entry(cell, 'source');
  if (type?.kind !== 'scalar' || scalarText(type) !== 'code' || !source) return [];
  const scalars = source.kind === 'list' ? source.items : [source];
  const lines = scalars.flatMap((item) =>
    item.kind === 'scalar' ? item.lines.filter(({ text }, i) => text !== '' || i === 0) : [],
  );
  if (/^\s*%%(?:bash|sh|script)\b/.test(lines[0]?.text ?? '')) return lines.slice(1);
  return lines.flatMap((line) => {
    const command = /^\s*!\s*(.*)$/.exec(line.text)?.[1];
    return command === undefined ? [] : [{ ...line, text: command }];
  });
}
