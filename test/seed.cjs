// One seed for all property tests, so that a run can be repeated; NBROUTE_SEED=N tries others.
const fc = require('fast-check');

const seed = Number(process.env.NBROUTE_SEED ?? 20181024);
fc.configureGlobal({ seed });
process.stdout.write(`property tests: NBROUTE_SEED=${seed}\n`);
