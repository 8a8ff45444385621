/** Counts how many characters of texts some work reads: one by one, in searches, as bytes, or to join them. */
export function charactersRead(work: () => unknown): number {
  // oxlint-disable-next-line typescript/unbound-method -- each is called on its text
  const { charCodeAt, startsWith, indexOf } = String.prototype;
  // oxlint-disable-next-line typescript/unbound-method -- each is called on its encoder
  const { encode, encodeInto } = TextEncoder.prototype;
  // oxlint-disable-next-line typescript/unbound-method -- it is called on its array
  const { join } = Array.prototype;
  let count = 0;
  const counting = {
    charCodeAt(this: string, at: number): number {
      count++;
      return charCodeAt.call(this, at);
    },
    startsWith(this: string, text: string, from?: number): boolean {
      count += text.length;
      return startsWith.call(this, text, from);
    },
    indexOf(this: string, text: string, from = 0): number {
      const index = indexOf.call(this, text, from);
      count += (index < 0 ? this.length : index) - from + 1;
      return index;
    },
  };
  Object.assign(String.prototype, counting);
  TextEncoder.prototype.encodeInto = function (text, bytes) {
    count += text.length;
    return encodeInto.call(this, text, bytes);
  };
  TextEncoder.prototype.encode = function (text = '') {
    count += text.length;
    return encode.call(this, text);
  };
  Array.prototype.join = function (separator) {
    const joined = join.call(this, separator);
    count += joined.length;
    return joined;
  };
  try {
    work();
  } finally {
    Object.assign(String.prototype, { charCodeAt, startsWith, indexOf });
    Object.assign(TextEncoder.prototype, { encode, encodeInto });
    Array.prototype.join = join;
  }
  return count;
}
