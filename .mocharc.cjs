module.exports = {
  require: ['./test/seed.mjs'],
  // Only for hangs, on machines of any speed; no test measures speed by it.
  timeout: 600_000,
  forbidOnly: true,
  // In CI no test may be pending.
  forbidPending: process.env.NBROUTE_NO_PENDING === '1',
};
