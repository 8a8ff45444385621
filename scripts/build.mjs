// Bundles what ships into dist/ and transpiles the tests into out/.
import { build } from 'esbuild';
import { rm } from 'node:fs/promises';

const minify = process.argv.includes('--minify');

/** @type {import('esbuild').BuildOptions} */
const common = { bundle: true, minify, sourcemap: !minify, target: 'es2022', logLevel: 'warning', legalComments: 'none' };
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };

await rm('dist', { recursive: true, force: true });
await Promise.all([
  build({ ...node, entryPoints: { cli: 'server/cli.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } }),
  build({ ...node, entryPoints: { server: 'server/lsp.ts' }, outdir: 'dist' }),
  build({ ...node, entryPoints: { extension: 'client/extension.ts' }, outdir: 'dist', external: ['vscode'] }),
  build({ ...common, platform: 'browser', format: 'iife', entryPoints: { page: 'client/preview/page.ts' }, outdir: 'dist' }),
]);
