// Bundles the command line and the language server, each as a small program and a file for each of its parts.
import { build } from 'esbuild';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Modules that the code loads by a `require` in a function. */
const onDemand = [
  'server/aws/read.ts',
  'server/emit/compiler.ts',
  'server/emit/deflate.ts',
  'server/lib/noble-hashes.ts',
  'server/lsp/server.ts',
  'server/lsp/transport/node-environment.ts',
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
      if (!onDemand.includes(module)) throw new Error(`scripts/split.mjs does not list ${module}`);
      return { path: `./${nameOf(module)}.js`, external: true };
    });
  },
};

/**
 * A program in several files: its order decides which file has the code that several parts share.
 *
 * @typedef {object} Program
 * @property {string} name of its first file, and of the folder of all others
 * @property {string} entry
 * @property {(module: string) => number} rankOf
 * @property {(module: string) => string} [fileOf] names the file of a module that is loaded by a dynamic import
 * @property {string} [banner]
 */

/**
 * `check` needs nearly the whole engine, and is to load nothing else. What is loaded on demand is not to be in a
 * command's file, where it would be loaded with that command, nor a command's in that of one of its parts.
 *
 * @type {Program}
 */
const commandLine = {
  name: 'cli',
  entry: 'server/cli/main.ts',
  banner: '#!/usr/bin/env node',
  rankOf: (module) => {
    if (module === 'server/cli/commands/check.ts') return 0;
    // What it shares with other commands is in its file: an editor waits for each file of a language server's start.
    if (module === 'server/cli/commands/lsp.ts') return 2;
    if (module.startsWith('server/cli/commands/')) return 3;
    if (isServer(module)) return 4;
    return onDemand.includes(module) && !module.startsWith('server/lsp/') ? 1 : 5;
  },
};

/**
 * Until `initialize` is answered, only the protocol is needed, and until the first diagnostics the engine. What a worker
 * shares with the rest is not to be in a file that needs Node.
 *
 * @type {Program}
 */
const languageServer = {
  name: 'server',
  entry: 'server/lsp/main.ts',
  rankOf: (module) => {
    if (module === 'server/lsp/transport/node.ts') return 0;
    if (module === 'server/lsp/server.ts') return 1;
    if (module === 'server/lsp/transport/worker.ts') return 2;
    return onDemand.includes(module) ? 3 : 4;
  },
  // Few files compress better than many.
  fileOf: (module) => {
    if (isServer(module)) return nameOf(module);
    const [, part] = /^server\/(cli|verify|lsp\/requests)\//.exec(module) ?? [];
    return (
      { cli: 'task-commands', verify: 'verify', 'lsp/requests': 'late-requests' }[part] ?? nameOf(module)
    );
  },
};

/** Modules that run when they are loaded, and export nothing. */
const isServer = (module) =>
  /^server\/(lsp\/transport\/(node|worker)|mcp\/main|cli\/tasks)\.ts$/.test(module);

/** Builds `dist/cli.js` and `dist/cli/`. */
export const buildCommandLine = (options) => buildSplit(commandLine, options);

/** Builds `dist/server.js` and `dist/server/`, and also returns the names of the files that a worker needs. */
export async function buildServer(options) {
  const { metafile, files } = await buildSplit(languageServer, options);
  const inWorker = new Set(['transport-worker.js']);
  for (const file of inWorker) {
    const text = files.get(file);
    if (text.includes('("node:'))
      throw new Error(`a worker cannot load dist/server/${file}, which needs Node`);
    for (const [, name] of text.matchAll(/\("\.\/([\w-]+\.js)"\)/g)) inWorker.add(name);
  }
  return { metafile, inWorker: [...inWorker] };
}

/**
 * Builds a program as one file and one per part in a folder, because V8 reads a whole file before it runs any of it. A
 * file has what its part needs and no file before it has, so that nothing is in the package twice and a part loads few
 * files: each one costs as much as 10 kB of code.
 *
 * esbuild makes a chunk of each set of entry points that share code. The chunks are joined here, and become CommonJS,
 * because esbuild splits only ECMAScript modules.
 *
 * @param {Program} program
 * @param {import('esbuild').BuildOptions} options
 */
async function buildSplit(program, options) {
  const { outputFiles, metafile } = await build({
    ...options,
    format: 'esm',
    splitting: true,
    write: false,
    entryPoints: {
      [program.name]: program.entry,
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
  const files = filesOf(program, new Map(chunks.map((chunk) => [chunk.base, chunk])));
  await mkdir(`dist/${program.name}`, { recursive: true });
  const texts = await Promise.all(
    [...files.keys()].map(async (file) => [`${file}.js`, await joined(file, files, program, options)]),
  );
  return { metafile, files: new Map(texts) };
}

/** The chunks of each file. */
function filesOf({ name, rankOf, fileOf = nameOf }, chunks) {
  const files = new Map();
  const placed = new Set();
  const place = (file, base) => {
    if (placed.has(base)) return;
    placed.add(base);
    const chunk = chunks.get(base);
    files.set(file, [...(files.get(file) ?? []), chunk]);
    for (const each of chunk.imports) place(file, each);
  };
  const entry = chunks.get(`${name}.js`);
  // A file of its own, because whatever requires the program would run it.
  for (const base of entry.imports) place('common', base);
  place(name, entry.base);
  const reached = (base, bases = new Set([base])) => {
    for (const each of chunks.get(base).imports) if (!bases.has(each)) reached(each, bases.add(each));
    return bases;
  };
  const sizeOf = (base) => [...reached(base)].reduce((sum, each) => sum + chunks.get(each).text.length, 0);
  const entries = [...chunks.values()].filter(({ base, entryPoint }) => entryPoint && base !== entry.base);
  entries.sort((a, b) => rankOf(a.entryPoint) - rankOf(b.entryPoint) || sizeOf(a.base) - sizeOf(b.base));
  const servers = entries.filter(({ entryPoint }) => isServer(entryPoint));
  for (const { base, imports, entryPoint } of entries) {
    const file = fileOf(entryPoint);
    if (servers.includes(chunks.get(base))) {
      // It is alone in its file, because whatever requires a file runs it.
      const [first, ...others] = servers.map((each) => reached(each.base));
      for (const each of first) if (others.some((bases) => bases.has(each))) place('servers', each);
      for (const each of imports) place(`${file}-parts`, each);
    }
    place(file, base);
  }
  return files;
}

/** A command's file is named for it; others also for their folder. */
function nameOf(module) {
  const { dir, name } = path.posix.parse(module);
  return dir === 'server/cli/commands' ? name : `${path.posix.basename(dir)}-${name}`;
}

/**
 * Writes a file's chunks as one CommonJS file, and returns its text. Its exports are plain properties, and a dynamic
 * import is a `require` in a promise: esbuild would define three getters for each of `check`'s 450 names, which takes a
 * twentieth of a small check.
 */
async function joined(file, files, { name: program, banner }, options) {
  const own = files.get(file);
  const fileOf = (base) => [...files].find(([, chunks]) => chunks.some((chunk) => chunk.base === base));
  const folder = file === program ? `./${program}/` : './';
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
  const outfile = file === program ? `dist/${program}.js` : `dist/${program}/${file}.js`;
  const { outputFiles } = await build({
    ...options,
    write: false,
    stdin: { contents: imports.join('\n'), resolveDir: 'dist' },
    outfile,
    banner: file === program && banner ? { js: banner } : {},
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
  const [{ text }] = outputFiles;
  await writeFile(outfile, text);
  return text;
}
