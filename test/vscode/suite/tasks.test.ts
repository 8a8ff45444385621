import assert from 'node:assert/strict';
import { commands, DiagnosticSeverity, languages, type Task, tasks, type Uri, workspace } from 'vscode';
import {
  blog,
  closeEverything,
  codeOf,
  eventually,
  diagnostic,
  inWorkspace,
  noDiagnostics,
  onStage,
  openPolicy,
  unexpecting,
} from './vscode';

describe('The tasks', () => {
  afterEach(closeEverything);

  it('are a check of the folder, and the script of every policy', async () => {
    const all = await tasks.fetchTasks({ type: 'nbroute' });
    const names = all.map(({ name }) => name);
    assert.ok(names.includes('check'), names.join(', '));
    assert.ok(names.includes('compile blog.nbroute'), names.join(', '));
  });

  it('compile a policy to its folder, without nbroute or Node on the PATH', async () => {
    await write('task.nbroute', blog);
    const task = await taskNamed('compile task.nbroute');
    await ran(task);
    await textThere('task.start.sh', /^#!\/bin\/bash\n/);
  });

  it('write nothing for a policy with errors, whose diagnostics are in the Problems panel', async () => {
    const text = blog.replace('10.0.0.0/16', '10.0.3.4/16');
    await write('broken-task.nbroute', text);
    await ran(await taskNamed('compile broken-task.nbroute'));
    await assert.rejects(Promise.resolve(workspace.fs.stat(inWorkspace('broken-task.start.sh'))));
    await found(inWorkspace('broken-task.nbroute'), ['host-bits']);
    await workspace.fs.delete(inWorkspace('broken-task.nbroute'));
  });

  it('check the folder, with each diagnostic once in the Problems panel', async function () {
    // No other file of the folder has these diagnostics.
    const closed = await write('closed-task.nbroute', blog.replace('10.0.0.0/16', '10.0.99.4/16'));
    const { document } = await openPolicy('open-task.nbroute', blog.replace('10.0.0.0/16', '10.0.98.7/16'));
    await diagnostic(document, 'host-bits', '10.0.98.7/16');
    await ran(await taskNamed('check'));
    await found(closed, ['host-bits']);
    await found(document.uri, ['host-bits']);
    // Once in VS Code's own list, too.
    await commands.executeCommand('workbench.actions.view.problems');
    const listed = await onStage(
      this,
      async ({ page }) => {
        // In a long list only visible entries have rows.
        const filter = page.locator(
          '.viewpane-filter input:visible, .markers-panel-action-filter input:visible',
        );
        await filter.first().fill('/16` has host bits set');
        const rows = page.locator('.markers-panel .monaco-list-row', {
          hasText: /10\.0\.9[89]\.\d\/16` has host bits set/,
        });
        await rows.nth(1).waitFor();
        const texts = await rows.allInnerTexts();
        await filter.first().fill('');
        return texts;
      },
      null,
    );
    assert.ok(Array.isArray(listed));
    assert.equal(listed.length, 2, listed.join('; '));
    await commands.executeCommand('workbench.action.closePanel');
    // A diagnostic reported by the task belongs to the language server again once the policy is open.
    await workspace.fs.writeFile(closed, new TextEncoder().encode(blog));
    await noDiagnostics(await workspace.openTextDocument(closed));
    for (const uri of [closed, document.uri]) await workspace.fs.delete(uri);
  });

  it('in tasks.json have a problem matcher for what the server has not reported', async () => {
    // Folders with a dot have no policies, unless a task names one.
    const routes = Array.from({ length: 20 }, (_, i) => `route 10.0.${i}.0/24 via vpc\n`).join('');
    const text = `${unexpecting}route 10.1.0.0/16 via vpc\n${routes}`;
    const hidden = await write('.hidden/redundant.nbroute', text);
    const task = {
      label: 'matched',
      type: 'nbroute',
      command: 'check',
      path: '.hidden/redundant.nbroute',
      problemMatcher: '$nbroute',
    };
    await write('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
    await ran(await configured('matched'));
    const [mergeable, redundant] = await eventually('two diagnostics', () => {
      const all = languages.getDiagnostics(hidden);
      return all.length > 1 ? all : undefined;
    });
    assert.equal(mergeable && codeOf(mergeable), 'mergeable-routes');
    assert.equal(mergeable?.severity, DiagnosticSeverity.Information);
    assert.equal(redundant && codeOf(redundant), 'redundant-route');
    assert.equal(redundant?.severity, DiagnosticSeverity.Warning);
    assert.equal(redundant.range.start.character, 6);
    await workspace.fs.delete(inWorkspace('.vscode/tasks.json'));
    await workspace.fs.delete(inWorkspace('.hidden'), { recursive: true });
  });

  it('have each of many diagnostics matched, however their policy is named', async () => {
    const routes = Array.from(
      { length: 900 },
      (_, i) => `route 10.${1 + (i >> 7)}.${(2 * i) & 255}.3/24 via vpc\n`,
    );
    for (const [label, path, count] of [
      ['short', '.hidden/many.nbroute', 900],
      ['whole', '${workspaceFolder}/.hidden/many.nbroute', 800],
    ] as const) {
      const hidden = await write('.hidden/many.nbroute', unexpecting + routes.slice(0, count).join(''));
      const task = { label, type: 'nbroute', command: 'check', path, problemMatcher: '$nbroute' };
      await write('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
      await ran(await configured(label));
      await eventually(
        `${count} diagnostics`,
        () => (languages.getDiagnostics(hidden).length === count ? true : undefined),
        () => `${languages.getDiagnostics(hidden).length}`,
      );
    }
    await workspace.fs.delete(inWorkspace('.vscode/tasks.json'));
    await workspace.fs.delete(inWorkspace('.hidden'), { recursive: true });
  });

  it('can be written into tasks.json for any output format', async () => {
    await write('json-task.nbroute', blog);
    const definition = { type: 'nbroute', command: 'compile', path: 'json-task.nbroute', to: 'terraform' };
    await write(
      '.vscode/tasks.json',
      JSON.stringify({
        version: '2.0.0',
        tasks: [{ label: 'mine', ...definition, output: 'mine.tf' }],
      }),
    );
    await ran(await configured('mine'));
    await textThere('mine.tf', /aws_sagemaker_notebook_instance_lifecycle_configuration/);
    await workspace.fs.delete(inWorkspace('.vscode/tasks.json'));
  });
});

async function write(name: string, text: string): Promise<Uri> {
  const uri = inWorkspace(name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

const taskNamed = (name: string): Promise<Task> =>
  eventually(`a task named ${name}`, async () =>
    (await tasks.fetchTasks({ type: 'nbroute' })).find((task) => task.name === name),
  );

const configured = (name: string): Promise<Task> =>
  eventually(`the task ${name} of tasks.json`, async () =>
    (await tasks.fetchTasks()).find((task) => task.name === name),
  );

/** Runs a task to its end. */
async function ran(task: Task): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    const listening = tasks.onDidEndTask((event) => {
      if (event.execution.task.name !== task.name) return;
      listening.dispose();
      resolve();
    });
  });
  await tasks.executeTask(task);
  await ended;
}

const textThere = (name: string, pattern: RegExp): Promise<true> =>
  eventually(`${name} with ${pattern}`, () =>
    workspace.fs.readFile(inWorkspace(name)).then(
      (bytes) => (pattern.test(new TextDecoder().decode(bytes)) ? true : undefined),
      () => undefined,
    ),
  );

/** Waits until a file has diagnostics of exactly these rules. */
const found = (uri: Uri, rules: string[]): Promise<true> =>
  eventually(
    `${rules.join(', ')} in ${uri.path}`,
    () =>
      JSON.stringify(languages.getDiagnostics(uri).map(codeOf)) === JSON.stringify(rules) ? true : undefined,
    () => JSON.stringify(languages.getDiagnostics(uri)),
  );
