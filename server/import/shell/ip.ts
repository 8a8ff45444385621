import type { Family } from '../../net/prefix';
import { addRoute, deleteRoute, flushRoutes, undecided } from './routes';
import { either, isOver, next, type CommandCall, type ShellRun } from './state';
import { splitText } from './expand';
import {
  isKnown,
  streamLines,
  type ExitStatus,
  type StreamLine,
  type ShellText,
  type Unknown,
} from './values';
import { refusedUser } from './child-shell';
import { readChunks } from './files';
import { setsRoute } from '../route-commands';

const otherNamespace = "applies to another network namespace, not the notebook's own";

/** `ip …`, by its words after `ip`. */
export function ipCommand(run: ShellRun, words: readonly ShellText[], invocation: CommandCall): ExitStatus {
  const { line } = invocation;
  let family: Family | undefined;
  let isForced = false;
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at];
    if (!isKnown(word)) return unknownWord(run, words, word, invocation);
    if (!word.startsWith('-')) break;
    const option = word.replace(/^--/, '-');
    const value = words[at + 1];
    if (option === '-4' || option === '-6') family = option === '-4' ? 4 : 6;
    else if (/^-f(?:a(?:m(?:i(?:l(?:y)?)?)?)?)?$/.test(option)) {
      family = value === 'inet6' ? 6 : 4;
      at++;
    } else if (/^-force$/.test(option)) isForced = true;
    else if (/^-b(?:a(?:t(?:c(?:h)?)?)?)?$/.test(option))
      return batch(run, value, isForced, family, invocation);
    else if (/^-n(?:e(?:t(?:n(?:s)?)?)?)?$/.test(option)) {
      if (setsRoute(`ip ${shownWords(words.slice(at + 2))}`)) run.notes.skip(line, otherNamespace);
      else run.notes.other(line);
      return undecided(invocation);
    } else if (/^-(?:l|loops|rc|rcvbuf)$/.test(option)) at++;
    else if (option === '-V') return 0;
  }
  const [object = '', verb = ''] = words.slice(at);
  if (!isKnown(object)) return unknownWord(run, words, object, invocation);
  if (!isKnown(verb)) return unknownWord(run, words, verb, invocation);
  const rest = words.slice(at + 2);
  if (object !== '' && 'route'.startsWith(object)) return routeVerb(run, verb, rest, family, invocation);
  return otherObject(run, object, verb, rest, invocation);
}

/** A command with an unknown word that may be anything. */
export function unknownWord(
  run: ShellRun,
  words: readonly ShellText[],
  word: Unknown,
  invocation: CommandCall,
): ExitStatus {
  const commandText = shownWords(words);
  if (setsRoute(`ip ${commandText}`) || /\broute?\b/.test(commandText))
    run.notes.skip(invocation.line, word.reason);
  else run.notes.assume(invocation.line, `\`${invocation.text}\` is left out: ${word.reason}`);
  return undecided(invocation);
}

function shownWords(words: readonly ShellText[]): string {
  return words.map((word) => (isKnown(word) ? word : '…')).join(' ');
}

const verbs = [
  'add',
  'append',
  'change',
  'chg',
  'delete',
  'flush',
  'get',
  'list',
  'lst',
  'prepend',
  'replace',
  'restore',
  'save',
  'show',
  'showdump',
  'test',
];

function routeVerb(
  run: ShellRun,
  verb: string,
  words: readonly ShellText[],
  family: Family | undefined,
  invocation: CommandCall,
): ExitStatus {
  const { line } = invocation;
  const full = verb === '' ? 'list' : verbs.find((each) => each.startsWith(verb));
  const refusal = /^(?:[acdfpr])/.test(full ?? '') ? refusedUser(run, invocation) : undefined;
  if (refusal !== undefined) return refusal;
  switch (full) {
    case 'add':
    case 'append':
    case 'prepend':
    case 'replace':
      return addRoute(run, full, words, family, invocation);
    case 'change':
    case 'chg':
      return addRoute(run, 'change', words, family, invocation);
    case 'delete':
      return deleteRoute(run, words, family, invocation);
    case 'flush':
      return flushRoutes(run, words, family, invocation);
    case 'restore':
      run.notes.skip(line, 'restores routes from a file: what it contains is not known');
      return undecided(invocation);
    case undefined:
      run.notes.skip(line, `\`ip route\` has no \`${verb}\``);
      return 255;
    default:
      writeUnknown(run, invocation);
      run.notes.other(line);
      return full === 'get' || full === 'test' ? undecided(invocation) : 0;
  }
}

function otherObject(
  run: ShellRun,
  object: string,
  verb: string,
  rest: readonly ShellText[],
  invocation: CommandCall,
): ExitStatus {
  const { line } = invocation;
  const commandText = shownWords(rest);
  writeUnknown(run, invocation);
  if (/^(?:netns|vrf)$/.test(object) && /^e/.test(verb)) {
    if (setsRoute(commandText)) run.notes.skip(line, otherNamespace);
    else run.notes.other(line);
    return undecided(invocation);
  }
  const changes = /^(?:a|add|d|de|del|delete|flush|change|replace|r|c)$/.test(verb);
  if (object !== '' && 'rule'.startsWith(object) && changes) {
    run.notes.skip(line, 'a rule chooses between routing tables; a policy has only the main table');
    return 0;
  }
  const isAddress = object !== '' && 'address'.startsWith(object) && changes;
  const isLink =
    object !== '' &&
    'link'.startsWith(object) &&
    (changes || (verb === 'set' && /\b(?:down|netns|master|name|vrf)\b/.test(commandText)));
  const isHop = object !== '' && object.length > 2 && 'nexthop'.startsWith(object) && changes;
  if (isAddress || isLink || isHop)
    run.notes.assume(line, `\`${invocation.text}\` can change the instance's own routes: ignored`);
  else run.notes.other(line);
  return changes || verb === 'set' ? 0 : undecided(invocation);
}

/** Marks a command's output as unknown before a run. */
export function writeUnknown(run: ShellRun, { line, text }: CommandCall): void {
  run.output?.push({
    text: { reason: `what \`${text}\` prints is known only when the script runs` },
    line,
    conditions: run.conditions.slice(run.outputDepth),
  });
}

/** `ip -batch FILE`: one command per line, up to the first that fails. */
function batch(
  run: ShellRun,
  file: ShellText | undefined,
  isForced: boolean,
  family: Family | undefined,
  invocation: CommandCall,
): ExitStatus {
  const { line } = invocation;
  const lines = batchLines(run, file);
  if ('reason' in lines) {
    run.notes.skip(line, lines.reason);
    return undecided(invocation);
  }
  let failed: number | undefined;
  for (const [i, each] of lines.entries()) {
    const status = batchLine(run, each, family, commentsAbove(lines, i));
    if (isOver(run)) break;
    if (typeof status !== 'number' || status === 0) continue;
    failed ??= each.line;
    if (isForced) continue;
    for (const later of lines.slice(i + 1))
      if (isKnown(later.text) && setsRoute(`ip ${later.text}`))
        run.notes.skip(later.line, `never runs: \`ip -batch\` stops at line ${each.line}, which fails`);
    break;
  }
  return failed === undefined ? 0 : 1;
}

function batchLines(run: ShellRun, file: ShellText | undefined): readonly StreamLine[] | Unknown {
  if (file === undefined) return { reason: '`ip -batch` names no file' };
  if (!isKnown(file)) return file;
  if (file === '-' || file === '/dev/stdin') {
    if (!run.input) return { reason: '`ip -batch -` reads what is typed' };
    const { lines, at } = run.input;
    if ('reason' in lines) return lines;
    run.input.at = lines.length;
    return continued(lines.slice(at));
  }
  const chunks = readChunks(run, file);
  return 'reason' in chunks ? chunks : continued(streamLines(chunks));
}

/** Joins lines that end with a backslash and their continuation. */
function continued(lines: readonly StreamLine[]): readonly StreamLine[] {
  const result: StreamLine[] = [];
  let isOpen = false;
  for (const each of lines) {
    const last = result[result.length - 1];
    if (isOpen && last && isKnown(last.text) && isKnown(each.text))
      result[result.length - 1] = { ...last, text: last.text.slice(0, -1) + each.text };
    else result.push(each);
    isOpen = isKnown(each.text) && each.text.endsWith('\\');
  }
  return result;
}

function commentsAbove(lines: readonly StreamLine[], at: number): string[] {
  const joined: string[] = [];
  for (let i = at - 1; i >= 0; i--) {
    const { text } = lines[i];
    const match = isKnown(text) ? /^\s*#+ ?(.*)$/.exec(text) : null;
    if (!match) break;
    joined.push(match[1]);
  }
  return joined.reverse();
}

function batchLine(
  run: ShellRun,
  { text, line, conditions }: StreamLine,
  family: Family | undefined,
  comment: readonly string[],
): ExitStatus {
  if (!isKnown(text)) {
    run.notes.skip(line, text.reason);
    return { text: 'ip -batch', line, holds: true };
  }
  const { fields } = splitText(text.replace(/#.*/s, ''), ' \t\r');
  if (fields.length === 0) return 0;
  const options = family === undefined ? [] : [`-${family}`];
  const words = [...options, ...fields.map((field) => field.replace(/^(["'])(.*)\1$/, '$2'))];
  const invocation = { line, text: text.trim(), comment };
  const [condition] = conditions;
  if (!condition) return ipCommand(run, words, invocation);
  let status: ExitStatus = 0;
  either(
    run,
    condition,
    () => {
      status = ipCommand(run, words, invocation);
      return next;
    },
    () => next,
  );
  return status;
}
