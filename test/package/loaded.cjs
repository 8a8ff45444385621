// Required by a program before it runs: at its first output and at its end it prints to standard error how many files it
// has loaded, and their size.
const Module = require('node:module');
const compile = Module.prototype._compile;
let [files, bytes] = [0, 0];
Module.prototype._compile = function (text, file, ...rest) {
  if (!file.endsWith('loaded.cjs')) {
    files++;
    bytes += Buffer.byteLength(text);
  }
  return compile.call(this, text, file, ...rest);
};
const print = (when) => process.stderr.write(`loaded ${when} ${files} files, ${bytes} bytes\n`);
const { stdout } = process;
const { write } = stdout;
stdout.write = function (...output) {
  print('at first');
  stdout.write = write;
  return write.apply(this, output);
};
process.on('exit', () => print('at the end'));
