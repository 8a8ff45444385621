// Stands in for mocha's entry for Node: its build for browsers, which puts itself into the global object.
import '../../../../node_modules/mocha/mocha.js';

const mocha: unknown = Reflect.get(globalThis, 'Mocha');

export default mocha;
