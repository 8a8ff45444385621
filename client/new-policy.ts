import {
  commands,
  type ExtensionContext,
  InputBoxValidationSeverity,
  l10n,
  QuickInputButtons,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type CheckDiagnostic, type CheckParams, checkRequest, type CheckResult } from '../server/protocol';
import { askedHome, homePolicy, homesInWorkspace } from './network-homes';
import { errorMessage, nameOf } from './policy';

interface Question {
  readonly prompt: string;
  readonly placeholder: string;
  /** Turns an answer into a statement. */
  readonly statement: (answer: string) => string;
}

/** The draft's URI for the server; it is in no folder, so that no configuration applies. */
const uri = 'untitled:new.nbroute';

/**
 * The command: asks for a notebook or subnet in the workspace's network files, or else for what a policy needs,
 * checking each answer together with the previous ones, and writes the policy to a folder.
 */
export function registerNewPolicy(context: ExtensionContext, client: BaseLanguageClient): void {
  context.subscriptions.push(
    commands.registerCommand('nbroute.newPolicy', async () => {
      const homes = await homesInWorkspace(client);
      const home = homes.length > 0 ? await askedHome(homes) : null;
      if (home === undefined) return;
      const statements = await answers(client, home ? questionsOf().slice(0, 1) : questionsOf());
      if (!statements) return;
      const [, name = ''] = /^policy\s+(\S+)/.exec(statements[0] ?? '') ?? [];
      const folder = await askedFolder();
      try {
        const content = home ? await homePolicy(client, home, name, folder) : await draft(client, statements);
        const written = folder && (await writeNew(Uri.joinPath(folder, `${name}.nbroute`), content));
        // Without a folder the answers are kept in an untitled document.
        await window.showTextDocument(
          written ?? (await workspace.openTextDocument({ language: 'nbroute', content })),
        );
      } catch (error) {
        void window.showErrorMessage(l10n.t('nbroute: no policy was made: {0}', errorMessage(error)));
      }
    }),
  );
}

/** Asks for the policy's folder; undefined if cancelled. */
async function askedFolder(): Promise<Uri | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  const policies = await workspace.findFiles('**/*.nbroute', '**/node_modules/**', 200);
  const candidates = [
    ...folders.map(({ uri }) => uri),
    ...policies.map((policy) => Uri.joinPath(policy, '..')),
  ];
  const items = [...new Map(candidates.map((uri) => [uri.toString(), uri])).values()].map((uri) => ({
    label: `$(folder) ${workspace.asRelativePath(uri, folders.length > 1)}`,
    uri,
  }));
  const another = { label: l10n.t('Another Folder…'), uri: undefined };
  const chosen =
    items.length === 0
      ? another
      : await window.showQuickPick([...items, another], {
          title: l10n.t('Folder of the New Policy'),
          placeHolder: l10n.t('The folder for the policy'),
          ignoreFocusOut: true,
        });
  if (!chosen) return undefined;
  if (chosen.uri) return chosen.uri;
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      title: l10n.t('New Policy in a Folder'),
      openLabel: l10n.t('Write Here'),
    })) ?? [];
  return folder;
}

/** Writes and opens a new file; notifies and returns undefined if that fails. */
async function writeNew(file: Uri, content: string): Promise<TextDocument | undefined> {
  try {
    if (await exists(file)) throw new Error(l10n.t('a file of this name exists'));
    await workspace.fs.writeFile(file, new TextEncoder().encode(content));
    return await workspace.openTextDocument(file);
  } catch (error) {
    void window.showErrorMessage(
      l10n.t('nbroute: {0} was not written: {1}', nameOf(file), errorMessage(error)),
    );
    return undefined;
  }
}

async function exists(file: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

/** From the largest network to the smallest, so that each answer can be checked against the previous ones. */
const questionsOf = (): readonly Question[] => [
  {
    prompt: l10n.t("The policy's name, which is the file's too"),
    placeholder: 'team-a',
    statement: (answer) => `policy ${answer}`,
  },
  {
    prompt: l10n.t('The CIDR blocks of the VPC, separated by commas'),
    placeholder: '172.31.0.0/16',
    statement: (answer) => `vpc    ${answer}`,
  },
  {
    prompt: l10n.t('The subnets that notebooks with this policy may be in, separated by commas'),
    placeholder: '172.31.64.0/20',
    statement: (answer) => `subnet ${answer}`,
  },
  {
    prompt: l10n.t('Other destinations to reach through the VPC; everything else keeps the direct path'),
    placeholder: '10.0.0.0/16',
    statement: (answer) => `route ${answer} via vpc`,
  },
];

/** The statements in order; undefined if cancelled. */
async function answers(
  client: BaseLanguageClient,
  questions: readonly Question[],
): Promise<readonly string[] | undefined> {
  const given: string[] = [];
  for (let at = 0; at < questions.length;) {
    const before = given.slice(0, at).map((answer, index) => questions[index]?.statement(answer) ?? '');
    const answer = await asked(client, questions, at, before, given[at] ?? '');
    if (answer === undefined) return undefined;
    if (answer === 'back') at--;
    else given[at++] = answer.value;
  }
  return given.map((answer, index) => questions[index]?.statement(answer) ?? '');
}

async function asked(
  client: BaseLanguageClient,
  questions: readonly Question[],
  at: number,
  before: readonly string[],
  value: string,
): Promise<{ readonly value: string } | 'back' | undefined> {
  const { prompt, placeholder, statement } = questions[at];
  const input = window.createInputBox();
  input.title = l10n.t('New Policy');
  input.step = at + 1;
  input.totalSteps = questions.length;
  input.prompt = prompt;
  input.placeholder = l10n.t('For example {0}', placeholder);
  input.value = value;
  input.ignoreFocusOut = true;
  if (at > 0) input.buttons = [QuickInputButtons.Back];

  let latest = 0;
  /** Shows the engine's message for the answer; returns whether it can be accepted. */
  const judged = async (): Promise<boolean> => {
    const mine = ++latest;
    const text = input.value.trim();
    if (text === '') {
      input.validationMessage = undefined;
      return false;
    }
    const diagnostic = await worst(client, [...before, statement(text)]);
    if (mine !== latest) return false;
    const severity =
      diagnostic?.severity === 'error'
        ? InputBoxValidationSeverity.Error
        : InputBoxValidationSeverity.Warning;
    input.validationMessage = diagnostic && { message: diagnostic.message, severity };
    return diagnostic?.severity !== 'error';
  };
  try {
    return await new Promise((resolve, reject) => {
      input.onDidChangeValue(() => void judged().catch(reject));
      input.onDidAccept(() => {
        judged().then((fine) => {
          if (fine) resolve({ value: input.value.trim() });
          else if (input.value.trim() === '')
            input.validationMessage = l10n.t('For example {0}', placeholder);
        }, reject);
      });
      input.onDidTriggerButton(() => resolve('back'));
      input.onDidHide(() => resolve(undefined));
      input.show();
      if (value !== '') void judged().catch(reject);
    });
  } finally {
    input.dispose();
  }
}

/** The most severe diagnostic of the last statement. */
async function worst(
  client: BaseLanguageClient,
  statements: readonly string[],
): Promise<CheckDiagnostic | undefined> {
  const params: CheckParams = { uri, source: `${statements.join('\n')}\n` };
  const result = await client.sendRequest<CheckResult | null>(checkRequest, params);
  const about = (result?.findings ?? []).filter(({ range }) => range.end.line === statements.length - 1);
  return (
    about.find(({ severity }) => severity === 'error') ?? about.find(({ severity }) => severity === 'warning')
  );
}

/** The policy's text with the expectations that hold: one for traffic that no route affects, and one for the routes. */
async function draft(
  client: BaseLanguageClient,
  [policy, vpc, subnet, route]: readonly string[],
): Promise<string> {
  const [, destinations = ''] = /^route (.*?)\s*(?:#.*)? via vpc$/.exec(route ?? '') ?? [];
  const text = `# ${l10n.t('{0} through the VPC; everything else keeps the direct path.', destinations)}

${policy}

${vpc}
${subnet}

${route}
`;
  const holding: string[] = [];
  for (const line of [`expect 8.8.8.8 via direct`, `expect ${destinations} via vpc`]) {
    const params: CheckParams = { uri, source: `${text}${line}\n` };
    const result = await client.sendRequest<CheckResult | null>(checkRequest, params);
    if ((result?.counts.error ?? 0) === 0) holding.push(line);
  }
  return holding.length > 0 ? `${text}\n${holding.join('\n')}\n` : text;
}
