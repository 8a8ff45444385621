import { parse, forEachChild, type SyntaxNode } from 'unbash';
import { dumpFormats, type DumpFormat, type Line } from '../dump';
import { lineFormat } from '../formats';
import { setsRoute } from '../route-commands';
import { segments } from './fences';
import { foreignSystem, isContinued, isLabel, isLeftover, isProse } from './line-kinds';
import { isFailure, prompted, printedTable, type PrintedRoutes } from './prompts';

/** A part of a text that one reader reads. */
export type TextPart =
  /** Commands; `isTyped` if they are at a prompt, one after the other. */
  | {
      readonly kind: 'commands';
      readonly lines: readonly Line[];
      readonly isTyped: boolean;
      readonly failure?: string;
      readonly shownBy?: string;
    }
  | {
      readonly kind: 'table';
      readonly lines: readonly Line[];
      readonly format: DumpFormat;
      readonly printed: PrintedRoutes | undefined;
    }
  | { readonly kind: 'foreign'; readonly lines: readonly Line[]; readonly system: string }
  /** A sentence that contains a route command. */
  | { readonly kind: 'sentence'; readonly lines: readonly Line[] };

/** The parts of a text, in order. */
export function partsOf(lines: readonly Line[]): TextPart[] {
  const parts = segments(lines).flatMap(({ lines: own, isFenced }, _, all) =>
    isFenced || all.length === 1 ? segmentParts(own) : partsOutsideFences(own),
  );
  return [...parts, ...unread(lines, parts)];
}

/** The route commands that are in no part: within sentences, or in another command's output. */
function unread(lines: readonly Line[], parts: readonly TextPart[]): TextPart[] {
  const read = new Set(
    parts.flatMap((part) => part.lines.flatMap(({ number, text }) => (text.trim() === '' ? [] : [number]))),
  );
  const unreadLines = lines.filter(({ number, text }) => !read.has(number) && setsRoute(text));
  return unreadLines.length > 0 ? [{ kind: 'sentence', lines: unreadLines }] : [];
}

/** Outside fences there are sentences: only prompts and tables are parts there. */
function partsOutsideFences(lines: readonly Line[]): TextPart[] {
  if (lines.some(({ text }) => prompted(text) !== undefined)) return segmentParts(lines);
  return blocks(lines, (text) => lineFormat(text) !== undefined || isContinued(text)).flatMap((block) => {
    const format = formatOfRows(block);
    if (format !== undefined && format !== 'shell') return tables(block, undefined);
    const commands = block.filter(({ text }) => lineFormat(text) === 'shell');
    return commands.length > 0 ? [{ kind: 'sentence', lines: commands } as const] : [];
  });
}

/** Runs of lines for which `isMeant`. */
function blocks(lines: readonly Line[], isMeant: (text: string) => boolean): Line[][] {
  const result: Line[][] = [];
  let current: Line[] | undefined;
  for (const line of lines) {
    if (!isMeant(line.text)) current = undefined;
    else if (current) current.push(line);
    else result.push((current = [line]));
  }
  return result;
}

function segmentParts(lines: readonly Line[]): TextPart[] {
  const system = foreignSystem(lines.map(({ text }) => text));
  if (system !== undefined) return [{ kind: 'foreign', lines, system }];
  const first = lines.find(({ text }) => text.trim() !== '');
  if (first && /^\s*#!.*sh\b/.test(first.text)) return [{ kind: 'commands', lines, isTyped: false }];
  const cells = lines.some(({ text }) => /^\s*(?:!|%%(?:bash|sh|script)\b|In ?\[\d*\]:\s*!)/.test(text))
    ? cellLines(lines)
    : undefined;
  if (cells) return cells;
  if (isTranscript(lines)) return transcript(lines);
  return unprompted(lines);
}

/** `# …` alone is a prompt only if no line is a command and a table follows. */
function isTranscript(lines: readonly Line[]): boolean {
  const prompts = lines.map(({ text }) => prompted(text));
  if (prompts.some((each) => each && !each.isHash)) return true;
  const isPlain = lines.some(({ text }) => lineFormat(text) === 'shell');
  return !isPlain && prompts.some((each, i) => each && lineFormat(lines[i + 1]?.text ?? '') !== undefined);
}

/** The commands in a notebook's cells: `!ip route …`, and all of a `%%bash` cell. */
function cellLines(lines: readonly Line[]): TextPart[] {
  const parts: TextPart[] = [];
  let output: Line[] = [];
  let command: string | undefined;
  let isShell = false;
  const endOutput = (): void => {
    parts.push(...outputParts(command ?? '', output));
    output = [];
  };
  for (const line of lines) {
    const magic = /^\s*%%(?:bash|sh|script\s+(?:ba)?sh)\b/.test(line.text);
    const typed = /^\s*(?:In ?\[\d*\]:\s*)?!\s*(.*)$/.exec(line.text);
    if (magic) {
      endOutput();
      isShell = true;
      parts.push({ kind: 'commands', lines: [], isTyped: false });
    } else if (typed) {
      endOutput();
      isShell = false;
      command = typed[1];
      // IPython fills in Python's variables: `{x}` and `$x`.
      parts.push({ kind: 'commands', lines: [{ ...line, text: typed[1] }], isTyped: true });
    } else if (isShell && !/^\s*(?:In|Out) ?\[\d*\]:/.test(line.text)) {
      const last = parts.pop();
      if (last?.kind === 'commands') parts.push({ ...last, lines: [...last.lines, line] });
    } else output.push(line);
  }
  endOutput();
  return parts.filter((part) => part.lines.length > 0);
}

function transcript(lines: readonly Line[]): TextPart[] {
  const parts: TextPart[] = [];
  let at = lines.findIndex(({ text }) => prompted(text) !== undefined);
  if (at > 0) parts.push(...unprompted(lines.slice(0, at)));
  while (at < lines.length) {
    const typed = prompted(lines[at].text);
    const command: Line[] = [{ ...lines[at], text: typed?.command ?? '' }];
    at++;
    while (at < lines.length && continues(command, lines[at])) {
      command.push({ ...lines[at], text: lines[at].text.replace(/^\s*> ?/, '') });
      at++;
    }
    const output: Line[] = [];
    while (at < lines.length && prompted(lines[at].text) === undefined) output.push(lines[at++]);
    const failed = command.length === 1 ? output.find(({ text }) => isFailure(text)) : undefined;
    const text = command.map((each) => each.text).join('\n');
    if (text.trim() !== '')
      parts.push({
        kind: 'commands',
        lines: command,
        isTyped: true,
        ...(failed && { failure: failed.text.trim() }),
      });
    parts.push(...outputParts(text, output));
  }
  return parts;
}

/** Whether the next line continues the command. */
function continues(command: readonly Line[], following: Line): boolean {
  const text = command.map((each) => each.text).join('\n');
  if (prompted(following.text) && !/^\s*>/.test(following.text)) return false;
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return true;
  const tree = parse(text);
  let isOpen = tree.errors !== undefined && tree.errors.length > 0;
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc' && !node.closing) isOpen = true;
    forEachChild(node, visit);
  };
  visit(tree);
  return (
    isOpen && (/^\s*>/.test(following.text) || lineFormat(following.text) === undefined || /<</.test(text))
  );
}

/** The parts of a command's output. */
function outputParts(command: string, output: readonly Line[]): TextPart[] {
  if (output.every(({ text }) => isLeftover(text))) return [];
  const system = foreignSystem(output.map(({ text }) => text));
  if (system !== undefined) return [{ kind: 'foreign', lines: output, system }];
  const printed = printedTable(command);
  const format = formatOfRows(output);
  if (printed?.kind === 'file' && (format === 'shell' || /^#!/.test(output[0]?.text ?? '')))
    return [{ kind: 'commands', lines: output, isTyped: false, shownBy: command.trim() }];
  if (printed?.kind === 'other' && printed.reason.includes('ip rule')) return ruleParts(output, printed);
  if (format === undefined || (format === 'shell' && printed === undefined)) return [];
  const rows = output.filter(({ text }) => !isLeftover(text) && !isFailure(text));
  return tables(
    rows,
    printed ?? (isLookup(command) ? { kind: 'other', reason: 'is a response of `ip route get`' } : undefined),
  );
}

function isLookup(command: string): boolean {
  return /\broute\s+get\b/.test(command);
}

/** Rules in addition to the three that every system has choose other tables. */
function ruleParts(output: readonly Line[], printed: PrintedRoutes): TextPart[] {
  const customRules = output.filter(
    ({ text }) =>
      /^\d+:/.test(text.trim()) &&
      !/^(?:0|3276[67]):\s+from all lookup (?:local|main|default)\s*$/.test(text.trim()),
  );
  return customRules.length > 0 ? [{ kind: 'table', lines: customRules, format: 'ip-route', printed }] : [];
}

/** The format of most rows, or of commands if there are no rows. */
export function formatOfRows(lines: readonly Line[]): DumpFormat | undefined {
  const votes = new Map<DumpFormat, number>();
  let isJson = false;
  for (const { text } of lines.slice(0, 5000)) {
    if (/^\s*\[\s*(?:\]|\{\s*"(?:type|dst|dev|gateway)"|\{\s*$|$)/.test(text)) isJson = true;
    const format = lineFormat(text);
    if (format) votes.set(format, (votes.get(format) ?? 0) + 1);
  }
  const joined = isJson ? lines.map(({ text }) => text).join('\n') : '';
  if (/^\s*\[\s*(?:\]|\{\s*"(?:type|dst|dev|gateway)")/.test(joined)) return 'ip-json';
  const [best] = dumpFormats
    .filter((format) => votes.has(format) && format !== 'shell' && format !== 'ip-json')
    .sort((a, b) => (votes.get(b) ?? 0) - (votes.get(a) ?? 0));
  return best ?? (votes.has('shell') ? 'shell' : undefined);
}

/** Lines without a prompt: a table, a script, or both in turn. */
function unprompted(lines: readonly Line[]): TextPart[] {
  const format = formatOfRows(lines);
  if (format === 'ip-json') return [{ kind: 'table', lines, format, printed: undefined }];
  const isScript = lines.some(({ text }) => lineFormat(text) === 'shell' || /\b(?:ip|route)\b/.test(text));
  const inside = insideLines(lines);
  const isRow = (line: Line) =>
    lineFormat(line.text) !== undefined && lineFormat(line.text) !== 'shell' && !inside.has(line.number);
  if (!lines.some(isRow))
    return isScript ? [{ kind: 'commands', lines: withoutProse(lines, inside), isTyped: false }] : [];
  if (!lines.some(({ text, number }) => lineFormat(text) === 'shell' || inside.has(number)))
    return tables(lines, undefined);
  const parts: TextPart[] = [];
  let current: Line[] = [];
  let isTable = false;
  const end = (): void => {
    if (current.length === 0) return;
    if (isTable) parts.push(...tables(current, undefined));
    else if (current.some(({ text }) => text.trim() !== ''))
      parts.push({ kind: 'commands', lines: withoutProse(current, inside), isTyped: false });
    current = [];
  };
  for (const line of lines) {
    const belongs = isTable ? isRow(line) || isContinued(line.text) || line.text.trim() === '' : !isRow(line);
    if (!belongs) {
      end();
      isTable = !isTable;
    }
    current.push(line);
  }
  end();
  return parts;
}

/** The lines inside a here-document, a quote or a block of commands that begins before them. */
function insideLines(lines: readonly Line[]): ReadonlySet<number> {
  const text = lines.map((line) => line.text).join('\n');
  const inside = new Set<number>();
  const tree = parse(text);
  let offset = 0;
  const starts = lines.map((line) => {
    const start = offset;
    offset += line.text.length + 1;
    return start;
  });
  const add = (from: number, to: number): void => {
    starts.forEach((start, i) => {
      if (start > from && start < to) inside.add(lines[i].number);
    });
  };
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc') add(node.pos, node.closing?.end ?? node.body.end);
    forEachChild(node, visit);
  };
  for (const statement of tree.commands) {
    if (tree.errors?.some(({ pos }) => pos >= statement.pos && pos <= statement.end) === true) continue;
    if (text.slice(statement.pos, statement.end).includes('\n')) add(statement.pos, statement.end);
    visit(statement);
  }
  return inside;
}

/** Lines with sentences blanked, so that their apostrophes open no quote. */
function withoutProse(lines: readonly Line[], inside: ReadonlySet<number>): readonly Line[] {
  return lines.map((line) => (isProse(line.text) && !inside.has(line.number) ? { ...line, text: '' } : line));
}

/** The tables in rows: a new one begins where a heading or the first row is repeated. */
export function tables(lines: readonly Line[], printed: PrintedRoutes | undefined): TextPart[] {
  const groups: Line[][] = [[]];
  let firstRow: string | undefined;
  for (const line of lines) {
    const last = groups[groups.length - 1];
    const text = line.text.trim();
    const isHeading =
      /^(?:Kernel IP|Iface\s+Destination)/.test(text) ||
      (/^Destination\b/.test(text) && !/^Kernel IP/.test(last[last.length - 1]?.text.trim() ?? ''));
    const isRow = lineFormat(line.text) !== undefined && !/^(?:Kernel IP|Iface\s|Destination\b)/.test(text);
    const hasRows = last.some((each) => lineFormat(each.text) !== undefined);
    if ((hasRows && (isHeading || isLabel(line.text))) || (isRow && text === firstRow)) {
      groups.push([]);
      firstRow = undefined;
    }
    if (isRow) firstRow ??= text;
    groups[groups.length - 1].push(line);
  }
  return groups.flatMap((group) => {
    const format = formatOfRows(group);
    const rows = group.filter(({ text }) => !isLeftover(text) || text.trim() === '');
    return format !== undefined && format !== 'shell'
      ? [{ kind: 'table', lines: rows, format, printed } as const]
      : rows.length > 0 && groups.length === 1
        ? []
        : [];
  });
}
