// Bundles what ships into dist/ and transpiles the tests into out/.
import { build } from 'esbuild';
import { chmod, readdir, rm } from 'node:fs/promises';

const minify = process.argv.includes('--minify');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify,
  sourcemap: !minify,
  target: 'es2022',
  logLevel: 'warning',
  legalComments: 'none',
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };

await Promise.all(['dist', 'out'].map((folder) => rm(folder, { recursive: true, force: true })));
await Promise.all([
  build({
    ...node,
    entryPoints: { cli: 'server/cli.ts' },
    outdir: 'dist',
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({ ...node, entryPoints: { server: 'server/lsp-node.ts' }, outdir: 'dist' }),
  build({
    ...{ ...common, platform: 'browser', format: 'iife' },
    entryPoints: { 'server-worker': 'server/lsp-worker.ts' },
    outdir: 'dist',
  }),
  build({ ...node, entryPoints: { extension: 'client/extension.ts' }, outdir: 'dist', external: ['vscode'] }),
  build({
    ...{ ...common, platform: 'browser', format: 'iife' },
    entryPoints: ['client/preview/page.ts', 'client/preview/page.css'],
    outdir: 'dist/media',
  }),
  build({
    ...{ ...node, minify: false, packages: 'external', external: ['vscode'] },
    entryPoints: {
      'vscode/run': 'test/vscode/run.ts',
      'vscode/launcher': 'test/vscode/launcher.ts',
      'vscode/suite/index': 'test/vscode/suite/index.ts',
      start: 'scripts/start.ts',
    },
    banner: { js: '#!/usr/bin/env node' },
    outdir: 'out',
  }),
]);
await build({
  ...{ ...node, minify: false, packages: 'external' },
  entryPoints: (await tests('test')).filter((file) => !file.startsWith('test/vscode/')),
  outbase: 'test',
  outdir: 'out/test',
});
// What @vscode/test-electron starts in place of a desktop VS Code.
await chmod('out/vscode/launcher.js', 0o755);

/** The test files below a folder. */
async function tests(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map((entry) => {
    const file = `${folder}/${entry.name}`;
    return entry.isDirectory() ? tests(file) : file.endsWith('.test.ts') ? [file] : [];
  });
  return (await Promise.all(found)).flat();
}
