// Bundles the command line: the npm package's program. Its code is in as few files as possible, and in each file once.
import { build } from 'esbuild';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Modules that the code loads by a `require` in a function. */
const onDemand = [
  'server/aws/read.ts',
  'server/emit/compiler.ts',
  'server/emit/deflate.ts',
  'server/lib/noble-hashes.ts',
  'server/model/jsonc-parser.ts',
  'server/model/ports.ts',
  'server/net/ip-cidr.ts',
  'server/rules/lib/minimise-policy.ts',
];

/** Keeps these requires as they are, where esbuild would put the module beside its caller. */
const keptRequires = {
  name: 'kept requires',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, importer, path: file, resolveDir }) => {
      if (kind !== 'require-call' || importer.includes('node_modules')) return undefined;
      const module = `${path.relative('.', path.resolve(resolveDir, file)).split(path.sep).join('/')}.ts`;
      if (!onDemand.includes(module)) throw new Error(`scripts/command-line.mjs does not list ${module}`);
      return { path: `./${nameOf(module)}.js`, external: true };
    });
  },
};

/**
 * Builds the command line as `dist/cli.js` and one file per command in `dist/cli/`, because V8 reads a whole file before
 * it runs any of it. A file has what its command needs and no file before it has, so that nothing is in the package
 * twice and a command loads few files: each one costs as much as 10 kB of code.
 *
 * esbuild makes a chunk of each set of entry points that share code. The chunks are joined here, and become CommonJS,
 * because esbuild splits only ECMAScript modules.
 *
 * @param {import('esbuild').BuildOptions} options
 */
export async function buildCommandLine(options) {
  const { outputFiles, metafile } = await build({
    ...options,
    format: 'esm',
    splitting: true,
    write: false,
    entryPoints: {
      cli: 'server/cli/main.ts',
      ...Object.fromEntries(onDemand.map((module) => [nameOf(module), module])),
    },
    outdir: 'dist',
    sourcemap: options.sourcemap && 'inline',
    plugins: [keptRequires],
  });
  const textOf = new Map(outputFiles.map(({ path: file, text }) => [path.basename(file), text]));
  const chunks = Object.entries(metafile.outputs).map(([file, { imports, exports, entryPoint }], index) => ({
    id: `c${index}`,
    base: path.basename(file),
    text: textOf.get(path.basename(file)),
    imports: imports
      .filter(({ kind, external }) => kind === 'import-statement' && !external)
      .map((each) => path.basename(each.path)),
    exports,
    entryPoint,
  }));
  const files = filesOf(new Map(chunks.map((chunk) => [chunk.base, chunk])));
  await mkdir('dist/cli', { recursive: true });
  await Promise.all([...files.keys()].map((file) => joined(file, files, options)));
  return { metafile };
}

/** The chunks of each file. */
function filesOf(chunks) {
  const files = new Map();
  const placed = new Set();
  const place = (file, base) => {
    if (placed.has(base)) return;
    placed.add(base);
    const chunk = chunks.get(base);
    files.set(file, [...(files.get(file) ?? []), chunk]);
    for (const each of chunk.imports) place(file, each);
  };
  const entry = chunks.get('cli.js');
  // A file of its own, because whatever requires `cli.js` would run it.
  for (const base of entry.imports) place('common', base);
  place('cli', entry.base);
  const sizeOf = (base, counted = new Set()) => {
    if (counted.has(base)) return 0;
    counted.add(base);
    const { text, imports } = chunks.get(base);
    return imports.reduce((sum, each) => sum + sizeOf(each, counted), text.length);
  };
  const entries = [...chunks.values()].filter(({ entryPoint }) => entryPoint !== undefined);
  entries.sort((a, b) => rankOf(a) - rankOf(b) || sizeOf(a.base) - sizeOf(b.base));
  for (const { base, entryPoint } of entries.filter((each) => rankOf(each) < 3))
    place(nameOf(entryPoint), base);
  // A module without exports is a server that runs when it is loaded. It is alone in its file, because whatever requires
  // a file runs it.
  const servers = entries.filter(({ base, exports }) => exports.length === 0 && base !== entry.base);
  const reached = (base, bases = new Set([base])) => {
    for (const each of chunks.get(base).imports) if (!bases.has(each)) reached(each, bases.add(each));
    return bases;
  };
  const [first, ...others] = servers.map(({ base }) => reached(base));
  for (const base of first) if (others.some((bases) => bases.has(base))) place('servers', base);
  for (const { base, imports, entryPoint } of servers) {
    for (const each of imports) place(`${nameOf(entryPoint)}-parts`, each);
    place(nameOf(entryPoint), base);
  }
  for (const { base, entryPoint } of entries) place(nameOf(entryPoint), base);
  return files;
}

/**
 * `check` needs nearly the whole engine, and is to load nothing else. What is loaded on demand is not to be in a
 * command's file, where it would be loaded with that command, nor a command's in that of one of its parts.
 */
function rankOf({ entryPoint }) {
  if (entryPoint === 'server/cli/commands/check.ts') return 0;
  if (onDemand.includes(entryPoint)) return 1;
  return entryPoint.startsWith('server/cli/commands/') ? 2 : 3;
}

/** A command's file is named for it; others also for their folder. */
function nameOf(module) {
  const { dir, name } = path.posix.parse(module);
  return dir === 'server/cli/commands' ? name : `${path.posix.basename(dir)}-${name}`;
}

/**
 * Writes a file's chunks as one CommonJS file. Its exports are plain properties, and a dynamic import is a `require` in a
 * promise: esbuild would define three getters for each of `check`'s 450 names, which takes a twentieth of a small check.
 */
async function joined(file, files, options) {
  const own = files.get(file);
  const fileOf = (base) => [...files].find(([, chunks]) => chunks.some((chunk) => chunk.base === base));
  const folder = file === 'cli' ? './cli/' : './';
  const imports = own.map(({ id, base, exports }) => {
    const names = exports.map((name) => `${name} as ${id}${name}`);
    return names.length > 0 ? `import { ${names.join(', ')} } from './${base}';` : `import './${base}';`;
  });
  const properties = own.flatMap(({ id, exports, entryPoint }) =>
    exports.map((name) => (entryPoint === undefined ? `${id}${name}` : `${name}: ${id}${name}`)),
  );
  if (properties.length > 0) imports.push(`module.exports = { __esModule: true, ${properties.join(', ')} };`);
  const textOf = ({ text }) =>
    text.replace(/\bimport\("\.\/([\w-]+\.js)"\)/g, (call, base) => {
      const [name] = fileOf(base);
      return name === file ? call : `Promise.resolve().then(() => require("${folder}${name}.js"))`;
    });
  await build({
    ...options,
    stdin: { contents: imports.join('\n'), resolveDir: 'dist' },
    outfile: file === 'cli' ? 'dist/cli.js' : `dist/cli/${file}.js`,
    banner: file === 'cli' ? { js: '#!/usr/bin/env node' } : {},
    sourcemap: options.sourcemap && 'inline',
    supported: { 'dynamic-import': false },
    // A file is required only for what is used of it.
    logOverride: { 'ignored-bare-import': 'silent', 'commonjs-variable-in-esm': 'silent' },
    plugins: [
      {
        name: 'chunks',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\.?\// }, ({ path: to, kind }) => {
            if (kind === 'require-call') return { path: to, external: true };
            const base = path.posix.basename(to);
            const [name] = fileOf(base);
            if (name === file) return { path: base, namespace: 'chunk' };
            return { path: base, namespace: 'elsewhere', sideEffects: false };
          });
          onResolve({ filter: /^elsewhere:/ }, ({ path: to }) => ({
            path: `${folder}${to.slice('elsewhere:'.length)}.js`,
            external: true,
          }));
          onLoad({ filter: /./, namespace: 'chunk' }, ({ path: base }) => ({
            contents: textOf(own.find((chunk) => chunk.base === base)),
          }));
          onLoad({ filter: /./, namespace: 'elsewhere' }, ({ path: base }) => {
            const [name, chunks] = fileOf(base);
            const { id, exports, entryPoint } = chunks.find((chunk) => chunk.base === base);
            const names = exports.map((each) => `${entryPoint === undefined ? id : ''}${each} as ${each}`);
            return { contents: `export { ${names.join(', ')} } from 'elsewhere:${name}';` };
          });
        },
      },
    ],
  });
}
