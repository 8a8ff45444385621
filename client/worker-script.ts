/**
 * The server's files as one script, because a worker can load none of them by itself. Each is a function that runs when
 * it is first required, as in Node; the first one is the program.
 */
export function workerScript<Text>(
  files: readonly (readonly [name: string, text: Text])[],
): (Text | string)[] {
  return [
    '(() => {\nconst files = {',
    ...files.flatMap(([name, text]) => [
      `\n${JSON.stringify(name)}(require, module, exports) {\n`,
      text,
      '\n},',
    ]),
    `
};
const loaded = {};
const require = (path) => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!loaded[name]) files[name](require, (loaded[name] = { exports: {} }), loaded[name].exports);
  return loaded[name].exports;
};
require(${JSON.stringify(files[0][0])});
})();
`,
  ];
}
