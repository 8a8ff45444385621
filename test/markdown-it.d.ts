/** What the tests use of markdown-it, which brings no types. */
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
