// Loaded before a program (`node --require`): whatever would change a file or start another program ends it.
const { writeSync } = require('node:fs');

function refuse(name) {
  return () => {
    writeSync(2, `${name} was called: this changes something\n`);
    process.exit(98);
  };
}

const fs = require('node:fs');
const changes =
  /^(?:append|copy|cp$|cpSync|create.*Write|chmod|chown|fchmod|fchown|ftruncate|futimes|lchown|lutimes|link|mkdir|mkdtemp|rename|rm|symlink|truncate|unlink|utimes|write)/;
for (const [of, home] of [
  ['fs', fs],
  ['fs.promises', fs.promises],
])
  for (const name of Object.keys(home))
    // Standard streams that are files are written by this one.
    if (changes.test(name) && name !== 'writeSync') home[name] = refuse(`${of}.${name}`);
for (const home of [fs, fs.promises])
  for (const name of ['open', 'openSync']) {
    const open = home[name];
    if (open)
      home[name] = (file, flags, ...rest) =>
        flags === undefined || flags === 'r' || flags === fs.constants.O_RDONLY || typeof flags === 'function'
          ? open.call(home, file, flags, ...rest)
          : refuse(name)();
  }
const children = require('node:child_process');
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'])
  children[name] = refuse(name);
