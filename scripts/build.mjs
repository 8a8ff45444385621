// Bundles what ships into dist/ and transpiles the tests into out/.
import { build } from 'esbuild';
import { chmod, rm } from 'node:fs/promises';

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

await rm('dist', { recursive: true, force: true });
await Promise.all([
  build({
    ...node,
    entryPoints: { cli: 'server/cli.ts' },
    outdir: 'dist',
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({ ...node, entryPoints: { server: 'server/lsp.ts' }, outdir: 'dist' }),
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
// What @vscode/test-electron starts in place of a desktop VS Code.
await chmod('out/vscode/launcher.js', 0o755);
