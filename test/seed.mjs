// One seed for all property tests, so that a run can be repeated; NBROUTE_SEED=N tries others. A module like the suites,
// because fast-check is another instance for CommonJS.
import { configureGlobal } from 'fast-check';

const seed = Number(process.env.NBROUTE_SEED ?? 20181024);
configureGlobal({ seed });
process.stdout.write(`property tests: NBROUTE_SEED=${seed}\n`);
