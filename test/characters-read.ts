/** How many characters of texts some work reads, including those of the texts that it joins. */
export function charactersRead(work: () => unknown): number {
  const { read, joined } = charactersCounted(work);
  return read + joined;
}

/** Counts how many characters of texts some work reads, one by one, in searches or as bytes, and how many it joins. */
export function charactersCounted(work: () => unknown): { readonly read: number; readonly joined: number } {
  // oxlint-disable-next-line typescript/unbound-method -- each is called on its text
  const { charCodeAt, startsWith, indexOf, lastIndexOf, includes } = String.prototype;
  // oxlint-disable-next-line typescript/unbound-method -- each is called on its encoder
  const { encode, encodeInto } = TextEncoder.prototype;
  // oxlint-disable-next-line typescript/unbound-method -- it is called on its array
  const { join } = Array.prototype;
  let [read, joined] = [0, 0];
  const counting = {
    charCodeAt(this: string, at: number): number {
      read++;
      return charCodeAt.call(this, at);
    },
    startsWith(this: string, text: string, from?: number): boolean {
      read += text.length;
      return startsWith.call(this, text, from);
    },
    indexOf(this: string, text: string, from = 0): number {
      const index = indexOf.call(this, text, from);
      // A search that begins after the end reads nothing.
      read += Math.max(0, (index < 0 ? this.length : index) - from + 1);
      return index;
    },
    lastIndexOf(this: string, text: string, from = this.length): number {
      const index = lastIndexOf.call(this, text, from);
      read += Math.max(0, Math.min(from, this.length - 1) - Math.max(0, index) + 1);
      return index;
    },
    includes(this: string, text: string, from = 0): boolean {
      return this.indexOf(text, from) >= 0;
    },
  };
  Object.assign(String.prototype, counting);
  TextEncoder.prototype.encodeInto = function (text, bytes) {
    read += text.length;
    return encodeInto.call(this, text, bytes);
  };
  TextEncoder.prototype.encode = function (text = '') {
    read += text.length;
    return encode.call(this, text);
  };
  Array.prototype.join = function (separator) {
    const text = join.call(this, separator);
    joined += text.length;
    return text;
  };
  try {
    work();
  } finally {
    Object.assign(String.prototype, { charCodeAt, startsWith, indexOf, lastIndexOf, includes });
    Object.assign(TextEncoder.prototype, { encode, encodeInto });
    Array.prototype.join = join;
  }
  return { read, joined };
}
