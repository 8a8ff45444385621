import type { Line } from '../dump';
import { routeOf, routeWords } from '../ip-route';
import type { Carried } from './carried';

interface Section {
  readonly name: string;
  readonly line: number;
  readonly entries: { readonly key: string; readonly value: string; readonly line: Line }[];
}

function sections(lines: readonly Line[]): Section[] {
  const result: Section[] = [{ name: '', line: lines[0]?.number ?? 1, entries: [] }];
  for (const line of lines) {
    const heading = /^\s*\[([^\]]+)\]\s*$/.exec(line.text);
    const entry = /^\s*([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line.text);
    if (heading) result.push({ name: heading[1], line: line.number, entries: [] });
    else if (entry && !line.text.trim().startsWith('#'))
      result[result.length - 1].entries.push({ key: entry[1], value: entry[2], line });
  }
  return result;
}

/** `[Route]` of systemd.network(5). */
export function networkdRoutes(lines: readonly Line[]): Carried[] {
  const all = sections(lines);
  const device = all.find(({ name }) => name === 'Match')?.entries.find(({ key }) => key === 'Name')?.value;
  return all.flatMap(({ name, entries, line }): Carried[] => {
    if (name !== 'Route') return [];
    const value = (key: string) => entries.find((each) => each.key === key)?.value;
    const [destination, gateway, metric, table, type] = [
      'Destination',
      'Gateway',
      'Metric',
      'Table',
      'Type',
    ].map(value);
    return [
      routeCarried(
        [
          ...(type === undefined || type === 'unicast' ? [] : [type]),
          destination ?? 'default',
          ...(gateway === undefined || gateway.startsWith('_') ? [] : ['via', gateway]),
          ...(device === undefined || /[*?\s]/.test(device) ? [] : ['dev', device]),
          ...(metric === undefined ? [] : ['metric', metric]),
          ...(table === undefined ? [] : ['table', table]),
        ],
        { number: line, text: entries.map((each) => each.line.text.trim()).join(' ') },
      ),
    ];
  });
}

/** `route1=…` of NetworkManager's keyfiles. */
export function keyfileRoutes(lines: readonly Line[]): Carried[] {
  const all = sections(lines);
  const device = all
    .find(({ name }) => name === 'connection')
    ?.entries.find(({ key }) => key === 'interface-name')?.value;
  return all.flatMap(({ name, entries }) =>
    /^ipv[46]$/.test(name)
      ? entries.flatMap(({ key, value, line }): Carried[] => {
          if (!/^routes?\d+$/.test(key)) return [];
          const [destination, gateway, metric] = value.split(/[,\s]+/);
          return [
            routeCarried(
              [
                destination,
                ...(gateway === undefined || gateway === '' ? [] : ['via', gateway]),
                ...(device === undefined ? [] : ['dev', device]),
                ...(metric === undefined || metric === '' ? [] : ['metric', metric]),
              ],
              line,
            ),
          ];
        })
      : [],
  );
}

/** `ADDRESS0=`, `NETMASK0=`, `GATEWAY0=` of the older network scripts. */
export function addressRoutes(lines: readonly Line[], device: string | undefined): Carried[] {
  const entries = sections(lines).flatMap((section) => section.entries);
  return entries.flatMap(({ key, value, line }): Carried[] => {
    const number = /^ADDRESS(\d+)$/.exec(key)?.[1];
    if (number === undefined) return [];
    const valueOf = (name: string) =>
      entries.find((each) => each.key === `${name}${number}`)?.value.replace(/^"(.*)"$/, '$1');
    const [mask, gateway] = [valueOf('NETMASK'), valueOf('GATEWAY')];
    const address = value.replace(/^"(.*)"$/, '$1');
    return [
      routeCarried(
        [
          mask === undefined ? address : `${address}/${mask}`,
          ...(gateway === undefined ? [] : ['via', gateway]),
          ...(device === undefined ? [] : ['dev', device]),
        ],
        line,
      ),
    ];
  });
}

/** The commands of a systemd unit: systemd.service(5). */
export function unitCommands(lines: readonly Line[]): Line[] {
  return sections(lines).flatMap(({ name, entries }) =>
    name === 'Service'
      ? entries.flatMap(({ key, value, line }) =>
          /^ExecStart(?:Pre|Post)?$/.test(key)
            ? [{ ...line, text: value.replace(/^[-@:+!]+/, '').replace(/%%/g, '%') }]
            : [],
        )
      : [],
  );
}

function routeCarried(words: readonly string[], line: Line): Carried {
  const read = routeWords(words, undefined);
  if ('reason' in read) return { kind: 'skipped', line, reason: read.reason };
  return { kind: 'route', route: routeOf(read.value, line.number, [], undefined) };
}
