import assert from 'node:assert/strict';
import { Uri, workspace } from 'vscode';
import { closeEverything, eventually, finding, noFindings, openUri } from './vscode';

/** What is found in it depends on a rule's severity: the second route is inside the first. */
const redundant = `vpc 172.31.0.0/16
subnet 172.31.64.0/20
route 10.0.0.0/8 via vpc
route 10.1.0.0/16 via vpc
`;

describe('In a workspace of two folders', () => {
  // A window on a slow machine runs the suite before it has read the workspace's file.
  before(() => eventually('two folders', () => workspace.workspaceFolders?.[1]));
  afterEach(closeEverything);

  it('a policy includes what is in its own folder', async () => {
    const second = folder(1);
    await write(second, 'shared/lists.nbroute', 'prefix-list on-prem = 10.0.0.0/16\n');
    await write(second, 'team/a.nbroute', 'include "../shared/lists.nbroute"\nroute on-prem via direct\n');
    const { document } = await openUri(Uri.joinPath(second, 'team/a.nbroute'));
    await noFindings(document);
  });

  it('a policy does not reach into the other folder', async () => {
    await write(folder(0), 'lists.nbroute', 'prefix-list on-prem = 10.0.0.0/16\n');
    await write(folder(1), 'b.nbroute', 'include "../workspace/lists.nbroute"\n');
    const { document } = await openUri(Uri.joinPath(folder(1), 'b.nbroute'));
    await finding(document, 'path-outside', '"../workspace/lists.nbroute"');
  });

  it('each folder has its own nbroute.json', async () => {
    await write(folder(1), 'nbroute.json', '{ "rules": { "redundant-route": "off" } }');
    await write(folder(0), 'c.nbroute', redundant);
    await write(folder(1), 'c.nbroute', redundant);
    const first = await openUri(Uri.joinPath(folder(0), 'c.nbroute'));
    await finding(first.document, 'redundant-route', '10.1.0.0/16');
    const second = await openUri(Uri.joinPath(folder(1), 'c.nbroute'));
    await noFindings(second.document);
    await workspace.fs.delete(Uri.joinPath(folder(1), 'nbroute.json'));
    await finding(second.document, 'redundant-route', '10.1.0.0/16');
  });

  it('each folder has its own settings', async () => {
    await write(folder(1), 'd.nbroute', redundant);
    const { document } = await openUri(Uri.joinPath(folder(1), 'd.nbroute'));
    await finding(document, 'redundant-route', '10.1.0.0/16');
    await write(folder(1), '.vscode/settings.json', '{ "nbroute.rules": { "redundant-route": "off" } }');
    await noFindings(document);
    await write(folder(0), 'd.nbroute', redundant);
    const first = await openUri(Uri.joinPath(folder(0), 'd.nbroute'));
    await finding(first.document, 'redundant-route', '10.1.0.0/16');
  });
});

function folder(at: number): Uri {
  const found = workspace.workspaceFolders?.[at];
  assert.ok(found, 'The suite needs two folders');
  return found.uri;
}

const write = async (top: Uri, name: string, text: string): Promise<void> =>
  workspace.fs.writeFile(Uri.joinPath(top, name), new TextEncoder().encode(text));
