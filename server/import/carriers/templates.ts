import { compiledName } from '../compiled-name';
import type { Line } from '../dump';
import { setsRoute } from '../route-commands';
import { decodedScript } from './decoded-script';
import { outsideComments, type Carried } from './carried';
import { netplanRoutes } from './netplan';
import { scalarText, type YamlMap, type YamlNode } from './yaml';

/** A script that is assembled from parts of a document. */
interface Assembled {
  readonly lines: Line[];
  readonly unknown: Map<string, string>;
}

/** The scripts, files and routes in a document: CloudFormation, cloud-init, netplan, or an answer of the AWS CLI. */
export function documentParts(document: YamlNode): Carried[] {
  const parts: Carried[] = [];
  walk(document, parts);
  return parts;
}

function walk(node: YamlNode, parts: Carried[]): void {
  const script = assembled(node, { lines: [], unknown: new Map() });
  if (script && isScript(script)) {
    parts.push({ kind: 'script', ...script });
    return;
  }
  if (node.kind === 'list') for (const item of node.items) walk(item, parts);
  if (node.kind !== 'map') return;
  const files = entry(node, 'write_files');
  if (files?.kind === 'list') for (const file of files.items) parts.push(...writtenFile(file));
  for (const { key, value } of node.entries) {
    if (key === 'runcmd' || key === 'bootcmd') parts.push(...commandList(value));
    else if (key === 'routes' && value.kind === 'list') parts.push(...netplanRoutes(value, undefined));
    else if (key !== 'write_files') walkNamed(key, value, parts);
  }
}

/** The parts in a key's value; in a network configuration the key is the name of the interface. */
function walkNamed(key: string, value: YamlNode, parts: Carried[]): void {
  const routes = value.kind === 'map' ? entry(value, 'routes') : undefined;
  if (value.kind === 'map' && routes?.kind === 'list') {
    parts.push(...netplanRoutes(routes, key));
    for (const each of value.entries) if (each.key !== 'routes') walk(each.value, parts);
  } else walk(value, parts);
}

function entry(map: YamlMap, key: string): YamlNode | undefined {
  return map.entries.find((each) => each.key === key)?.value;
}

function isScript({ lines }: Assembled): boolean {
  const text = lines.map((line) => line.text).join('\n');
  return (
    setsRoute(text) || compiledName(text) !== undefined || (/^#!.*sh\b/.test(text) && /\broute\b/.test(text))
  );
}

function writtenFile(node: YamlNode): Carried[] {
  if (node.kind !== 'map') return [];
  const [path, content] = [entry(node, 'path'), entry(node, 'content')];
  if (path?.kind !== 'scalar' || content?.kind !== 'scalar') return [];
  const decoded = decodedScript(scalarText(content));
  const [first] = content.lines;
  const lines =
    decoded === undefined || !first
      ? content.lines
      : decoded.split('\n').map((text) => ({ number: first.number, text }));
  const mode = entry(node, 'permissions');
  const isExecutable = mode?.kind === 'scalar' && /[1357][0-7]{0,2}\W*$/.test(scalarText(mode));
  return [{ kind: 'file', path: scalarText(path), lines, isExecutable }];
}

/** `runcmd`: each entry is a command line, or the words of a command. */
function commandList(node: YamlNode): Carried[] {
  if (node.kind !== 'list') return [];
  const lines = node.items.flatMap((item): Line[] => {
    if (item.kind === 'scalar') return [...item.lines];
    if (item.kind !== 'list') return [];
    const words = item.items.flatMap((word) => (word.kind === 'scalar' ? [word] : []));
    const [first] = words;
    const quote = (text: string) =>
      /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
    return first
      ? [{ number: first.lines[0].number, text: words.map((word) => quote(scalarText(word))).join(' ') }]
      : [];
  });
  return [{ kind: 'script', lines, unknown: new Map() }];
}

/** A node as text, with CloudFormation's functions evaluated; undefined if it is not text. */
function assembled(node: YamlNode, into: Assembled): Assembled | undefined {
  const tag = node.tag?.replace(/^!/, '');
  if (node.kind === 'scalar') {
    const decoded = decodedScript(scalarText(node));
    const number = node.lines[0]?.number ?? 1;
    const lines = decoded === undefined ? node.lines : decoded.split('\n').map((text) => ({ number, text }));
    if (tag === 'Ref' || tag === 'GetAtt' || tag === 'ImportValue')
      append(into, [{ number, text: placeholder(into, `!${tag} ${scalarText(node)}`) }]);
    else append(into, tag === 'Sub' ? substituted(into, lines) : lines);
    return into;
  }
  if (node.kind === 'list') {
    const [first, second] = node.items;
    if (tag === 'Join' && first?.kind === 'scalar' && second?.kind === 'list')
      return joined(into, scalarText(first), second.items);
    if (tag === 'Sub' && first?.kind === 'scalar') {
      append(into, substituted(into, first.lines));
      return into;
    }
    return undefined;
  }
  return functionOf(node, into);
}

function functionOf(node: YamlMap, into: Assembled): Assembled | undefined {
  const [only, ...more] = node.entries;
  if (!only || more.length > 0) return undefined;
  const { key, value, line } = only;
  if (key === 'Fn::Base64') return assembled(value, into);
  if (key === 'Fn::Sub') return assembled({ ...value, tag: '!Sub' }, into);
  if (key === 'Fn::Join') return assembled({ ...value, tag: '!Join' }, into);
  if (key === 'Ref' || key === 'Fn::GetAtt' || key === 'Fn::ImportValue' || key === 'Fn::FindInMap') {
    append(into, [
      {
        number: line,
        text: placeholder(into, key === 'Ref' && value.kind === 'scalar' ? `Ref ${scalarText(value)}` : key),
      },
    ]);
    return into;
  }
  return undefined;
}

function joined(into: Assembled, separator: string, items: readonly YamlNode[]): Assembled | undefined {
  for (const [i, item] of items.entries()) {
    if (i > 0) append(into, separatorLines(into, separator));
    if (!assembled(item, into))
      append(into, [
        {
          number: into.lines[into.lines.length - 1]?.number ?? 1,
          text: placeholder(into, 'a function of CloudFormation'),
        },
      ]);
  }
  return into;
}

function separatorLines(into: Assembled, separator: string): Line[] {
  const number = into.lines[into.lines.length - 1]?.number ?? 1;
  return separator.split('\n').map((text) => ({ number, text }));
}

/** Adds lines, of which the first continues the last one. */
function append({ lines: all }: Assembled, lines: readonly Line[]): void {
  lines.forEach((line, i) => {
    const last = all[all.length - 1];
    if (i === 0 && last)
      all[all.length - 1] = last.text === '' ? line : { ...last, text: last.text + line.text };
    else all.push(line);
  });
}

/** CloudFormation fills in `${Name}`, and leaves `${!name}` to the shell. */
function substituted(into: Assembled, lines: readonly Line[]): Line[] {
  return lines.map((line) => ({
    ...line,
    text: outsideComments(line.text, (text) =>
      text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) =>
        literal === '!' ? `\${${name}}` : placeholder(into, `\${${name}}`),
      ),
    ),
  }));
}

/** A variable for a value that is filled in when the template is deployed. */
function placeholder({ unknown }: Assembled, what: string): string {
  const name = `nbroute_template_${unknown.size}`;
  unknown.set(name, `\`${what}\` is filled in when the template is deployed`);
  return `\${${name}}`;
}
