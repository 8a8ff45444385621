import type { Assignment, Command, Word } from 'unbash';
import { expandText, expandWords, expansionAt } from './expand';
import type { CommandCall, ShellRun } from './state';
import { arithmeticWord } from './pieces';
import {
  arrayElement,
  changeAttributes,
  isEvaluated,
  isReadonly,
  isUnassigned,
  parameter,
  reportReadonly,
  setElement,
  setExported,
  setVariable,
  variable,
} from './variables';
import {
  isKnown,
  isUnknownValue,
  isUnset,
  unsetValue,
  joinedTexts,
  listValue,
  textValue,
  type ShellText,
  type Unknown,
  type Values,
} from './values';

/** Commands whose words are assignments. */
export const declarations: ReadonlySet<string> = new Set([
  'export',
  'readonly',
  'local',
  'declare',
  'typeset',
]);

/** `NAME=value`, `NAME+=value`, `NAME[i]=value`, `NAME=(…)`. */
export function assign(
  run: ShellRun,
  node: Assignment,
  line: number,
  comment: readonly string[],
  isMap = false,
): void {
  const { name, value, append, index } = node;
  const expansion = expansionAt(run, line);
  if (value.type === 'ArrayValue') {
    assignArray(run, node, value.elements, { line, comment, isMap });
    return;
  }
  const text = ownText(run, node, value, line);
  const added = (old: ShellText): ShellText =>
    isEvaluated(run, name) ? joinedTexts([old, '+(', text, ')']) : joinedTexts([old, text]);
  if (index) {
    const key = index.parts ? arithmeticWord(expansion, index) : index.value;
    const old = append === true ? arrayElement(run, name, key, line) : '';
    const whole = append === true ? added(isUnassigned(old) ? '' : old) : text;
    setElement(run, name, key, whole, line);
    return;
  }
  if (append !== true) {
    setVariable(run, name, isKnown(text) ? textValue(text) : text, line, comment);
    return;
  }
  const before = variable(run, name);
  if (before && !isUnknownValue(before.value) && before.value.kind !== 'text') {
    setElement(run, name, '0', added(before.value.items.get('0') ?? ''), line);
    return;
  }
  const whole = added(selfText(run, name, line));
  setVariable(run, name, isKnown(whole) ? textValue(whole) : whole, line, comment);
}

/** A value; a reference in it to the assigned variable is empty if that has no value yet. */
function ownText(run: ShellRun, { name }: Assignment, value: Word, line: number): ShellText {
  const isOwn = new RegExp(`\\$\\{?${name}\\b`).test(value.text);
  if (isOwn && isUnassigned(parameter(run, name)) && !/[:-]-|\+/.test(value.text)) {
    const empty = selfText(run, name, line);
    if (isKnown(empty)) setVariable(run, name, textValue(''), line);
  }
  return expandText(expansionAt(run, line), value);
}

function selfText(run: ShellRun, name: string, line: number): ShellText {
  const text = parameter(run, name);
  if (!isUnassigned(text)) return text;
  run.notes.assume(line, `\`$${name}\` is not assigned before: treated as empty`);
  return '';
}

function assignArray(
  run: ShellRun,
  { name, append }: Assignment,
  words: readonly Word[],
  {
    line,
    comment,
    isMap,
  }: { readonly line: number; readonly comment: readonly string[]; readonly isMap: boolean },
): void {
  const before = variable(run, name);
  const old = append === true && before ? before.value : undefined;
  if (old && isUnknownValue(old)) return;
  const isMapNow =
    isMap || (before !== undefined && !isUnknownValue(before.value) && before.value.kind === 'map');
  const items = new Map(old?.items ?? []);
  let following = Math.max(-1, ...[...items.keys()].map(Number).filter((key) => !Number.isNaN(key))) + 1;
  const expansion = expansionAt(run, line);
  let unknown: Unknown | undefined;
  for (const word of words) {
    const [, key, rest] = /^\[([^\]]*)\]=([^]*)$/.exec(word.text) ?? [];
    if (key === undefined || rest === undefined) {
      for (const text of expandWords(expansion, [word])) items.set(String(following++), text);
      continue;
    }
    const whole = expandText(expansion, word);
    const [, expandedKey = '', value = ''] = isKnown(whole)
      ? (/^\[([^\]]*)\]=([^]*)$/.exec(whole) ?? [])
      : [];
    if (!isKnown(whole)) unknown ??= whole;
    items.set(isMapNow ? expandedKey.replace(/^(["'])(.*)\1$/, '$2') : expandedKey, value);
    if (!isMapNow) following = Number(expandedKey) + 1;
  }
  const value: Values | Unknown = unknown ?? { kind: isMapNow ? 'map' : 'list', items };
  setVariable(run, name, value, line, comment);
}

/** `declare`, `local` and similar, by their node, since their words may be arrays; returns the exit status. */
export function declare(run: ShellRun, node: Command, { line, comment }: CommandCall): number {
  const name = node.name?.value ?? '';
  const isExport = name === 'export';
  const isLocal = name === 'local' || (!isExport && name !== 'readonly' && run.state.scopes.length > 0);
  const expansion = expansionAt(run, line);
  let options = name === 'readonly' ? 'r' : '';
  let removed = '';
  if (name === 'local' && run.state.scopes.length === 0) return 1;
  let status = 0;
  let exported = isExport ? true : undefined;
  const applyExport = (variableName: string): void => {
    if (exported !== undefined) setExported(run, variableName, exported, line);
  };
  const scopes = run.state.scopes;
  const current = scopes[scopes.length - 1];
  const hide = (hidden: string): void => {
    if (!isLocal || options.includes('g') || !current || current.has(hidden)) return;
    current.set(hidden, run.state.variables.get(hidden));
    run.state.attributes.delete(hidden);
  };
  const isRefused = (refused: string): boolean => {
    if (isAssignable(run, refused, line)) return false;
    status = 1;
    return true;
  };
  const without = (letters: string): string => options.replace(new RegExp(`[${letters}]`, 'g'), '');
  for (const each of node.suffix) {
    if (each.type === 'Assignment') {
      const value = each.value.type === 'Word' ? ownText(run, each, each.value, line) : undefined;
      if (isRefused(each.name)) continue;
      hide(each.name);
      changeAttributes(run, each.name, without('r'), removed);
      if (options.includes('n') && !isExport) referTo(run, each.name, value ?? '', line);
      else if (value !== undefined && each.append !== true && !each.index)
        setVariable(run, each.name, declaredValue(value, options), line, comment);
      else assign(run, each, line, comment, options.includes('A'));
      changeAttributes(run, each.name, options, '');
      applyExport(each.name);
      continue;
    }
    if (each.type !== 'Word') continue;
    for (const word of expandWords(expansion, [each])) {
      if (!isKnown(word)) continue;
      if (/^[-+]/.test(word)) {
        if (word.startsWith('-')) options += word.slice(1);
        else removed += word.slice(1);
        if (isExport ? word.includes('n') : word.includes('x')) exported = !isExport && word.startsWith('-');
        continue;
      }
      if (/[fF]/.test(options)) {
        if (isExport && exported === false) run.exported.delete(word);
        else if (isExport) run.exported.add(word);
        continue;
      }
      const [, declared = word, value] = /^([A-Za-z_]\w*)=([^]*)$/.exec(word) ?? [];
      const isNew = isLocal && !current?.has(declared);
      if ((value !== undefined || removed.includes('r') || isNew || !isName(declared)) && isRefused(declared))
        continue;
      if (value !== undefined) {
        hide(declared);
        changeAttributes(run, declared, without('r'), removed);
        setVariable(run, declared, textValue(value), line, comment);
      } else if (/^[A-Za-z_]\w*$/.test(word) && isLocal) {
        hide(word);
        if (/[aA]/.test(options))
          setVariable(run, word, { kind: options.includes('A') ? 'map' : 'list', items: new Map() }, line);
        else if (name === 'local') setVariable(run, word, unsetValue, line);
      } else if (/[aA]/.test(options) && (!variable(run, word) || isUnset(variable(run, word))))
        setVariable(
          run,
          word,
          options.includes('A') ? { kind: 'map', items: new Map() } : listValue([]),
          line,
        );
      changeAttributes(run, declared, options, removed);
      if (/^[A-Za-z_]\w*$/.test(declared)) applyExport(declared);
    }
  }
  return status;
}

function isName(word: string): boolean {
  return /^[A-Za-z_]\w*(?:\[|\+?=|$)/.test(word);
}

function isAssignable(run: ShellRun, name: string, line: number): boolean {
  const isKept = isReadonly(run, name);
  if (isKept) reportReadonly(run, name, line);
  return isName(name) && !isKept;
}

/** Makes a variable a reference to another. */
function referTo(run: ShellRun, name: string, target: ShellText, line: number): void {
  run.state.variables.delete(name);
  if (!isKnown(target)) setVariable(run, name, target, line);
  else if (/^[A-Za-z_]\w*$/.test(target))
    run.state.variables.set(name, { value: textValue(target), target, line, comment: [] });
  else
    setVariable(run, name, { reason: `\`$${name}\` refers to \`${target}\`, which is not a variable` }, line);
}

function declaredValue(text: ShellText, options: string): Values | Unknown {
  if (!isKnown(text)) return text;
  return options.includes('a') ? listValue([text]) : textValue(text);
}
