/** What a string and an edited text have in common, for code that reads only some lines of a text. */
export interface Characters {
  readonly length: number;
  charCodeAt(at: number): number;
  /** Offsets must not be negative. */
  slice(from: number, to?: number): string;
  /** The first offset of a single character from `from` on; -1 if there is none. */
  indexOf(character: string, from: number): number;
  /** The last offset of a single character up to `at`; -1 if there is none. */
  lastIndexOf(character: string, at: number): number;
  /** The whole text. */
  toString(): string;
}

/** The text after `[from, to)` of it was replaced. */
export function editedSource(source: Characters, from: number, to: number, written: string): Characters {
  return source instanceof EditedSource
    ? source.edited(from, to, written)
    : new EditedSource(source.toString(), from, to, written);
}

/** The most characters that consecutive edits replace the text around them with; longer than what is typed on a line. */
const mostWritten = 4096;

/**
 * A text after an edit, kept as the unchanged text around it and what was written, and joined once the whole is asked
 * for. At most keystrokes it is not, and copying it took longer than everything else.
 *
 *     before   . . . . . . . . . [from       to] . . . . . . . . .
 *     text     . . . . . . . . . [   written   ] . . . . . . . . .
 */
class EditedSource implements Characters {
  readonly length: number;

  constructor(
    private before: string,
    private from: number,
    private to: number,
    private written: string,
  ) {
    this.length = before.length + this.moved;
  }

  /** Consecutive edits near each other remain one. */
  edited(from: number, to: number, written: string): EditedSource {
    const first = Math.min(from, this.from);
    const last = Math.max(to, this.end);
    if (from - first + written.length + last - to > mostWritten)
      return new EditedSource(this.toString(), from, to, written);
    const all = this.slice(first, from) + written + this.slice(to, last);
    return new EditedSource(this.before, first, last - this.moved, all);
  }

  charCodeAt(at: number): number {
    if (at < this.from) return this.before.charCodeAt(at);
    return at < this.end ? this.written.charCodeAt(at - this.from) : this.before.charCodeAt(at - this.moved);
  }

  slice(from: number, to = this.length): string {
    const { before, written, end, moved } = this;
    if (to <= this.from) return before.slice(from, to);
    if (from >= end) return before.slice(from - moved, to - moved);
    if (from >= this.from && to <= end) return written.slice(from - this.from, to - this.from);
    const head = before.slice(from, Math.max(from, this.from));
    const tail = before.slice(this.to, Math.max(this.to, to - moved));
    // A sum would be copied when it is read, where nothing shows how much that is.
    return [head, written.slice(Math.max(0, from - this.from), to - this.from), tail].join('');
  }

  indexOf(character: string, from: number): number {
    const { before, written, moved } = this;
    if (from < this.from) {
      const at = before.indexOf(character, from);
      if (at >= 0 && at < this.from) return at;
    }
    const inside = written.indexOf(character, Math.max(0, from - this.from));
    if (inside >= 0) return this.from + inside;
    const after = before.indexOf(character, Math.max(this.to, from - moved));
    return after < 0 ? -1 : after + moved;
  }

  lastIndexOf(character: string, at: number): number {
    const { before, written, end, moved } = this;
    if (at >= end) {
      const after = before.lastIndexOf(character, at - moved);
      if (after >= this.to) return after + moved;
    }
    if (at >= this.from && written !== '') {
      const inside = written.lastIndexOf(character, at - this.from);
      if (inside >= 0) return this.from + inside;
    }
    return this.from === 0 ? -1 : before.lastIndexOf(character, Math.min(at, this.from - 1));
  }

  toString(): string {
    if (this.before.length !== this.length || this.written !== '' || this.from !== this.to) {
      // Joined rather than concatenated, because V8 would keep the parts of a sum and search them at every access.
      this.before = [this.before.slice(0, this.from), this.written, this.before.slice(this.to)].join('');
      this.from = this.to = this.length;
      this.written = '';
    }
    return this.before;
  }

  /** By how much the text after the edit has moved. */
  private get moved(): number {
    return this.from + this.written.length - this.to;
  }

  /** Where the text after the edit begins. */
  private get end(): number {
    return this.from + this.written.length;
  }
}
