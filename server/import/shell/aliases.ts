import { parse, type Command, type Statement, type Word } from 'unbash';
import { expandText, expandWords, expansionAt } from './expand';
import { next, type CommandCall, type Flow, type ShellRun } from './state';
import { isKnown, type ShellText, type Unknown } from './values';
import { setsRoute } from '../route-commands';

/** The commands of an alias; the last one has the words and redirections after the alias. */
interface Expansion {
  readonly before: readonly Statement[];
  readonly last: Command;
  readonly aliases: ShellRun['aliases'];
}

/** A command whose name is an alias where bash reads it; undefined for any other. */
export function expandedAlias(run: ShellRun, node: Command): Expansion | Unknown | undefined {
  const name = aliasName(run, node.name);
  if (name === undefined) return undefined;
  const text = run.aliases.get(name) ?? '';
  if (!isKnown(text)) return text;
  // Within its own expansion, an alias is the command of that name.
  const aliases = new Map(run.aliases);
  aliases.delete(name);
  const parsed = commandsOf(text);
  if (!parsed) return { reason: `\`${name}\` is an alias of \`${text}\`, which is not supported` };
  const { before, last } = parsed;
  let { suffix } = node;
  let value = text;
  // After an alias that ends with a blank, the next word can be an alias too.
  while (/\s$/.test(value)) {
    const [following, ...others] = suffix;
    const second = following?.type === 'Word' ? aliasName(run, following) : undefined;
    const expansion = run.aliases.get(second ?? '');
    if (expansion === undefined || !isKnown(expansion)) break;
    const words = commandsOf(expansion)?.last;
    if (!words?.name) break;
    suffix = [words.name, ...words.suffix, ...others];
    value = expansion;
  }
  const isOne = before.length === 0;
  return {
    before,
    aliases,
    last: {
      type: 'Command',
      pos: node.pos,
      end: node.end,
      name: last.name ?? (suffix[0]?.type === 'Word' ? suffix[0] : undefined),
      prefix: isOne ? [...node.prefix, ...last.prefix] : last.prefix,
      suffix: [...last.suffix, ...(last.name ? suffix : suffix.slice(1))],
      args: [...last.args, ...node.args],
      redirects: [...last.redirects, ...node.redirects],
    },
  };
}

const reserved =
  /^(?:if|then|elif|else|fi|for|select|while|until|do|done|case|esac|function|coproc|time|[{}!]|\[\[)$/;

/** Reports the reserved words and the names of functions in a statement that are aliases: bash expands them first. */
export function reportReserved({ aliases, source, notes }: ShellRun, { pos, end }: Statement): void {
  if (aliases.size === 0) return;
  const words = /(?<![^\s;&|()`])([^\s;&|()<>`]+)(?=[ \t]*(\()?)/g;
  for (const { index, 1: word, 2: parenthesis } of source.text.slice(pos, end).matchAll(words))
    if (aliases.has(word) && (parenthesis !== undefined || reserved.test(word)))
      notes.skip(
        source.line(pos + index),
        `\`${word}\` is an alias, which bash expands before it recognises the command: not supported`,
      );
}

function aliasName(run: ShellRun, word: Word | undefined): string | undefined {
  return word && word.text === word.value && run.aliases.has(word.value) ? word.value : undefined;
}

function commandsOf(text: string): Pick<Expansion, 'before' | 'last'> | undefined {
  const { commands, errors = [] } = parse(text);
  const last = commands[commands.length - 1]?.command;
  if (last?.type !== 'Command' || errors.length > 0) return undefined;
  return { before: commands.slice(0, -1), last };
}

/** `alias NAME=VALUE…`, by its node, since its words may be assignments. */
export function setAliases(run: ShellRun, node: Command, line: number): void {
  const expansion = expansionAt(run, line);
  const aliases = new Map(run.state.aliases);
  for (const each of node.suffix) {
    if (each.type === 'Assignment' && each.value.type === 'Word')
      aliases.set(each.name, expandText(expansion, each.value));
    for (const text of each.type === 'Word' ? expandWords(expansion, [each]) : []) {
      const [, name, value] = isKnown(text) ? (/^([^=]+)=([^]*)$/.exec(text) ?? []) : [];
      if (name !== undefined && value !== undefined) aliases.set(name, value);
    }
  }
  run.state.aliases = aliases;
  run.state.status = 0;
}

/** `unalias NAME…`. */
export function unalias(run: ShellRun, args: readonly ShellText[]): Flow {
  const aliases = new Map(args[0] === '-a' ? [] : run.state.aliases);
  for (const arg of args) if (isKnown(arg)) aliases.delete(arg);
  run.state.aliases = aliases;
  run.state.status = 0;
  return next;
}

/** Reports a command that is not found because bash expands no aliases in a script. */
export function reportUnexpanded(run: ShellRun, name: string, { line, text }: CommandCall): void {
  const alias = run.state.aliases.get(name);
  if (alias === undefined) return;
  const message = `\`${name}\` is an alias, which bash does not expand in a script without \`shopt -s expand_aliases\` on an earlier line`;
  if (!isKnown(alias) || setsRoute(text.replace(name, alias))) run.notes.skip(line, message);
  else run.notes.assume(line, message);
}
