import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { commands, extensions, languages } from 'vscode';
import { State } from 'vscode-languageclient';
import {
  blog,
  closeEverything,
  eventually,
  diagnostic,
  noDiagnostics,
  onStage,
  openPolicy,
  replace,
} from './vscode';

describe('The language server of the extension', () => {
  afterEach(closeEverything);

  it('is restarted silently when it is killed, and diagnostics come back', async function () {
    const editor = await openPolicy('killed.nbroute', blog.replace('10.0.0.0/16', '10.0.3.4/16'));
    await diagnostic(editor.document, 'host-bits', '10.0.3.4/16');
    const [before] = servers();
    assert.ok(before);
    process.kill(before, 'SIGKILL');
    const after = await eventually('another server', () => servers().find((pid) => pid !== before));
    assert.notEqual(after, before);
    assert.deepEqual(await notifications(this), []);
    await replace(editor, '10.0.3.4/16', '10.0.7.7/16');
    await diagnostic(editor.document, 'host-bits', '10.0.7.7/16');
  });

  it('is a new one after the command that restarts it', async () => {
    const editor = await openPolicy('restarted.nbroute', blog);
    await noDiagnostics(editor.document);
    const [before] = servers();
    await commands.executeCommand('nbroute.restartServer');
    await eventually('another server', () => servers().find((pid) => pid !== before));
    await eventually('one server', () => (servers().length === 1 ? true : undefined));
    await replace(editor, '10.0.0.0/16', '10.0.3.4/16');
    await diagnostic(editor.document, 'host-bits', '10.0.3.4/16');
    assert.equal(languages.getDiagnostics(editor.document.uri).length, 1);
  });

  it('that keeps crashing is reported once, and starts again on request', async function () {
    const editor = await openPolicy('hopeless.nbroute', blog);
    await noDiagnostics(editor.document);
    let last: number | undefined;
    const next = async (): Promise<number | 'message'> =>
      eventually('another server that answers, or the message', async () => {
        const other = isRunning() ? servers().find((pid) => pid !== last) : undefined;
        return other ?? ((await notifications(this)).length > 0 ? 'message' : undefined);
      });
    for (let server = await next(); server !== 'message'; server = await next()) {
      last = server;
      process.kill(server, 'SIGKILL');
    }
    const text = await notifications(this);
    assert.equal(text.length, 1, text.join('; '));
    assert.match(text[0] ?? '', /the language server has ended five times in three minutes/);
    await commands.executeCommand('nbroute.restartServer');
    await replace(editor, '10.0.0.0/16', '10.0.3.4/16');
    await diagnostic(editor.document, 'host-bits', '10.0.3.4/16');
  });

  if (process.platform === 'linux')
    it('has no network connection', async () => {
      const { document } = await openPolicy('offline.nbroute', blog);
      await noDiagnostics(document);
      const sockets = new Set(
        ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'].flatMap((kind) =>
          readFileSync(`/proc/net/${kind}`, 'utf8')
            .split('\n')
            .slice(1)
            .map((line) => line.trim().split(/\s+/)[9]),
        ),
      );
      for (const pid of servers()) {
        const inodes = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
          const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
          return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
        });
        // Its channel to the extension is a socket that is local to the machine.
        assert.ok(inodes.length > 0);
        assert.deepEqual(
          inodes.filter((inode) => sockets.has(inode)),
          [],
        );
      }
    });
});

/** The texts in VS Code's list of notifications. */
async function notifications(test: Mocha.Context): Promise<string[]> {
  await commands.executeCommand('notifications.showList');
  const text = await onStage(
    test,
    async ({ page }) => page.locator('.notifications-center .notification-list-item').allInnerTexts(),
    null,
  );
  await commands.executeCommand('notifications.hideList');
  assert.ok(Array.isArray(text));
  // While a notification opens, the list contains it twice.
  return [...new Set(text.map(String))];
}

/** Whether the client, which the extension returns for tests, has a running server. */
function isRunning(): boolean {
  const extension = extensions.getExtension<unknown>('nbroute.nbroute');
  const client: unknown = extension?.isActive === true ? extension.exports : undefined;
  return Reflect.get(Object(client), 'state') === State.Running;
}

/** The process ids of the running servers started by this extension host. */
function servers(): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    const ours = Number(parent) === process.pid && /dist[\\/]server\.js/.test(args ?? '');
    return ours ? [Number(pid)] : [];
  });
}
