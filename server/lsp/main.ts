// The program that the extension carries, the engine in it once: the language server, for a process of Node and for a
// browser's worker, and with `--command-line` before its arguments the command line, for tasks.
if (typeof process === 'undefined') void import('./transport/worker');
else if (process.argv[2] === '--command-line') {
  process.argv.splice(2, 1);
  void import('../cli/main');
} else void import('./transport/node');
