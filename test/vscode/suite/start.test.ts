import assert from 'node:assert/strict';
import { commands, extensions, window, workspace } from 'vscode';
import { blog, closeEverything, eventually, noDiagnostics, onStage, openPolicy } from './vscode';

// The first suite of a window, because the others activate the extension.
describe('The extension', () => {
  afterEach(closeEverything);

  it('is not activated until a policy is opened', async () => {
    const document = await workspace.openTextDocument({ language: 'plaintext', content: 'no policy' });
    await window.showTextDocument(document);
    assert.equal(extension().isActive, false);
    const { document: policy } = await openPolicy('first.nbroute', blog);
    await eventually('its start', () => (extension().isActive ? true : undefined));
    await noDiagnostics(policy);
  });

  it('shows nothing unasked', async function () {
    const toasts = await onStage(
      this,
      async ({ page }) => page.locator('.notifications-toasts .notification-list-item').allInnerTexts(),
      null,
    );
    assert.deepEqual(toasts, []);
  });

  it('has every command that it contributes', async () => {
    const contributed = commandsOf(extension().packageJSON);
    assert.ok(contributed.length > 0);
    const all = new Set(await commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((name) => !all.has(name)),
      [],
    );
  });
});

function extension(): NonNullable<ReturnType<typeof extensions.getExtension<unknown>>> {
  const found = extensions.getExtension<unknown>('nbroute.nbroute');
  assert.ok(found);
  return found;
}

function commandsOf(manifest: unknown): string[] {
  const contributes: unknown = Reflect.get(Object(manifest), 'contributes');
  const list: unknown = Reflect.get(Object(contributes), 'commands');
  return Array.isArray(list) ? list.map((each) => String(Reflect.get(Object(each), 'command'))) : [];
}
