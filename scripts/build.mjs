// Bundles the programs into dist/ and transpiles the tests into out/. With --minify, only the programs, for a package;
// with --tests, only the tests.
import { build } from 'esbuild';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { buildCommandLine, buildServer } from './split.mjs';

const minify = process.argv.includes('--minify');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify,
  sourcemap: !minify,
  target: 'es2022',
  logLevel: 'warning',
  // In a file instead, once for all bundles of a package.
  legalComments: 'none',
  metafile: true,
  loader: { '.sh': 'text' },
  alias: {
    // Its main file is for loaders that resolve files at run time.
    'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
    jsbn: './scripts/big-integer.ts',
    'sprintf-js': './scripts/sprintf.ts',
  },
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };
/** Tests and scripts, which load packages through Node. */
const unbundled = { ...node, packages: 'external', alias: {} };
/** Runs in both hosts; code for one of them is loaded at run time. */
const anywhere = { ...node, target: 'es2022', conditions: ['node', 'browser'] };

if (!process.argv.includes('--tests')) await buildPrograms();
if (!minify) await buildTests();

async function buildPrograms() {
  await emptied('dist');
  const [commandLine, server] = await Promise.all([buildCommandLine(node), buildServer(anywhere)]);
  const client = await Promise.all([
    build({
      ...anywhere,
      external: ['vscode'],
      define: { serverFiles: JSON.stringify(server.inWorker) },
      alias: {
        minimatch: './scripts/globs.ts',
        'semver/functions/parse': './scripts/new-enough.cjs',
        'semver/functions/satisfies': './scripts/new-enough.cjs',
      },
      entryPoints: { extension: 'client/main.ts' },
      outdir: 'dist',
    }),
    build({
      ...common,
      platform: 'browser',
      format: 'iife',
      entryPoints: ['client/preview/page.ts', 'client/preview/page.css'],
      outdir: 'dist/media',
    }),
  ]);
  await writeFile('dist/licenses.txt', await licenses([server, ...client]));
  await writeFile('dist/licenses-npm.txt', await licenses([commandLine]));
}

/** The licenses of the bundled packages. */
async function licenses(results) {
  const inputs = results
    .flatMap(({ metafile }) => Object.values(metafile.outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  // A package may be inside another one that needs its own version.
  const folders = inputs.flatMap(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  const parts = [...new Set(folders)].map(async (folder) => {
    const manifest = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    const { name, version } = manifest;
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined && manifest.license !== 'MIT')
      throw new Error(`${name} is bundled and has no license to ship with it`);
    const text = file === undefined ? await mit(manifest) : await readFile(`${folder}/${file}`, 'utf8');
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  const texts = [...new Set(await Promise.all(parts))].sort();
  return `nbroute holds parts of these packages:\n\n${texts.join('\n---\n\n')}`;
}

/** The license text for packages that only name their license, which is nbroute's own. */
async function mit({ author }) {
  return (await readFile('LICENSE', 'utf8')).replace(/^Copyright .*$/m, `Copyright (c) ${author.name}`);
}

async function buildTests() {
  await emptied('out');
  await Promise.all([
    build({
      ...unbundled,
      entryPoints: {
        'vscode/run': 'test/vscode/run.ts',
        start: 'scripts/start.ts',
        screenshots: 'scripts/screenshots.ts',
      },
      banner: { js: '#!/usr/bin/env node' },
      outdir: 'out',
    }),
    // The suite inside VS Code, for the two kinds of extension host.
    build({
      ...unbundled,
      entryPoints: { 'vscode/suite/node': 'test/vscode/suite/index.ts' },
      outdir: 'out',
    }),
    build({
      ...common,
      platform: 'browser',
      format: 'cjs',
      external: ['vscode', 'node:*'],
      alias: {
        'node:assert/strict': './test/vscode/suite/in-worker/assert.ts',
        mocha: './test/vscode/suite/in-worker/mocha.ts',
      },
      // mocha's build for browsers checks for this, and would replace the suite's module.
      define: { module: 'undefined' },
      entryPoints: { 'vscode/suite/worker': 'test/vscode/suite/index.ts' },
      outdir: 'out',
    }),
    buildSuites(),
    build({
      ...unbundled,
      entryPoints: ['test/bench/run.ts', 'test/bench/memory.ts', 'test/bench/side.ts'],
      outbase: 'test',
      outdir: 'out',
    }),
    // Bundled and minified, like the server it is compared with.
    build({
      ...node,
      minify: true,
      entryPoints: ['test/bench/echo.ts'],
      outbase: 'test',
      outdir: 'out',
    }),
  ]);
}

/**
 * Builds the suites as modules that share the engine, so that a process with many suites loads and compiles it once,
 * and not once a suite: without that the suites take a fifth longer.
 */
async function buildSuites() {
  const suites = (await tests('test')).filter((file) => !file.startsWith('test/vscode/'));
  const { metafile } = await build({
    ...unbundled,
    format: 'esm',
    splitting: true,
    entryPoints: suites,
    outbase: 'test',
    outdir: 'out/test',
    chunkNames: 'shared/[hash]',
  });
  await writeFile('out/test/package.json', '{ "type": "module" }\n');
  const long = suites.filter(
    (file) => file.startsWith('test/long/') || reaches(metafile, file, 'test/volume.ts'),
  );
  await writeFile(
    'out/long-suites.json',
    JSON.stringify(long.map((file) => `out/${file.replace(/\.ts$/, '.js')}`)),
  );
}

/** Whether a module imports another one, directly or not. */
function reaches({ inputs }, from, to) {
  const reached = new Set([from]);
  for (const file of reached) for (const { path } of inputs[file]?.imports ?? []) reached.add(path);
  return reached.has(to);
}

function emptied(folder) {
  return rm(folder, { recursive: true, force: true });
}

/** The test files below a folder. */
async function tests(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map((entry) => {
    const file = `${folder}/${entry.name}`;
    return entry.isDirectory() ? tests(file) : file.endsWith('.test.ts') ? [file] : [];
  });
  return (await Promise.all(found)).flat();
}
