/** The parts of markdown-it that the tests use, because it has no types of its own. */
declare module 'markdown-it' {
  interface Token {
    readonly type: string;
    readonly content: string;
    readonly children: readonly Token[] | null;
  }
  export default class MarkdownIt {
    constructor(options: 'commonmark' | { readonly html: boolean; readonly linkify: boolean });
    parse(markdown: string, environment: object): readonly Token[];
  }
}
