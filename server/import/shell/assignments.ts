import type { Assignment, Command, Word } from 'unbash';
import { evaluateText } from './arithmetic';
import { expandText, expandWords, expansionAt } from './expand';
import type { CommandCall, ShellRun } from './state';
import { arithmeticWord } from './pieces';
import { isUnassigned, parameter, scope, setElement, setExported, setVariable, variable } from './variables';
import {
  isKnown,
  isUnknownValue,
  isUnset,
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
  if (index) {
    const key = index.parts ? arithmeticWord(expansion, index) : index.value;
    setElement(run, name, key, text, line);
    return;
  }
  if (append !== true) {
    setVariable(run, name, isKnown(text) ? textValue(text) : text, line, comment);
    return;
  }
  const before = variable(run, name);
  if (before && !isUnknownValue(before.value) && before.value.kind !== 'text') {
    setElement(run, name, '0', joinedTexts([before.value.items.get('0') ?? '', text]), line);
    return;
  }
  const whole = joinedTexts([selfText(run, name, line), text]);
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

/** `declare`, `local` and similar, by their node: their words may be arrays. */
export function declare(run: ShellRun, node: Command, { line, comment }: CommandCall): void {
  const isExport = node.name?.value === 'export';
  const isLocal = node.name?.value === 'local' || (!isExport && run.state.scopes.length > 0);
  const expansion = expansionAt(run, line);
  let options = '';
  let exported = isExport ? true : undefined;
  const applyExport = (name: string): void => {
    if (exported !== undefined) setExported(run, name, exported, line);
  };
  const scopes = run.state.scopes;
  const current = scopes[scopes.length - 1];
  const hide = (name: string): void => {
    if (isLocal && !options.includes('g') && current && !current.has(name))
      current.set(name, run.state.variables.get(name));
  };
  for (const each of node.suffix) {
    if (each.type === 'Assignment') {
      const value = each.value.type === 'Word' ? ownText(run, each, each.value, line) : undefined;
      hide(each.name);
      if (options.includes('n') && !isExport) referTo(run, each.name, value ?? '', line);
      else if (value !== undefined && each.append !== true && !each.index)
        setVariable(run, each.name, declaredValue(run, value, options, line), line, comment);
      else assign(run, each, line, comment, options.includes('A'));
      applyExport(each.name);
      continue;
    }
    if (each.type !== 'Word') continue;
    for (const word of expandWords(expansion, [each])) {
      if (!isKnown(word)) continue;
      if (/^[-+]/.test(word)) {
        options += word.slice(1);
        if (isExport ? word.includes('n') : word.includes('x')) exported = !isExport && word.startsWith('-');
        continue;
      }
      if (isExport && options.includes('f')) {
        if (exported === false) run.exported.delete(word);
        else run.exported.add(word);
        continue;
      }
      if (/^[A-Za-z_]\w*=/.test(word)) {
        const at = word.indexOf('=');
        hide(word.slice(0, at));
        setVariable(run, word.slice(0, at), textValue(word.slice(at + 1)), line, comment);
      } else if (/^[A-Za-z_]\w*$/.test(word) && isLocal && node.name?.value !== 'readonly') {
        hide(word);
        if (/[aA]/.test(options))
          setVariable(run, word, { kind: options.includes('A') ? 'map' : 'list', items: new Map() }, line);
        else if (node.name?.value === 'local')
          setVariable(run, word, { kind: 'text', items: new Map() }, line);
      } else if (/[aA]/.test(options) && (!variable(run, word) || isUnset(variable(run, word))))
        setVariable(
          run,
          word,
          options.includes('A') ? { kind: 'map', items: new Map() } : listValue([]),
          line,
        );
      if (/^[A-Za-z_]\w*(?:=|$)/.test(word)) applyExport(word.replace(/=[^]*/, ''));
    }
  }
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

function declaredValue(run: ShellRun, text: ShellText, options: string, line: number): Values | Unknown {
  if (!isKnown(text)) return text;
  if (options.includes('i')) {
    const value = evaluateText(text, scope(run, line));
    return typeof value === 'bigint' ? textValue(String(value)) : value;
  }
  if (options.includes('a')) return listValue([text]);
  return textValue(
    options.includes('u') ? text.toUpperCase() : options.includes('l') ? text.toLowerCase() : text,
  );
}
