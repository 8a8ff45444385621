// Node has read them in this process, for what tests download. Every process that a test starts would read them again,
// which can take longer than all else at its start.
delete process.env.NODE_EXTRA_CA_CERTS;

module.exports = {
  require: ['./test/seed.mjs'],
  // Only for hangs, on machines of any speed; no test measures speed by it.
  timeout: 600_000,
  forbidOnly: true,
  // In CI no test may be pending.
  forbidPending: process.env.NBROUTE_NO_PENDING === '1',
};
