import {
  commands,
  type ExtensionContext,
  InputBoxValidationSeverity,
  l10n,
  QuickInputButtons,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type CheckFinding, type CheckParams, checkRequest, type CheckResult } from '../server/protocol';

interface Question {
  readonly prompt: string;
  readonly placeholder: string;
  /** The statement that an answer makes. */
  readonly statement: (answer: string) => string;
}

/** Where the draft would be, for the server: nowhere, so that no file has a say in it. */
const uri = 'untitled:new.nbroute';

/** The command: asks three questions, each answer judged with those before it, and opens a policy made of them. */
export function registerNewPolicy(context: ExtensionContext, client: BaseLanguageClient): void {
  context.subscriptions.push(
    commands.registerCommand('nbroute.newPolicy', async () => {
      const statements = await answers(client);
      if (!statements) return;
      const document = await workspace.openTextDocument({
        language: 'nbroute',
        content: await draft(client, statements),
      });
      await window.showTextDocument(document);
    }),
  );
}

/** From the wide to the narrow, so that each answer can be held against those before it. */
const questionsOf = (): readonly Question[] => [
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

/** The statements, in order; undefined when the person has changed their mind. */
async function answers(client: BaseLanguageClient): Promise<readonly string[] | undefined> {
  const questions = questionsOf();
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
  /** Says what the engine says of the answer; whether the next question may be asked. */
  const judged = async (): Promise<boolean> => {
    const mine = ++latest;
    const text = input.value.trim();
    if (text === '') {
      input.validationMessage = undefined;
      return false;
    }
    const finding = await worst(client, [...before, statement(text)]);
    if (mine !== latest) return false;
    const severity =
      finding?.severity === 'error' ? InputBoxValidationSeverity.Error : InputBoxValidationSeverity.Warning;
    input.validationMessage = finding && { message: finding.message, severity };
    return finding?.severity !== 'error';
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

/** The finding about the last of these statements that matters most. */
async function worst(
  client: BaseLanguageClient,
  statements: readonly string[],
): Promise<CheckFinding | undefined> {
  const params: CheckParams = { uri, source: `${statements.join('\n')}\n` };
  const result = await client.sendRequest<CheckResult | null>(checkRequest, params);
  const about = (result?.findings ?? []).filter(({ range }) => range.end.line === statements.length - 1);
  return (
    about.find(({ severity }) => severity === 'error') ?? about.find(({ severity }) => severity === 'warning')
  );
}

/** The policy's text; with an expectation of the route, where it holds. */
async function draft(client: BaseLanguageClient, [vpc, subnet, route]: readonly string[]): Promise<string> {
  const [, targets = ''] = /^route (.*?)\s*(?:#.*)? via vpc$/.exec(route ?? '') ?? [];
  const text = `# ${l10n.t('{0} through the VPC; everything else keeps the direct path.', targets)}

${vpc}
${subnet}

${route}
`;
  const expecting = `${text}\nexpect ${targets} via vpc\n`;
  const params: CheckParams = { uri, source: expecting };
  const result = await client.sendRequest<CheckResult | null>(checkRequest, params);
  return (result?.counts.error ?? 0) === 0 ? expecting : text;
}
