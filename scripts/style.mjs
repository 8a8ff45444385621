// Types and style of the whole tree, for a fresh clone: what `npm run typecheck` and `npm run lint` find, in a little
// over half of their time. ESLint's rules ask the very programs that the compiler has checked, and what needs no
// program of that size runs beside it.
import { spawn } from 'node:child_process';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { progress } from './progress.mjs';

const cwd = process.cwd();
const parsed = new Map();

/** The program of a configuration; a file that two of them have is read and parsed once. */
function programOf(config) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (found) => print([found]) };
  const { options, fileNames, errors } = ts.getParsedCommandLineOfConfigFile(
    config,
    { incremental: false },
    host,
  );
  print(errors);
  const compiler = ts.createCompilerHost(options, true);
  const read = compiler.getSourceFile;
  compiler.getSourceFile = (name, ...more) => {
    if (!parsed.has(name)) parsed.set(name, read(name, ...more));
    return parsed.get(name);
  };
  return ts.createProgram({ rootNames: fileNames, options, host: compiler });
}

function print(diagnostics) {
  if (diagnostics.length === 0) return;
  process.exitCode = 1;
  const host = {
    getCurrentDirectory: () => cwd,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  };
  process.stdout.write(ts.formatDiagnostics(diagnostics, host));
}

function types(program) {
  print(program.getConfigFileParsingDiagnostics());
  print(program.getGlobalDiagnostics());
  const files = program.getSourceFiles().filter(({ fileName }) => !fileName.includes('/node_modules/'));
  for (const [index, file] of files.entries()) {
    if (index % 20 === 0) progress(`types of ${index} of ${files.length} files`);
    print([...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  }
}

async function style(programs) {
  const eslint = new ESLint({
    overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { project: null, programs } } }],
  });
  const names = new Set(programs.flatMap((program) => program.getRootFileNames()));
  const files = [...names].filter((name) => !name.endsWith('.d.ts'));
  const found = await eslint.lintFiles(['**/*.{js,cjs,mjs}']);
  for (let at = 0; at < files.length; at += 20) {
    progress(`style of ${at} of ${files.length} files`);
    found.push(...(await eslint.lintFiles(files.slice(at, at + 20))));
  }
  const formatter = await eslint.loadFormatter();
  process.stdout.write(await formatter.format(found));
  if (found.some(({ errorCount, warningCount }) => errorCount + warningCount > 0)) process.exitCode = 1;
}

/** Runs a program beside this one; what it prints is printed. */
function beside(file, args) {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => child.on('exit', resolve)).then((code) => {
    if (code !== 0) process.exitCode = 1;
  });
}

if (process.argv[2] === 'small')
  for (const name of ['pure', 'page']) types(programOf(`tsconfig.${name}.json`));
else {
  const others = beside('scripts/style.mjs', ['small']).then(() =>
    beside('node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  );
  const [all, page] = [programOf('tsconfig.json'), programOf('tsconfig.page.json')];
  types(all);
  await style([all, page]);
  await others;
}
