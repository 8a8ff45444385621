import { routeWords } from '../ip-route';
import { routeOf } from '../ip-route';
import type { ShellRun } from './state';
import { isKnown, type ShellText } from './values';

/** `nmcli connection modify NAME +ipv4.routes "…"`: routes of the network's configuration; false for other commands. */
export function persistentRoute(
  run: ShellRun,
  name: string,
  words: readonly ShellText[],
  line: number,
): boolean {
  if (name !== 'nmcli') return false;
  let isFound = false;
  words.forEach((word, i) => {
    if (!isKnown(word) || !/^\+?ipv[46]\.routes$/.test(word)) return;
    isFound = true;
    const value = words[i + 1];
    if (value === undefined || !isKnown(value)) {
      run.notes.skip(line, value === undefined ? '`nmcli` names no route' : value.reason);
      return;
    }
    for (const each of value.split(',')) {
      const [destination, ...rest] = each.trim().split(/\s+/);
      const gateway = rest.find((part) => /[.:]/.test(part) && !part.includes('='));
      const metric = rest.find((part) => /^\d+$/.test(part));
      const read = routeWords(
        [
          destination ?? '',
          ...(gateway === undefined ? [] : ['via', gateway]),
          ...(metric === undefined ? [] : ['metric', metric]),
        ],
        undefined,
      );
      if ('reason' in read) run.notes.skip(line, `\`nmcli\`: ${read.reason}`);
      else run.persistent.push({ route: routeOf(read.value, line, [], undefined), carrier: '`nmcli`' });
    }
  });
  return isFound;
}
