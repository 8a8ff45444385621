// Makes nbroute.vsix, the extension for VS Code, with a minified dist/. Its manifest is the repository's without what only
// development needs. Run by `npm run package:vsix`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const { scripts: _, devDependencies: __, ...manifest } = JSON.parse(readFileSync('package.json', 'utf8'));
execFileSync(process.execPath, ['scripts/build.mjs', '--minify'], { stdio: 'inherit' });

const stage = mkdtempSync(join(tmpdir(), 'nbroute-vsix-'));
try {
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  for (const file of [...manifest.files, 'README.md']) cpSync(file, join(stage, file), { recursive: true });
  const vsce = resolve('node_modules/@vscode/vsce/vsce');
  execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', resolve('nbroute.vsix')], {
    cwd: stage,
    stdio: 'inherit',
  });
} finally {
  rmSync(stage, { recursive: true, force: true });
}
