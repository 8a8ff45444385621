import type { Line } from '../dump';
import { ipRoute } from '../ip-route';
import { setsRoute } from '../route-commands';
import type { Carried, Carrier } from './carried';
import { addressRoutes, keyfileRoutes, networkdRoutes, unitCommands } from './ini';
import { notebookLines } from './notebook';
import { documentParts } from './templates';
import { isTerraform, terraformParts } from './terraform';
import { yamlDocuments } from './yaml';

/** The kind of configuration file that a text is, with its parts; undefined if it is not a known one. */
export function carrierOf(lines: readonly Line[], path?: string): Carrier | undefined {
  const text = lines.map((line) => line.text).join('\n');
  if (/^\s*\{/.test(text) && /"cells"\s*:/.test(text) && /"cell_type"/.test(text)) {
    const cells = notebookLines(lines);
    if (cells) return { name: 'a notebook', parts: cells };
  }
  if (/^\s*#!/.test(text)) return undefined;
  if (isTerraform(lines)) return { name: 'a Terraform configuration', parts: terraformParts(lines) };
  if (writesFiles(lines)) return undefined;
  const device = /(?:route6?|ifcfg)-([\w.-]+)$/.exec(path ?? '')?.[1];
  if (/^\s*\[Route\]\s*$/m.test(text))
    return { name: 'a file of systemd-networkd', parts: networkdRoutes(lines) };
  if (/^\s*\[ipv[46]\]\s*$/m.test(text) && /^\s*routes?\d+\s*=/m.test(text))
    return { name: 'a connection of NetworkManager', parts: keyfileRoutes(lines) };
  if (/^\s*ADDRESS\d+\s*=/m.test(text) && /^\s*GATEWAY\d+\s*=/m.test(text))
    return { name: 'a `route-` file', parts: addressRoutes(lines, device) };
  if (isUnit(lines)) {
    const commands = unitCommands(lines);
    return {
      name: 'a unit of systemd',
      parts: commands.length > 0 ? [{ kind: 'script', lines: commands, unknown: new Map() }] : [],
    };
  }
  if (/^\s*(?:auto|iface)\s+\S+/m.test(text) && /^\s*(?:post-|pre-)?up\s/m.test(text))
    return { name: 'a file of interfaces(5)', parts: interfaceCommands(lines) };
  if (device !== undefined) return { name: `\`${path ?? ''}\``, parts: rowParts(lines, device) };
  return documentOf(lines, text);
}

/** By a section at the beginning, since a template may contain a script that writes a unit. */
function isUnit(lines: readonly Line[]): boolean {
  const first = lines.find(({ text }) => !/^\s*(?:[#;]|$)/.test(text))?.text ?? '';
  const has = (pattern: RegExp): boolean => lines.some(({ text }) => pattern.test(text));
  return /^\s*\[\w+\]\s*$/.test(first) && has(/^\s*\[(?:Unit|Service)\]\s*$/) && has(/^\s*ExecStart/);
}

/**
 * Whether lines are commands that write files from here-documents, whose content does not make the text a configuration
 * file.
 */
function writesFiles(lines: readonly Line[]): boolean {
  const [first] = lines.filter(({ text }) => !/^\s*(?:#|$)/.test(text));
  const isDocument = /^\s*(?:---|[{[]|["']?[\w.-]+["']?\s*:(?:\s|$))/.test(first?.text ?? '');
  return !isDocument && lines.some(({ text }) => /<<-?\s*['"\\]?\w/.test(text));
}

const documentSigns =
  /^#cloud-config\b|^\s*(?:AWSTemplateFormatVersion|Resources|runcmd|bootcmd|write_files|network|ethernets|OnStart|UserData)\s*:|"(?:AWSTemplateFormatVersion|Resources|OnStart|OnCreate|UserData|NotebookInstanceLifecycleConfigName)"\s*:|\b(?:Fn::Base64|!Base64)\b/m;

function documentOf(lines: readonly Line[], text: string): Carrier | undefined {
  if (!documentSigns.test(text)) return undefined;
  const documents = yamlDocuments(lines);
  if (!documents) return undefined;
  const parts = documents.flatMap((document) => (document.kind === 'scalar' ? [] : documentParts(document)));
  const name = /\bAWS::|AWSTemplateFormatVersion|Fn::|!Base64/.test(text)
    ? 'a CloudFormation template'
    : /^#cloud-config|^\s*(?:runcmd|bootcmd|write_files)\s*:/m.test(text)
      ? 'a cloud-config'
      : /^\s*network\s*:/m.test(text)
        ? 'a netplan file'
        : 'a lifecycle configuration';
  return parts.length > 0 || documents.some(({ kind }) => kind !== 'scalar') ? { name, parts } : undefined;
}

/** Rows of `ip route` in a `route-ethN` file: each is a route through that interface. */
function rowParts(lines: readonly Line[], device: string): Carried[] {
  const { routes, notUnderstood } = ipRoute(
    lines.map((line) => ({
      ...line,
      text:
        /\bdev\s/.test(line.text) || /^\s*(?:#|$)/.test(line.text) ? line.text : `${line.text} dev ${device}`,
    })),
  );
  return [
    ...routes.map((route): Carried => ({ kind: 'route', route })),
    ...notUnderstood.map((each): Carried => ({
      kind: 'skipped',
      line: { number: each.line, text: each.text },
      reason: each.message,
    })),
  ];
}

function interfaceCommands(lines: readonly Line[]): Carried[] {
  const commands = lines.flatMap((line) => {
    const command = /^\s*(?:post-|pre-)?up\s+(.*)$/.exec(line.text)?.[1];
    return command !== undefined && setsRoute(command) ? [{ ...line, text: command }] : [];
  });
  return commands.length > 0 ? [{ kind: 'script', lines: commands, unknown: new Map() }] : [];
}
