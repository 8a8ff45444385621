import { note, type Line } from '../dump';
import { routeOf, routeWords } from '../ip-route';
import type { Carried } from './carried';
import { scalarText, type YamlList, type YamlNode } from './yaml';

/** An interface's `routes:` in netplan, and in cloud-init's network configuration. */
export function netplanRoutes({ items }: YamlList, device: string | undefined): Carried[] {
  return items.flatMap((item): Carried[] => {
    if (item.kind !== 'map') return [];
    const value = (...names: readonly string[]): string | undefined => {
      const value = item.entries.find(({ key }) => names.includes(key))?.value;
      return value?.kind === 'scalar' ? scalarText(value) : undefined;
    };
    const to = value('to', 'destination', 'network');
    const line: Line = { number: item.entries[0]?.line ?? 1, text: nodeText(item) };
    if (to === undefined) return [];
    const [via, metric, table, type, netmask] = [
      value('via', 'gateway'),
      value('metric'),
      value('table'),
      value('type'),
      value('netmask'),
    ];
    const words = [
      ...(type === undefined ? [] : [type]),
      netmask === undefined ? to : `${to}/${netmask}`,
      ...(via === undefined ? [] : ['via', via]),
      ...(device === undefined ? [] : ['dev', device]),
      ...(metric === undefined ? [] : ['metric', metric]),
      ...(table === undefined ? [] : ['table', table]),
    ];
    const read = routeWords(words, undefined);
    if ('reason' in read) return [{ kind: 'skipped', line, reason: note(line, read.reason).message }];
    return [{ kind: 'route', route: routeOf(read.value, line.number, [], undefined) }];
  });
}

function nodeText(node: YamlNode): string {
  if (node.kind === 'scalar') return scalarText(node);
  if (node.kind === 'list') return node.items.map(nodeText).join(', ');
  return node.entries.map(({ key, value }) => `${key}: ${nodeText(value)}`).join(', ');
}
