import {
  copyFile,
  fileKey,
  forgetChangedFile,
  forgetFiles,
  isExecutable,
  isKnownFolder,
  isWritten,
  fileIn,
  linkFile,
  matching,
  removeFile,
  setExecutable,
  writeOutput,
} from './files';
import { writeUnknown } from './ip';
import { undecided } from './routes';
import { next, type CommandCall, type Flow, type ShellRun } from './state';
import { isKnown, knownText, type ShellText } from './values';

type FileCommand = (run: ShellRun, args: readonly ShellText[], invocation: CommandCall, name: string) => void;

/** Commands that make, copy or remove files, or change the working directory; they succeed unless they fail here. */
const commands: Readonly<Record<string, FileCommand>> = {
  rm: remove,
  mkdir: (run, args) => addFolders(run, operands(args)),
  mktemp: temporary,
  cp: copy,
  mv: copy,
  ln: copy,
  install: copy,
  chmod: changeModes,
  cd: changeFolder,
  pushd: changeFolder,
  popd: changeFolder,
  pwd: (run, _, invocation) => {
    const [folder = ''] = run.state.trail;
    if (folder.startsWith('/')) writeOutput(run, `${folder}\n`, invocation.line);
    else writeUnknown(run, invocation);
  },
};

/** Runs a command on files; undefined for another command. */
export function fileCommand(
  run: ShellRun,
  name: string,
  args: readonly ShellText[],
  invocation: CommandCall,
): Flow | undefined {
  if (!Object.hasOwn(commands, name)) return undefined;
  run.state.status = 0;
  commands[name](run, args, invocation, name);
  return next;
}

function operands(args: readonly ShellText[]): string[] {
  return args.filter(isKnown).filter((arg) => !arg.startsWith('-'));
}

/** `chmod MODE FILE…`. */
function changeModes(run: ShellRun, args: readonly ShellText[]): void {
  const words = args.filter((arg) => !isKnown(arg) || !/^-(?:[Rcfv]|-(?!reference))/.test(arg));
  const [mode, ...files] = words;
  const keys = [...run.state.files.keys()];
  for (const file of files) {
    const isNamed = isKnown(file) || file.glob !== undefined;
    const paths = isKnown(file)
      ? [file, ...keys.filter((key) => key.startsWith(`${fileKey(run, file)}/`))]
      : matching(run, file.glob);
    for (const path of paths) {
      const before = isExecutable(run, path);
      const after = isWritten(run, path) ? executableAfter(knownText(mode), before) : undefined;
      setExecutable(run, path, isNamed || before === after ? after : undefined);
    }
  }
}

/** Whether root can execute a file after `chmod MODE`; undefined if it is not known. */
function executableAfter(mode: string, before: boolean | undefined): boolean | undefined {
  if (/^[0-7]+$/.test(mode)) return (parseInt(mode, 8) & 0o111) > 0;
  let now = before;
  for (const clause of mode.split(',')) {
    const [, who = '', changes] = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause) ?? [];
    if (changes === undefined) return undefined;
    for (const [change] of changes.matchAll(/[-+=][^-+=]*/g))
      if (change.includes('x') && !change.startsWith('-')) now = true;
      else if (/^-.*x|^=/.test(change) && now !== false) now = /^$|a/.test(who) ? false : undefined;
  }
  return now;
}

function remove(run: ShellRun, args: readonly ShellText[], { text }: CommandCall): void {
  for (const arg of args) if (!isKnown(arg)) forgetFiles(run, text, arg.glob);
  for (const path of operands(args)) removeFile(run, path);
}

function addFolders(run: ShellRun, paths: readonly string[]): void {
  run.state.folders = new Set([...run.state.folders, ...paths.map((path) => fileKey(run, path))]);
}

/** A new file or folder, under a name in place of the one that a run chooses. */
function temporary(run: ShellRun, args: readonly ShellText[], { line }: CommandCall): void {
  const texts = args.map(knownText);
  const template = texts.find((arg) => arg.includes('XXX')) ?? '/tmp/tmp.XXX';
  const path = template.replace(/X+/, `${line}-${run.steps}`);
  if (texts.some((arg) => /^-(?:-directory$|\w*d)/.test(arg))) addFolders(run, [path]);
  else run.commands.write(run, path, [], false);
  writeOutput(run, `${path}\n`, line);
}

/** `SOURCE… TARGET` or `-t TARGET SOURCE…`. */
function copy(run: ShellRun, args: readonly ShellText[], { text }: CommandCall, name: string): void {
  const paths: string[] = [];
  let flags = '';
  let mode = '755';
  let folder: string | undefined;
  const valued = name === 'install' ? /^-\w*[mogS]$/ : /^-\w*S$/;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (!isKnown(arg)) {
      // An unknown word can be any file.
      forgetFiles(run, text);
      return;
    }
    const [, attached] = /^(?:-\w*t|--target-directory=?)(.*)$/.exec(arg) ?? [];
    const [, given] = (name === 'install' && /^(?:-\w*m|--mode=?)(.*)$/.exec(arg)) || [];
    if (given !== undefined) mode = given === '' ? knownText(args[++at]) : given;
    else if (attached !== undefined) folder = attached === '' ? knownText(args[++at]) : attached;
    else if (valued.test(arg)) at++;
    else if (arg.startsWith('-') && arg !== '-') flags += arg.replace(/^--(?:no-[^c].*|(.).*)$/, '$1');
    else paths.push(arg);
  }
  if (name === 'install' && flags.includes('d')) {
    addFolders(run, paths);
    return;
  }
  const to = folder ?? paths.pop() ?? '';
  const isPlain = (name === 'ln' ? /[nT]/ : /T/).test(flags);
  const isInside = folder !== undefined || paths.length > 1 || (!isPlain && isKnownFolder(run, to));
  for (const from of paths) {
    const target = isInside ? `${to}/${/[^/]*\/*$/.exec(from)?.[0] ?? ''}` : to;
    if (name === 'ln') {
      if (isWritten(run, target) && !flags.includes('f')) run.state.status = 1;
      else linkFile(run, flags.includes('s') ? fileIn(`${target}/..`, from) : from, target);
    } else if (/[nui]/.test(flags)) {
      if (!/n/.test(flags)) forgetChangedFile(run, target, text);
    } else {
      copyFile(run, from, target, name === 'mv');
      if (name === 'install') setExecutable(run, target, executableAfter(mode, false));
      else if (/[ap]/.test(flags)) setExecutable(run, target, isExecutable(run, from));
    }
  }
}

/** `cd`, `pushd` and `popd`. */
function changeFolder(
  run: ShellRun,
  args: readonly ShellText[],
  invocation: CommandCall,
  name: string,
): void {
  const { trail } = run.state;
  const [given = '~'] = args.filter((arg) => arg === '-' || !isKnown(arg) || !arg.startsWith('-'));
  if (name === 'popd') run.state.trail = trail.slice(1);
  else if (given === '-') run.state.trail = [trail[1] ?? `?${run.steps}`, ...trail];
  else {
    if (!isKnown(given) || !isKnownFolder(run, given)) run.state.status = undecided(invocation);
    run.state.trail = [isKnown(given) ? fileKey(run, given) : `?${run.steps}`, ...trail];
  }
}
