// A lint rule: no test depends on a clock.

const message =
  'no test depends on a clock: wait for the event with until(), hold it up with gate(), count work';

/** Checks code, and code in strings that a browser runs. */
const clocks = [
  'CallExpression[callee.name=/^set(Timeout|Interval)$/]',
  'CallExpression[callee.property.name=/^(setTimeout|setInterval|hrtime|waitForTimeout)$/]',
  'CallExpression[callee.object.name=/^(Date|performance)$/][callee.property.name="now"]',
  'CallExpression[callee.object.type="ThisExpression"][callee.property.name=/^(timeout|retries|slow)$/]',
  'CallExpression[callee.object.name=/^(suite|test|context)$/][callee.property.name=/^(timeout|retries|slow)$/]',
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'TemplateElement[value.raw=/(setTimeout|setInterval|Date\\.now|performance\\.now)\\(/]',
];

const noClock = {
  create: (context) =>
    Object.fromEntries(clocks.map((selector) => [selector, (node) => context.report({ node, message })])),
};

export default { meta: { name: 'nbroute' }, rules: { 'no-clock': noClock } };
