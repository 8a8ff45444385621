// The status of the active policy, in the language status item of the status bar.
import {
  type ExtensionContext,
  l10n,
  languages,
  LanguageStatusSeverity,
  type LanguageStatusItem,
  window,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type Status, type StatusParams, statusRequest } from '../server/protocol';
import type { PolicyChanges } from './policy-changes';
import { localNumber } from './local-number';
import { singleFlight } from './single-flight';

/** The share of AWS's limit at which a script's size is a warning, as in the rule script-size. */
const tight = 0.9;

/** The contents of one item. */
type StatusContents = Pick<LanguageStatusItem, 'text' | 'severity' | 'command'> & {
  readonly detail?: string;
};

/** Registers an item each for the routes, the script's size, and the expectations. */
export function registerLanguageStatus(
  context: ExtensionContext,
  client: BaseLanguageClient,
  changes: PolicyChanges,
): void {
  const items = [
    { item: itemNamed('routes', l10n.t('Routes')), contents: routes },
    { item: itemNamed('script', l10n.t('Lifecycle script')), contents: script },
    { item: itemNamed('expectations', l10n.t('Expectations')), contents: expectations },
  ];
  const activeUri = (): string | undefined => {
    const document = window.activeTextEditor?.document;
    return document?.languageId === 'nbroute' ? client.code2ProtocolConverter.asUri(document.uri) : undefined;
  };

  const refresh = singleFlight(async () => {
    const uri = activeUri();
    if (uri === undefined) return;
    try {
      const params: StatusParams = { uri };
      const status = await client.sendRequest<Status | null>(statusRequest, params);
      if (status && uri === activeUri())
        for (const { item, contents } of items)
          Object.assign(item, { detail: undefined, ...contents(status) });
    } catch (error) {
      client.error('No status of the policy', error, false);
    }
  });
  context.subscriptions.push(
    ...items.map(({ item }) => item),
    window.onDidChangeActiveTextEditor(() => void refresh()),
    changes.policy((uri) => {
      if (uri === activeUri()) void refresh();
    }),
  );
}

function itemNamed(id: string, name: string): LanguageStatusItem {
  const item = languages.createLanguageStatusItem(`nbroute.${id}`, { language: 'nbroute' });
  item.name = name;
  return item;
}

function routes({ routes, errors }: Status): StatusContents {
  return {
    text: routes === 1 ? l10n.t('1 route') : l10n.t('{0} routes', localNumber(routes)),
    detail:
      errors === 0 ? l10n.t('no errors') : errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors),
    severity: errors > 0 ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information,
    command:
      errors > 0
        ? { title: l10n.t('Show Problems'), command: 'workbench.actions.view.problems' }
        : { title: l10n.t('Preview'), command: 'nbroute.previewRouteTable' },
  };
}

function script({ size, errors }: Status): StatusContents {
  const command = { title: l10n.t('Export'), command: 'nbroute.exportLifecycleScript' };
  if (!size)
    return {
      text: l10n.t('No script'),
      detail: errors > 0 ? l10n.t('while there are errors') : l10n.t('measured when it is exported'),
      severity: LanguageStatusSeverity.Information,
      command: errors > 0 ? undefined : command,
    };
  const share = size.base64 / size.limit.base64;
  return {
    text: l10n.t('Script: {0} % of the limit', Math.ceil(share * 100)),
    detail: l10n.t('{0} of {1} characters', localNumber(size.base64), localNumber(size.limit.base64)),
    severity:
      share > 1
        ? LanguageStatusSeverity.Error
        : share >= tight
          ? LanguageStatusSeverity.Warning
          : LanguageStatusSeverity.Information,
    command,
  };
}

function expectations({ expectations }: Status): StatusContents {
  const command = { title: l10n.t('Run'), command: 'testing.runCurrentFile' };
  if (!expectations)
    return {
      text: l10n.t('Expectations not evaluated'),
      detail: l10n.t('while there are errors'),
      severity: LanguageStatusSeverity.Information,
      command: undefined,
    };
  const { holding, failing } = expectations;
  const total = holding + failing;
  if (total === 0)
    return {
      text: l10n.t('No expectations'),
      detail: l10n.t('add one: expect 10.0.0.1 via vpc'),
      severity: LanguageStatusSeverity.Information,
      command: undefined,
    };
  if (failing === 0)
    return {
      text:
        total === 1 ? l10n.t('The expectation holds') : l10n.t('{0} expectations hold', localNumber(total)),
      severity: LanguageStatusSeverity.Information,
      command,
    };
  return {
    text: l10n.t('{0} of {1} expectations fail', localNumber(failing), localNumber(total)),
    severity: LanguageStatusSeverity.Error,
    command,
  };
}
