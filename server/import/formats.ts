import { withoutInvisible } from '../syntax/invisible';
import { dumpFormats, type DumpFormat, type Line, type TableRead } from './dump';
import { ipJson } from './ip-json';
import { ipRoute } from './ip-route';
import { procNetRoute } from './proc-net-route';
import { routeN } from './route-n';

/** A notation for routes. */
export interface ImportFormat {
  readonly id: DumpFormat;
  /** Whether a trimmed line looks like it. */
  readonly sniff: (line: string) => boolean;
  /** Reads a table; undefined for a script, which is run instead. */
  readonly read: ((lines: readonly Line[]) => TableRead) | undefined;
}

const destination = String.raw`(?:default|[\d.]+(?:\/\d+)?|[\da-f:.]*:[\da-f:.]*(?:\/\d+)?)`;
const ipRow = new RegExp(
  String.raw`^${destination}\s+(?:via|dev|nhid|proto|metric|scope|encap|nexthop|src|tos|table)\s|^${destination}\s*\\?\s*$`,
);
const typedRow = new RegExp(
  String.raw`^(?:unicast|unreachable|prohibit|blackhole|local|broadcast|multicast|anycast|throw)\s+${destination}(?:\s|$)`,
);

/** Every format, in the order in which they are tried for a line. */
const formats: Readonly<Record<DumpFormat, ImportFormat>> = {
  shell: { id: 'shell', sniff: isRouteCommand, read: undefined },
  'proc-net-route': {
    id: 'proc-net-route',
    sniff: (line) =>
      /^Iface\s+Destination\s+Gateway\s+Flags/.test(line) ||
      /^\S+\s+[\dA-F]{8}\s+[\dA-F]{8}\s+[\dA-F]{4}\s/.test(line),
    read: procNetRoute,
  },
  'route-n': {
    id: 'route-n',
    sniff: (line) =>
      /^Destination\s+(?:Gateway|Next Hop)|^Kernel IP(?:v6)? routing table/.test(line) ||
      /^(?:[\d.]+|default|link-local|loopback)\s+(?:[\d.]+|\*|-|\(direct gateway\))\s+[\d.]+\s+[!U]/.test(
        line,
      ) ||
      /^\[?[\da-f:]*:[\da-f:.]*(?:\/\d+)?\]?\s+\[?[\da-f:.?]+\]?\s+[!U]\w*\s/.test(line),
    read: routeN,
  },
  'ip-route': {
    id: 'ip-route',
    sniff: (line) => {
      const plain = withoutInvisible(line).trim();
      return ipRow.test(plain) || typedRow.test(plain);
    },
    read: ipRoute,
  },
  'ip-json': {
    id: 'ip-json',
    sniff: (line) => /^\[\s*\{\s*"(?:type|dst|dev|gateway)"/.test(line),
    read: (lines) => ipJson(lines),
  },
};

function isRouteCommand(line: string): boolean {
  return (
    /^(?:sudo\s+)?(?:\S*\/)?(?:ip\s(?:-\S+\s+)*r\w*|route)\s+(?:-\S+\s+)*(?:add|append|replace|change|a|re)\b/.test(
      line,
    ) ||
    /\bip\s[^#]*\broute\s+(?:add|append|replace)\s/.test(line) ||
    /^(?:sudo\s+)?nmcli\s.*\bipv[46]\.routes\b/.test(line)
  );
}

export function formatNamed(id: DumpFormat): ImportFormat {
  return formats[id];
}

/** The format that a line looks like: a row or a heading of a table, or a command that sets a route. */
export function lineFormat(text: string): DumpFormat | undefined {
  const line = text.replace(/^\+ /, '').trim().slice(0, 2000);
  if (line.startsWith('#')) return undefined;
  return dumpFormats.find((id) => formats[id].sniff(line));
}

/** How many lines of a paste are looked at. */
const mostLines = 200;

/** Whether a text sets or shows a route near its beginning: no statement does, nor does a destination alone. */
export function hasRouteLine(text: string): boolean {
  return text
    .split('\n', mostLines)
    .some((line) => lineFormat(line) !== undefined && /\S[ \t]+\S/.test(line));
}
