import { readScriptComment, type ScriptFacts } from '../../model/script-comment';
import { formatAddress, parsePrefix, type Prefix } from '../../net/prefix';
import {
  directDevice,
  note,
  vpcDevice,
  type Compiled,
  type Dump,
  type DumpRoute,
  type Hop,
  type Line,
  type Note,
} from '../dump';
import { compiledName } from '../compiled-name';
import { routeOf, routeWords } from '../ip-route';
import { parsedWords } from '../shell/pieces';
import { blockComment, compiledFacts, compiledScript, scriptRouter } from './compiled-script';
import { listedRoutes } from './packed';

interface Routers {
  readonly routers: { readonly 4: string | undefined; readonly 6: string | undefined };
}

/** Where a compiled script has the user's own, after which it has no more routes. */
const userScript = /^# on-start (.*): the user's own script, by its own shebang\.\nuser\(\) \{$/m;

/** Reads what nbroute compiled: its routes are `ip -batch` lines, so no shell is needed. */
export function readCompiled(text: string, lines: readonly Line[]): Omit<Dump, 'format'> {
  const comment = readScriptComment(text);
  const script = comment?.kind === 'facts' ? compiledScript(text, comment.facts) : undefined;
  if (script && comment?.kind === 'facts') {
    const { onStart } = comment.facts;
    return {
      ...script,
      notUnderstood: addedCommands(lines),
      about: aboutLines(lines),
      isWhole: false,
      assumptions: onStart === undefined ? [] : [note(lines[0], onStartLeft(onStart))],
    };
  }
  const compiled = comment?.kind === 'facts' ? withRouters(comment.facts) : compiledBy(text);
  const notUnderstood: Note[] = [];
  const assumptions: Note[] = [];
  const routes = new Map<string, DumpRoute>();
  const blocks: Prefix[] = [];
  if (!compiled) return { routes: [], notUnderstood, compiled: undefined, about: [], isWhole: false };
  const values = compiledVariables(compiled);
  const theirs = userScript.exec(text);
  const ownLines = theirs ? lines.slice(0, text.slice(0, theirs.index).split('\n').length - 1) : lines;
  const add = (words: readonly string[], line: Line, comment: readonly string[]): void => {
    const read = routeWords(words, undefined);
    if ('reason' in read) {
      notUnderstood.push(note(line, read.reason));
      return;
    }
    const { prefix, hops } = read.value;
    if (comment.includes(blockComment)) blocks.push(prefix);
    const key = `${prefix.family} ${prefix.base} ${prefix.length}`;
    const comments = comment.filter((each) => each !== blockComment);
    const route = { ...read.value, hops: hops.map((hop) => withVpcDevice(hop, compiled)) };
    routes.set(key, routeOf(route, line.number, comments, undefined));
  };
  for (const { words, line, comment, reason } of statements(ownLines, text, values))
    if (reason !== undefined) notUnderstood.push(note(line, reason));
    else add(words, line, comment);
  notUnderstood.push(...addedCommands(ownLines));
  if (!comment)
    assumptions.push(
      note(
        lines[0] ?? { number: 1, text: '' },
        'compiled by nbroute 0.1.0, whose scripts do not say whether direct internet access is disabled: give --direct-internet if it is',
      ),
    );
  if (theirs)
    assumptions.push(
      note(
        lines[ownLines.length] ?? lines[0],
        `the script \`${theirs[1]}\` is not taken out: keep it beside the policy and name it there with \`on-start\``,
      ),
    );
  return {
    routes: [...routes.values()],
    notUnderstood,
    assumptions,
    isWhole: false,
    compiled: { ...compiled, blocks: [...compiled.blocks, ...blocks] },
    about: aboutLines(lines),
  };
}

/** Route commands that were added to a compiled text by hand, outside the user's own script. */
function addedCommands(lines: readonly Line[]): Note[] {
  const added: Note[] = [];
  for (let at = 0; at < lines.length; at++) {
    const { text } = lines[at];
    const user = /^cat > "\$file" << '(END_*)'$/.exec(text);
    if (user) {
      while (at + 1 < lines.length && lines[at].text !== user[1]) at++;
      continue;
    }
    const isCommand =
      /^\s*(?:[^#]*[\s;&|(])?(?:ip|route)\s.*\b(?:add|append|prepend|replace|change|del|delete)\b.*(?:\d\.\d|:[\da-f]*:)/.test(
        text,
      );
    if (isCommand && !/^(?:sudo ip )?route replace /.test(text))
      added.push(note(lines[at], 'was added to what nbroute compiled: not read'));
  }
  return added;
}

function onStartLeft(name: string): string {
  return `the script \`${name}\` is not written: keep it beside the policy, which names it with \`on-start\``;
}

function withRouters(facts: ScriptFacts): Compiled & Routers {
  const router = (family: 4 | 6): string | undefined => {
    const address = scriptRouter(facts, family);
    return address && formatAddress(family, address.value);
  };
  return { ...compiledFacts(facts), routers: { 4: router(4), 6: router(6) } };
}

interface RouteStatement {
  readonly words: readonly string[];
  readonly line: Line;
  readonly comment: readonly string[];
  readonly reason?: string;
}

type Values = Readonly<Record<string, string>>;

/** The routes of a compiled text, by the words after `route replace`. */
function* statements(lines: readonly Line[], source: string, values: Values): Generator<RouteStatement> {
  let comment: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const { text } = line;
    const packed = /^ {2}(each|base64)\b.*<< END\b/.exec(text);
    if (packed) {
      const end = lines.findIndex((each, at) => at > i && each.text === 'END');
      const body = lines.slice(i + 1, end < 0 ? lines.length : end).map((each) => each.text);
      const read = listedRoutes(packed[1], body, source);
      if ('reason' in read) yield { words: [], line, comment: [], reason: read.reason };
      else for (const each of read.value) yield { words: batchWords(each, values), line, comment: [] };
      if (end > 0) i = end;
      continue;
    }
    const batch = /^route replace (.*)$/.exec(text);
    const command = /^sudo ip route replace (.*)$/.exec(text);
    if (batch) yield { words: batchWords(text, values), line, comment };
    else if (command) yield { words: commandWords(command[1], values), line, comment };
    // In a here-document, a backslash quotes what would be expanded.
    const written = /^#+ ?(.*)$/.exec(text)?.[1];
    comment =
      written === undefined
        ? []
        : [...comment, isDocument(lines, i) ? written.replace(/\\([\\$`])/g, '$1') : written];
  }
}

/** Whether a line is in the here-document of `routes`. */
function isDocument(lines: readonly Line[], at: number): boolean {
  for (let i = at; i >= 0; i--) {
    if (/^ {2}cat << END$/.test(lines[i].text)) return true;
    if (lines[i].text.startsWith('END') || lines[i].text.startsWith('sudo ')) return false;
  }
  return false;
}

function batchWords(text: string, values: Values): string[] {
  return text
    .replace(/^route replace /, '')
    .replace(/\$(\w+)/g, (whole, name: string) => values[name] ?? whole)
    .replace(/\\([\\$`])/g, '$1')
    .split(/\s+/);
}

function commandWords(text: string, values: Values): string[] {
  return parsedWords(text).map((word) => {
    const variable = /^"?\$(\w+)"?$/.exec(word.text)?.[1];
    return variable !== undefined && Object.hasOwn(values, variable) ? values[variable] : word.value;
  });
}

/** A pinned interface is the VPC's, like the variable's. */
function withVpcDevice(hop: Hop, { pinned }: Compiled): Hop {
  return hop.device !== undefined && hop.device === pinned.vpc ? { ...hop, device: vpcDevice } : hop;
}

/** The policy's description in a compiled text: the comments before its first command, after nbroute's own. */
function aboutLines(lines: readonly Line[]): string[] {
  const first = lines[0]?.text.startsWith('#!') === true ? 1 : 0;
  const isOwn = (text: string): boolean =>
    /: (?:the routes of a SageMaker notebook instance, set|for a terminal of the notebook)|^# nbroute-policy \d|^# Compiled by nbroute from a policy/.test(
      text,
    );
  // At most three of nbroute's own come first.
  const about: string[] = [];
  for (const [i, { text }] of lines.slice(first).entries()) {
    const match = /^\s*#+ ?(.*)$/.exec(text);
    if (!match || routersAbout.test(match[1])) return about;
    if (i > 2 || !isOwn(text)) about.push(match[1]);
  }
  return about;
}

/** The comments above the lines that find a router or the direct gateway. */
const routersAbout =
  /^The router of the subnet this notebook has|^The IPv6 router: the subnet's base|^The direct gateway: the next hop/;

/** The variables of a compiled script whose values only the instance knows. */
function compiledVariables({ routers }: Routers): Values {
  return {
    vpc: vpcDevice,
    vpc6: vpcDevice,
    direct: directDevice,
    gateway: '?',
    router: routers[4] ?? '?',
    router6: routers[6] ?? '?',
  };
}

/** The facts of a compiled script. */
function compiledBy(source: string): (Compiled & Routers) | undefined {
  const name = compiledName(source);
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
  // The router of the only subnet, or of each subnet if the instance is asked. A learnt router makes no difference for a
  // policy: its routes are via vpc.
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
    facts: undefined,
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
