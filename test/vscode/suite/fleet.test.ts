import assert from 'node:assert/strict';
import { commands, TabInputWebview, type Uri, window, workspace } from 'vscode';
import { fleetComparisonCommand } from '../../../server/protocol';
import { notification, press, quickInput } from './quick-input';
import { blog, closeEverything, eventually, inWorkspace, openPolicy } from './vscode';

/** Two notebooks: one whose script routes what the blog's policy does and more, one without a configuration. */
const answers = [
  {
    NotebookInstances: [
      { NotebookInstanceName: 'by-hand', NotebookInstanceLifecycleConfigName: 'static-routes' },
      { NotebookInstanceName: 'sandbox' },
    ],
  },
  {
    NotebookInstanceLifecycleConfigName: 'static-routes',
    OnStart: [
      {
        Content: btoa(
          '#!/bin/bash\nip route add 10.0.0.0/16 via 172.31.64.1\nip route add 10.5.0.0/16 via 172.31.64.1\n',
        ),
      },
    ],
  },
];

describe('Show Fleet', () => {
  afterEach(closeEverything);

  it('is a page of notebooks, whose links lead to what the policy would change', async function () {
    await openPolicy('fleet.nbroute', blog);
    const file = await write('fleet.json', JSON.stringify(answers));
    await commands.executeCommand('nbroute.showFleet', file);
    await tab(
      'Fleet',
      (input) => input instanceof TabInputWebview && input.viewType.includes('nbroute.fleet'),
    );
    await commands.executeCommand(fleetComparisonCommand, 0);
    await tab('by-hand and ', () => true);
    const result = await eventually(
      'the comparison',
      () => workspace.textDocuments.find(({ uri }) => uri.scheme === 'nbroute-result'),
      () => labels().join(', '),
    );
    assert.match(result.getText(), /`10\.5\.0\.0\/16`/);
    // The same panel is reused.
    await commands.executeCommand('nbroute.showFleet', [file]);
    assert.equal(labels().filter((label) => label === 'Fleet').length, 1);
  });

  it('asks for files, and reports why nothing is shown', async function () {
    const done = commands.executeCommand('nbroute.showFleet');
    await quickInput(this, 'Output of the AWS CLI About Notebooks');
    await press(this, 'Escape');
    await done;
    assert.deepEqual(labels(), []);
    await commands.executeCommand('nbroute.showFleet', await write('no-fleet.json', '{"Vpcs": []}'));
    await notification(this, 'the fleet is not shown');
  });
});

const labels = (): string[] => window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));

async function tab(label: string, fits: (input: unknown) => boolean): Promise<void> {
  await eventually(
    label,
    () =>
      window.tabGroups.all.some(({ tabs }) =>
        tabs.some((each) => each.label.startsWith(label) && fits(each.input)),
      ) || undefined,
    () => labels().join(', '),
  );
}

async function write(name: string, text: string): Promise<Uri> {
  const uri = inWorkspace(name);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}
