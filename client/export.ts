import {
  commands,
  type ExtensionContext,
  l10n,
  type QuickPickItem,
  QuickPickItemKind,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  compileRequest,
  type CompileParams,
  type CompileResult,
  type ScriptSizeStatus,
} from '../server/protocol';
import { beside, nameOf, policyOf, showLine } from './policy';
import type { ResultDocuments } from './result-documents';
import { writeFile } from './write-file';
import { localNumber } from './local-number';
import { formatsTaking, type OutputFormat, outputFormatNames } from '../server/emit/output-formats';

type Failure = Extract<CompileResult, { ok: false }>;

/** A form that a policy can be exported in: an output format, possibly with a notebook. */
interface Form extends FormTexts {
  readonly to: OutputFormat;
  readonly withNotebook?: true;
}

/** The texts that offer an output format. */
interface FormTexts {
  readonly label: string;
  readonly description: string;
  /** The description of the variant that also creates a notebook, for formats that can. */
  readonly withNotebookDescription?: string;
  /** The title of the save dialog. */
  readonly title: string;
  readonly filters: Record<string, string[]>;
}

/** The workspace state's key of the last choice. */
const lastKey = 'nbroute.export.last';

/** A notification lists at most this many errors. */
const errorsNamed = 3;

/** Registers the commands; each returns the file it wrote, or undefined if it wrote none. */
export function registerExports(
  context: ExtensionContext,
  client: BaseLanguageClient,
  results: ResultDocuments,
  activePreview: () => Uri | undefined,
): void {
  const register = (command: string, formOf: (policy: Uri) => Promise<Form | undefined>): void => {
    context.subscriptions.push(
      commands.registerCommand(command, async (on?: unknown, given?: unknown) => {
        const policy = policyOf(on, activePreview);
        const form = policy && (await formOf(policy));
        if (!form) return undefined;
        // Menus pass their own second argument: the selection, or the editor group.
        return exportPolicy(client, results, form, policy, given instanceof Uri ? given : undefined);
      }),
    );
  };
  const named = (to: OutputFormat) => () => Promise.resolve(formsOf().find((form) => form.to === to));
  register('nbroute.exportLifecycleScript', named('script'));
  register('nbroute.exportCloudFormation', named('cloudformation'));
  register('nbroute.export', async (policy) => {
    const script = await compiled(client, policy, { to: 'script' });
    // The commands are available even if the script is too large.
    const tooLarge = script.ok ? undefined : script.errors.find(({ rule }) => rule === 'script-size');
    if (!script.ok && !tooLarge) {
      reportErrors(client, policy, script);
      return undefined;
    }
    const size = script.ok ? l10n.t('Script: {0}', sizeText(script.size)) : (tooLarge?.message ?? '');
    const form = await chosenForm(policy, size, context.workspaceState.get(lastKey));
    if (form) await context.workspaceState.update(lastKey, keyOf(form));
    return form;
  });
}

async function exportPolicy(
  client: BaseLanguageClient,
  results: ResultDocuments,
  form: Form,
  policy: Uri,
  given: Uri | undefined,
): Promise<Uri | undefined> {
  const result = await compiled(client, policy, form);
  if (!result.ok) {
    reportErrors(client, policy, result);
    return undefined;
  }
  const size = sizeText(result.size);
  const inputs = result.inputs.map((uri) => client.protocol2CodeConverter.asUri(uri));
  const usual = beside(policy, result.fileName);
  // The default name may be that of the policy's own on-start script.
  const isTaken = inputs.some((input) => input.toString() === usual.toString());
  const proposed = isTaken ? beside(policy, result.fileName.replace(/(\.[^.]*)$/, '.start$1')) : usual;
  const ask = (): Thenable<Uri | undefined> =>
    window.showSaveDialog({
      defaultUri: proposed,
      filters: form.filters,
      title: size === '' ? form.title : l10n.t('{0}: {1}', form.title, size),
      saveLabel: l10n.t('Export'),
    });
  let destination = given ?? (await ask());
  while (destination) {
    const outcome = await writeFile(results, destination, result.text, inputs);
    if (outcome === 'no') return undefined;
    if (outcome === 'written') {
      await window.showTextDocument(destination, { preview: false });
      return destination;
    }
    destination = await ask();
  }
  return undefined;
}

async function compiled(
  client: BaseLanguageClient,
  policy: Uri,
  { to, withNotebook }: Pick<Form, 'to' | 'withNotebook'>,
): Promise<CompileResult> {
  // Opening the document makes it known to the server.
  const document = await workspace.openTextDocument(policy);
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const params: CompileParams = { uri, to, ...(withNotebook && { withNotebook }) };
  return client.sendRequest<CompileResult>(compileRequest, params);
}

const keyOf = ({ to, withNotebook }: Form): string => (withNotebook ? `${to} with notebook` : to);

async function chosenForm(policy: Uri, size: string, last: unknown): Promise<Form | undefined> {
  const items = formsOf();
  const alone = items.filter(({ withNotebook }) => !withNotebook);
  const notebooks = items.filter(({ withNotebook }) => withNotebook);
  const pick = window.createQuickPick<Form | QuickPickItem>();
  pick.title = l10n.t('Export {0}', nameOf(policy));
  pick.placeholder = size;
  pick.matchOnDescription = true;
  pick.items = [
    { kind: QuickPickItemKind.Separator, label: l10n.t('lifecycle configuration') },
    ...alone,
    { kind: QuickPickItemKind.Separator, label: l10n.t('and a notebook with it') },
    ...notebooks,
  ];
  const before = items.find((form) => keyOf(form) === last);
  // An empty list of active items would leave none for Enter to accept.
  if (before) pick.activeItems = [before];
  try {
    return await new Promise<Form | undefined>((resolve) => {
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        resolve(items.find((form) => form === item));
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

/** "3,108 of 16,384 characters", as AWS counts them; '' for a format without a limit. */
function sizeText(size: ScriptSizeStatus | null): string {
  if (!size) return '';
  return l10n.t(
    '{0} of {1} base64 characters ({2} %)',
    localNumber(size.base64),
    localNumber(size.limit.base64),
    localNumber(Math.ceil((size.base64 / size.limit.base64) * 100)),
  );
}

/** Not awaited: the command has ended, and the notification stays until it is dismissed. */
function reportErrors(client: BaseLanguageClient, policy: Uri, failure: Failure): void {
  showErrors(policy, failure).catch((error: unknown) => {
    client.error(`${nameOf(policy)} could not be shown`, error, false);
  });
}

async function showErrors(policy: Uri, { errors, count }: Failure): Promise<void> {
  const [first] = errors;
  const messages = errors
    .slice(0, errorsNamed)
    .map(({ line, message }) => l10n.t('line {0}: {1}', line + 1, message));
  const more = count - messages.length;
  if (more > 0) messages.push(l10n.t('and {0} more', more));
  const name = nameOf(policy);
  const what =
    count === 1
      ? l10n.t('Nothing was exported, because {0} has an error', name)
      : l10n.t('Nothing was exported, because {0} has {1} errors', name, count);
  const show = l10n.t('Go to First Error');
  const chosen = await window.showErrorMessage(`${what}: ${messages.join('; ')}`, ...(first ? [show] : []));
  if (chosen === show && first) await showLine(policy, first.line);
}

/** All forms; those with a notebook come last. */
function formsOf(): readonly Form[] {
  const texts = formTexts();
  const forms = outputFormatNames.map((to): Form => ({ to, ...texts[to] }));
  const notebooks = formatsTaking('withNotebook').map((to): Form => {
    const { label, description, withNotebookDescription = description, ...rest } = texts[to];
    const withNotebook = l10n.t('{0} with a Notebook', label);
    return { ...rest, to, withNotebook: true, label: withNotebook, description: withNotebookDescription };
  });
  return [...forms, ...notebooks];
}

/** The texts of each output format; names of services and tools are not translated. */
function formTexts(): Readonly<Record<OutputFormat, FormTexts>> {
  const cloudformation = l10n.t('Export CloudFormation');
  const shell = { [l10n.t('Shell script')]: ['sh'] };
  return {
    script: {
      label: l10n.t('Lifecycle Script'),
      description: l10n.t('bash, for the console’s “Start notebook”'),
      title: l10n.t('Export Lifecycle Script'),
      filters: shell,
    },
    cloudformation: {
      label: 'CloudFormation (YAML)',
      description: l10n.t('a template that contains the script in readable form'),
      withNotebookDescription: l10n.t('role and subnet are parameters'),
      title: cloudformation,
      filters: { YAML: ['yaml', 'yml'] },
    },
    'cloudformation-json': {
      label: 'CloudFormation (JSON)',
      description: l10n.t('the same template as JSON'),
      title: cloudformation,
      filters: { JSON: ['json'] },
    },
    terraform: {
      label: 'Terraform',
      description: l10n.t('a resource of the AWS provider'),
      withNotebookDescription: l10n.t('role and subnet are variables'),
      title: l10n.t('Export Terraform'),
      filters: { Terraform: ['tf'] },
    },
    'aws-cli': {
      label: 'AWS CLI',
      description: l10n.t('what --cli-input-json takes'),
      title: l10n.t('Export AWS CLI Input'),
      filters: { JSON: ['json'] },
    },
    commands: {
      label: l10n.t('Bare Commands'),
      description: l10n.t('ip route lines for a terminal, gone when the notebook stops'),
      title: l10n.t('Export Commands'),
      filters: shell,
    },
  };
}
