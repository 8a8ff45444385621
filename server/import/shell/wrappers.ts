import type { ShellRun } from './state';
import { userAfter, type EnvironmentChange } from './child-shell';
import { isKnown, knownText, type ShellText } from './values';

/** Options of commands that run another one; the pattern matches those with a value. */
const wrappers: Readonly<Record<string, RegExp>> = {
  sudo: /^-\w*[ughpCTRD]$|^--(?:user|group)$/,
  doas: /^-[uC]$/,
  nice: /^-n$/,
  ionice: /^-[cn]$/,
  nohup: /^$/,
  setsid: /^$/,
  stdbuf: /^$/,
  time: /^-[fo]$/,
  command: /^$/,
  builtin: /^$/,
  exec: /^-a$/,
  env: /^-[uCS]$/,
  timeout: /^-[ks]$/,
  unbuffer: /^$/,
  chronic: /^$/,
  flock: /^-w$/,
  retry: /^-[td]$/,
};

/** What a command can be: `command` finds no functions, `builtin` only built-ins, and a program only programs. */
export type Lookup = 'any' | 'no functions' | 'built-ins' | 'programs';

/** A command without those that only run it. */
export interface Unwrapped {
  readonly words: readonly ShellText[];
  readonly lookup: Lookup;
  /** The command that runs it; empty for the shell. */
  readonly by: string;
  readonly environment: EnvironmentChange;
  /** Whether it replaces the shell. */
  readonly isReplacing: boolean;
}

const ofShell: Readonly<Record<string, Lookup>> = {
  command: 'no functions',
  builtin: 'built-ins',
  exec: 'programs',
};

/** A command's words without commands that only run it: `sudo -n ip …` is `ip …`. */
export function unwrapped(
  run: ShellRun,
  given: readonly ShellText[],
  runner: Pick<Unwrapped, 'lookup' | 'by'>,
): Unwrapped {
  let { lookup, by } = runner;
  let words = given;
  let isReplacing = false;
  let isEmpty = false;
  let { user } = run.state;
  const unset: string[] = [];
  const assigned = new Map<string, string>();
  for (;;) {
    const [first] = words;
    if (first === undefined || !isKnown(first) || (lookup === 'any' && run.state.functions.has(first))) break;
    const name = first.replace(/^\/(?:usr\/)?s?bin\//, '');
    const isOfShell = Object.hasOwn(ofShell, name);
    if (lookup === 'programs' ? isOfShell : lookup === 'built-ins' && !isOfShell) break;
    const at = Object.hasOwn(wrappers, name) ? operandAt(name, words) : words.length;
    const own = words.slice(1, at);
    // Without a command, these options run a shell.
    const isShell =
      name === 'sudo' && own.some((word) => isKnown(word) && /^-\w*[is]|^--(?:login|shell)$/.test(word));
    if (at >= words.length && !isShell) break;
    if (resetsEnvironment(name, own)) {
      isEmpty = true;
      assigned.clear();
    }
    let named: ShellText | undefined;
    own.forEach((word, i) => {
      const attached = isKnown(word) ? /^(?:-[AbBEHiknPsS]*u|--user=?)(.*)$/.exec(word)?.[1] : undefined;
      if (attached !== undefined) named = attached === '' ? own[i + 1] : attached;
      const [, variable, value] = isKnown(word) ? (/^([A-Za-z_]\w*)=([^]*)$/.exec(word) ?? []) : [];
      if (variable !== undefined && value !== undefined) assigned.set(variable, value);
      const removed = name === 'env' && isKnown(word) ? /^(?:-u|--unset=)(.*)$/.exec(word)?.[1] : undefined;
      if (removed !== undefined) unset.push(removed === '' ? knownText(own[i + 1]) : removed);
    });
    if (name === 'exec') isReplacing = true;
    if (name === 'sudo' || name === 'doas') user = userAfter(user, name, named);
    [lookup, by] = [isOfShell ? ofShell[name] : 'programs', name];
    words = at < words.length ? words.slice(at) : ['bash'];
  }
  return { words, lookup, by, isReplacing, environment: { isEmpty, unset, assigned: [...assigned], user } };
}

/** The index of the command that a wrapper runs; the number of words if it runs none. */
function operandAt(name: string, words: readonly ShellText[]): number {
  const valued = wrappers[name];
  let at = 1;
  for (
    let option = words[at];
    option !== undefined && isKnown(option) && /^-./.test(option);
    option = words[at]
  ) {
    const isOther =
      (name === 'command' && /^-[vV]$/.test(option)) ||
      (name === 'sudo' && /^-[AbBEHknPS]*[le]|^--list$/.test(option)) ||
      (name === 'flock' && option === '-c');
    if (isOther) return words.length;
    at += valued.test(option) ? 2 : 1;
    if (option === '--') break;
  }
  if (name === 'env' && words[at] === '-') at++;
  if (name === 'env' || name === 'sudo' || name === 'doas')
    for (
      let word = words[at];
      // `PATH=$PATH`: only the value of a variable is unknown.
      word !== undefined && (isKnown(word) ? /^[A-Za-z_]\w*=/.test(word) : words.slice(at).some(isKnown));
      word = words[at]
    )
      at++;
  return name === 'timeout' || name === 'flock' ? at + 1 : at;
}

/** Whether a wrapper passes nothing on of the environment. */
function resetsEnvironment(name: string, own: readonly ShellText[]): boolean {
  const has = (pattern: RegExp): boolean => own.some((word) => isKnown(word) && pattern.test(word));
  if (name === 'sudo') return !has(/^-[a-zA-Z]*E|^--preserve-env/);
  return name === 'doas' || (name === 'env' && has(/^-$|^-[a-z0]*i|^--ignore-environment$/));
}
