// Loaded before a program (`node --require`): whatever would reach another machine, or ask for its name, ends it.
const { writeSync } = require('node:fs');

function refuse(name) {
  return () => {
    writeSync(2, `${name} was called: this opens a connection\n`);
    process.exit(97);
  };
}

// http, https, tls and the rest connect by these.
require('node:net').Socket.prototype.connect = refuse('connect');
require('node:net').Server.prototype.listen = refuse('listen');
require('node:dgram').createSocket = refuse('createSocket');
const dns = require('node:dns');
for (const asks of [dns, dns.promises])
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) asks[name] = refuse(name);
globalThis.fetch = refuse('fetch');
