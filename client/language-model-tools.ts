// Tools with which an agent in the editor can query the language server.
import {
  type CancellationToken,
  type ExtensionContext,
  l10n,
  LanguageModelTextPart,
  type LanguageModelTool,
  type LanguageModelToolInvocationOptions,
  LanguageModelToolResult,
  lm,
  type PreparedToolInvocation,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type CheckDiagnostic,
  type CheckParams,
  checkRequest,
  type CheckResult,
  type ExplainParams,
  explainRequest,
  type LookupParams,
  lookupRequest,
  type TextResult,
} from '../server/protocol';
import type { LanguageModelToolName } from '../server/tools/definitions';
import { textInput, textInputs } from '../server/tools/inputs';

/** At most this many diagnostics are returned in full, because the model reads all of them. */
const mostDiagnostics = 100;

/** At most this many policies are named if the input names none, or one that does not exist. */
const policiesNamed = 20;

interface Tool {
  readonly name: LanguageModelToolName;
  /** The action's description for the user, who is asked to allow it and sees it running. */
  readonly asks: (input: object) => { readonly title: string; readonly message: string };
  readonly answer: (client: BaseLanguageClient, input: object, token: CancellationToken) => Promise<string>;
}

const tools: readonly Tool[] = [
  {
    name: 'nbroute_check',
    asks: (input) => ({
      title: l10n.t('Check a route policy'),
      message: l10n.t('Check {0} for mistakes', shownPolicy(input)),
    }),
    answer: async (client, input, token) => {
      const policy = await policyOf(client, input);
      const result = await client.sendRequest<CheckResult | null>(checkRequest, policy.params, token);
      return result ? diagnosticsText(policy.name, result) : refuse(`${policy.name} could not be checked`);
    },
  },
  {
    name: 'nbroute_lookup',
    asks: (input) => ({
      title: l10n.t('Look addresses up in a route policy'),
      message: l10n.t(
        'Look up how {0} routes {1}',
        shownPolicy(input),
        textInputs(input, 'addresses').join(', '),
      ),
    }),
    answer: async (client, input, token) => {
      const queries = textInputs(input, 'addresses');
      if (queries.length === 0)
        return refuse('"addresses" is empty: name addresses, prefixes or prefix-lists, such as "10.0.12.7"');
      const policy = await policyOf(client, input);
      const params: LookupParams = { ...policy.params, queries, subnet: textInput(input, 'subnet') ?? null };
      return textOf(await client.sendRequest<TextResult>(lookupRequest, params, token));
    },
  },
  {
    name: 'nbroute_explain_rule',
    asks: (input) => ({
      title: l10n.t('Explain a rule of nbroute'),
      message: l10n.t('Read about the rule {0}', textInput(input, 'rule') ?? ''),
    }),
    answer: async (client, input, token) => {
      const rule = textInput(input, 'rule');
      if (rule === undefined) return refuse('"rule" is missing: give the id of a rule, such as "host-bits"');
      const params: ExplainParams = { rule };
      return textOf(await client.sendRequest<TextResult>(explainRequest, params, token));
    },
  },
];

/** Registers the tools that package.json describes, which server/tool-definitions.ts defines. */
export function registerLanguageModelTools(context: ExtensionContext, client: BaseLanguageClient): void {
  for (const tool of tools) context.subscriptions.push(lm.registerTool(tool.name, toolFor(client, tool)));
}

function toolFor(client: BaseLanguageClient, { asks, answer }: Tool): LanguageModelTool<object> {
  return {
    prepareInvocation: ({ input }): PreparedToolInvocation => {
      const { title, message } = asks(input);
      return { invocationMessage: message, confirmationMessages: { title, message } };
    },
    invoke: async (
      { input }: LanguageModelToolInvocationOptions<object>,
      token: CancellationToken,
    ): Promise<LanguageModelToolResult> =>
      new LanguageModelToolResult([new LanguageModelTextPart(await answer(client, input, token))]),
  };
}

interface Policy {
  readonly name: string;
  readonly params: CheckParams;
}

/** The policy in an input: a file, open or not, or a text in its place. */
async function policyOf(client: BaseLanguageClient, input: object): Promise<Policy> {
  const text = textInput(input, 'text');
  const path = textInput(input, 'path');
  if (path === undefined) {
    if (text === undefined)
      return refuse(`give "path", or "text" for a policy that is in no file yet${await choices()}`);
    return { name: 'the text', params: { uri: 'untitled:policy.nbroute', source: text } };
  }
  const uri = placeOf(path);
  const params = (source: string): CheckParams => ({ uri: client.code2ProtocolConverter.asUri(uri), source });
  if (text !== undefined) return { name: path, params: params(text) };
  let document: TextDocument;
  try {
    document = await workspace.openTextDocument(uri);
  } catch {
    return refuse(`${path} cannot be read${await choices()}`);
  }
  return { name: path, params: params(document.getText()) };
}

/** Resolves a path in the workspace; a model must not reach any other file. */
function placeOf(path: string): Uri {
  const folders = workspace.workspaceFolders ?? [];
  const open = workspace.textDocuments.find(
    ({ uri }) => uri.toString() === path || uri.fsPath === path || uri.path === path,
  );
  if (open?.languageId === 'nbroute') return open.uri;
  if (!path.endsWith('.nbroute')) return refuse(`${path} is not a policy: its name does not end in .nbroute`);
  const absolute = /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
    ? Uri.parse(path)
    : /^(?:[/\\]|[a-z]:)/i.test(path)
      ? Uri.file(path).with(
          folders[0] ? { scheme: folders[0].uri.scheme, authority: folders[0].uri.authority } : {},
        )
      : undefined;
  const inFolder = (): Uri | undefined => {
    // In a workspace with several folders, a path may begin with a folder's name.
    const named = folders.find(({ name }) => path.startsWith(`${name}/`));
    if (named && folders.length > 1) return Uri.joinPath(named.uri, path.slice(named.name.length + 1));
    return folders[0] && Uri.joinPath(folders[0].uri, path);
  };
  // Normalised, so that `..` cannot lead out of the folder.
  const uri = absolute ? Uri.joinPath(absolute, '') : inFolder();
  if (!uri || !workspace.getWorkspaceFolder(uri))
    return refuse(`${path} is outside the workspace, and not open in an editor`);
  return uri;
}

async function choices(): Promise<string> {
  const files = await workspace.findFiles('**/*.nbroute', '**/node_modules/**', policiesNamed + 1);
  if (files.length === 0) return '; the workspace has no policies';
  const names = files.map((uri) => workspace.asRelativePath(uri)).sort();
  const more = names.length > policiesNamed ? ' and more' : '';
  return `; the workspace has ${names.slice(0, policiesNamed).join(', ')}${more}`;
}

function diagnosticsText(name: string, { findings: diagnostics, counts }: CheckResult): string {
  const all = Object.entries(counts).filter(([, count]) => count > 0);
  if (all.length === 0) return `${name}: no findings\n`;
  const lines = diagnostics.slice(0, mostDiagnostics).map(lineOf);
  const more = all.reduce((sum, [, count]) => sum + count, 0) - lines.length;
  return [
    `${name}: ${all.map(([severity, count]) => `${severity} ${count}`).join(', ')}`,
    ...lines,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(counts.error > 0 ? ['A policy with errors compiles to nothing.'] : []),
    'nbroute_explain_rule explains why a rule matters and what is right.',
    '',
  ].join('\n');
}

const lineOf = ({ range, severity, rule, message, fixable }: CheckDiagnostic): string =>
  `line ${range.start.line + 1}, column ${range.start.character + 1}: ${severity} ${rule}: ${message}${
    fixable ? ' (it has a quick fix)' : ''
  }`;

function textOf(result: TextResult): string {
  return result.ok ? result.text : refuse(result.problem);
}

/** Rejects a call; the model reads the message, which says what is wrong and what to do. */
function refuse(problem: string): never {
  throw new Error(problem);
}

const shownPolicy = (input: object): string =>
  textInput(input, 'path') ?? l10n.t('a policy that is in no file');
