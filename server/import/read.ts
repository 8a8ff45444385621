import { linesIn, withoutColours, type Dump, type DumpFormat, type Line } from './dump';
import { ipJson } from './ip-json';
import { ipRoute } from './ip-route';
import { procNetRoute } from './proc-net-route';
import { routeN } from './route-n';
import { isCompiled, readCompiled } from './compiled/compiled';
import { notebookTable } from './kernel';
import { session } from './shell/script';

/** Reads a dump or a script. Never fails: what is not understood is in the result, line by line. */
export function readDump(text: string, format: DumpFormat): Dump {
  const plain = withoutColours(text);
  const source = format === 'shell' ? withoutPrompts(plain) : plain;
  const lines = linesIn(source);
  switch (format) {
    case 'route-n':
      return { format, ...routeN(lines) };
    case 'ip-route':
      return { format, ...ipRoute(lines) };
    case 'ip-json':
      return { format, ...ipJson(source) };
    case 'proc-net-route':
      return { format, ...procNetRoute(lines) };
    case 'shell':
      return { format, ...shell(lines) };
  }
}

function shell(lines: readonly Line[]): Omit<Dump, 'format'> {
  const text = lines.map((line) => line.text).join('\n');
  if (isCompiled(text)) return readCompiled(text, lines);
  const { run, result } = session(notebookTable(), (line) => lines[line - 1]?.text ?? '');
  run(lines, true);
  const { routes, skipped, assumptions, other } = result();
  return {
    ...{ routes, notUnderstood: skipped, remarks: assumptions, other, isWhole: false },
    ...{ compiled: undefined, about: aboutLines(lines) },
  };
}

/** What a script says of itself before its first command. */
function aboutLines(lines: readonly Line[]): string[] {
  const found: string[] = [];
  for (const { number, text: line } of lines) {
    if (number === 1 && line.startsWith('#!')) continue;
    const match = /^\s*#+ ?(.*)$/.exec(line);
    // Right above a command it is that one's.
    if (!match) return line.trim() === '' ? found : [];
    found.push(match[1]);
  }
  return found;
}

/** What a text most likely is; undefined when it looks like nothing that is known. */
export function formatOf(text: string): DumpFormat | undefined {
  const head = withoutColours(text.slice(0, 200_000));
  if (/^\uFEFF?\s*\[\s*(?:\]|\{\s*"(?:type|dst|dev|gateway)")/.test(head)) return 'ip-json';
  if (/^\s*#!.*sh\b/.test(head) || /^# \S+: for a terminal of the notebook\./.test(head)) return 'shell';
  const votes: Record<DumpFormat, number> = {
    'route-n': 0,
    'ip-route': 0,
    'ip-json': 0,
    'proc-net-route': 0,
    shell: 0,
  };
  for (const line of linesIn(withoutPrompts(head)).slice(0, 5000)) {
    const format = lineFormat(line);
    if (format) votes[format]++;
  }
  const order = ['shell', 'proc-net-route', 'route-n', 'ip-route'] as const;
  // One command that sets a route makes it a script, whatever its other lines look like.
  if (votes.shell > 0 && votes['route-n'] + votes['proc-net-route'] === 0) return 'shell';
  return order.filter((format) => votes[format] > 0).sort((a, b) => votes[b] - votes[a])[0];
}

function lineFormat({ text }: Line): DumpFormat | undefined {
  const line = text.replace(/^\+ /, '').trim().slice(0, 2000);
  if (line.startsWith('#')) return undefined;
  if (
    /^(?:sudo\s+)?(?:\S*\/)?(?:ip\s(?:-\S+\s+)*r\w*|route)\s+(?:-\S+\s+)*(?:add|append|replace|change|a|re)\b/.test(
      line,
    )
  )
    return 'shell';
  if (/\bip\s[^#]*\broute\s+(?:add|append|replace)\s/.test(line)) return 'shell';
  if (
    /^Iface\s+Destination\s+Gateway\s+Flags/.test(line) ||
    /^\S+\s+[\dA-F]{8}\s+[\dA-F]{8}\s+[\dA-F]{4}\s/.test(line)
  )
    return 'proc-net-route';
  if (/^Destination\s+(?:Gateway|Next Hop)/.test(line)) return 'route-n';
  if (/^(?:[\d.]+|default)\s+(?:[\d.]+|\*|-|\(direct gateway\))\s+[\d.]+\s+[!U]/.test(line)) return 'route-n';
  if (
    /^(?:default|[\d.]+(?:\/\d+)?|[\da-f:.]*:[\da-f:.]*(?:\/\d+)?)\s+(?:via|dev|nhid|proto|metric)\s/.test(
      line,
    )
  )
    return 'ip-route';
  if (/^(?:default|[\d.]+(?:\/\d+)?|[\da-f:.]*:[\da-f:.]*(?:\/\d+)?)\s*$/.test(line)) return 'ip-route';
  if (
    /^(?:unicast|unreachable|prohibit|blackhole|local|broadcast|multicast|anycast|throw)\s+(?:default|[\da-f:.]+(?:\/\d+)?)(?:\s|$)/.test(
      line,
    )
  )
    return 'ip-route';
  return undefined;
}

/** Commands as they stand in a terminal, `[ec2-user@ip-172-31-64-5 ~]$ sudo ip route add …`, without its prompt. */
function withoutPrompts(text: string): string {
  return text.replace(
    /^[ \t]*(?:\[[^\]\n]{1,80}\][$#]|[\w@:~/.-]{0,80}\$|[\w.-]{1,40}@[\w:~/.-]{1,80}#)[ \t]+(?=(?:sudo[ \t]+)?(?:ip|route)[ \t])/gm,
    '',
  );
}
