const parts: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '*': '[^/]*',
  '.': '\\.',
  '{': '(?:',
  ',': '|',
  '}': ')',
};

/**
 * Replaces minimatch (29 kB) in the language client, which uses it for the server's globs of renamed files: names, any
 * folders, `*` and `{a,b}`. Names may begin with a dot, as the client asks of minimatch.
 */
export class Minimatch {
  private readonly pattern: RegExp;

  constructor(glob: string) {
    if (!/^[\w./*{},]*$/.test(glob)) throw new Error(`scripts/globs.ts does not know ${glob}`);
    this.pattern = new RegExp(`^${glob.replace(/\*\*\/|[*.{,}]/g, (part) => parts[part])}$`);
  }

  makeRe(): RegExp {
    return this.pattern;
  }

  match(path: string): boolean {
    return this.pattern.test(path);
  }
}
