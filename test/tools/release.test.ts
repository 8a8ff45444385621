import * as assert from 'node:assert';
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { isLicenseOk } from 'ovsx/lib/check-license.js';
import { readVSIXPackage } from 'ovsx/lib/zip.js';
import * as yaml from 'yaml';
import manifest from '../../package.json';
import { root } from '../fixture';

/*
 * The package of a release and the workflow that publishes it. No registry is contacted; a server in the test replaces
 * Open VSX.
 */

describe('the package of the extension', () => {
  it("passes ovsx's own checks: the license, the manifest in the package, and the upload", async () => {
    const file = path.join(root, 'nbroute.vsix');
    const packed = await readVSIXPackage(file);
    assert.deepStrictEqual(
      [packed.publisher, packed.name, packed.version],
      ['nbroute', 'nbroute', manifest.version],
    );
    assert.ok(await isLicenseOk(root, packed));
    const received: Buffer[] = [];
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      request.on('data', (chunk: Buffer) => received.push(chunk));
      request.on('end', () => {
        const { publisher: namespace, name, version } = packed;
        response.writeHead(201, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ namespace, name, version, targetPlatform: 'universal' }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(typeof address === 'object' && address);
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [path.join(root, 'node_modules/ovsx/bin/ovsx'), 'publish', file],
        { env: { ...process.env, OVSX_PAT: 'token', OVSX_REGISTRY_URL: `http://127.0.0.1:${address.port}` } },
      );
      assert.match(stdout, new RegExp(`Published nbroute\\.nbroute v${manifest.version}\n$`));
    } finally {
      server.close();
    }
    assert.deepStrictEqual(requests, ['POST /api/-/publish?token=token']);
    assert.ok(Buffer.concat(received).equals(readFileSync(file)));
  });
});
interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

describe('the release workflow', () => {
  const { jobs } = yaml.parse(readFileSync(path.join(root, '.github/workflows/release.yml'), 'utf8')) as {
    readonly jobs: Readonly<Record<'packages' | 'publish', { readonly steps: readonly Step[] }>>;
  };
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'nbroute-release-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a step as the runner does, with stubs that record calls of other programs. */
  const run = (step: Step | undefined, env: Readonly<Record<string, string>>) => {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    for (const name of ['gh', 'npm', 'npx']) {
      writeFileSync(
        path.join(bin, name),
        '#!/bin/sh\necho "${0##*/} $*" >> "$ASKED"\ncase $* in *"get registry") echo https://npm.example/ ;; esac\n',
      );
      chmodSync(path.join(bin, name), 0o755);
    }
    const { status, stdout } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? 'exit 99'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: {
          PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
          ASKED: path.join(folder, 'asked'),
          GITHUB_OUTPUT: path.join(folder, 'output'),
          ...env,
        },
      },
    );
    return { status, stdout };
  };
  const publishing = (name: string): Step | undefined =>
    jobs.publish.steps.find((each) => each.name === name);

  it('stops if the tag is not the version, or the changelog has no section for it', () => {
    const step = jobs.packages.steps.find(({ name }) => name?.startsWith('The tag is the version'));
    for (const name of ['package.json', 'CHANGELOG.md'])
      copyFileSync(path.join(root, name), path.join(folder, name));
    assert.strictEqual(run(step, { GITHUB_REF_NAME: `v${manifest.version}` }).status, 0);
    assert.match(readFileSync(path.join(folder, 'notes.md'), 'utf8'), /\n- .*\n/);
    assert.strictEqual(run(step, { GITHUB_REF_NAME: 'v9.9.9' }).status, 1);
    writeFileSync(path.join(folder, 'CHANGELOG.md'), '# Changelog\n\n## 0.0.1\n\n- x\n');
    assert.strictEqual(run(step, { GITHUB_REF_NAME: `v${manifest.version}` }).status, 1);
  });

  it('publishes if it has a token, and says if it has none', () => {
    for (const [tokens, outputs, notices] of [
      [{ NPM: 'a', MARKETPLACE: 'b', OPEN_VSX: 'c' }, 'NPM=true\nMARKETPLACE=true\nOPEN_VSX=true\n', 0],
      [{ NPM: '', MARKETPLACE: '', OPEN_VSX: 'c' }, 'OPEN_VSX=true\n', 2],
      [{ NPM: '', MARKETPLACE: '', OPEN_VSX: '' }, '', 3],
    ] as const) {
      writeFileSync(path.join(folder, 'output'), '');
      const { status, stdout } = run(publishing('Tokens'), tokens);
      assert.strictEqual(status, 0);
      assert.strictEqual(readFileSync(path.join(folder, 'output'), 'utf8'), outputs);
      assert.strictEqual(stdout.split('\n').filter((line) => line.startsWith('::notice::')).length, notices);
    }
    const conditions = ['npm', 'Marketplace', 'Open VSX'].map((name) => publishing(name)?.if ?? '');
    for (const [i, name] of ['NPM', 'MARKETPLACE', 'OPEN_VSX'].entries())
      assert.match(conditions[i], new RegExp(`steps\\.tokens\\.outputs\\.${name} == 'true'`));
    // A token is in the environment of the step that uses it and of the step that checks for it, and nowhere else.
    const holders = jobs.publish.steps.filter((step) => JSON.stringify(step.env ?? {}).includes('secrets.'));
    assert.deepStrictEqual(
      holders.map(({ name }) => name),
      ['Tokens', 'npm', 'Marketplace', 'Open VSX'],
    );
  });

  it('gives the packages to GitHub, npm with provenance, the Marketplace and Open VSX', () => {
    for (const name of ['GitHub', 'npm', 'What publishes an extension', 'Marketplace', 'Open VSX'])
      assert.strictEqual(run(publishing(name), { GITHUB_REF_NAME: `v${manifest.version}` }).status, 0, name);
    assert.deepStrictEqual(readFileSync(path.join(folder, 'asked'), 'utf8').split('\n'), [
      `gh release create v${manifest.version} --verify-tag --notes-file notes.md nbroute.vsix nbroute.tgz`,
      'npm config get registry',
      'npm config set //npm.example/:_authToken ${NODE_AUTH_TOKEN}',
      'npm publish ./nbroute.tgz --access public --provenance',
      'npm ci --ignore-scripts',
      'npx --no-install vsce publish --packagePath nbroute.vsix',
      'npx --no-install ovsx publish nbroute.vsix',
      '',
    ]);
    for (const name of ['vsce', 'ovsx'])
      assert.ok(Object.keys(manifest.devDependencies).some((each) => each.endsWith(name)));
  });
});
