module.exports = {
  require: ['./test/seed.cjs'],
  // The one bound of every test: a hang, however slow the machine. None judges speed by it.
  timeout: 600_000,
  forbidOnly: true,
  // CI leaves nothing pending: every proof has to run there.
  forbidPending: process.env.NBROUTE_NO_PENDING === '1',
};
