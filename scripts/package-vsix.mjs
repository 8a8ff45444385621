// Makes nbroute.vsix, the extension for VS Code, with a minified dist/. Its manifest is the repository's without what only
// development needs, and no JSON file has insignificant white space. Run by `npm run package:vsix`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const {
  files,
  scripts: _,
  devDependencies: __,
  ...manifest
} = JSON.parse(readFileSync('package.json', 'utf8'));
execFileSync(process.execPath, ['scripts/build.mjs', '--minify'], { stdio: 'inherit' });

const stage = mkdtempSync(join(tmpdir(), 'nbroute-vsix-'));
try {
  writeFileSync(join(stage, 'package.json'), JSON.stringify({ ...manifest, files: ['**'] }));
  for (const file of [...files, 'README.md']) cpSync(file, join(stage, file), { recursive: true });
  for (const name of readdirSync(stage, { recursive: true }).filter((each) => each.endsWith('.json'))) {
    const file = join(stage, name);
    writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))));
  }
  const vsce = resolve('node_modules/@vscode/vsce/vsce');
  execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', resolve('nbroute.vsix')], {
    cwd: stage,
    stdio: 'inherit',
  });
} finally {
  rmSync(stage, { recursive: true, force: true });
}
