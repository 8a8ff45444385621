import { evaluateText, type ArithmeticScope, type Integer } from './arithmetic';
import type { ShellRun } from './state';
import {
  firstText,
  isKnown,
  isUnknownValue,
  isUnset,
  joinedTexts,
  textValue,
  type ShellText,
  type Unknown,
  type Values,
  type Variable,
} from './values';

/** A variable, with name references resolved; undefined if the script has not assigned it. */
export function variable(run: ShellRun, name: string): Variable | undefined {
  return run.state.variables.get(referent(run, name));
}

/** The variable that a name refers to: itself, unless it is a name reference. */
function referent(run: ShellRun, name: string): string {
  let resolved = name;
  // References may be circular.
  for (let steps = 0; steps < 10; steps++) {
    const target = run.state.variables.get(resolved)?.target;
    if (target === undefined) return resolved;
    resolved = target;
  }
  return resolved;
}

/** What the script never assigns may come from its environment. */
function unassigned(name: string): Unknown & { readonly isUnassigned: true } {
  return { reason: `\`$${name}\` is not assigned in the script`, isUnassigned: true };
}

/** Whether a shell has no variable of a name because its caller does not pass it on. */
export function isHidden(run: ShellRun, name: string): boolean {
  return run.state.hidden.has(name) && isUnset(variable(run, name));
}

/** Whether a value is unknown only because the script does not assign it. */
export function isUnassigned(text: ShellText): boolean {
  return !isKnown(text) && 'isUnassigned' in text;
}

/** Variables that every notebook's script has, running as root. */
const given: Readonly<Record<string, string>> = { UID: '0', EUID: '0', IFS: ' \t\n', OSTYPE: 'linux-gnu' };

/** The text of `$name`, including special parameters; of an array the first element. */
export function parameter(run: ShellRun, name: string): ShellText {
  const { state } = run;
  if (/^\d+$/.test(name)) return argument(run, Number(name));
  if (name === '#') return isUnknownValue1(state.args) ? state.args : String(state.args.length);
  if (name === '@' || name === '*')
    return isUnknownValue1(state.args) ? state.args : joinedTexts(state.args, ' ');
  if (name === '?')
    return typeof state.status === 'number'
      ? String(state.status)
      : { reason: `the exit status of \`${state.status.text}\` is known only when the script runs` };
  // A script is not interactive.
  if (name === '-')
    return `${state.options.has('errexit') ? 'e' : ''}h${state.options.has('nounset') ? 'u' : ''}B`;
  if (!/^[A-Za-z_]\w*$/.test(name)) return { reason: `\`$${name}\` is known only when the script runs` };
  const assigned = variable(run, name);
  if (assigned) return firstText(assigned.value) ?? '';
  const isRoot = state.user === 'root';
  if (Object.hasOwn(given, name) && (isRoot || !name.endsWith('UID'))) return given[name];
  if (/^(?:E?UID|RANDOM|SECONDS|LINENO|HOSTNAME|PWD|BASHPID|PPID)$/.test(name))
    return { reason: `\`$${name}\` is known only when the script runs` };
  return unassigned(name);
}

function isUnknownValue1(args: readonly ShellText[] | Unknown): args is Unknown {
  return 'reason' in args;
}

function argument(run: ShellRun, at: number): ShellText {
  const { args } = run.state;
  if (at === 0) return { reason: '`$0` is known only when the script runs' };
  if (isUnknownValue1(args)) return unassigned(String(at));
  return args[at - 1] ?? '';
}

/** All elements of an array, in order; for `$@` the arguments. */
export function elements(run: ShellRun, name: string): readonly ShellText[] | Unknown {
  if (name === '@' || name === '*') return run.state.args;
  const assigned = variable(run, name);
  if (!assigned) return unassigned(name);
  return isUnknownValue(assigned.value) ? assigned.value : [...assigned.value.items.values()];
}

export function setVariable(
  run: ShellRun,
  name: string,
  value: Values | Unknown,
  line: number,
  comment: readonly string[] = [],
): void {
  const key = referent(run, name);
  if (isReadonly(run, key)) {
    reportReadonly(run, key, line);
    return;
  }
  const exported =
    run.state.options.has('allexport') || (run.state.variables.get(key)?.exported ?? environment.test(key));
  run.state.variables.set(key, { value: withAttributes(run, key, value, line), line, comment, exported });
}

/** Variables that a script's environment has. */
const environment = /^(?:PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG|LC_\w+|PWD|OLDPWD|SHLVL|TZ|MAIL)$/;

/** Sets whether programs inherit a variable. */
export function setExported(run: ShellRun, name: string, exported: boolean, line: number): void {
  const key = referent(run, name);
  const before = run.state.variables.get(key) ?? { value: unassigned(name), line, comment: [] };
  run.state.variables.set(key, { ...before, exported });
}

function attributesOf(run: ShellRun, name: string): string {
  return run.state.attributes.get(referent(run, name)) ?? '';
}

export function isReadonly(run: ShellRun, name: string): boolean {
  return attributesOf(run, name).includes('r');
}

export function reportReadonly(run: ShellRun, name: string, line: number): void {
  run.notes.skip(line, `\`$${referent(run, name)}\` is readonly: bash does not change it`);
}

/** Whether values of a variable are evaluated as arithmetic. */
export function isEvaluated(run: ShellRun, name: string): boolean {
  return attributesOf(run, name).includes('i');
}

/** Sets and removes attributes of `declare`. */
export function changeAttributes(run: ShellRun, name: string, added: string, removed: string): void {
  const key = referent(run, name);
  const isCase = /[luc]/.test(added);
  const kept = [...attributesOf(run, key)].filter(
    (each) => each === 'r' || !(removed.includes(each) || (isCase && /[luc]/.test(each))),
  );
  const attributes = [...kept, ...(added.match(/[ilucr]/g) ?? [])].join('');
  if (attributes === '') run.state.attributes.delete(key);
  else run.state.attributes.set(key, attributes);
}

/** A value as the variable's attributes change it. */
function withAttributes(
  run: ShellRun,
  name: string,
  value: Values | Unknown,
  line: number,
): Values | Unknown {
  const attributes = attributesOf(run, name);
  if (attributes === '' || isUnknownValue(value)) return value;
  if (attributes.includes('?'))
    return { reason: `the attributes of \`$${name}\` are known only when the script runs` };
  const items = new Map<string, ShellText>();
  for (const [key, text] of value.items) items.set(key, isKnown(text) ? changedText(text) : text);
  return { ...value, items };

  function changedText(text: string): ShellText {
    const result = attributes.includes('i') ? evaluateText(text, scope(run, line)) : text;
    if (isInteger(result)) return String(result);
    if (!isKnown(result)) return result;
    if (attributes.includes('u')) return result.toUpperCase();
    const lower = attributes.includes('l') || attributes.includes('c') ? result.toLowerCase() : result;
    return attributes.includes('c') ? lower.slice(0, 1).toUpperCase() + lower.slice(1) : lower;
  }
}

export function setText(run: ShellRun, name: string, text: ShellText, line: number): void {
  setVariable(run, name, isKnown(text) ? textValue(text) : text, line);
}

/** Assigns to a variable, or to an element as `NAME[INDEX]`; false if bash reports an error. */
export function assignTo(run: ShellRun, target: string, text: ShellText, line: number): boolean {
  const [, name, index] = /^([A-Za-z_]\w*)(?:\[([^]+)\])?$/.exec(target) ?? [];
  if (name === undefined) return false;
  if (index === undefined) setText(run, name, text, line);
  else setElement(run, name, index, text, line);
  return !isReadonly(run, name);
}

export function setElement(
  run: ShellRun,
  name: string,
  index: ShellText,
  text: ShellText,
  line: number,
): void {
  const before = variable(run, name);
  if (before && isUnknownValue(before.value)) return;
  if (!isKnown(index)) {
    setVariable(run, name, index, line);
    return;
  }
  const known = before && !isUnknownValue(before.value) ? before.value : undefined;
  const isMap = known?.kind === 'map';
  const key = isMap ? index : indexKey(run, index, line, known?.items);
  if (!isKnown(key)) {
    setVariable(run, name, key, line);
    return;
  }
  const items = new Map(known?.items);
  items.set(key, text);
  setVariable(
    run,
    name,
    { kind: isMap ? 'map' : 'list', items: isMap ? items : inOrder(items) },
    line,
    before?.comment,
  );
}

/** The key of an array's element: its evaluated index, which counts from the end if it is negative. */
export function indexKey(run: ShellRun, index: string, line: number, items?: Values['items']): ShellText {
  const value = evaluateText(index, scope(run, line));
  if (typeof value !== 'bigint') return value;
  return String(value < 0n ? Number([...(items?.keys() ?? [])].pop() ?? -1) + 1 + Number(value) : value);
}

function inOrder(items: ReadonlyMap<string, ShellText>): Map<string, ShellText> {
  return new Map([...items].sort(([a], [b]) => Number(a) - Number(b)));
}

/** What arithmetic can read and set at a line. */
export function scope(
  run: ShellRun,
  line: number,
  expand: ArithmeticScope['expand'] = (word) => ({ reason: `\`${word.value}\` is not supported` }),
): ArithmeticScope {
  return {
    read: (name) => {
      const [, plain = name, index] = /^(\w+)\[(.*)\]$/.exec(name) ?? [];
      const text = index === undefined ? parameter(run, plain) : arrayElement(run, plain, index, line);
      if (text === '') return '0';
      if (!isUnassigned(text)) return text;
      run.notes.assume(line, `\`$${plain}\` is not assigned before: treated as 0`);
      return '0';
    },
    write: (name, value) => {
      const [, plain = name, index] = /^(\w+)\[(.*)\]$/.exec(name) ?? [];
      if (index === undefined) setText(run, plain, value, line);
      else setElement(run, plain, index, value, line);
    },
    expand,
  };
}

/** An element by its index as written. */
export function arrayElement(run: ShellRun, name: string, index: ShellText, line: number): ShellText {
  const assigned = variable(run, name);
  if (!assigned) return unassigned(name);
  if (isUnknownValue(assigned.value)) return assigned.value;
  if (!isKnown(index)) return index;
  if (assigned.value.kind === 'map') return assigned.value.items.get(index) ?? '';
  const key = indexKey(run, index, line, assigned.value.items);
  return isKnown(key) ? (assigned.value.items.get(key) ?? '') : key;
}

export function isInteger(value: Integer | string): value is bigint {
  return typeof value === 'bigint';
}
