// The language server's program: one file for a process of Node and for a browser's worker, so that the extension
// carries the engine once.
if (typeof process === 'undefined') void import('./transport/worker');
else void import('./transport/node');
