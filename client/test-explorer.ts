// Shows the policies' `expect` statements, which the server evaluates, in VS Code's Test Explorer.
import {
  type CancellationToken,
  Disposable,
  type ExtensionContext,
  l10n,
  Location,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  type TestRunProfile,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  Uri,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  type Expectation,
  type ExpectationsParams,
  expectationsRequest,
  type ExpectationsResult,
  type PolicyExpectations,
} from '../server/protocol';
import type { PolicyChanges } from './policy-changes';
import { nameOf } from './policy';
import { singleFlight } from './single-flight';

/**
 * Registers the tests of open policies, or of all policies once the view requests them, and runs them at every save.
 */
export function registerTestExplorer(
  context: ExtensionContext,
  client: BaseLanguageClient,
  changes: PolicyChanges,
): void {
  const controller = tests.createTestController('nbroute', l10n.t('Route policies'));
  const tree = treeOf(client, controller);
  const profile = profileOf(client, controller, tree, changes);
  controller.resolveHandler = (item) => (item ? Promise.resolve() : tree.discover());
  controller.refreshHandler = (token) => tree.discover(token);
  const failed = (error: unknown): void => client.error('Expectations could not be found', error, false);
  const look = (uri: string): void => void tree.look(uri).catch(failed);

  context.subscriptions.push(
    controller,
    changes.policy(look),
    changes.file((uri) => {
      if (uri.path.endsWith('.nbroute')) look(client.code2ProtocolConverter.asUri(uri));
    }),
    workspace.onDidCloseTextDocument(({ uri, languageId }) => {
      // A policy outside the workspace is listed only while it is open.
      if (languageId === 'nbroute' && !workspace.getWorkspaceFolder(uri))
        controller.items.delete(client.code2ProtocolConverter.asUri(uri));
    }),
    workspace.onDidChangeWorkspaceFolders(() => void tree.discover().catch(failed)),
    workspace.onDidSaveTextDocument(({ uri }) => {
      const item = controller.items.get(client.code2ProtocolConverter.asUri(uri));
      if (item) profile.saved(item);
    }),
  );
}

interface Tree {
  /** Requests the expectations of all policies. */
  readonly discover: (token?: CancellationToken) => Promise<void>;
  /** Requests the expectations of a policy that may have changed. */
  readonly look: (uri: string) => Promise<void>;
  /** Updates the tests of a policy. */
  readonly put: (policy: PolicyExpectations) => void;
}

function treeOf(client: BaseLanguageClient, controller: TestController): Tree {
  let isDiscovered = false;
  /** The policies put one by one since all were last requested: the response to that request may be older. */
  let newer = new Set<string>();
  const looks = new Map<string, () => Promise<void>>();

  const put = ({ uri, expectations }: PolicyExpectations): void => {
    if (expectations.length === 0) {
      controller.items.delete(uri);
      return;
    }
    const at = client.protocol2CodeConverter.asUri(uri);
    const item = controller.items.get(uri) ?? policyItem(controller, uri, at);
    item.children.replace(
      withIds(expectations).map(([id, { text, range }]) => {
        // Reusing the item keeps its result.
        const child =
          item.children.get(id) ?? controller.createTestItem(id, text.replace(/^expect /, ''), at);
        child.range = client.protocol2CodeConverter.asRange(range);
        child.sortText = String(range.start.line).padStart(8, '0');
        return child;
      }),
    );
    controller.items.add(item);
  };

  const look = (uri: string): Promise<void> => {
    const existing = looks.get(uri);
    if (existing) return existing();
    const request = singleFlight(async () => {
      // Until all policies are requested, only the open ones are listed.
      const isShown = isDiscovered || controller.items.get(uri) || isOpen(client, uri);
      if (!isShown) return;
      const [policy = { uri, expectations: [] }] = await expectationsOf(client, uri);
      newer.add(policy.uri);
      put(policy);
    });
    looks.set(uri, request);
    return request();
  };

  return {
    put,
    look,
    discover: async (token) => {
      isDiscovered = true;
      const since = (newer = new Set());
      const policies = await expectationsOf(client, null, token);
      const uris = new Set(policies.map(({ uri }) => uri));
      controller.items.forEach(({ id }) => {
        if (!uris.has(id) && !since.has(id)) controller.items.delete(id);
      });
      policies.filter(({ uri }) => !since.has(uri)).forEach(put);
    },
  };
}

interface Profile {
  /** Runs the tests of a policy that was just saved, unless they run continuously. */
  readonly saved: (policy: TestItem) => void;
}

function profileOf(
  client: BaseLanguageClient,
  controller: TestController,
  tree: Tree,
  changes: PolicyChanges,
): Profile {
  const continuous = new Set<TestRunRequest>();

  const once = async (request: TestRunRequest): Promise<void> => {
    if (!request.include && controller.items.size === 0) await tree.discover();
    const testsByPolicy = wantedOf(controller, request);
    const run = controller.createTestRun(request);
    for (const items of testsByPolicy.values()) items.forEach((item) => run.enqueued(item));
    try {
      for (const [policy, items] of testsByPolicy) {
        if (run.token.isCancellationRequested) break;
        await judge(run, policy, items);
      }
    } finally {
      run.end();
    }
  };

  const judge = async (run: TestRun, policy: TestItem, items: readonly TestItem[]): Promise<void> => {
    items.forEach((item) => run.started(item));
    let evaluated: PolicyExpectations | undefined;
    try {
      [evaluated] = await expectationsOf(client, policy.id, run.token);
    } catch (error) {
      if (run.token.isCancellationRequested) return;
      const reason = error instanceof Error ? error.message : String(error);
      items.forEach((item) => run.errored(item, new TestMessage(reason)));
      return;
    }
    tree.put(evaluated ?? { uri: policy.id, expectations: [] });
    const results = new Map(withIds(evaluated?.expectations ?? []));
    for (const item of items) report(client, run, item, results.get(item.id));
  };

  /** Runs at once and after every change, until cancelled. */
  const always = async (request: TestRunRequest, token: CancellationToken): Promise<void> => {
    const silentRequest = new TestRunRequest(request.include, request.exclude, request.profile, true, true);
    const next = singleFlight(async () => {
      if (token.isCancellationRequested) return;
      await once(silentRequest).catch((error: unknown) => client.error('A test run failed', error, false));
    });
    continuous.add(request);
    const listening = Disposable.from(
      changes.file(() => void next()),
      workspace.onDidSaveTextDocument(({ languageId }) => {
        if (languageId === 'nbroute') void next();
      }),
    );
    token.onCancellationRequested(() => {
      continuous.delete(request);
      listening.dispose();
    });
    await next();
  };

  const profile: TestRunProfile = controller.createRunProfile(
    l10n.t('Check expectations'),
    TestRunProfileKind.Run,
    (request, token) => (request.continuous === true ? always(request, token) : once(request)),
    true,
    undefined,
    true,
  );
  return {
    saved: (policy) => {
      if (continuous.size > 0) return;
      once(new TestRunRequest([policy], undefined, profile, true, true)).catch((error: unknown) =>
        client.error(`The expectations of ${policy.id} could not be run`, error, false),
      );
    },
  };
}

/** The tests of a request, grouped by policy. */
function wantedOf(
  controller: TestController,
  { include, exclude }: TestRunRequest,
): Map<TestItem, TestItem[]> {
  const roots: TestItem[] = [];
  controller.items.forEach((item) => roots.push(item));
  const excluded = new Set(exclude ?? []);
  const testsByPolicy = new Map<TestItem, TestItem[]>();
  for (const item of include ?? roots) {
    const policy = item.parent ?? item;
    const tests = testsByPolicy.get(policy) ?? [];
    testsByPolicy.set(policy, tests);
    const take = (test: TestItem): void => {
      if (!excluded.has(policy) && !excluded.has(test) && !tests.includes(test)) tests.push(test);
    };
    if (item.parent) take(item);
    else item.children.forEach(take);
  }
  return testsByPolicy;
}

function report(
  client: BaseLanguageClient,
  run: TestRun,
  item: TestItem,
  expectation: Expectation | undefined,
): void {
  if (!expectation || !item.uri) {
    run.skipped(item);
    return;
  }
  const { text, range, result, failures } = expectation;
  const at = client.protocol2CodeConverter.asRange(range);
  const print = (message: string): void =>
    run.appendOutput(
      `${nameOf(item.uri ?? Uri.parse(''))}:${at.start.line + 1}: ${text}: ${message}\r\n`,
      undefined,
      item,
    );
  switch (result) {
    case 'holds':
      print(l10n.t('holds'));
      run.passed(item);
      break;
    case 'open': {
      const uncertain = l10n.t('Unresolved: the policy has errors');
      const message = new TestMessage(uncertain);
      message.location = new Location(item.uri, at);
      print(uncertain);
      run.errored(item, message);
      break;
    }
    case 'fails': {
      const { uri } = item;
      const messages = failures.map(({ message, expected, actual, range: target }) => {
        const testMessage = TestMessage.diff(message, expected, actual);
        testMessage.location = new Location(uri, client.protocol2CodeConverter.asRange(target));
        return testMessage;
      });
      failures.forEach(({ message }) => print(message));
      run.failed(item, messages);
    }
  }
}

const expectationsOf = (
  client: BaseLanguageClient,
  uri: string | null,
  token?: CancellationToken,
): Promise<ExpectationsResult> => {
  const params: ExpectationsParams = { uri };
  // A token that is undefined would be passed as a second parameter.
  return token
    ? client.sendRequest<ExpectationsResult>(expectationsRequest, params, token)
    : client.sendRequest<ExpectationsResult>(expectationsRequest, params);
};

/** Pairs each expectation with an id that does not change while lines move; equal statements are numbered. */
function withIds(expectations: readonly Expectation[]): [string, Expectation][] {
  const counts = new Map<string, number>();
  return expectations.map((each) => {
    const before = counts.get(each.text) ?? 0;
    counts.set(each.text, before + 1);
    return [before === 0 ? each.text : `${each.text} #${before + 1}`, each];
  });
}

function policyItem(controller: TestController, id: string, uri: Uri): TestItem {
  const item = controller.createTestItem(id, nameOf(uri), uri);
  const path = workspace.asRelativePath(uri);
  item.sortText = path;
  if (path !== item.label) item.description = path.slice(0, -item.label.length - 1);
  return item;
}

const isOpen = (client: BaseLanguageClient, uri: string): boolean =>
  workspace.textDocuments.some((document) => client.code2ProtocolConverter.asUri(document.uri) === uri);
