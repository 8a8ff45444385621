import { parsePrefix, type Family, type Prefix } from '../net/prefix';
import {
  directDevice,
  maskLength,
  kernelAddress,
  kernelPrefix,
  note,
  vpcDevice,
  wholePrefix,
  type Compiled,
  type Dump,
  type DumpRoute,
  type Group,
  type Hop,
  type Line,
  type Note,
  type Read,
} from './dump';
import { routeWords, type Words } from './ip-route';
import { listedRoutes } from './packed';
import {
  documentParts,
  shellCommands,
  type HereDocument,
  type ShellCommand,
  type ShellWord,
} from './shell-words';

/** How many routes a script's loops may set: far more than any script fits, and an end to loops in loops. */
const mostRoutes = 200_000;
/** How far loops in loops are run. */
const deepestLoop = 8;

/**
 * A shell script's route commands: `ip route add|replace|append|change|prepend` (ip-route(8)), `ip -batch` from a
 * here-document, and `route add` (route(8)). Variables assigned plainly earlier have their values, `for` loops over
 * words are run. Nothing else is run: a route under a condition is taken, with a remark.
 */
export function shell(text: string, lines: readonly Line[]): Omit<Dump, 'format'> {
  const compiled = compiledBy(text);
  const run = new Run(lines, compiled, /\bip\b[^\n#]*\s-b(?:a|at|atc|atch)?\s/.test(text), text);
  const theirs = compiled && userScript.exec(text);
  const commands = shellCommands(theirs ? text.slice(0, theirs.index) : text);
  run.block(commands, 0, commands.length, undefined);
  return {
    routes: [...run.routes.values()],
    notUnderstood: run.notes,
    compiled: compiled && { ...compiled, blocks: [...compiled.blocks, ...run.blocks] },
    about: aboutLines(lines, compiled !== undefined),
    remarks: theirs
      ? [
          ...run.remarks,
          note(lines[text.slice(0, theirs.index).split('\n').length - 1], onStartLeft(theirs[1])),
        ]
      : run.remarks,
    other: compiled ? [] : [...run.others].filter((line) => !run.notes.some((each) => each.line === line)),
  };
}

/** Where a compiled script has the user's own: what stands from there on sets none of its routes. */
const userScript = /^# on-start (.*): the user's own script, by its own shebang\.\nuser\(\) \{$/m;

function onStartLeft(name: string): string {
  return `the script ${name} is not taken out: keep it beside the policy and name it there with on-start`;
}

/** What a compiled script says of the routes that are the network's and no statement's. */
const blockComment = "the VPC's own";

type Value = readonly string[] | undefined;

class Run {
  readonly routes = new Map<string, DumpRoute>();
  readonly notes: Note[] = [];
  /** Lines of commands that set no route. */
  readonly others = new Set<number>();
  /** Of a compiled script, the blocks that it calls so: a comment is on the first of several. */
  readonly blocks: Prefix[] = [];
  private readonly variables = new Map<string, Value>();
  /** What is said where a variable is assigned. */
  private readonly variableComments = new Map<string, readonly string[]>();
  private readonly noted = new Set<string>();
  readonly remarks: Note[] = [];
  private steps = 0;
  /** How many `if`, `while`, `until` and `case` are open. */
  private conditions = 0;
  private depth = 0;
  /** Whether the command is the second of `[ … ] && …`. */
  private isTested = false;
  /** Whether a here-document was read that goes to `ip -batch` by a pipe. */
  private batchIsRead = false;
  /** Names of the script's functions: they are not run. */
  private readonly functions: ReadonlySet<string>;

  constructor(
    private readonly lines: readonly Line[],
    private readonly compiled: (Compiled & Routers) | undefined,
    private readonly readsBatch: boolean,
    private readonly source: string,
  ) {
    const defined = /^[ \t]*(?:function[ \t]+([A-Za-z_][\w-]{0,60})|([A-Za-z_][\w-]{0,60})[ \t]*\(\))/gm;
    this.functions = new Set([...source.matchAll(defined)].map(([, one, other]) => one ?? other));
    if (compiled)
      for (const [name, value] of Object.entries(compiledVariables(compiled)))
        this.variables.set(name, [value]);
  }

  /** Runs the commands from `from` to `to`; a loop's body again for each of its words. */
  block(commands: readonly ShellCommand[], from: number, to: number, group: Loop | undefined): void {
    for (let i = from; i < to; i++) {
      const command = commands[i];
      const words = leading(command.words);
      const [first] = command.words;
      this.isTested = command.follows && isTest(commands[i - 1]);
      if (['if', 'while', 'until', 'case'].some((word) => isWord(first, word))) this.conditions++;
      else if (['fi', 'done', 'esac'].some((word) => isWord(first, word)))
        this.conditions = Math.max(0, this.conditions - 1);
      if (isWord(words[0], 'for') && isWord(words[2], 'in') && this.depth < deepestLoop) {
        const end = loopEnd(commands, i, to);
        this.loop(commands, i, end, words, group);
        i = end;
      } else this.simple(command, words, group);
      if (this.steps++ > mostRoutes * 4) return;
    }
  }

  private loop(
    commands: readonly ShellCommand[],
    at: number,
    end: number,
    words: readonly ShellWord[],
    outer: Loop | undefined,
  ): void {
    const name = text(words[1]);
    const values: Value[] = words.slice(3).flatMap((word) => this.split(word));
    const { line } = commands[at];
    const source = words[3]?.parts.length === 1 && words.length === 4 ? words[3].parts[0] : undefined;
    const variable = source?.kind === 'variable' ? source.name : '';
    const said = [...commands[at].comment, ...(commands[end]?.comment ?? [])];
    const group: Loop = {
      group: outer?.group ?? { name: variable },
      comment: [
        ...(outer?.comment ?? []),
        ...(said.length > 0 ? said : (this.variableComments.get(variable) ?? [])),
      ],
    };
    if (values.length === 0) values.push(undefined);
    for (const value of values) {
      this.variables.set(name, value);
      this.depth++;
      this.block(commands, at + 1, end, group);
      this.depth--;
      if (this.routes.size > mostRoutes || this.steps > mostRoutes * 4) {
        this.note(line, `more than ${mostRoutes} routes: the loop is not run to its end`);
        return;
      }
    }
  }

  private simple(command: ShellCommand, all: readonly ShellWord[], group: Loop | undefined): void {
    const words = [...all];
    if (isWord(words[0], 'while') || isWord(words[0], 'until')) words.shift();
    // NAME=value, alone or before a command.
    let assigned = false;
    for (let word = words[0]; word && assignment(word); word = words[0]) {
      words.shift();
      const elements = isEmptyAssignment(word) && command.words.length > 1 ? words.splice(0) : undefined;
      this.assign(word, elements);
      this.variableComments.set(wordText(word).replace(/\+?=.*$/s, ''), command.comment);
      assigned = true;
    }
    const name = text(words[0]).replace(/^\/(?:usr\/)?s?bin\//, '');
    const documentsRead = command.documents.some((document) => this.document(document, name, command, group));
    if (
      name === 'export' ||
      name === 'readonly' ||
      name === 'local' ||
      name === 'declare' ||
      name === 'typeset'
    ) {
      for (const word of words.slice(1)) if (assignment(word)) this.assign(word, undefined);
    } else if (name === 'read')
      for (const word of words.slice(1)) if (!this.compiled) this.variables.set(text(word), undefined);
    if (name === 'ip' || name === 'route') this.routeCommand(name, words, command, group, documentsRead);
    else if (words.length > 0) {
      if (!assigned && !closing.has(name)) this.others.add(command.line);
      this.hidden(name, words, command);
    }
  }

  /** A route command among another one's words: `bash -c "ip route add …"`. */
  private hidden(name: string, words: readonly ShellWord[], command: ShellCommand): void {
    if (this.compiled || name === 'echo' || name === 'printf' || name === 'logger') return;
    const all = words.map((word) => this.value(word) ?? wordText(word)).join(' ');
    if (this.functions.has(name) && words.length > 1 && /\d[.:]|:[\da-f]/i.test(all))
      this.note(command.line, `calls the script's function ${shortened(name)}: functions are not run`);
    else if (setsRoute(all))
      this.note(
        command.line,
        `a route command among the words of \`${name}\`: what becomes of it is not known`,
      );
  }

  private document(
    document: HereDocument,
    name: string,
    command: ShellCommand,
    group: Loop | undefined,
  ): boolean {
    if (this.compiled && (name === 'base64' || name === 'each') && document.lines.length > 0) {
      const body = document.lines.map((line) => line.text);
      const read = listedRoutes(name, body, this.source);
      if ('reason' in read) this.note(command.line, read.reason);
      else for (const line of read.value) this.batchLine(line, true, command.line, [], group);
      return true;
    }
    const isBatch =
      name === 'ip' || (this.readsBatch && document.lines.some((line) => isBatchLine(line.text)));
    if (!isBatch) {
      for (const { number, text: raw } of document.lines)
        if (setsRoute(raw)) this.note(number, 'stands in a here-document: what becomes of it is not known');
      return false;
    }
    for (const { number, text: raw } of document.lines)
      if (!/^\s*(?:#|$)/.test(raw))
        this.batchLine(raw, document.expands, number, commentsAbove(document, number), group);
    this.batchIsRead = true;
    return true;
  }

  /** A line of what `ip -batch` reads. */
  private batchLine(
    raw: string,
    expands: boolean,
    number: number,
    comment: readonly string[],
    group: Loop | undefined,
  ): void {
    const line = expands ? this.value(documentParts(raw)) : raw;
    if (line === undefined) {
      this.note(number, unknownReason(documentParts(raw), this.variables));
      return;
    }
    const words = line.replace(/#.*/, '').trim().split(/\s+/);
    this.ip(words, { line: number, comment, documents: [], words: [], follows: false }, group, false);
  }

  private routeCommand(
    name: string,
    words: readonly ShellWord[],
    command: ShellCommand,
    group: Loop | undefined,
    documentsRead: boolean,
  ): void {
    const values: string[] = [];
    for (const word of words.slice(1)) {
      const split = word.quoted ? [this.value(word)] : this.split(word).map((value) => value?.[0]);
      for (const value of split) {
        if (value === undefined) {
          const rest = words.map((each) => this.value(each) ?? wordText(each)).join(' ');
          if (setsRoute(rest) || /^(?:ip\s.*\s)?route?\b/.test(rest))
            if (!isReading(rest)) this.note(command.line, unknownReason(word, this.variables));
          return;
        }
        values.push(value);
      }
    }
    if (name === 'route') this.routeAdd(values, command, group);
    else this.ip(values, command, group, documentsRead);
  }

  private ip(values: string[], command: ShellCommand, group: Loop | undefined, documentsRead: boolean): void {
    let family: Family | undefined;
    let at = 0;
    for (; values[at]?.startsWith('-'); at++) {
      const option = values[at].replace(/^--/, '-');
      if (option === '-4' || option === '-6') family = option === '-4' ? 4 : 6;
      else if (/^-f(?:amily)?$/.test(option)) family = values[++at] === 'inet6' ? 6 : 4;
      else if (/^-b(?:a|at|atc|atch)?$/.test(option)) {
        const isPiped = this.batchIsRead && values[at + 1] === '-';
        if (!documentsRead && !isPiped && !this.compiled)
          this.note(
            command.line,
            `reads its routes from ${values[at + 1] ?? 'a file'}: what is in there is not known`,
          );
        return;
      } else if (/^-n(?:etns?)?$/.test(option)) {
        this.note(command.line, otherNamespace);
        return;
      }
    }
    const [object = '', verb = ''] = [values[at], values[at + 1]];
    if (/^(?:netns|vrf)$/.test(object) && verb === 'exec' && setsRoute(values.slice(at + 2).join(' ')))
      this.note(command.line, otherNamespace);
    else if (/^ru(?:l|le)?$/.test(object)) {
      if (/^(?:a|add|d|de|del|delete|flush)$/.test(verb))
        this.note(
          command.line,
          'a rule chooses between routing tables: a policy is about the main table alone',
        );
      else this.others.add(command.line);
    } else if (/^r(?:o|ou|out|oute)?$/.test(object)) this.ipRoute(values.slice(at), family, command, group);
    else this.others.add(command.line);
  }

  /** `values` begins with `route`. */
  private ipRoute(
    values: readonly string[],
    family: Family | undefined,
    command: ShellCommand,
    group: Loop | undefined,
  ): void {
    const verb = values[1] ?? 'list';
    const verbs = ['add', 'append', 'change', 'chg', 'delete', 'flush', 'get', 'list', 'lst', 'prepend'];
    const full = [...verbs, 'replace', 'restore', 'save', 'show', 'test'].find((each) =>
      each.startsWith(verb),
    );
    if (full === undefined) this.note(command.line, `\`ip route\` knows no ${JSON.stringify(verb)}`);
    else if (full === 'delete' || full === 'flush')
      this.note(command.line, 'takes routes away: a policy only says which there are');
    else if (full === 'restore')
      this.note(command.line, 'restores routes from a file: what is in there is not known');
    else if (['add', 'append', 'change', 'chg', 'prepend', 'replace'].includes(full))
      this.set(routeWords(values.slice(2), family), full !== 'add' && full !== 'append', command, group);
    else this.others.add(command.line);
  }

  private routeAdd(values: readonly string[], command: ShellCommand, group: Loop | undefined): void {
    const words = values.filter((word) => !/^(?:-[nveF]+|-4|--inet|inet)$/.test(word));
    const six = values.some(
      (word, i) => /^(?:-6|--inet6|inet6)$/.test(word) || (word === '-A' && values[i + 1] === 'inet6'),
    );
    const rest = words.filter(
      (word, i) => !/^(?:-6|--inet6|inet6|-A)$/.test(word) && !(words[i - 1] === '-A'),
    );
    if (rest[0] === 'del' || rest[0] === 'delete' || rest[0] === 'flush')
      this.note(command.line, 'takes routes away: a policy only says which there are');
    else if (rest[0] === 'add') this.set(routeAddWords(rest.slice(1), six), false, command, group);
    else this.others.add(command.line);
  }

  private set(read: Read<Words>, replaces: boolean, command: ShellCommand, loop: Loop | undefined): void {
    if ('reason' in read) {
      this.note(command.line, read.reason);
      return;
    }
    const { prefix, metric, table } = read.value;
    const key = `${prefix.family} ${prefix.base} ${prefix.length} ${metric} ${table ?? ''}`;
    const before = this.routes.get(key);
    // The kernel refuses to add what is there.
    if (before && !replaces) {
      if (!sameWords(before, read.value))
        this.note(command.line, `adds a route that line ${before.line} set already: the kernel refuses it`);
      return;
    }
    if (this.conditions > 0 || this.isTested)
      this.remark(command.line, 'is set only under a condition: taken as if it always were');
    if (this.compiled && command.comment.includes(blockComment)) this.blocks.push(prefix);
    const comment = [...(loop?.comment ?? []), ...command.comment].filter(
      (line) => !this.compiled || line !== blockComment,
    );
    this.routes.set(key, {
      ...read.value,
      hops: read.value.hops.map((hop) => this.known(hop)),
      comment: comment.length > 0 ? comment : (before?.comment ?? []),
      group: loop?.group,
      line: command.line,
    });
  }

  /** A pinned interface is the VPC's as much as the one that the variable stands for. */
  private known(hop: Hop): Hop {
    return hop.device !== undefined && hop.device === this.compiled?.pinned.vpc
      ? { ...hop, device: vpcDevice }
      : hop;
  }

  private assign(word: ShellWord, elements: readonly ShellWord[] | undefined): void {
    const [first, ...more] = word.parts;
    if (first?.kind !== 'text') return;
    const equals = first.text.indexOf('=');
    const appends = first.text[equals - 1] === '+';
    const name = first.text.slice(0, appends ? equals - 1 : equals);
    if (this.compiled && Object.hasOwn(compiledVariables(this.compiled), name)) return;
    const before = appends ? this.variables.get(name) : [];
    if (elements) {
      const values = elements.flatMap((element) => this.split(element).map((value) => value?.[0]));
      const known = values.flatMap((value) => (value === undefined ? [] : [value]));
      this.variables.set(name, before && known.length === values.length ? [...before, ...known] : undefined);
      return;
    }
    const value = this.value({
      parts: [{ kind: 'text', text: first.text.slice(equals + 1) }, ...more],
      quoted: true,
    });
    this.variables.set(name, before && value !== undefined ? [`${before.join(' ')}${value}`] : undefined);
  }

  /** A word's one value; undefined when only a run tells. */
  private value(word: ShellWord): string | undefined {
    let found = '';
    for (const part of word.parts) {
      if (part.kind === 'text') found += part.text;
      else if (part.kind === 'unknown') return undefined;
      else {
        const value = this.variables.get(part.name);
        const known = value?.[0] ?? (this.variables.has(part.name) ? undefined : part.fallback);
        if (known === undefined) return undefined;
        found += part.all && value ? value.join(' ') : known;
      }
      // Variables that hold each other would double with every line.
      if (found.length > 1_000_000) return undefined;
    }
    return found;
  }

  /** The words that a word is split into, each a value or undefined. */
  private split(word: ShellWord): Value[] {
    const [only] = word.parts;
    if (word.parts.length === 1 && only.kind === 'variable' && only.all)
      return this.variables.get(only.name)?.map((value) => [value]) ?? [undefined];
    const value = this.value(word);
    if (value === undefined) return [undefined];
    const splits = !word.quoted && word.parts.some(({ kind }) => kind === 'variable');
    return splits ? (value.match(/\S+/g) ?? []).map((each) => [each]) : [[value]];
  }

  private remark(line: number, message: string): void {
    if (this.compiled || this.noted.has(`${line} ${message}`)) return;
    this.noted.add(`${line} ${message}`);
    this.remarks.push(note({ number: line, text: this.lines[line - 1]?.text ?? '' }, message));
  }

  private note(line: number, message: string): void {
    const key = `${line} ${message}`;
    if (this.noted.has(key)) return;
    this.noted.add(key);
    this.notes.push(note({ number: line, text: this.lines[line - 1]?.text ?? '' }, message));
  }
}

interface Loop {
  readonly group: Group;
  readonly comment: readonly string[];
}

const otherNamespace = "is about another network namespace, not the notebook's own";

/** Words that only end or open a block. */
const closing = new Set(['fi', 'done', 'esac', 'then', 'do', 'else', '{', '}', 'true', ':']);

/** Whether a command only asks: `[ … ]`. */
function isTest(command: ShellCommand | undefined): boolean {
  const [first] = command ? leading(command.words) : [];
  return ['[', '[[', 'test'].some((word) => isWord(first, word));
}

/** Whether a line is one that `ip -batch` reads. */
function isBatchLine(line: string): boolean {
  return /^\s*r(?:o|ou|out|oute)?\s+(?:a|add|app|append|re|repl|replace|ch|change|pre|prepend)\s/.test(line);
}

/** Whether a text asks a command to set a route. */
function setsRoute(all: string): boolean {
  return /\bip\s[^;|&]*\br(?:o|ou|out|oute)?\s+(?:a|add|append|re|repl|replace|change)\b|\broute\s+(?:-\S+\s+)*add\b/.test(
    all,
  );
}

function isReading(all: string): boolean {
  return /\broute?\s+(?:show|list|get|ls|save)\b|\broute?\s*$/.test(all);
}

function sameWords(a: Words, b: Words): boolean {
  const text = (words: Words) =>
    `${words.type} ${words.hops.map(({ gateway, device }) => `${gateway?.value ?? ''} ${device ?? ''}`).join()}`;
  return text(a) === text(b);
}

function unknownReason(word: ShellWord, variables: ReadonlyMap<string, Value>): string {
  for (const part of word.parts) {
    if (part.kind === 'unknown') return `${shortened(part.text)} is known only when the script runs`;
    if (part.kind === 'variable' && variables.get(part.name) === undefined)
      return `the value of $${part.name} is ${variables.has(part.name) ? 'known only when the script runs' : 'not assigned in the script'}`;
  }
  return 'is known only when the script runs';
}

function shortened(source: string): string {
  return source.length > 40 ? `${source.slice(0, 37)}…` : source;
}

/** The index of the command with the `done` of the loop at `at`, or `to`. */
function loopEnd(commands: readonly ShellCommand[], at: number, to: number): number {
  let depth = 0;
  for (let i = at; i < to; i++) {
    const words = leading(commands[i].words);
    if (['for', 'while', 'until', 'select'].some((each) => isWord(words[0], each))) depth++;
    else if (isWord(words[0], 'done') && --depth === 0) return i;
  }
  return to;
}

const prefixes = [
  'do',
  'then',
  'else',
  'elif',
  'if',
  '{',
  '!',
  'time',
  'command',
  'exec',
  'nohup',
  'builtin',
];

/** A command's words without what only leads to it: `then sudo -n ip …` is `ip …`. */
function leading(words: readonly ShellWord[]): readonly ShellWord[] {
  let at = 0;
  for (; at < words.length; at++) {
    const word = text(words[at]);
    if (words[at].quoted) break;
    if (word === 'sudo') {
      while (text(words[at + 1]).startsWith('-')) {
        at++;
        if (/^-[ugh]$/.test(text(words[at]))) at++;
      }
    } else if (!prefixes.includes(word)) break;
  }
  return at === 0 ? words : words.slice(at);
}

function isWord(word: ShellWord | undefined, expected: string): boolean {
  return word !== undefined && !word.quoted && text(word) === expected;
}

/** A word without variables as its text, else "". */
function text(word: ShellWord | undefined): string {
  if (!word) return '';
  return word.parts.every(({ kind }) => kind === 'text') ? wordText(word) : '';
}

function wordText(word: ShellWord): string {
  return word.parts.map((part) => (part.kind === 'variable' ? `$${part.name}` : part.text)).join('');
}

function assignment(word: ShellWord): boolean {
  const [first] = word.parts;
  return first?.kind === 'text' && /^[A-Za-z_]\w*\+?=/.test(first.text);
}

function isEmptyAssignment(word: ShellWord): boolean {
  return word.parts.length === 1 && /=$/.test(text(word));
}

/** The words of `route add` behind `add`, as route(8) reads them. */
function routeAddWords(words: readonly string[], six: boolean): Read<Words> {
  let at = 0;
  let kind: string | undefined;
  if (words[at] === '-net' || words[at] === '-host') kind = words[at++];
  const target = words[at++];
  if (target === undefined) return { reason: 'a destination is missing' };
  let mask: string | undefined;
  let gateway: string | undefined;
  let device: string | undefined;
  let metric = 0;
  let rejects = false;
  for (; at < words.length; at++) {
    const word = words[at];
    const value = words[at + 1];
    if (word === 'reject') rejects = true;
    else if (['mod', 'dyn', 'reinstate'].includes(word)) continue;
    else if (value === undefined && /^[A-Za-z][\w.@-]*$/.test(word)) device = word;
    else if (value === undefined) return { reason: `${JSON.stringify(word)} is not understood` };
    else {
      at++;
      if (word === 'netmask') mask = value;
      else if (word === 'gw' || word === 'gateway') gateway = value;
      else if (word === 'dev') device = value;
      else if (word === 'metric') metric = Number(value);
      else if (!['mss', 'window', 'irtt'].includes(word))
        return { reason: `${JSON.stringify(word)} is not understood` };
    }
  }
  if (!Number.isSafeInteger(metric) || metric < 0) return { reason: 'the metric is no number' };
  const destination = routeDestination(target, mask, kind, six);
  if ('reason' in destination) return destination;
  const base = { prefix: destination.value, metric, table: undefined, proto: undefined };
  if (rejects) return { value: { ...base, type: 'unreachable', hops: [] } };
  const address = gateway === undefined ? undefined : kernelAddress(gateway);
  if (gateway !== undefined && !address)
    return { reason: `the gateway ${JSON.stringify(gateway)} is no address` };
  if (!address && device === undefined) return { reason: 'neither a gateway nor an interface is named' };
  const hop: Hop = { gateway: address, device, isUnknown: false };
  return { value: { ...base, type: 'unicast', hops: [hop] } };
}

function routeDestination(
  target: string,
  mask: string | undefined,
  kind: string | undefined,
  six: boolean,
): Read<Prefix> {
  if (target === 'default') return kernelPrefix('default', six ? 6 : 4);
  if (mask === undefined) {
    if (kind === '-net' && !target.includes('/'))
      return {
        reason: `${target} has no netmask: what \`route\` makes of it depends on the address's class`,
      };
    if (kind === undefined && !target.includes('/') && !six)
      return { reason: `${target} is a network or one address: only -net with a netmask, or -host, tells` };
    return kernelPrefix(target, six ? 6 : 4);
  }
  const address = kernelAddress(target);
  const ones = kernelAddress(mask);
  const length = ones?.family === 4 ? maskLength(ones.value) : undefined;
  if (!address || length === undefined) return { reason: `${target} netmask ${mask} is no destination` };
  const prefix = wholePrefix(address, length);
  return prefix ? { value: prefix } : { reason: `${target} has address bits set behind the netmask ${mask}` };
}

/** The comment lines right above a line of a here-document. */
function commentsAbove(document: HereDocument, number: number): string[] {
  const found: string[] = [];
  const first = document.lines[0]?.number ?? number;
  for (let i = number - first - 1; i >= 0; i--) {
    const match = /^\s*#+ ?(.*)$/.exec(document.lines[i].text);
    if (!match) break;
    found.push(document.expands ? match[1].replace(/\\([\\$`])/g, '$1') : match[1]);
  }
  return found.reverse();
}

/** What a script says of itself before its first command. */
function aboutLines(lines: readonly Line[], isCompiled: boolean): string[] {
  const found: string[] = [];
  const boilerplate =
    /: (?:the routes of a SageMaker notebook instance, set|for a terminal of the notebook)|^Compiled by nbroute from a policy|^The router of the subnet this notebook has|^The IPv6 router: the subnet's base|^The direct gateway: the next hop/;
  for (const { number, text: line } of lines) {
    if (number === 1 && line.startsWith('#!')) continue;
    const match = /^\s*#+ ?(.*)$/.exec(line);
    if (!match) {
      // Right above a command it is that one's.
      if (line.trim() === '' || isCompiled) return found;
      return [];
    }
    if (isCompiled && boilerplate.test(match[1])) continue;
    found.push(match[1]);
  }
  return found;
}

interface Routers {
  readonly routers: { readonly 4: string | undefined; readonly 6: string | undefined };
}

/** The variables in which a compiled script keeps what only the instance knows. */
function compiledVariables({ routers }: Routers): Record<string, string> {
  return {
    ...{ vpc: vpcDevice, vpc6: vpcDevice, direct: directDevice, gateway: '?' },
    ...{ router: routers[4] ?? '?', router6: routers[6] ?? '?' },
  };
}

/** What a script that this project compiled says of its policy. */
function compiledBy(source: string): (Compiled & Routers) | undefined {
  const head = source.slice(0, 4000);
  const name =
    /^# (\S+): the routes of a SageMaker notebook instance, set at every start/m.exec(head)?.[1] ??
    /^# (\S+): for a terminal of the notebook\. These routes last until it stops\.$/m.exec(head)?.[1];
  if (name === undefined) return undefined;
  const subnets: Prefix[] = [];
  const add = (written: string): void => {
    const prefix = parsePrefix(written);
    if (prefix && !subnets.some((each) => each.base === prefix.base && each.length === prefix.length))
      subnets.push(prefix);
  };
  for (const match of source.matchAll(/^.*\baddr show up(?: dev \S+)? to ([\da-f.:]+\/\d+)/gm)) add(match[1]);
  const routers: { 4: string | undefined; 6: string | undefined } = { 4: undefined, 6: undefined };
  for (const match of source.matchAll(/^([\da-f.:]+\/\d+)(?: ([\da-f.:]+))?$/gm)) {
    add(match[1]);
    if (match[2] !== undefined) routers[match[1].includes(':') ? 6 : 4] ??= match[2];
  }
  // One subnet's router, or each one's where the instance is asked which it is in. One that it has learnt instead is
  // no other to a policy: its routes go via vpc.
  for (const match of source.matchAll(/^(?! *#).*\b(router6?)=([\da-f.:]+)(?: |$)/gm))
    routers[match[1] === 'router' ? 4 : 6] ??= match[2];
  const blocks = [
    ...source.matchAll(/^ {2}\[\[ .*match "\$1"(?: 2> \/dev\/null)?\)" =~ \$NL\(([^)]*)\)/gm),
  ].flatMap(([, list]) =>
    list
      .replace(/\\/g, '')
      .split('|')
      .flatMap((each) => parsePrefix(each) ?? []),
  );
  const vpcPin = /\baddr show up dev ('[^']*'|\S+)/.exec(source)?.[1];
  const directPin = /\[ "\$direct" = ('[^']*'|\S+) \]|^direct=('[^']*'|[^$\s]+)$/m.exec(source);
  return {
    name,
    subnets,
    blocks,
    routers,
    pinned: { vpc: unquoted(vpcPin), direct: unquoted(directPin?.[1] ?? directPin?.[2]) },
  };
}

function unquoted(word: string | undefined): string | undefined {
  return word?.replace(/^'(.*)'$/, '$1');
}
