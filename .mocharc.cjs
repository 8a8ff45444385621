module.exports = {
  require: ['./test/seed.cjs'],
  timeout: 60_000,
  forbidOnly: true,
  // CI leaves nothing pending: every proof has to run there.
  forbidPending: process.env.NBROUTE_NO_PENDING === '1',
};
