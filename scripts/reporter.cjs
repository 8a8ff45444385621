// Mocha's report for a terminal and for `npm test`: progress while it runs, then only failures and counts.
'use strict';
const { reporters, Runner } = require('mocha');
const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_RUN_END } = Runner.constants;

module.exports = class extends reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    let done = 0;
    const show = (test) => {
      const [file] = /[^/\\]+[/\\][^/\\]+(?=\.test\.js$)/.exec(test.file ?? '') ?? [''];
      const text = `${++done} tests, ${this.failures.length} failed: ${file.replace('\\', '/')}`;
      if (process.env.NBROUTE_PROGRESS === '1') process.stdout.write(`\u0001${text}\n`);
      else if (process.stdout.isTTY) process.stdout.write(`\r\u001B[K${text}\r`);
    };
    runner.on(EVENT_TEST_PASS, show);
    runner.on(EVENT_TEST_FAIL, show);
    runner.once(EVENT_RUN_END, () => this.epilogue());
  }
};
