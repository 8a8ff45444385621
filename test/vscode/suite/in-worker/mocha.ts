// Replaces mocha's entry for Node with its build for browsers, which registers itself in the global object.
import '../../../../node_modules/mocha/mocha.js';

const mocha: unknown = Reflect.get(globalThis, 'Mocha');

export default mocha;
