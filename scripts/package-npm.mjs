// Makes nbroute.tgz, the npm package, from the minified dist/: the command line and the language server, with their own
// manifest, because the extension's is for VS Code. Run by `npm run package`.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { name, version, license, keywords, repository, engines } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const home = repository.url.replace(/\.git$/, '');
const manifest = {
  name,
  version,
  license,
  keywords,
  repository,
  description:
    'Route policies for Amazon SageMaker notebook instances: checked, shown as a routing table, compiled to the lifecycle script. With a language server.',
  homepage: `${home}#readme`,
  bugs: `${home}/issues`,
  bin: { nbroute: 'dist/cli.js' },
  man: './man/nbroute.1',
  engines: { node: engines.node },
};

/** The package's files by their path in the repository. */
const shipped = {
  'dist/cli.js': 'dist/cli.js',
  'dist/cli': 'dist/cli',
  'dist/licenses-npm.txt': 'dist/licenses.txt',
  'docs/nbroute.1': 'man/nbroute.1',
  'README.md': 'README.md',
  'CHANGELOG.md': 'CHANGELOG.md',
  LICENSE: 'LICENSE',
};

const stage = mkdtempSync(join(tmpdir(), 'nbroute-npm-'));
try {
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  for (const folder of ['dist', 'man']) mkdirSync(join(stage, folder));
  for (const [file, to] of Object.entries(shipped)) cpSync(file, join(stage, to), { recursive: true });
  // Through a shell, because npm is a batch file on Windows.
  execFileSync('npm pack --silent --ignore-scripts', {
    cwd: stage,
    shell: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  copyFileSync(join(stage, `${name}-${version}.tgz`), 'nbroute.tgz');
} finally {
  rmSync(stage, { recursive: true, force: true });
}

process.stdout.write(`
nbroute.vsix   VS Code:        code --install-extension nbroute.vsix
nbroute.tgz    command line:   npm install --global ./nbroute.tgz
`);
