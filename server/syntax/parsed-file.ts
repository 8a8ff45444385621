import type { File } from './ast';

/** The tree of a text, which is joined when all of it is first read. */
export class ParsedFile implements File {
  readonly characters: File['characters'];
  readonly starts: File['starts'];
  readonly statements: File['statements'];
  readonly plain: File['plain'];
  readonly directives: File['directives'];
  readonly errors: File['errors'];

  constructor(parts: Omit<File, 'source'>) {
    this.characters = parts.characters;
    this.starts = parts.starts;
    this.statements = parts.statements;
    this.plain = parts.plain;
    this.directives = parts.directives;
    this.errors = parts.errors;
  }

  get source(): string {
    return this.characters.toString();
  }
}
