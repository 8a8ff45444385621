// Remakes the pictures of the preview in docs/images, in a real VS Code; run by `npm run screenshots`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, copyFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The few that the documentation shows; all of them stay where --all says. */
const shown = [
  'preview-table-dark.png',
  'preview-diagram-light.png',
  'preview-map-dark.png',
  'preview-changes-high-contrast-dark.png',
];

const all = process.argv.includes('--all') ? process.argv[process.argv.indexOf('--all') + 1] : undefined;
const folder = all ?? mkdtempSync(join(tmpdir(), 'nbroute-pictures-'));
mkdirSync(folder, { recursive: true });
const { status } = spawnSync(process.execPath, ['out/vscode/run.js'], {
  stdio: 'inherit',
  env: { ...process.env, NBROUTE_PICTURES: folder, NBROUTE_LAUNCH: 'node', NBROUTE_GREP: 'in every theme' },
});
if (status === 0) {
  mkdirSync('docs/images', { recursive: true });
  for (const name of readdirSync(folder))
    if (shown.includes(name)) copyFileSync(join(folder, name), join('docs/images', name));
}
if (all === undefined) rmSync(folder, { recursive: true, force: true });
process.exit(status ?? 1);
