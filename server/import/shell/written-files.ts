import { carrierOf } from '../carriers/carriers';
import type { Line } from '../dump';
import type { ShellRun } from './state';
import { isKnown, streamLines } from './values';
import { setsRoute } from '../route-commands';

/** Reports the routes in files that the script writes but does not run. */
export function writtenFiles(run: ShellRun): void {
  for (const [path, file] of run.state.files) {
    if (!file || run.consumed.has(path) || path.startsWith('/dev/')) continue;
    if ('reason' in file && isNetworkFile(path))
      run.notes.assume(1, `\`${path}\` can set routes: ${file.reason}`);
    const content = 'reason' in file ? file.former : file;
    if (!content) continue;
    const lines = streamLines(content).flatMap((each): Line[] => [
      { number: each.line, text: isKnown(each.text) ? each.text : `… # ${each.text.reason}` },
    ]);
    const carrier = carrierOf(lines, path);
    for (const part of carrier?.parts ?? []) {
      if (part.kind === 'route') run.persistent.push({ route: part.route, carrier: `\`${path}\`` });
      else if (part.kind === 'skipped') run.notes.skip(part.line.number, `\`${path}\`: ${part.reason}`);
      else reportCommands(run, path, part.lines);
    }
    if (!carrier) reportCommands(run, path, lines);
  }
}

function isNetworkFile(path: string): boolean {
  return /\/(?:network-scripts|netplan|system-connections|systemd\/network)\//.test(path);
}

function reportCommands(run: ShellRun, path: string, lines: readonly Line[]): void {
  for (const { number, text } of lines)
    if (setsRoute(text) || /^\s*\S*route\s+(?:add|replace)\s/.test(text))
      run.notes.skip(number, `is written to \`${path}\`, which the script does not run`);
}
