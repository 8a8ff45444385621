import { next, type CommandCall, type Flow, type ShellRun, type State } from './state';
import { isKnown, unsetValue, type Chunk, type ExitStatus, type ShellText } from './values';
import { setExported, setText } from './variables';

/** How a command changes the environment of the program that it runs. */
export interface EnvironmentChange {
  /** Whether the program inherits nothing, as with `env -i`. */
  readonly isEmpty: boolean;
  readonly unset: readonly string[];
  readonly assigned: readonly (readonly [name: string, value: string])[];
  /** Who runs the program. */
  readonly user: ShellText;
}

/** Who runs the commands of `sudo`, `su` and the like: root may change to any user, and ec2-user may use `sudo`. */
export function userAfter(user: ShellText, by: string, target: ShellText = 'root'): ShellText {
  if (user !== 'root' && (user !== 'ec2-user' || by !== 'sudo')) return user;
  return isKnown(target) && /^#?0+$/.test(target) ? 'root' : target;
}

/** The status of a command that sets or removes routes if the user may not; undefined for root. */
export function refusedUser(
  { state: { user }, notes }: ShellRun,
  { line, text }: CommandCall,
): ExitStatus | undefined {
  if (user === 'root') return undefined;
  notes.skip(line, isKnown(user) ? `\`${user}\` is not root, and cannot set routes` : user.reason);
  return isKnown(user) ? 2 : { line, text, holds: true };
}

/** Runs a text in a shell that is a program of its own, with only what is exported. */
export function childShell(
  run: ShellRun,
  chunks: readonly Chunk[],
  args: readonly ShellText[],
  line: number,
  options: ReadonlySet<string> = new Set(),
): void {
  run.commands.subshell(run, () => {
    const { guarded, returnable, state } = run;
    [run.guarded, run.returnable] = [0, 0];
    state.options = options;
    for (const name of [...state.functions.keys()]) if (!run.exported.has(name)) state.functions.delete(name);
    inheritVariables(run);
    state.attributes.clear();
    state.traps.clear();
    state.aliases = new Map();
    state.args = args;
    const flow = run.commands.text(run, chunks, line);
    [run.guarded, run.returnable] = [guarded, returnable];
    return flow;
  });
}

/** Leaves the variables that are exported: never an array, nor IFS, which a shell sets itself. */
function inheritVariables({ state }: ShellRun): void {
  for (const [name, variable] of [...state.variables]) {
    const { value, exported = false } = variable;
    if (name === 'IFS') state.variables.delete(name);
    else if (typeof exported === 'object') state.variables.set(name, { ...variable, value: exported });
    else if (!exported || ('kind' in value && value.kind !== 'text')) hide(state, name);
  }
}

function hide(state: State, name: string): void {
  const { line = 1 } = state.variables.get(name) ?? {};
  state.variables.set(name, { value: unsetValue, line, comment: [], exported: false });
  state.hidden = new Set([...state.hidden, name]);
}

/** Runs a program in a changed environment. */
export function withEnvironment(
  run: ShellRun,
  { isEmpty, unset, assigned, user }: EnvironmentChange,
  line: number,
  body: () => Flow,
): Flow {
  if (!isEmpty && unset.length === 0 && assigned.length === 0 && user === run.state.user) return body();
  run.commands.subshell(run, () => {
    const { state } = run;
    state.user = user;
    state.attributes.clear();
    if (isEmpty) state.functions.clear();
    for (const name of isEmpty ? [...state.variables.keys()] : unset) hide(state, name);
    for (const [name, value] of assigned) {
      setText(run, name, value, line);
      setExported(run, name, true, line);
    }
    return body();
  });
  return next;
}
