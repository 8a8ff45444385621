// The extension's other program, which shares the engine's files: the language server for Node or a browser's worker, and,
// if the arguments begin with `--command-line`, the command line for tasks.
if (typeof process === 'undefined') void import('./transport/worker');
else if (process.argv[2] === '--command-line') {
  process.argv.splice(2, 1);
  void import('../cli/tasks');
} else void import('./transport/node');
