/** Whether this extension host is a browser's worker, without Node. */
export const inBrowser = typeof process === 'undefined';
