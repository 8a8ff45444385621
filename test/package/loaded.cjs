// Required by a program before it runs: at its end it prints to standard error how many files it loaded, and their size.
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
process.on('exit', () => process.stderr.write(`loaded ${files} files, ${bytes} bytes\n`));
